"""A revision goes one way, from draft to its end; every other step is refused."""

from itertools import product

import pytest

from catalog.films.lifecycle import NEXT, UNDER_WAY, Status, WrongStatus, step

#: Every step that there is, as the ministry has described it.
WAY = {
    (Status.DRAFT, Status.PROCESSING),
    (Status.PROCESSING, Status.IN_REVIEW),
    (Status.PROCESSING, Status.REFUSED),
    (Status.PROCESSING, Status.ASKING),
    (Status.ASKING, Status.PROCESSING),
    (Status.ASKING, Status.REFUSED),
    (Status.IN_REVIEW, Status.APPROVED),
    (Status.IN_REVIEW, Status.REFUSED),
    (Status.IN_REVIEW, Status.PROCESSING),
    (Status.APPROVED, Status.PUBLISHED),
    (Status.APPROVED, Status.REFUSED),
    (Status.APPROVED, Status.IN_REVIEW),
    (Status.REFUSED, Status.DRAFT),
    (Status.REFUSED, Status.IN_REVIEW),
    (Status.PUBLISHED, Status.SUPERSEDED),
    (Status.PUBLISHED, Status.RECALLED),
    (Status.SUPERSEDED, Status.RECALLED),
}


@pytest.mark.parametrize(("now", "wanted"), sorted(WAY))
def test_the_way_is_open(now, wanted):
    assert step(now, wanted) == wanted


@pytest.mark.parametrize(("now", "wanted"), sorted(set(product(Status, Status)) - WAY))
def test_every_other_step_is_refused_in_words(now, wanted):
    with pytest.raises(WrongStatus) as refusal:
        step(now, wanted)

    assert refusal.value.places == {"status": now.value, "wanted": wanted.value}


def test_what_is_recalled_stays_recalled():
    assert NEXT[Status.RECALLED] == frozenset()


def test_a_revision_is_under_way_until_it_is_published_or_refused():
    assert {Status.REFUSED, Status.PUBLISHED, Status.SUPERSEDED, Status.RECALLED} == set(Status) - UNDER_WAY
