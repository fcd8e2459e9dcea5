"""Look into one file with PyAV and print what is there as JSON.

``media.probe`` runs this as a script inside the sandbox: PyAV takes a
stranger's file apart in the very process that asks. Packets are counted
rather than promises believed; of the picture a few frames are decoded.
"""

import json
import math
import sys
from array import array
from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise
from statistics import fmean
from typing import Any

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.stream import Stream
from av.video.stream import VideoStream

#: Frames that are decoded to learn what only frames tell.
FRAMES_LOOKED_AT = 12
#: Packets per track whose times are kept to judge how steady the picture runs: six hours of it.
MOST_TIMES = 1 << 21
ATTACHED_PICTURE = av.stream.Disposition.attached_pic
#: What a sound track is for, beside the speech itself.
ROLES = {
    av.stream.Disposition.comment: "commentary",
    av.stream.Disposition.visual_impaired: "audio_description",
    av.stream.Disposition.descriptions: "audio_description",
    av.stream.Disposition.hearing_impaired: "hearing_impaired",
    av.stream.Disposition.clean_effects: "music_and_effects",
}


def described(stream: Stream) -> dict[str, Any]:
    """Return what a track says of itself. A track without a decoder says little."""
    known: dict[str, Any] = {"index": stream.index, "type": stream.type, "codec": None, "language": stream.language}
    known["promised"] = stream.metadata.get("DURATION")
    if isinstance(stream, VideoStream | AudioStream) and stream.codec_context is not None:
        known |= {"codec": stream.codec_context.codec.canonical_name, "profile": stream.profile}
        known |= of_picture(stream) if isinstance(stream, VideoStream) else of_sound(stream)
    return known


def of_picture(stream: VideoStream) -> dict[str, Any]:
    """Return size and shape; a cover does not move."""
    context = stream.codec_context
    return {
        "moving": not stream.disposition & ATTACHED_PICTURE,
        "width": context.width,
        "height": context.height,
        "sar": _fraction(context.sample_aspect_ratio),
        "field_order": int(context.field_order),
    }


def of_sound(stream: AudioStream) -> dict[str, Any]:
    """Return channels and rate, and what a person tells tracks apart by."""
    context = stream.codec_context
    return {
        "channels": context.channels,
        "sample_rate_hz": context.sample_rate,
        "layout": None if context.layout.name.endswith(" channels") else context.layout.name,
        "title": stream.metadata.get("title"),
        "default": bool(stream.disposition & av.stream.Disposition.default),
        "role": next((role for flag, role in ROLES.items() if stream.disposition & flag), None),
    }


def _fraction(value: Fraction | None) -> str | None:
    return str(value) if value else None


class Track:
    """What the packets of one track add up to."""

    def __init__(self, stream: Stream) -> None:
        self.stream = stream
        self.packets = 0
        self.hidden = 0
        self.size_bytes = 0
        self.last_lasts = True
        self.first_s = math.inf
        self.last_s = -math.inf
        self.last_end_s = -math.inf
        self.times_s = array("d")
        self.keys_s = array("d")

    def take(self, packet: "av.Packet[Any]") -> None:
        """Count one packet that a player would show."""
        if packet.is_discard:
            self.hidden += 1
        if packet.is_discard or (packet.pts is None and packet.dts is None):
            return
        # The track's own time base may change while packets are read; the packet's is right.
        base_s = float(packet.time_base or 0)
        time_s = (packet.pts if packet.pts is not None else packet.dts or 0) * base_s
        self.packets += 1
        self.size_bytes += packet.size
        self.last_lasts = bool(packet.duration)
        self.first_s = min(self.first_s, time_s)
        self.last_s = max(self.last_s, time_s)
        self.last_end_s = max(self.last_end_s, time_s + (packet.duration or 0) * base_s)
        if len(self.times_s) < MOST_TIMES:
            self.times_s.append(time_s)
            if packet.is_keyframe:
                self.keys_s.append(time_s)

    def summary(self) -> dict[str, Any]:
        """Return counts, and times in seconds."""
        if not self.packets:
            return {"packets": 0}
        gaps = sorted(later - earlier for earlier, later in pairwise(sorted(self.times_s)))
        if gaps and not self.last_lasts:
            self.last_end_s += gaps[len(gaps) // 2]
        return {
            "packets": self.packets,
            "hidden": self.hidden,
            "indexed": len(self.stream.index_entries),
            "size_bytes": self.size_bytes,
            "start_s": self.first_s,
            "duration_s": self.last_end_s - self.first_s,
            "span_s": self.last_s - self.first_s,
            "gaps_s": usual(gaps),
            "longest_gop_s": longest([*sorted(self.keys_s), self.last_end_s]),
        }


def usual(gaps_s: list[float]) -> list[float]:
    """Return a short, a middling and a long gap, leaving out the odd ones at both ends."""
    usual_s = gaps_s[len(gaps_s) // 20 : len(gaps_s) - len(gaps_s) // 20]
    return [usual_s[0], fmean(usual_s), usual_s[-1]] if usual_s else []


def longest(times_s: list[float]) -> float | None:
    """Return the longest gap between times that are in order; None when there is none."""
    return max((later - earlier for earlier, later in pairwise(times_s)), default=None)


def frames_of(container: InputContainer, stream: Stream, most_pixels: str, decoders: str) -> Iterator[dict[str, Any]]:
    """Decode a few frames from the beginning, and yield what each tells."""
    stream.codec_context.options = {"max_pixels": most_pixels, "codec_whitelist": decoders}
    for number, frame in enumerate(container.decode(stream)):
        if number >= FRAMES_LOOKED_AT or not isinstance(frame, av.VideoFrame):
            return
        yield {
            "interlaced": frame.interlaced_frame,
            "rotation": frame.rotation,
            "trc": int(frame.color_trc),
            "range": int(frame.color_range),
            "matrix": int(frame.colorspace),
            "pix_fmt": frame.format.name,
        }


def look(path: str, options: dict[str, str]) -> dict[str, Any]:
    """Return everything the file holds; ``error`` when nothing can be read."""
    with av.open(f"file:{path}", options=options, metadata_errors="replace") as container:
        streams = [described(stream) for stream in container.streams]
        promised_s = container.duration / av.time_base if container.duration else None
        begin_s = container.start_time / av.time_base if container.start_time else 0.0
        found = {"begin_s": begin_s, "container": container.format.name, "promised_s": promised_s}
        tracks = {stream.index: Track(stream) for stream in container.streams if stream.type in {"video", "audio"}}
        broken = None
        try:
            for packet in container.demux([track.stream for track in tracks.values()]):
                tracks[packet.stream_index].take(packet)
        except av.FFmpegError as error:
            broken = str(error)
        # A closed file forgets its tracks: sum up while it is open.
        streams = [known | (tracks[known["index"]].summary() if known["index"] in tracks else {}) for known in streams]
    return {**found, "streams": streams, "broken": broken}


def pictures(path: str, options: dict[str, str], most_pixels: str, index: int) -> list[dict[str, Any]]:
    """Return what the first frames of one track tell."""
    with av.open(f"file:{path}", options=options, metadata_errors="replace") as container:
        try:
            return list(frames_of(container, container.streams[index], most_pixels, options["codec_whitelist"]))
        except av.FFmpegError:
            return []


def largest(streams: list[dict[str, Any]]) -> int | None:
    """Return the index of the picture track that a viewer would call the film."""
    films = [stream for stream in streams if stream.get("moving") and stream.get("packets")]
    films.sort(key=lambda stream: (-stream["width"] * stream["height"], stream["index"]))
    return films[0]["index"] if films else None


def main() -> None:
    """Print the findings for the file and the options that were given."""
    path, options, most_pixels = sys.argv[1], json.loads(sys.argv[2]), sys.argv[3]
    av.logging.set_level(av.logging.PANIC)
    try:
        found = look(path, options)
        index = largest(found["streams"])
        found |= {"film": index, "frames": [] if index is None else pictures(path, options, most_pixels, index)}
    except av.FFmpegError as error:
        found = {"error": str(error), "kind": type(error).__name__}
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
