"""A disk that takes nothing more costs nothing: it is said in a sentence, reading goes on, and so does the upload."""

import json
import resource
import shutil
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest
import requests

from tests.torture.killing import content
from tests.waiting import PATIENCE_S

pytestmark = pytest.mark.integration

FILE_BYTES = 12_000_000
LONGEST_FILE_BYTES = 5_000_000
LEFT_BYTES = 3_000_000
#: A copy of the house on a disk of its own that nobody else sees; $0 is Python.
ON_A_SMALL_DISK = """
set -e
mkdir "$SMALL_DISK"
mount -t tmpfs -o size=100m tmpfs "$SMALL_DISK"
cp -a "$FILMBOTE_HOME/." "$SMALL_DISK"
FILMBOTE_HOME=$SMALL_DISK exec "$0" -m catalog serve
"""


def test_a_full_disk_costs_nothing(besieged, runtime, tmp_path):
    runtime.sessions.engine.dispose()
    small = tmp_path / "small"
    command = ("unshare", "--user", "--map-root-user", "--mount", "sh", "-c", ON_A_SMALL_DISK, sys.executable)
    siege = besieged(command=command, SMALL_DISK=str(small), uploads=lambda service: seen(service, small) / "uploads")
    home = seen(siege.service, small)
    upload = siege.witness.begin(content(FILE_BYTES))

    fill(home / "ballast", but_bytes=LEFT_BYTES)
    refused = siege.witness.append(upload, 0, FILE_BYTES)
    announced = siege.witness.sender.begin(FILE_BYTES)
    page = requests.get(siege.service.address, timeout=PATIENCE_S)
    kept = siege.witness.ask(upload)
    siege.check()
    (home / "ballast").unlink()
    siege.witness.finish(upload)

    said_in_a_sentence(refused)
    said_in_a_sentence(announced)
    assert page.status_code == 200
    assert kept > LEFT_BYTES / 2
    assert siege.witness.oracle.losses == []
    # SQLite would follow the way into the service's disk back to ours; nobody writes now, so a copy is as good.
    for part in home.glob("filmbote.sqlite*"):
        shutil.copy(part, tmp_path)
    with closing(sqlite3.connect(tmp_path / "filmbote.sqlite")) as database:
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        arrived = database.execute("SELECT arrived_at FROM uploads WHERE id = ?", [upload.name]).fetchone()
    assert arrived[0]


def test_a_share_of_the_disk_that_is_used_up_costs_nothing(besieged):
    siege = besieged()
    upload = siege.witness.begin(content(FILE_BYTES))
    allowed = resource.prlimit(siege.service.answering, resource.RLIMIT_FSIZE)

    resource.prlimit(siege.service.answering, resource.RLIMIT_FSIZE, (LONGEST_FILE_BYTES, allowed[1]))
    refused = siege.witness.append(upload, 0, FILE_BYTES)
    page = requests.get(siege.service.address, timeout=PATIENCE_S)
    kept = siege.witness.ask(upload)
    siege.check()
    resource.prlimit(siege.service.answering, resource.RLIMIT_FSIZE, allowed)
    siege.witness.finish(upload)

    said_in_a_sentence(refused)
    assert page.status_code == 200
    assert kept == LONGEST_FILE_BYTES
    assert siege.witness.oracle.losses == []


def said_in_a_sentence(answer):
    assert answer.status == 507
    assert json.loads(answer.body)["sentence"].endswith(".")


def seen(service, path) -> Path:
    """Return where a folder of the service's own disk is seen from here."""
    return Path(f"/proc/{service.answering}/root{path}")


def fill(file, but_bytes):
    """Fill a disk with one file until only so much is left."""
    with file.open("wb", buffering=0) as ballast:
        try:
            while ballast.write(bytes(1 << 20)):
                pass
        except OSError:
            ballast.truncate(ballast.tell() - but_bytes)
