"""Look into a file from a stranger, without believing it."""

import json
import re
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from media import allowed
from media.errors import (
    CommandFailed,
    EmptyFile,
    Incomplete,
    Playlist,
    StillPicture,
    TextFile,
    TookTooLong,
    TooLarge,
    TooLong,
    TooManyTracks,
    Truncated,
    Unreadable,
)
from media.facts import AudioFacts, MediaFacts, VideoFacts
from media.labels import plain
from media.process import Workshop
from media.rates import is_steady, steady_rate
from media.sandbox import Limits

#: A script for the sandbox alone: our own process, which may be the web service, never loads PyAV.
LOOK = Path(__file__).with_name("look.py")
LIMITS = Limits(cpu_s=60, wall_s=120, memory_bytes=2 << 30, file_bytes=0)

PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"BM", b"II*\x00", b"MM\x00*", b"8BPS", b"\x00\x00\x01\x00")
PLAYLISTS = (b"#EXTM3U", b"ffconcat", b"v=0", b"<?xml", b"<MPD", b"<SmoothStreamingMedia", b"[playlist]", b"<asx")

#: Numbers of ITU-T H.273 that ffmpeg uses for transfer curves, ranges and matrices.
HDR_CURVES, FULL_RANGE, BT709, BT601, BT2020 = {16, 18}, 2, {1}, {5, 6}, {9, 10}
PROGRESSIVE = 1
LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
#: Share and seconds by which a file may miss its own promise and still be whole.
MISSING_SHARE, MISSING_S = 0.05, 1.0


def probe(workshop: Workshop, path: Path) -> MediaFacts:
    """Return what a file holds, counted in packets.

    Raises:
        Unreadable: it is no film and no sound; the subclass says what it is.
        Truncated, Incomplete: it breaks off before its end.
        TooLarge, TooLong, TooManyTracks: no honest film is like that.
    """
    head = sniff(path)
    arguments = [str(path.resolve()), json.dumps(allowed.OPTIONS), str(allowed.MOST_PIXELS)]
    try:
        ran = workshop.look(LOOK, arguments, reads=[path], limits=LIMITS)
        found = json.loads(ran.output)
    except (CommandFailed, TookTooLong, ValueError) as error:
        raise Unreadable(detail=str(getattr(error, "detail", error))) from error
    # An MP4 writes its index last: without it, the file was cut off.
    if head[4:8] == b"ftyp" and "moov atom not found" in found.get("error", ""):
        raise Incomplete(detail=found["error"])
    return facts_of(found, path.stat().st_size)


def sniff(path: Path) -> bytes:
    """Return the first bytes of a file; refuse what they betray as no film.

    Raises:
        EmptyFile, StillPicture, Playlist, TextFile: that is what it is.
    """
    with path.open("rb") as file:
        head = file.read(4096)
    if not head:
        raise EmptyFile
    if head.startswith(PICTURES) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        raise StillPicture
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(PLAYLISTS):
        raise Playlist
    if b"\x00" not in head and _is_text(head):
        raise TextFile
    return head


def _is_text(head: bytes) -> bool:
    """Whether the bytes are UTF-8; the last character may be cut off."""
    try:
        head.decode()
    except UnicodeDecodeError as error:
        return error.start > len(head) - 4
    return True


def facts_of(found: Mapping[str, Any], size_bytes: int) -> MediaFacts:
    """Return the facts that a look amounts to, or raise what is wrong with the file."""
    if "error" in found:
        raise Unreadable(detail=found["error"])
    streams = found["streams"]
    if len(streams) > allowed.MOST_TRACKS:
        raise TooManyTracks(tracks=len(streams), most=allowed.MOST_TRACKS)
    film = next((stream for stream in streams if stream["index"] == found["film"]), None)
    sounds = [stream for stream in streams if stream["type"] == "audio"]
    _refuse_incomplete(found, [stream for stream in (film, *sounds) if stream])
    video = None if film is None else _video(film, found["frames"], found["begin_s"])
    audio = tuple(
        _audio(number, stream, found["begin_s"]) for number, stream in enumerate(sounds) if stream.get("packets")
    )
    if video is None and not audio:
        raise Unreadable(detail="no packets in any track")
    duration_s = video.start_s + video.duration_s if video else max(track.start_s + track.duration_s for track in audio)
    if duration_s > allowed.MOST_HOURS * 3600:
        raise TooLong(hours=round(duration_s / 3600), most=allowed.MOST_HOURS)
    others = len(streams) - len(sounds) - (film is not None)
    return MediaFacts(found["container"].split(",")[0], size_bytes, duration_s, video, audio, others)


def _refuse_incomplete(found: Mapping[str, Any], streams: list[Mapping[str, Any]]) -> None:
    """Raise if the file's own index names more than is there."""
    for stream in streams:
        there, indexed = stream["packets"] + stream.get("hidden", 0), stream.get("indexed", 0)
        if found["container"].startswith("mov") and there < indexed:
            have_s = stream.get("duration_s", 0.0)
            promised_s = have_s * indexed / max(1, there)
            raise Truncated(found_s=round(have_s, 1), promised_s=round(promised_s, 1))
        _refuse_shorter(_seconds(stream["promised"]), stream.get("duration_s", 0.0))
    # Captions may promise more than the film; an MP4's header may promise anything.
    if len(found["streams"]) == len(streams) and not found["container"].startswith("mov"):
        end_s = max((stream["start_s"] + stream["duration_s"] for stream in streams if stream["packets"]), default=0.0)
        _refuse_shorter(found["promised_s"], end_s - found["begin_s"])


def _refuse_shorter(promised_s: float | None, found_s: float) -> None:
    """Raise if much less is there than was promised."""
    if promised_s and found_s < promised_s - max(MISSING_S, MISSING_SHARE * promised_s):
        raise Truncated(found_s=round(found_s, 1), promised_s=round(promised_s, 1))


def _seconds(clock: str | None) -> float | None:
    """Return the seconds of Matroska's "00:00:12.010000000"; None for anything else."""
    try:
        hours, minutes, seconds = (clock or "").split(":")
        return int(hours) * 3600 + int(minutes) * 60 + float(seconds)
    except ValueError:
        return None


def _video(stream: Mapping[str, Any], frames: list[Mapping[str, Any]], begin_s: float) -> VideoFacts:
    width_px, height_px = stream["width"], stream["height"]
    if width_px * height_px > allowed.MOST_PIXELS:
        raise TooLarge(width_px=width_px, height_px=height_px)
    if not frames:
        raise Unreadable(detail=f"no frame of the picture ({stream['codec']}) can be decoded")
    frame = frames[0]
    sar = Fraction(stream["sar"] or 1)
    rotation = -frame["rotation"] % 360
    shown_px = (max(1, round(width_px * sar)), height_px)
    if rotation in {90, 270}:
        shown_px = shown_px[::-1]
    return VideoFacts(
        index=stream["index"],
        codec=stream["codec"],
        profile=stream["profile"],
        width_px=shown_px[0],
        height_px=shown_px[1],
        coded_width_px=width_px,
        coded_height_px=height_px,
        fps=steady_rate(stream["packets"], stream["span_s"], stream["gaps_s"]),
        pix_fmt=frame["pix_fmt"],
        rotation=rotation,
        sar=sar,
        interlaced=_interlaced(stream["field_order"], frames),
        hdr=frame["trc"] in HDR_CURVES,
        full_range=frame["range"] == FULL_RANGE or frame["pix_fmt"].startswith("yuvj"),
        duration_s=stream["duration_s"],
        frames=stream["packets"],
        start_s=stream["start_s"] - begin_s,
        matrix=_matrix(frame["matrix"], height_px),
        bit_rate_kbps=round(stream["size_bytes"] * 8 / stream["duration_s"] / 1000) if stream["duration_s"] else None,
        longest_gop_s=stream["longest_gop_s"],
        steady=is_steady(stream["gaps_s"]),
        hidden_frames=stream["hidden"],
    )


def _interlaced(field_order: int, frames: list[Mapping[str, Any]]) -> bool | None:
    """Return what the frames say; None when neither they nor the file say anything."""
    if any(frame["interlaced"] for frame in frames):
        return True
    return False if field_order in {0, PROGRESSIVE} else None


def _matrix(named: int, height_px: int) -> str:
    """Return how colours are coded; unsaid, it goes by size, as players have it."""
    for matrix, numbers in (("bt709", BT709), ("bt601", BT601), ("bt2020", BT2020)):
        if named in numbers:
            return matrix
    return "bt709" if height_px >= 720 else "bt601"


def _audio(number: int, stream: Mapping[str, Any], begin_s: float) -> AudioFacts:
    title = plain(stream["title"] or "")
    return AudioFacts(
        index=number,
        codec=stream["codec"],
        channels=stream["channels"],
        sample_rate_hz=stream["sample_rate_hz"],
        language=_language(stream["language"]),
        start_s=stream["start_s"] - begin_s,
        duration_s=stream["duration_s"],
        layout=stream["layout"],
        title=title or None,
        default=stream["default"],
        role=stream["role"],
    )


def _language(tag: str | None) -> str | None:
    """Return a tag that names a language; a stranger may have written anything there."""
    return tag if tag and tag != "und" and LANGUAGE_TAG.fullmatch(tag) else None
