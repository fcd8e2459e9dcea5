"""No byte that was acknowledged is lost, and little is sent twice, over lines that break in every way."""

import time
from dataclasses import replace

import pytest

from tests.flows.line import Fault, FragileLine
from tests.torture.killing import content
from tests.waiting import crowding

FILE_BYTES = 2_000_000
PIECE_BYTES = 500_000
BREAKS_AFTER_BYTES = 400_000
#: What one break may cost: what the server was reading; after a reset also what was on its way to it.
SENT_TWICE_BYTES = {
    Fault.CUT: 3 * (64 << 10),
    Fault.RESET: BREAKS_AFTER_BYTES + (64 << 10),
    Fault.UNANSWERED: 64 << 10,
}
HEADERS_BYTES = 2_000
FREE_WITHIN_S = 10.0
#: A sender whose line is silent gives up after so long.
IMPATIENT_S = 2.0


@pytest.mark.parametrize(
    "breaks",
    [
        pytest.param(2, marks=pytest.mark.integration),
        pytest.param(25, marks=[pytest.mark.torture, pytest.mark.timeout(900)]),
    ],
)
@pytest.mark.parametrize("fault", [Fault.CUT, Fault.RESET, Fault.UNANSWERED])
def test_a_line_that_breaks_loses_nothing(besieged, report, fault, breaks):
    siege = besieged()

    size_bytes = (breaks + 1) * PIECE_BYTES
    line = sent_over(siege, size_bytes, fault, breaks, breaks_after_bytes=BREAKS_AFTER_BYTES)

    report(f"line broken by {fault.value}", siege.witness.oracle)
    assert line.breaks == breaks
    assert line.sent_bytes < size_bytes + breaks * SENT_TWICE_BYTES[fault] + HEADERS_BYTES * (2 * breaks + 5)
    assert siege.witness.oracle.losses == []
    assert "Traceback" not in siege.service.said


@pytest.mark.parametrize(
    "breaks",
    [
        pytest.param(1, marks=pytest.mark.integration),
        pytest.param(8, marks=[pytest.mark.torture, pytest.mark.timeout(900)]),
    ],
)
def test_a_line_that_falls_silent_blocks_nobody_for_long(besieged, report, breaks):
    siege = besieged()
    begun_s, before = time.monotonic(), crowding()

    line = sent_over(siege, FILE_BYTES, Fault.SILENCE, breaks, breaks_after_bytes=200_000)

    report("line fallen silent", siege.witness.oracle)
    assert line.breaks == breaks
    assert siege.witness.oracle.losses == []
    assert time.monotonic() - begun_s < (breaks * (IMPATIENT_S + FREE_WITHIN_S) + 5) * (before + crowding())


@pytest.mark.integration
def test_a_trickle_arrives(besieged):
    siege = besieged()
    upload = siege.witness.begin(content(40_000))

    with FragileLine(siege.service.port, FILE_BYTES, bytes_a_second=10_000) as line:
        replace(siege.witness, sender=siege.witness.sender.through(line.port)).finish(upload)

    assert siege.witness.ask(upload) == 40_000
    assert siege.witness.oracle.losses == []


@pytest.mark.integration
def test_what_a_broken_line_had_carried_is_kept(besieged):
    siege = besieged()
    upload = siege.witness.begin(content(FILE_BYTES))

    with siege.witness.sender.appending(upload.place, 0, FILE_BYTES) as line:
        line.sendall(upload.content[:700_000])
    siege.witness.finish(upload)

    assert siege.witness.oracle.losses == []


@pytest.mark.integration
def test_the_last_piece_may_come_twice(besieged, config):
    siege = besieged()
    upload = siege.witness.begin(content(300_000))
    siege.witness.append(upload, 0, 200_000)
    line = FragileLine(siege.service.port, 100_000, 50_000_000, Fault.UNANSWERED)

    with line, pytest.raises(OSError):  # noqa: PT011 - whatever a line says that breaks
        siege.witness.sender.through(line.port).append(upload.place, 200_000, upload.content[200_000:])
    again = siege.witness.append(upload, 200_000, 100_000)
    siege.witness.finish(upload)

    assert line.breaks == 1
    assert again.status == 409
    assert siege.witness.oracle.losses == []


def sent_over(siege, size_bytes, fault, breaks, breaks_after_bytes):
    """Send a file over a line with a fault, and compare what had to be sent with what is there."""
    upload = siege.witness.begin(content(size_bytes))
    with FragileLine(siege.service.port, breaks_after_bytes, 20_000_000, fault, breaks) as line:
        sender = siege.witness.sender.through(line.port)
        if fault in (Fault.SILENCE, Fault.UNANSWERED):
            sender = replace(sender, patience_s=IMPATIENT_S * crowding())
        replace(siege.witness, sender=sender, patience_s=300, piece_bytes=PIECE_BYTES).finish(upload)
    siege.witness.oracle.cuts += line.breaks
    siege.check()
    return line
