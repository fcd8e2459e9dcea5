"""Pictures small enough to be compared."""

from pathlib import Path

from media.graph.inputs import NO_WORDS, command_of, output, source

#: So many pictures a second, so many columns and rows; one byte a pixel.
RATE, COLUMNS, ROWS = 4, 17, 16


def tiny_pictures(path: Path, track: str, target: Path) -> list[str]:
    """Return the command that writes a film as tiny grey pictures, one after the other, from its first second on."""
    # Frames that no other frame refers to are left out: half the time, and each tiny picture at most a frame late.
    shown = source(path, skip_frame="noref")[track].filter("fps", fps=RATE, start_time=0)
    shown = shown.filter("scale", COLUMNS, ROWS, flags="area").filter("format", "gray")
    return command_of(output(target, shown, format="rawvideo", **NO_WORDS))
