"""Look into one file with PyAV and print what is there as JSON.

``media.probe`` runs this as a script inside the sandbox: PyAV takes a
stranger's file apart in the very process that asks. Packets are counted
rather than promises believed; of the picture a few frames are decoded.
"""

import json
import sys
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import av
from av.video.stream import VideoStream

#: Frames that are decoded to learn what only frames tell.
FRAMES_LOOKED_AT = 12
#: Packets per track whose times are kept to judge how steady the picture runs.
GAPS_LOOKED_AT = 5000
ATTACHED_PICTURE = av.stream.Disposition.attached_pic


def moving(stream: VideoStream) -> bool:
    """Whether a picture track is a film and no cover."""
    return not stream.disposition & ATTACHED_PICTURE


def described(stream: Any) -> dict[str, Any]:
    """Return what a track says of itself."""
    context = stream.codec_context
    known: dict[str, Any] = {"index": stream.index, "type": stream.type, "codec": None, "language": stream.language}
    if context is not None:
        known |= {"codec": context.codec.canonical_name, "profile": stream.profile}
    if stream.type == "video":
        known |= {"width": context.coded_width or context.width, "height": context.height, "moving": moving(stream)}
        known |= {"width": context.width, "sar": _fraction(context.sample_aspect_ratio)}
        known |= {"pix_fmt": context.pix_fmt, "field_order": int(context.field_order)}
        known |= {"rate": _fraction(stream.average_rate), "base_rate": _fraction(stream.base_rate)}
    elif stream.type == "audio":
        known |= {"channels": context.channels, "sample_rate_hz": context.sample_rate}
    return known


def _fraction(value: Any) -> str | None:
    return str(value) if value else None


class Track:
    """What the packets of one track add up to."""

    def __init__(self, stream: Any) -> None:
        self.stream = stream
        self.packets = 0
        self.size_bytes = 0
        self.first: int | None = None
        self.last_end = 0
        self.times: list[int] = []

    def take(self, packet: Any) -> None:
        """Count one packet that a player would show."""
        if packet.pts is None and packet.dts is None or packet.is_discard:
            return
        time = packet.pts if packet.pts is not None else packet.dts
        self.packets += 1
        self.size_bytes += packet.size
        self.first = time if self.first is None else min(self.first, time)
        self.last_end = max(self.last_end, time + (packet.duration or 0))
        if len(self.times) < GAPS_LOOKED_AT:
            self.times.append(time)

    def summary(self) -> dict[str, Any]:
        """Return counts, and times in seconds."""
        base = self.stream.time_base
        if self.first is None or base is None:
            return {"packets": 0}
        gaps = sorted(later - earlier for earlier, later in pairwise(sorted(self.times)))
        return {
            "packets": self.packets,
            "size_bytes": self.size_bytes,
            "start_s": float(self.first * base),
            "duration_s": float((self.last_end - self.first) * base),
            "gap_s": [float(gaps[int(share * (len(gaps) - 1))] * base) for share in (0.05, 0.5, 0.95)] if gaps else [],
        }


def frames_of(container: Any, stream: Any) -> Iterator[dict[str, Any]]:
    """Decode a few frames from the beginning, and yield what each tells."""
    stream.codec_context.options = {"max_pixels": str(8192 * 4320)}
    for number, frame in enumerate(container.decode(stream)):
        if number >= FRAMES_LOOKED_AT:
            return
        yield {
            "interlaced": frame.interlaced_frame,
            "rotation": frame.rotation,
            "trc": int(frame.color_trc),
            "range": int(frame.color_range),
            "matrix": int(frame.colorspace),
            "pix_fmt": frame.format.name,
            "width": frame.width,
            "height": frame.height,
        }


def look(path: str, options: dict[str, str]) -> dict[str, Any]:
    """Return everything the file holds; ``error`` when nothing can be read."""
    with av.open(f"file:{path}", options=options, metadata_errors="replace") as container:
        streams = [described(stream) for stream in container.streams]
        promised_s = container.duration / av.time_base if container.duration else None
        found = {"container": container.format.name, "promised_s": promised_s, "start": container.start_time}
        tracks = {stream.index: Track(stream) for stream in container.streams if stream.type in {"video", "audio"}}
        broken = None
        try:
            for packet in container.demux([track.stream for track in tracks.values()]):
                tracks[packet.stream_index].take(packet)
        except av.FFmpegError as error:
            broken = str(error)
    for stream in streams:
        if stream["index"] in tracks:
            stream |= tracks[stream["index"]].summary()
    return {**found, "streams": streams, "broken": broken}


def pictures(path: str, options: dict[str, str], index: int) -> list[dict[str, Any]]:
    """Return what the first frames of one track tell."""
    with av.open(f"file:{path}", options=options, metadata_errors="replace") as container:
        try:
            return list(frames_of(container, container.streams[index]))
        except av.FFmpegError:
            return []


def largest(streams: list[dict[str, Any]]) -> int | None:
    """Return the index of the picture track that a viewer would call the film."""
    films = [stream for stream in streams if stream.get("moving") and stream.get("packets")]
    films.sort(key=lambda stream: (-stream["width"] * stream["height"], stream["index"]))
    return films[0]["index"] if films else None


def main() -> None:
    """Print the findings for the file and the options that were given."""
    path, options = sys.argv[1], json.loads(sys.argv[2])
    av.logging.set_level(av.logging.PANIC)
    try:
        found = look(path, options)
        index = largest(found["streams"])
        found |= {"film": index, "frames": [] if index is None else pictures(path, options, index)}
    except av.FFmpegError as error:
        found = {"error": str(error), "kind": type(error).__name__}
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
