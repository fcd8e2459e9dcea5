"""A silent line makes way for the next one; one that brings something is left alone."""

import socket
import threading
import time
from contextlib import contextmanager
from types import SimpleNamespace

import pytest

from catalog.web.api import tus_lines
from tests.waiting import PATIENCE_S


@pytest.fixture
def ends():
    """Both ends of a line: the sender's, and ours."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        sender = socket.create_connection(door.getsockname())
        ours, _ = door.accept()
    with sender, ours:
        yield sender, ours


@pytest.fixture
def slow_end(monkeypatch):
    """However late the other thread comes to its turn, its line is waited for."""
    monkeypatch.setattr(tus_lines, "ENDING_S", PATIENCE_S)


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


def test_a_silent_line_makes_way(ends, slow_end):
    sender, ours = ends
    sender.sendall(b"something")

    with taking(ours) as thread:
        assert tus_lines.makes_way("upload")

        thread.join(PATIENCE_S)
    assert sender.recv(10) == b""


def test_a_line_that_brings_something_is_left_alone(ends, monkeypatch):
    # Silence is not what ends the waiting here, even where the sender's thread comes late to its turn.
    monkeypatch.setattr(tus_lines, "SILENT_S", PATIENCE_S)
    sender, ours = ends
    over = threading.Event()

    def trickle():
        while not over.wait(0.1):
            sender.sendall(b"x")
        sender.shutdown(socket.SHUT_WR)

    with taking(ours):
        threading.Thread(target=trickle).start()
        assert not tus_lines.makes_way("upload")

        over.set()


@pytest.mark.parametrize("wait", [tus_lines.makes_way, tus_lines.let_end])
def test_what_a_broken_line_had_carried_is_written_first(ends, slow_end, wait):
    sender, ours = ends
    sender.sendall(bytes(100))

    with taking(ours, pause_s=0.05) as thread:
        sender.close()
        wait("upload")

        assert not thread.is_alive() or not tus_lines._lines


def test_nobody_waits_for_a_line_that_is_whole(ends, monkeypatch):
    sender, ours = ends
    waited = []
    monkeypatch.setattr(tus_lines, "time", SimpleNamespace(monotonic=time.monotonic, sleep=waited.append))

    with taking(ours):
        tus_lines.let_end("upload")
        sender.close()

    assert waited == []


def test_nobody_waits_where_nothing_arrives():
    assert tus_lines.makes_way("nothing")
    tus_lines.let_end("nothing")
