"""How every file is opened and written: the words that each command shares."""

from pathlib import Path
from typing import Any

import ffmpeg

from media import allowed

#: What we write leaves nothing of the stranger's words behind.
NO_WORDS = {"map_metadata": "-1", "map_chapters": "-1", "fflags": "+bitexact"}
#: One file for stream and download: an fMP4 whose fragments are the segments, edit list kept.
FRAGMENTS = "+delay_moov+default_base_moof+skip_trailer"


def source(path: Path, **options: str | float | None) -> Any:  # noqa: ANN401 -- ffmpeg-python has no types
    """Return a stranger's file as an input."""
    # Several threads pass a damaged frame on before they know of the damage, one time in four.
    house: dict[str, str | float] = {**allowed.OPTIONS, "max_pixels": allowed.MOST_PIXELS, "threads": 1}
    return ffmpeg.input(f"file:{path.resolve()}", **{**house, **options})


def output(path: Path, *streams: Any, **options: str | float | None) -> Any:  # noqa: ANN401
    """Return a file that the streams are written to."""
    return ffmpeg.output(*streams, f"file:{path.resolve()}", **options)


def command_of(*outputs: Any) -> list[str]:  # noqa: ANN401
    """Return the command that makes all outputs in one run."""
    command: list[str] = ffmpeg.merge_outputs(*outputs).compile() if len(outputs) > 1 else outputs[0].compile()
    return command
