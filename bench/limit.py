"""The floor under every ladder: x264 alone, on frames that are decoded and scaled already, writing nowhere."""

from collections.abc import Mapping
from pathlib import Path

from bench.clock import run
from media.graph.pictures import Rung, encoder

#: What concerns the file, not the picture in it.
OF_THE_FILE = {"movflags", "map_metadata", "map_chapters", "fflags"}


def encoding(rung: Rung) -> list[str]:
    """Return the options with which we encode one rung."""
    options = ((f"-{name}", str(value)) for name, value in encoder(rung).items() if name not in OF_THE_FILE)
    return [word for option in options for word in option]


def encode_raw(ffmpeg: Path, frames: Mapping[Rung, Path]) -> None:
    """Encode every rung from its raw frames."""
    for rung, path in frames.items():
        raw = f"-f rawvideo -pix_fmt yuv420p -s {rung.width_px}x{rung.height_px} -r {rung.fps}"
        run(ffmpeg, *raw.split(), "-i", path, *encoding(rung), "-f", "null", "-")
