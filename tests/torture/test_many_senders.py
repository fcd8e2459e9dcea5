"""However many send to one upload at once, it becomes just the file."""

import random
import threading

import pytest

from tests.torture.killing import content
from tests.torture.witness import TRY_AGAIN

pytestmark = pytest.mark.integration

FILE_BYTES = 3_000_000
PIECE_BYTES = 200_000


@pytest.mark.parametrize("senders", [2, 8, 32])
def test_many_senders_make_one_file(besieged, report, senders):
    siege = besieged()
    upload = siege.witness.begin(content(FILE_BYTES))
    refusals = []

    def send(seed: int) -> None:
        chance = random.Random(seed)  # noqa: S311 - no secret
        while (here := siege.witness.ask(upload)) < FILE_BYTES:
            try:
                answer = siege.witness.append(upload, here, chance.randint(1, PIECE_BYTES))
            except OSError:
                # Whoever is refused while he still sends does not always hear why.
                continue
            if answer.status != 204:
                refusals.append(answer.status)

    threads = [threading.Thread(target=send, args=(seed,)) for seed in range(senders)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    siege.witness.oracle.whole(upload)
    siege.check()

    report(f"{senders} senders at once", siege.witness.oracle)
    assert set(refusals) <= {*TRY_AGAIN}
    assert siege.witness.oracle.losses == []
    assert "Traceback" not in siege.service.said
