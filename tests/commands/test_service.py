"""``filmbote up``: one command starts everything, and everything ends with it."""

import os
import signal
import socket
from urllib.request import urlopen

import pytest

from tests.worker.processes import alive, await_, below, start

pytestmark = pytest.mark.integration


@pytest.fixture
def environment(environment):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    return environment | {"PORT": str(port), "FILMBOTE_DEMONSTRATION": ""}


@pytest.fixture
def up(environment, tmp_path):
    """Start Filmbote; whatever a test leaves running is ended."""
    started = []

    def go(**more):
        log = tmp_path / f"up-{len(started)}.log"
        with log.open("wb") as output:
            started.append(start(["-m", "catalog", "up"], environment | more, output))
        return started[-1], log

    yield go
    for process in started:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(20)


def answers(environment):
    try:
        with urlopen(f"http://127.0.0.1:{environment['PORT']}/", timeout=5) as page:
            return page.status == 200
    except OSError:
        return False


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_everything_starts_and_ends_together(up, environment, runtime, number):
    process, _ = up()
    await_(lambda: answers(environment), within_s=60)
    family = below(process.pid)
    # The server, the process in it that answers, and a worker.
    assert len(family) == 3

    process.send_signal(number)

    assert process.wait(15) == 0
    assert not any(alive(pid) for pid in family)


def test_nothing_outlives_a_killed_parent(up, environment, runtime):
    process, _ = up()
    await_(lambda: answers(environment), within_s=60)
    family = below(process.pid)

    process.kill()

    await_(lambda: not any(alive(pid) for pid in family), within_s=15)


def test_a_child_that_was_killed_is_replaced(up, environment, runtime):
    process, _ = up()
    await_(lambda: answers(environment), within_s=60)
    before = set(below(process.pid))

    for pid in before:
        os.kill(pid, signal.SIGKILL)

    await_(lambda: len(set(below(process.pid)) - before) == 3 and answers(environment), within_s=60)


def test_a_second_one_in_the_same_home_is_refused(up, environment, runtime):
    up()
    await_(lambda: answers(environment), within_s=60)

    second, log = up(PORT="0")

    assert second.wait(30) == 1
    assert "already" in log.read_text()


def test_a_port_that_is_taken_is_named(up, environment, runtime):
    with socket.create_server(("127.0.0.1", int(environment["PORT"]))):
        process, log = up()

        assert process.wait(30) == 1
    assert f"Port {environment['PORT']} is in use" in log.read_text()
