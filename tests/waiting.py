"""How tests wait for what other processes do: until it is so, and on a crowded machine longer than was promised."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

#: For whatever has to happen, but was promised to nobody within so many seconds.
PATIENCE_S = 120.0
LOOK_EVERY_S = 0.05

T = TypeVar("T")


def crowding() -> float:
    """Return by how much a promise in seconds is stretched now: it was made for a machine that does nothing else."""
    told = Path("/proc/loadavg").read_text(encoding="ascii").split()
    over_a_minute, now = float(told[0]), int(told[3].partition("/")[0])
    return max(1.0, max(over_a_minute, now) / (os.cpu_count() or 1))


def eventually(
    question: Callable[[], T], within_s: float = PATIENCE_S, what: str = "it", every_s: float = LOOK_EVERY_S
) -> T:
    """Return the first answer that counts as true; fail when none comes in time, as time goes on this machine."""
    begun_s, stretched = time.monotonic(), 1.0
    while not (answer := question()):
        stretched = max(stretched, crowding())
        assert time.monotonic() - begun_s < within_s * stretched, f"{what}: not within {within_s * stretched:.0f} s"
        time.sleep(every_s)
    return answer
