"""No byte that was acknowledged is lost when the web server is killed while files arrive."""

import random
from contextlib import suppress
from dataclasses import replace

import pytest

from tests.torture.service import altered
from tests.torture.witness import Refused

SEED = 1965
#: Less would mean that the trace has missed most of what the server does.
FEWEST_CALLS = 20
#: So often a server that loses something is killed until it does.
MOST_ROUNDS = 10


@pytest.mark.parametrize(
    "kills",
    [
        pytest.param(15, marks=pytest.mark.integration),
        pytest.param(200, marks=[pytest.mark.torture, pytest.mark.timeout(1800)]),
    ],
)
def test_a_kill_at_any_moment_loses_nothing(besieged, report, kills):
    siege = besieged()

    siege.kill_at_random(kills, random.Random(SEED))  # noqa: S311 - no secret

    oracle = siege.witness.oracle
    report("killed at random moments", oracle)
    assert oracle.kills == kills
    assert oracle.losses == []
    assert "Traceback" not in siege.service.said


@pytest.mark.parametrize(
    "every",
    [
        pytest.param(4, marks=pytest.mark.integration),
        pytest.param(1, marks=[pytest.mark.torture, pytest.mark.timeout(1800)]),
    ],
)
def test_a_kill_at_any_system_call_loses_nothing(besieged, report, tmp_path, every):
    siege = besieged(command=altered("single"))

    kills = siege.kill_at_calls(tmp_path, every)

    oracle = siege.witness.oracle
    report("killed at system calls", oracle)
    assert kills * every >= FEWEST_CALLS
    assert oracle.losses == []


@pytest.mark.integration
def test_the_oracle_notices_a_server_that_counts_instead_of_looking(besieged):
    siege, chance = hopeless(besieged(command=altered("counter"))), random.Random(SEED)  # noqa: S311 - no secret

    noticed = noticed_by(siege, lambda: siege.kill_at_random(6, chance))

    assert noticed


@pytest.mark.integration
def test_the_oracle_notices_a_wrong_order_of_system_calls(besieged, tmp_path):
    siege = hopeless(besieged(command=altered("single", "counter")))

    noticed = noticed_by(siege, lambda: siege.kill_at_calls(tmp_path, every=5))

    assert noticed


def noticed_by(siege, killing):
    """Return whether the oracle has noticed a loss; a kill may hit a moment in which nothing could be lost."""
    for _ in range(MOST_ROUNDS):
        with suppress(Refused, AssertionError):
            killing()
        siege.service.mend()
        if siege.witness.oracle.lost_bytes:
            return True
    return False


def hopeless(siege):
    """Let the sender give up soon: what was promised will never be there."""
    siege.witness = replace(siege.witness, patience_s=1)
    return siege
