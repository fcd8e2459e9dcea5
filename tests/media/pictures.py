"""How the tests see pictures: in levels of grey."""

import subprocess
from pathlib import Path

from tests.clips import TOOL


def grey(picture: Path, *, left_px: int = 0, top_px: int = 0, width_px: int = 0, height_px: int = 0) -> int:
    """Return how bright a picture or a part of it is, between 0 and 255."""
    part = f"crop={width_px or 'iw'}:{height_px or 'ih'}:{left_px}:{top_px}"
    command = [TOOL, "-v", "error", "-i", picture, "-vf", f"{part},scale=2:2:flags=area,format=yuvj420p"]
    return subprocess.run([*command, "-f", "rawvideo", "-"], check=True, capture_output=True).stdout[0]


def size_px(picture: Path) -> tuple[int, int]:
    """Return width and height."""
    command = [TOOL, "-v", "error", "-i", picture, "-vf", "format=gray,showinfo", "-f", "rawvideo", "-"]
    said = subprocess.run([*command[:2], "info", *command[3:]], check=True, capture_output=True).stderr.decode()
    width, _, height = said.partition(" s:")[2].partition(" ")[0].partition("x")
    return int(width), int(height)
