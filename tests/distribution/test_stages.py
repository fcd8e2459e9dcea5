from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.distribution.stages import (
    CALLED_BACK,
    HELD,
    HOLDING,
    RECEIVABLE,
    RECEIVED,
    EventKind,
    Stage,
    Standing,
    after,
    stage_of,
    standing_of,
    today,
)

NOON = datetime(2026, 11, 10, 12, tzinfo=UTC)
YESTERDAY = date(2026, 11, 9)
TODAY = date(2026, 11, 10)

histories = st.lists(st.sampled_from(EventKind), max_size=12)
due_days = st.none() | st.dates(date(2026, 11, 1), date(2026, 11, 20))


@pytest.mark.parametrize(
    ("happened", "due_on", "stage"),
    [
        ("", None, Stage.OFFERED),
        ("offered", None, Stage.OFFERED),
        ("offered notified", TODAY, Stage.OFFERED),
        ("offered notified", YESTERDAY, Stage.OVERDUE),
        ("offered notified bounced", None, Stage.UNREACHED),
        ("offered notified bounced notified", None, Stage.OFFERED),
        ("offered notified bounced opened", None, Stage.OPENED),
        ("offered notified opened bounced", None, Stage.OPENED),
        ("offered notified opened begun", None, Stage.OPENED),
        ("offered begun collected", None, Stage.COLLECTED),
        ("offered collected begun", None, Stage.COLLECTED),
        ("offered collected", YESTERDAY, Stage.OVERDUE),
        ("offered shipped", None, Stage.SHIPPED),
        ("offered shipped begun", None, Stage.SHIPPED),
        ("offered shipped returned", None, Stage.OPENED),
        ("offered shipped acknowledged returned", None, Stage.ACKNOWLEDGED),
        ("offered collected acknowledged", YESTERDAY, Stage.ACKNOWLEDGED),
        ("offered collected acknowledged screened", None, Stage.SCREENED),
        ("offered screened acknowledged", YESTERDAY, Stage.SCREENED),
        ("offered notified recalled", YESTERDAY, Stage.RECALLED),
        ("offered collected acknowledged recalled", YESTERDAY, Stage.TO_SETTLE),
        ("offered begun recalled", None, Stage.TO_SETTLE),
        ("offered recalled collected", None, Stage.TO_SETTLE),
        ("offered collected recalled destroyed", None, Stage.RECALLED),
        ("offered collected recalled replaced", None, Stage.RECALLED),
        ("offered collected recalled unreachable", None, Stage.LOST),
        ("offered collected recalled unreachable opened", None, Stage.TO_SETTLE),
        ("offered collected recalled notified bounced", None, Stage.LOST),
        ("offered collected recalled notified bounced notified", None, Stage.TO_SETTLE),
        ("offered recalled bounced", None, Stage.RECALLED),
        ("offered collected recalled unreachable destroyed", None, Stage.RECALLED),
        ("offered collected recalled destroyed screened", None, Stage.TO_SETTLE),
    ],
)
def test_a_delivery_is_where_its_history_leads(happened, due_on, stage):
    assert stage_of([EventKind(kind) for kind in happened.split()], due_on, NOON) == stage


@given(happened=histories, others=histories)
def test_no_event_undoes_a_recall(happened, others):
    assert standing_of([*happened, EventKind.RECALLED, *others]) in CALLED_BACK


@given(happened=histories)
def test_a_recall_asks_for_every_copy_that_is_out_there(happened):
    before = standing_of(happened)
    recalled = after(before, EventKind.RECALLED)

    assert (recalled == Standing.TO_SETTLE) == (before in HELD or before == Standing.TO_SETTLE)


@given(happened=histories, kind=st.sampled_from(sorted(HOLDING)))
def test_a_copy_that_turns_up_after_a_recall_has_to_be_settled(happened, kind):
    assert standing_of([*happened, EventKind.RECALLED, kind]) == Standing.TO_SETTLE


@given(standing=st.sampled_from(Standing), kind=st.sampled_from(EventKind))
def test_only_a_stick_that_comes_back_takes_a_copy_away(standing, kind):
    gone = standing in HELD and after(standing, kind) not in HELD | CALLED_BACK

    assert gone == ((standing, kind) == (Standing.SHIPPED, EventKind.RETURNED))


@given(standing=st.sampled_from(Standing), kind=st.sampled_from(EventKind))
def test_only_returns_and_letters_take_a_delivery_back(standing, kind):
    """A letter reaches whom none had reached; after a recall, a copy may turn up."""
    order = list(Standing)
    if order.index(after(standing, kind)) < order.index(standing) and standing not in CALLED_BACK:
        assert (standing, kind) in {
            (Standing.SHIPPED, EventKind.RETURNED),
            (Standing.UNREACHED, EventKind.NOTIFIED),
            (Standing.UNREACHED, EventKind.REMINDED),
        }


@given(standing=st.sampled_from(sorted(RECEIVED)), others=histories)
def test_a_receipt_stands_until_a_recall(standing, others):
    for kind in others:
        standing = after(standing, kind)
    assert standing in (CALLED_BACK if EventKind.RECALLED in others else RECEIVED)


@given(standing=st.sampled_from(sorted(RECEIVABLE)), kind=st.sampled_from(sorted(HOLDING | {EventKind.OPENED})))
def test_whoever_may_give_a_receipt_may_give_it_still_when_they_take_another_copy(standing, kind):
    assert after(standing, kind) in RECEIVABLE | RECEIVED


@given(happened=histories)
def test_what_happens_twice_in_a_row_counts_once(happened):
    assert standing_of([kind for kind in happened for _ in range(2)]) == standing_of(happened)


@given(happened=histories, kind=st.sampled_from([EventKind.CORRECTED, EventKind.OFFERED]))
def test_some_events_only_tell(happened, kind):
    assert standing_of([*happened, kind]) == standing_of(happened)


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
