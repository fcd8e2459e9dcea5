"""How the tests hear a sound: with ffmpeg alone, and none of our own measuring."""

import re
import subprocess
from array import array
from pathlib import Path

from tests.clips import TOOL

RATE_HZ = 48_000
#: A new sound after so much quiet is a new beat.
QUIET_SAMPLES = RATE_HZ // 5


def beats_s(path: Path) -> list[float]:
    """Return when each short sound begins, the quiet between them left out."""
    command = [TOOL, "-v", "error", "-i", path, "-ac", "1", "-ar", str(RATE_HZ), "-f", "s16le", "-"]
    samples = array("h", subprocess.run(command, capture_output=True, check=True).stdout)
    loud = max(abs(sample) for sample in samples) // 3
    beats, last = [], -QUIET_SAMPLES
    for number, sample in enumerate(samples):
        if abs(sample) >= loud:
            if number - last >= QUIET_SAMPLES:
                beats.append(number / RATE_HZ)
            last = number
    return beats


def meter(path: Path, channel: str = "") -> float:
    """Return what a loudness meter shows in LUFS before the loudspeakers; of a single channel, before both."""
    chain = f"{channel},ebur128=dualmono=true:framelog=quiet".removeprefix(",")
    command = [TOOL, "-hide_banner", "-nostats", "-i", path, "-map", "0:a", "-af", chain, "-f", "null", "-"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    return float(re.findall(r"I:\s+(\S+) LUFS", said)[-1])
