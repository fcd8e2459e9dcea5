"""What was answered would survive a power cut: everything is on the disk before the answer leaves."""

import time

import pytest

from tests.torture.calls import promised_too_early, traced
from tests.torture.killing import BREATH_S, content
from tests.torture.service import altered

pytestmark = pytest.mark.integration


def test_everything_is_on_the_disk_before_the_answer_leaves(besieged, tmp_path, config):
    siege = besieged()

    send_a_file_watched(siege, tmp_path / "seen")

    assert promised_too_early(tmp_path / "seen", config.home) == []


def test_the_watch_notices_a_server_that_does_not_wait_for_the_disk(besieged, tmp_path, config):
    siege = besieged(command=altered("unsynced"))

    send_a_file_watched(siege, tmp_path / "seen")

    assert any("/uploads/" in early for early in promised_too_early(tmp_path / "seen", config.home))


def send_a_file_watched(siege, into):
    with traced(siege.service.answering, into):
        upload = siege.witness.begin(content(200_000))
        for size_bytes in (130_000, 70_000):
            time.sleep(BREATH_S)
            assert siege.witness.append(upload, upload.acknowledged_bytes, size_bytes).status == 204
        siege.witness.finish(upload)
