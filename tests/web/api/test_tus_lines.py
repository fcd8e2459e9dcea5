"""A silent line makes way for the next one; one that brings something is left alone."""

import socket
import threading
import time
from contextlib import contextmanager

import pytest

from catalog.web.api import tus_lines
from tests.waiting import PATIENCE_S, crowding


@pytest.fixture
def ends():
    """Both ends of a line: the sender's, and ours."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        sender = socket.create_connection(door.getsockname())
        ours, _ = door.accept()
    with sender, ours:
        yield sender, ours


@contextmanager
def taking(ours, pause_s=0.0):
    """Take what arrives for an upload in a thread of its own, as a request does."""

    def take():
        with tus_lines.arriving("upload", ours):
            known.set()
            while ours.recv(10):
                time.sleep(pause_s)

    known = threading.Event()
    thread = threading.Thread(target=take)
    thread.start()
    assert known.wait(PATIENCE_S)
    yield thread
    thread.join(PATIENCE_S)
    assert not thread.is_alive()


def test_a_silent_line_makes_way(ends):
    sender, ours = ends
    sender.sendall(b"something")

    with taking(ours) as thread:
        asked_at_s = time.monotonic()
        assert tus_lines.makes_way("upload")

        assert time.monotonic() - asked_at_s < (tus_lines.SILENT_S + tus_lines.ENDING_S) * crowding()
        thread.join(1)
    assert sender.recv(10) == b""


def test_a_line_that_brings_something_is_left_alone(ends):
    sender, ours = ends
    over = threading.Event()

    def trickle():
        while not over.wait(0.1):
            sender.sendall(b"x")
        sender.shutdown(socket.SHUT_WR)

    with taking(ours):
        threading.Thread(target=trickle).start()
        asked_at_s = time.monotonic()
        assert not tus_lines.makes_way("upload")

        assert time.monotonic() - asked_at_s < 1 * crowding()
        over.set()


@pytest.mark.parametrize("wait", [tus_lines.makes_way, tus_lines.let_end])
def test_what_a_broken_line_had_carried_is_written_first(ends, wait):
    sender, ours = ends
    sender.sendall(bytes(100))

    with taking(ours, pause_s=0.05) as thread:
        sender.close()
        wait("upload")

        assert not thread.is_alive() or not tus_lines._lines


def test_nobody_waits_for_a_line_that_is_whole(ends):
    sender, ours = ends

    with taking(ours):
        asked_at_s = time.monotonic()
        tus_lines.let_end("upload")

        assert time.monotonic() - asked_at_s < 0.5 * crowding()
        sender.close()


def test_nobody_waits_where_nothing_arrives():
    assert tus_lines.makes_way("nothing")
    tus_lines.let_end("nothing")
