"""HLS over the very files that the downloads are made from.

Each rung and each sound is one fMP4 whose segments are named by byte ranges,
so nothing is stored twice. A playlist has ``{uri}`` where the file's address
belongs; the master playlist is written for one language at a time, because
iPhones break on several languages in one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from pathlib import Path

from media.boxes import layout

URI = "{uri}"


@dataclass(frozen=True, slots=True)
class Segments:
    """A file as HLS sees it."""

    path: Path
    playlist: str
    target_duration_s: int
    codecs: str
    bandwidth_bps: int
    average_bps: int


@dataclass(frozen=True, slots=True)
class PictureTrack:
    """One rung in a master playlist. ``uri`` leads to its playlist."""

    uri: str
    width_px: int
    height_px: int
    fps: Fraction
    codecs: str
    bandwidth_bps: int
    average_bps: int


@dataclass(frozen=True, slots=True)
class SoundTrack:
    """The sound in a master playlist: one language, in BCP 47 and by its own name."""

    uri: str
    language: str
    name: str
    codecs: str
    bandwidth_bps: int
    average_bps: int


@dataclass(frozen=True, slots=True)
class CaptionTrack:
    """Captions in a master playlist."""

    uri: str
    language: str
    name: str
    default: bool = False


def segments(path: Path) -> Segments:
    """Return the playlist of a rung or a sound that the workshop made.

    Raises:
        BrokenOutput: the file was not made by our encoder.
    """
    found = layout(path)
    # Apple rounds each length before it compares it with the target.
    target_s = max(1, floor(max(segment.duration_s for segment in found.segments) + 0.5))
    lines = [*_head(target_s), f'#EXT-X-MAP:URI="{URI}",BYTERANGE="{found.head_bytes}@0"']
    for segment in found.segments:
        lines += [f"#EXTINF:{segment.duration_s:.6f},", f"#EXT-X-BYTERANGE:{segment.size_bytes}@{segment.offset}", URI]
    return Segments(path, _whole(lines), target_s, found.codecs, found.peak_bps, found.average_bps)


def captions_playlist(duration_s: float) -> str:
    """Return the playlist of a WebVTT file, which is one segment from beginning to end."""
    return _whole([*_head(ceil(duration_s)), f"#EXTINF:{duration_s:.3f},", URI])


def master_playlist(
    pictures: Sequence[PictureTrack], sound: SoundTrack | None, captions: Sequence[CaptionTrack] = ()
) -> str:
    """Return the master playlist of one language: every rung, one sound, its captions."""
    lines = ["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-INDEPENDENT-SEGMENTS"]
    groups = ""
    if sound is not None:
        lines.append(_media("AUDIO", "sound", sound.uri, sound.language, sound.name, default=True))
        groups += ',AUDIO="sound"'
    lines += [
        _media("SUBTITLES", "captions", track.uri, track.language, track.name, default=track.default)
        for track in captions
    ]
    if captions:
        groups += ',SUBTITLES="captions"'
    for rung in pictures:
        peak, average, codecs = rung.bandwidth_bps, rung.average_bps, rung.codecs
        if sound is not None:
            peak, average, codecs = peak + sound.bandwidth_bps, average + sound.average_bps, f"{codecs},{sound.codecs}"
        lines.append(
            f"#EXT-X-STREAM-INF:BANDWIDTH={peak},AVERAGE-BANDWIDTH={average},RESOLUTION={rung.width_px}x{rung.height_px},"
            f'FRAME-RATE={float(rung.fps):.3f},CODECS="{codecs}"{groups}'
        )
        lines.append(rung.uri)
    return "\n".join([*lines, ""])


def _head(target_s: int) -> list[str]:
    return [
        "#EXTM3U",
        "#EXT-X-VERSION:7",
        f"#EXT-X-TARGETDURATION:{target_s}",
        "#EXT-X-MEDIA-SEQUENCE:0",
        "#EXT-X-PLAYLIST-TYPE:VOD",
        "#EXT-X-INDEPENDENT-SEGMENTS",
    ]


def _whole(lines: list[str]) -> str:
    return "\n".join([*lines, "#EXT-X-ENDLIST", ""])


def _media(kind: str, group: str, uri: str, language: str, name: str, *, default: bool) -> str:
    """Return one line that offers a sound or captions. Players list it by its name."""
    shown = "".join(character for character in name if character.isprintable()).replace('"', "”")
    yes = "YES" if default else "NO"
    return (
        f'#EXT-X-MEDIA:TYPE={kind},GROUP-ID="{group}",NAME="{shown}",LANGUAGE="{language}",'
        f'DEFAULT={yes},AUTOSELECT=YES,URI="{uri}"'
    )
