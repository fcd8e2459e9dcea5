"""HLS over the very files that the downloads are made from.

Each rung and each sound is one fMP4 whose segments are named by byte ranges,
so nothing is stored twice. A playlist has ``{uri}`` where the file's address
belongs.
"""

from dataclasses import dataclass
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


def segments(path: Path) -> Segments:
    """Return the playlist of a rung or a sound that the workshop made.

    Raises:
        BrokenOutput: the file was not made by our encoder.
    """
    found = layout(path)
    lines = [*_head(found.target_s), f'#EXT-X-MAP:URI="{URI}",BYTERANGE="{found.head_bytes}@0"']
    for segment in found.segments:
        lines += [f"#EXTINF:{segment.duration_s:.6f},", f"#EXT-X-BYTERANGE:{segment.size_bytes}@{segment.offset}", URI]
    lines.append("#EXT-X-ENDLIST")
    return Segments(path, "\n".join([*lines, ""]), found.target_s, found.codecs, found.peak_bps, found.average_bps)


def _head(target_s: int) -> list[str]:
    return [
        "#EXTM3U",
        "#EXT-X-VERSION:7",
        f"#EXT-X-TARGETDURATION:{target_s}",
        "#EXT-X-MEDIA-SEQUENCE:0",
        "#EXT-X-PLAYLIST-TYPE:VOD",
        "#EXT-X-INDEPENDENT-SEGMENTS",
    ]
