"""Our server keeps every sentence of tus; where the reference does not is what docs/uploads.md says."""

import re

import pytest

import tests.tus.cases  # noqa: F401 - enters the cases
from tests.foundation.children import ROOT
from tests.tus.case import CASES, Case, Finding, Verdict
from tests.tus.server import Server
from tests.tus.table import column, lines

#: A row of the table of differences: | `name` | ... |
NAMED = re.compile(r"^\| `(\w+)` \|", re.MULTILINE)


@pytest.mark.parametrize("case", CASES.values(), ids=lambda case: case.name)
def test_our_server_keeps_every_sentence(filmbote: Server, case: Case):
    found = case.run(filmbote)

    assert found.verdict == Verdict.KEPT, f"{case.sentence}\nseen: {found.seen}"


def test_there_are_at_least_120_sentences():
    assert len(CASES) >= 120


def test_the_reference_differs_where_our_handbook_says(reference: Server):
    written = (ROOT / "docs" / "uploads.md").read_text(encoding="utf-8")

    found = column(reference)

    broken = {name for name, finding in found.items() if finding.verdict == Verdict.BROKEN}
    assert broken == set(NAMED.findall(written))


def test_a_table_tells_what_was_seen():
    everything_kept = {name: Finding(Verdict.KEPT) for name in CASES}
    one_broken = everything_kept | {"post_answers_201": Finding(Verdict.BROKEN, "answered 200, not 201")}

    table = "\n".join(lines({"good": everything_kept, "other": one_broken}))

    assert re.search(r"MUST +post_answers_201 +\+ +BROKEN", table)
    assert "other: post_answers_201 (MUST)" in table
    assert "seen: answered 200, not 201" in table
