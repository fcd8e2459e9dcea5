"""Real processes, killed and fenced in each way that this machine knows."""

import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from pathlib import Path

import pytest

from media.errors import Cancelled, CommandFailed, DiskFull, NoSandbox, NoTool, TookTooLong
from media.process import Workshop
from media.sandbox import Limits, Sandbox
from tests.media.tools import alive, becomes
from tests.waiting import crowding

pytestmark = pytest.mark.integration

ROOT = Path(__file__).parents[2]
#: A film that never ends, in real time.
ENDLESS = ["ffmpeg", "-re", "-f", "lavfi", "-i", "testsrc=size=64x64", "-f", "null"]
#: Limits alone are no fence, and do not pretend to be one.
IN_A_REAL_SANDBOX = pytest.mark.parametrize("fenced", [Sandbox.BUBBLEWRAP, Sandbox.LANDLOCK], indirect=True)
LOOK = Limits(cpu_s=20, wall_s=120)
WORKER = """
import sys
from media.process import Workshop
from media.sandbox import Limits
workshop = Workshop.open(None, sys.argv[1])
command = sys.argv[3:] + ["-metadata", "comment=" + sys.argv[2], "-"]
workshop.run(command, reads=[], writes=None, limits=Limits(cpu_s=60, wall_s=60))
"""
#: Ignores every polite request, and so does its child, which has left the group.
STUBBORN = """
import os, signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
signal.signal(signal.SIGHUP, signal.SIG_IGN)
if os.fork() == 0:
    os.setsid()
time.sleep(60)
"""


@pytest.fixture(params=[str(tier) for tier in Sandbox])
def fenced(request) -> Workshop:
    """A workshop in each sandbox; a machine that lacks one cannot vouch for it, so the tests fail there."""
    return Workshop.open(None, request.param)


@pytest.fixture
def mark() -> str:
    return uuid.uuid4().hex


def test_a_killed_worker_leaves_no_ffmpeg_behind(fenced, mark):
    worker = subprocess.Popen([sys.executable, "-c", WORKER, str(fenced.sandbox), mark, *ENDLESS], cwd=ROOT)
    try:
        assert becomes(lambda: len(alive(f"comment={mark}")) >= 2, within_s=20), "ffmpeg never started"
    finally:
        worker.kill()
        worker.wait()

    assert becomes(lambda: not alive(mark), within_s=3), "ffmpeg lives on"


def test_whoever_ignores_sigterm_is_killed_with_all_its_children(fenced, tmp_path, mark):
    script = tmp_path / f"{mark}.py"
    script.write_text(STUBBORN)
    began_s = time.monotonic()

    with pytest.raises(TookTooLong):
        fenced.look(script, [], reads=[], limits=Limits(cpu_s=20, wall_s=1))

    assert time.monotonic() - began_s < 8 * crowding()
    assert becomes(lambda: not alive(mark), within_s=1)


def test_cancelling_ends_the_work_within_a_second(fenced, mark):
    asked_s: list[float] = []

    def cancelled() -> bool:
        asked_s.append(time.monotonic())
        return len(asked_s) > 3

    with pytest.raises(Cancelled):
        fenced.run([*ENDLESS, "-metadata", f"comment={mark}", "-"], reads=[], writes=None, cancelled=cancelled)

    assert time.monotonic() - asked_s[-1] < 1.5 * crowding()
    assert becomes(lambda: not alive(mark), within_s=1)


def test_an_exception_from_the_progress_goes_on_to_the_caller(fenced, mark):
    def lose_the_lease(_share: float, _left_s: float | None) -> None:
        raise LookupError(mark)

    with pytest.raises(LookupError, match=mark):
        fenced.run(
            [*ENDLESS, "-metadata", f"comment={mark}", "-"],
            reads=[], writes=None, duration_s=60, on_progress=lose_the_lease,
        )  # fmt: skip

    assert not alive(mark)


@IN_A_REAL_SANDBOX
def test_a_neighbours_file_is_out_of_reach(fenced, tmp_path):
    (tmp_path / "own").write_text("mine")
    (tmp_path / "foreign").write_text("secret")
    script = tmp_path / "reader.py"
    script.write_text("import sys; print(open(sys.argv[1]).read())")

    ran = fenced.look(script, [str(tmp_path / "own")], reads=[tmp_path / "own"], limits=LOOK)
    with pytest.raises(CommandFailed) as refusal:
        fenced.look(script, [str(tmp_path / "foreign")], reads=[tmp_path / "own"], limits=LOOK)

    assert ran.output.strip() == "mine"
    assert "secret" not in refusal.value.detail


@IN_A_REAL_SANDBOX
def test_an_input_cannot_be_written(fenced, tmp_path):
    original = tmp_path / "original"
    original.write_text("as it was")
    script = tmp_path / "writer.py"
    script.write_text("import sys; open(sys.argv[1], 'a').write('changed')")

    with pytest.raises(CommandFailed):
        fenced.look(script, [str(original)], reads=[original], limits=LOOK)

    assert original.read_text() == "as it was"


@IN_A_REAL_SANDBOX
def test_the_network_is_out_of_reach(fenced, tmp_path):
    script = tmp_path / "caller.py"
    script.write_text("import socket, sys; socket.create_connection(('127.0.0.1', int(sys.argv[1])), 2)")

    with socket.create_server(("127.0.0.1", 0)) as server, pytest.raises(CommandFailed):
        fenced.look(script, [str(server.getsockname()[1])], reads=[], limits=LOOK)


def test_the_cpu_seconds_of_the_tool_are_counted(fenced, tmp_path):
    script = tmp_path / "busy.py"
    script.write_text("import time\nwhile time.process_time() < 0.8: pass")

    assert fenced.look(script, [], reads=[], limits=LOOK).cost.cpu_s == pytest.approx(1.2, abs=0.4)


def test_a_tool_that_burns_its_cpu_seconds_is_stopped(fenced, tmp_path):
    script = tmp_path / "busy.py"
    script.write_text("while True: pass")

    with pytest.raises(TookTooLong):
        fenced.look(script, [], reads=[], limits=Limits(cpu_s=1, wall_s=120))


def test_memory_is_limited(fenced, tmp_path):
    script = tmp_path / "greedy.py"
    script.write_text("b'x' * (1 << 30)")

    with pytest.raises(CommandFailed) as refusal:
        fenced.look(script, [], reads=[], limits=Limits(cpu_s=20, wall_s=120, memory_bytes=512 << 20))

    assert "MemoryError" in refusal.value.detail


def test_a_full_disk_is_called_by_its_name():
    bare = Workshop.open(None, "limits")

    with pytest.raises(DiskFull):
        bare.run(
            ["ffmpeg", "-f", "lavfi", "-i", "testsrc=duration=2", "-f", "mpegts", "file:/dev/full"],
            reads=[], writes=None,
        )  # fmt: skip


def test_progress_rises_to_the_end(workshop):
    heard: list[float] = []

    workshop.run(
        ["ffmpeg", "-f", "lavfi", "-i", "testsrc=size=640x360:duration=60", "-f", "null", "-"],
        reads=[], writes=None, duration_s=60, on_progress=lambda share, _left_s: heard.append(share),
    )  # fmt: skip

    assert heard == sorted(heard)
    assert heard[-1] == pytest.approx(1.0, abs=0.01)


def test_a_failure_keeps_its_last_words(workshop):
    with pytest.raises(CommandFailed) as failure:
        workshop.run(["ffmpeg", "-i", "file:/nowhere.mp4", "-f", "null", "-"], reads=[], writes=None)

    assert "/nowhere.mp4" in failure.value.detail


def test_a_tool_that_is_not_there_is_named(tmp_path):
    with pytest.raises(NoTool, match="FILMBOTE_FFMPEG"):
        Workshop.open(str(tmp_path / "ffmpeg"))


def test_an_unknown_sandbox_is_refused():
    with pytest.raises(NoSandbox, match="cardboard"):
        Workshop.open(None, "cardboard")


def test_a_sandbox_that_leaks_is_noticed(monkeypatch):
    bare = Workshop.open(None, "limits")
    leaky = Workshop(bare.ffmpeg, Sandbox.BUBBLEWRAP)
    monkeypatch.setattr("media.process.bubblewrapped", lambda command, _fence: command)

    with pytest.raises(CommandFailed):
        leaky.try_sandbox()


def test_the_keeper_dies_with_the_worker_even_when_it_is_frozen(mark):
    worker = subprocess.Popen([sys.executable, "-c", WORKER, "landlock", mark, *ENDLESS], cwd=ROOT)
    try:
        assert becomes(lambda: len(alive(f"comment={mark}")) >= 2, within_s=20), "ffmpeg never started"
        os.kill(worker.pid, signal.SIGSTOP)
    finally:
        worker.kill()
        worker.wait()

    assert becomes(lambda: not alive(mark), within_s=3)
