from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.distribution.stages import EventKind, Stage, stage_of, today

NOON = datetime(2026, 11, 10, 12, tzinfo=UTC)
YESTERDAY = date(2026, 11, 9)
TODAY = date(2026, 11, 10)

histories = st.lists(st.sampled_from(EventKind), max_size=8)
due_days = st.none() | st.dates(date(2026, 11, 1), date(2026, 11, 20))


@pytest.mark.parametrize(
    ("happened", "due_on", "stage"),
    [
        ([], None, Stage.OFFERED),
        (["offered"], None, Stage.OFFERED),
        (["offered"], TODAY, Stage.OFFERED),
        (["offered"], YESTERDAY, Stage.OVERDUE),
        (["offered", "collected"], None, Stage.COLLECTED),
        (["offered", "collected"], YESTERDAY, Stage.OVERDUE),
        (["offered", "collected", "acknowledged"], YESTERDAY, Stage.ACKNOWLEDGED),
        (["offered", "collected", "acknowledged", "screened"], None, Stage.SCREENED),
        (["offered", "screened"], YESTERDAY, Stage.SCREENED),
        (["offered", "collected", "acknowledged", "recalled"], None, Stage.RECALLED),
        (["offered", "recalled", "collected"], None, Stage.RECALLED),
    ],
)
def test_a_delivery_is_where_its_weightiest_event_puts_it(happened, due_on, stage):
    assert stage_of([EventKind(kind) for kind in happened], due_on, NOON) == stage


@given(happened=histories, due_on=due_days, shuffled=st.randoms())
def test_the_order_of_events_changes_nothing(happened, due_on, shuffled):
    otherwise = shuffled.sample(happened, len(happened))

    assert stage_of(otherwise, due_on, NOON) == stage_of(happened, due_on, NOON)


@given(happened=histories, due_on=due_days)
def test_what_happens_twice_counts_once(happened, due_on):
    assert stage_of(happened * 2, due_on, NOON) == stage_of(happened, due_on, NOON)


@given(happened=histories, due_on=due_days)
def test_a_recall_outweighs_everything(happened, due_on):
    assert stage_of([*happened, EventKind.RECALLED], due_on, NOON) == Stage.RECALLED


@given(happened=histories, due_on=due_days)
def test_an_acknowledged_delivery_is_never_overdue(happened, due_on):
    assert stage_of([*happened, EventKind.ACKNOWLEDGED], due_on, NOON) != Stage.OVERDUE


@given(happened=histories)
def test_without_a_day_nothing_is_overdue(happened):
    assert stage_of(happened, None, NOON) != Stage.OVERDUE


def test_the_day_ends_at_midnight_in_hessen():
    late_in_the_evening_utc = datetime(2026, 11, 9, 23, 30, tzinfo=UTC)

    assert today(late_in_the_evening_utc) == TODAY
    assert stage_of([EventKind.OFFERED], YESTERDAY, late_in_the_evening_utc) == Stage.OVERDUE
