"""The only place that starts ffmpeg.

Whatever runs here runs under a keeper, inside a sandbox and within limits; it
is watched for progress, can be called off, and leaves its last words behind.
"""

import json
import os
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import imageio_ffmpeg

from media import keeper
from media.errors import Cancelled, CommandFailed, DiskFull, MediaError, NoSandbox, NoTool, TookTooLong
from media.facts import Cost
from media.listen import LastWords, OnProgress, Output, Progress
from media.sandbox import Fence, Limits, Sandbox, bubblewrapped, fence_for, python_places

#: How often a run is looked at when the tool says nothing.
TICK_S = 0.2
#: Seconds a keeper has to clear up after it was asked to stop.
CLEAR_UP_S = keeper.GRACE_S + 2
#: Of the file system's many full disks these two speak through ffmpeg.
FULL = ("No space left on device", "Disk quota exceeded")
#: The kernel's "your CPU seconds are used up", seen from outside and through bubblewrap.
OUT_OF_CPU = {-signal.SIGXCPU, 128 + signal.SIGXCPU}

#: Run inside a sandbox: exit code 0 when a foreign file and the network stay out of reach.
TRIAL = """
import socket, sys
def reached(deed):
    try:
        deed()
    except OSError:
        return False
    return True
leaks = [reached(lambda: open(sys.argv[1])), reached(lambda: open(sys.argv[1] + ".new", "w"))]
leaks.append(sys.argv[2] and reached(lambda: socket.create_connection(("127.0.0.1", int(sys.argv[2])), 1)))
sys.exit(1 if any(leaks) else 0)
"""


@dataclass(frozen=True, slots=True)
class Ran:
    """A tool that ended well: what it cost, wrote and said."""

    cost: Cost
    output: str
    log_tail: str


@dataclass(frozen=True, slots=True)
class Workshop:
    """A place to work in: which ffmpeg, and how strangers' files are fenced in."""

    ffmpeg: Path
    sandbox: Sandbox
    nice: int = 10

    @classmethod
    def open(cls, ffmpeg_setting: str | None = None, sandbox_setting: str | None = None) -> "Workshop":
        """Return a workshop whose sandbox has been tried and holds.

        Without a setting the strongest sandbox that holds is taken; "limits"
        is taken only when asked for.

        Raises:
            NoTool: there is no ffmpeg.
            NoSandbox: the sandbox asked for, or any at all, does not hold here.
        """
        ffmpeg = find_ffmpeg(ffmpeg_setting)
        known = {str(tier) for tier in Sandbox}
        if sandbox_setting and sandbox_setting not in known:
            raise NoSandbox(name=sandbox_setting)
        tiers = [Sandbox(sandbox_setting)] if sandbox_setting else [Sandbox.BUBBLEWRAP, Sandbox.LANDLOCK]
        reasons = []
        for tier in tiers:
            workshop = cls(ffmpeg, tier)
            try:
                workshop.try_sandbox()
            except (MediaError, OSError) as error:
                reasons.append(f"{tier}: {error} {getattr(error, 'detail', '')}")
            else:
                return workshop
        raise NoSandbox(name=str(tiers[-1]), detail="\n".join(reasons))

    def try_sandbox(self) -> None:
        """Start ffmpeg inside, and see that a foreign file and the network are out of reach.

        Raises:
            CommandFailed: the sandbox leaks, or does not start.
        """
        limits = Limits(cpu_s=10, wall_s=30)
        self._execute([str(self.ffmpeg), "-version"], fence_for(self.ffmpeg, [], None), limits)
        if self.sandbox is Sandbox.LIMITS:
            return
        with tempfile.TemporaryDirectory() as folder, socket.create_server(("127.0.0.1", 0)) as server:
            foreign = Path(folder) / "foreign"
            foreign.write_text("nobody but the test may read this")
            trial = ["-I", "-S", "-c", TRIAL, str(foreign), str(server.getsockname()[1])]
            self._execute([sys.executable, *trial], fence_for(Path(sys.executable), python_places(), None), limits)

    def run(
        self,
        command: list[str],
        *,
        reads: Sequence[Path],
        writes: Path | None,
        duration_s: float | None = None,
        limits: Limits | None = None,
        on_progress: OnProgress | None = None,
        cancelled: Callable[[], bool] | None = None,
        keep_output: bool = False,
        ear: Progress | None = None,
    ) -> Ran:
        """Run ffmpeg to its good end.

        Args:
            command: from ``media.graph``; its first word stands for the workshop's ffmpeg.
            reads: the files it may open.
            writes: the one folder it may write in.
            duration_s: length of the film, for progress and for the limits.
            limits: how much it may use; without them, what an encode of that length can need.
            on_progress: told the share that is done (0 to 1) and the seconds left. What it
                raises ends the run and goes on to the caller.
            cancelled: asked five times a second.
            keep_output: return what ffmpeg writes to its standard output; then there is no progress.
            ear: hears what ffmpeg writes to its standard output, and knows from it how far it is.

        Raises:
            CommandFailed, TookTooLong, Cancelled, DiskFull: see media.errors.
        """
        house = ["-nostdin", "-hide_banner", "-nostats", "-v", "error", "-y"]
        progress = ear
        if ear is None and not keep_output:
            house += ["-progress", "pipe:1", "-stats_period", "0.5"]
            progress = Progress(duration_s, on_progress)
        return self._execute(
            [str(self.ffmpeg), *house, *command[1:]],
            fence_for(self.ffmpeg, reads, writes),
            limits or Limits.for_film(duration_s),
            progress=progress,
            cancelled=cancelled,
        )

    def look(self, script: Path, arguments: Sequence[str], *, reads: Sequence[Path], limits: Limits) -> Ran:
        """Run one of our own scripts over a stranger's file, inside the sandbox."""
        places = [*python_places(), script, *reads]
        command = [sys.executable, "-I", str(script), *arguments]
        return self._execute(command, fence_for(Path(sys.executable), places, None), limits)

    def _execute(
        self,
        command: list[str],
        fence: Fence,
        limits: Limits,
        *,
        progress: Progress | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> Ran:
        """Start one tool under a keeper and see it through."""
        began_s = time.monotonic()
        words, output = LastWords(), progress or Output()
        report, report_fd = os.pipe()
        try:
            child = self._start(command, fence, limits, report_fd)
        except BaseException:
            os.close(report)
            raise
        finally:
            os.close(report_fd)
        with os.fdopen(report, "rb") as report_file, child:
            try:
                for _ in _listen(child, output, words):
                    _stay_within(began_s + limits.wall_s, cancelled)
            except BaseException:
                _stop(child)
                raise
            result = json.loads(report_file.read() or b'{"code": -9, "cpu_s": 0}')
        if failure := _failure(result["code"], result["cpu_s"], limits, words.text):
            if isinstance(failure, CommandFailed) and progress is not None:
                failure.position_s = progress.position_s
            raise failure
        return Ran(Cost(result["cpu_s"], time.monotonic() - began_s), output.text, words.text)

    def _start(self, command: list[str], fence: Fence, limits: Limits, report_fd: int) -> "subprocess.Popen[bytes]":
        """Start a keeper with its order."""
        if self.sandbox is Sandbox.BUBBLEWRAP:
            command = bubblewrapped(command, fence)
        order = {
            "parent": os.getpid(),
            "report_fd": report_fd,
            "command": command,
            "environment": _environment(fence),
            "limits": limits.as_rlimits(),
            "nice": self.nice,
            "fence": asdict(fence) if self.sandbox is Sandbox.LANDLOCK else None,
        }
        return subprocess.Popen(  # noqa: S603 -- the command was built by media.graph from server-made names
            [sys.executable, "-I", "-S", keeper.__file__, json.dumps(order)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            pass_fds=[report_fd],
            start_new_session=True,
            cwd="/",
            env={},
        )


def find_ffmpeg(setting: str | None) -> Path:
    """Return the ffmpeg to use: the one named, else the bundled one, else the system's.

    Raises:
        NoTool: the one named is not there, or there is none.
    """
    if setting:
        if not os.access(setting, os.X_OK):
            raise NoTool(path=setting)
        return Path(setting).absolute()
    try:
        return Path(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError:
        found = shutil.which("ffmpeg")
        if found is None:
            raise NoTool(path="ffmpeg") from None
        return Path(found)


def _environment(fence: Fence) -> dict[str, str]:
    """Return the little that a tool needs to know of its surroundings."""
    return {
        "PATH": "/usr/bin:/bin",
        "HOME": "/",
        "LC_ALL": "C.UTF-8",
        "TMPDIR": fence.writes[-1],
        "MALLOC_ARENA_MAX": "4",
        # Only fonts that were named are found: letters from one that was not lose their joins.
        "FONTCONFIG_FILE": os.devnull,
    }


def _listen(child: "subprocess.Popen[bytes]", output: Output | Progress, words: LastWords) -> Iterator[None]:
    """Hear the tool out; yield whenever there is time to look around."""
    with selectors.DefaultSelector() as selector:
        for stream, ear in ((child.stdout, output), (child.stderr, words)):
            if stream is not None:
                selector.register(stream, selectors.EVENT_READ, ear)
        while selector.get_map():
            for key, _ in selector.select(TICK_S):
                chunk = os.read(key.fd, 1 << 16)
                if chunk:
                    key.data.hear(chunk)
                else:
                    selector.unregister(key.fileobj)
            yield


def _stay_within(end_s: float, cancelled: Callable[[], bool] | None) -> None:
    """Raise when the work was called off, or when its time is up."""
    if cancelled is not None and cancelled():
        raise Cancelled
    if time.monotonic() > end_s:
        raise TookTooLong(detail="the clock ran out")


def _stop(child: "subprocess.Popen[bytes]") -> None:
    """End the tool: the keeper asks it, kills it after its grace, and clears up."""
    child.terminate()
    for stream in (child.stdout, child.stderr):
        if stream is not None:
            stream.close()
    try:
        child.wait(CLEAR_UP_S)
    except subprocess.TimeoutExpired:
        # The kernel takes the tool along with its keeper.
        child.kill()


def _failure(code: int, cpu_s: float, limits: Limits, words: str) -> MediaError | None:
    """Return what an exit code and the last words amount to; None when all is well."""
    # A full disk must be looked for first: some writers end with 0 on it.
    if any(full in words for full in FULL):
        return DiskFull(detail=words)
    if code == 0:
        return None
    if code in OUT_OF_CPU or cpu_s >= limits.cpu_s:
        return TookTooLong(detail=words)
    return CommandFailed(detail=f"exit code {code}\n{words}")
