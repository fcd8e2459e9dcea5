"""Three fences around a tool that opens a stranger's file.

Bubblewrap shows the tool only the system, one input and one folder. Landlock
refuses everything else, needs no program and no privileges, but leaves the
names visible. "limits" is no fence at all and is taken only when asked for.
"""

import os
import shutil
import sys
import sysconfig
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

#: What any program needs to start; the same places on every Debian.
SYSTEM = ("/usr/lib", "/usr/lib64", "/lib", "/lib64", "/etc/ld.so.cache", "/sys/devices/system/cpu")
DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom")
ROOT_LINKS = ("/bin", "/lib", "/lib64", "/sbin")


class Sandbox(StrEnum):
    """How strangers' files are fenced in, the strongest first."""

    BUBBLEWRAP = "bubblewrap"
    LANDLOCK = "landlock"
    LIMITS = "limits"


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that one run of a tool may use."""

    cpu_s: int
    wall_s: float
    memory_bytes: int = 6 << 30
    file_bytes: int = 16 << 30
    open_files: int = 256

    @classmethod
    def for_film(cls, duration_s: float | None, *, cpu_per_s: float = 60.0) -> "Limits":
        """Return generous limits for a film of that length.

        A whole ladder takes about 4 CPU seconds for a second of film; old
        machines and heavy sources are slower.
        """
        cpu_s = 60 + cpu_per_s * (duration_s or 60)
        return cls(cpu_s=int(cpu_s), wall_s=2 * cpu_s)

    def as_rlimits(self) -> dict[str, tuple[int, int]]:
        """Return them as the kernel names them: (soft, hard)."""
        return {
            "CPU": (self.cpu_s, self.cpu_s + 5),
            "AS": (self.memory_bytes, self.memory_bytes),
            "FSIZE": (self.file_bytes, self.file_bytes),
            "NOFILE": (self.open_files, self.open_files),
            "CORE": (0, 0),
        }


@dataclass(frozen=True, slots=True)
class Fence:
    """What one run may touch: programs and libraries, inputs, and where results go."""

    runs: tuple[str, ...]
    reads: tuple[str, ...]
    writes: tuple[str, ...]


def python_places() -> list[Path]:
    """Return the folders that our own interpreter needs to start and to import PyAV."""
    names = ("stdlib", "platstdlib", "purelib", "platlib")
    places = [Path(sysconfig.get_path(name)) for name in names]
    places += [Path(sys.executable), Path(sys.executable).resolve(), Path(sys.prefix) / "pyvenv.cfg"]
    places += [Path(sys.base_prefix) / "lib"]
    return places


def fence_for(tool: Path, reads: Sequence[Path], writes: Path | None) -> Fence:
    """Return the tool that may run, the paths it may read and the folder it may write."""
    return Fence(
        runs=tuple(dict.fromkeys([*SYSTEM, str(tool), str(tool.resolve())])),
        reads=tuple(str(path.resolve()) for path in reads),
        writes=(*DEVICES, *([str(writes.resolve())] if writes else [])),
    )


def bubblewrapped(command: list[str], fence: Fence) -> list[str]:
    """Return the command in a room of its own: no network, no other processes, no other files."""
    bwrap = shutil.which("bwrap")
    if bwrap is None:
        raise FileNotFoundError("bwrap")
    room = [bwrap, "--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL"]
    for link in ROOT_LINKS:
        if Path(link).is_symlink():
            room += ["--symlink", os.readlink(link), link]  # noqa: PTH115 -- the text of the link, not where it leads
        elif Path(link).is_dir():
            room += ["--ro-bind", link, link]
    room += ["--ro-bind-try", "/usr", "/usr", "--proc", "/proc", "--dev", "/dev"]
    for path in (*fence.runs, *fence.reads):
        if not path.startswith(tuple(f"{shown}/" for shown in ("/usr", *ROOT_LINKS))):
            room += ["--ro-bind-try", path, path]
    for path in fence.writes:
        if path not in DEVICES:
            room += ["--bind", path, path]
    return [*room, "--chdir", "/", "--", *command]
