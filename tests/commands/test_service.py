"""``filmbote up``: one command starts everything, and everything ends with it."""

import os
import signal
import socket
from urllib.request import urlopen

import pytest

from tests.ports import free_port
from tests.waiting import eventually
from tests.worker.processes import alive, below, ended, start

pytestmark = pytest.mark.integration

#: The server, the process in it that answers, and a worker.
FAMILY = 3
BURIED_S = 5.0


@pytest.fixture
def environment(environment):
    return environment | {"PORT": str(free_port()), "FILMBOTE_DEMONSTRATION": ""}


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
            ended(process)


def answers(environment):
    try:
        with urlopen(f"http://127.0.0.1:{environment['PORT']}/", timeout=5) as page:
            return page.status == 200
    except OSError:
        return False


def whole_family_of(process, environment):
    """Return all that belongs to it, once it answers and nobody is tried out any more, such as a sandbox."""
    eventually(lambda: answers(environment) and len(below(process.pid)) == FAMILY)
    return below(process.pid)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_everything_starts_and_ends_together(up, environment, runtime, number):
    process, _ = up()
    family = whole_family_of(process, environment)

    process.send_signal(number)

    assert ended(process) == [0]
    eventually(lambda: not any(alive(pid) for pid in family), BURIED_S)


def test_nothing_outlives_a_killed_parent(up, environment, runtime):
    process, _ = up()
    family = whole_family_of(process, environment)

    process.kill()

    eventually(lambda: not any(alive(pid) for pid in family))


def test_a_child_that_was_killed_is_replaced(up, environment, runtime):
    process, _ = up()
    before = set(whole_family_of(process, environment))

    for pid in before:
        os.kill(pid, signal.SIGKILL)

    eventually(lambda: len(set(below(process.pid)) - before) == FAMILY and answers(environment))


def test_a_second_one_in_the_same_home_is_refused(up, environment, runtime):
    up()
    eventually(lambda: answers(environment))

    second, log = up(PORT="0")

    assert ended(second) == [1]
    assert "already" in log.read_text()


def test_a_port_that_is_taken_is_named(up, environment, runtime):
    with socket.create_server(("127.0.0.1", int(environment["PORT"]))):
        process, log = up()

        assert ended(process) == [1]
    assert f"Port {environment['PORT']} is in use" in log.read_text()
