"""What is different between two states of captions, caption by caption."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.production.captioning.changes import Change, changes
from media.captions import Cue

ONE, TWO, THREE = Cue(0, 2000, "One"), Cue(2000, 4000, "Two"), Cue(5000, 7000, "Three")

cues = st.lists(
    st.builds(Cue, st.integers(0, 9), st.integers(0, 9), st.sampled_from("abc")), max_size=8, unique=True
).map(lambda found: sorted(found, key=lambda cue: (cue.start_ms, cue.end_ms)))


@pytest.mark.parametrize(
    ("after", "told"),
    [
        ([ONE, TWO, THREE], []),
        ([ONE, Cue(2000, 4000, "2"), THREE], [(TWO, Cue(2000, 4000, "2"))]),
        ([ONE, Cue(2500, 4500, "Two"), THREE], [(TWO, Cue(2500, 4500, "Two"))]),
        ([ONE, THREE], [(TWO, None)]),
        ([TWO, THREE], [(ONE, None)]),
        ([ONE, TWO, Cue(4000, 5000, "New"), THREE], [(None, Cue(4000, 5000, "New"))]),
        ([ONE, TWO], [(THREE, None)]),
        ([Cue(0, 4000, "One Two"), THREE], [(ONE, Cue(0, 4000, "One Two")), (TWO, None)]),
    ],
)
def test_each_change_is_told_with_what_was_and_what_is(after, told):
    assert [(change.before, change.after) for change in changes([ONE, TWO, THREE], after)] == told


def test_captions_that_are_all_shifted_are_moved_and_not_reworded():
    shifted = [Cue(cue.start_ms + 3000, cue.end_ms + 3000, cue.text) for cue in (ONE, TWO, THREE)]

    told = changes([ONE, TWO, THREE], shifted)

    assert [change.before for change in told] == [ONE, TWO, THREE]
    assert all(change.moved and not change.reworded for change in told)


@given(cues, cues)
def test_the_changes_lead_from_one_state_to_the_other(before, after):
    told = changes(before, after)

    state = list(before)
    for change in told:
        if change.before:
            state.remove(change.before)
    state += [change.after for change in told if change.after]
    assert sorted(state, key=repr) == sorted(after, key=repr)


@given(cues)
def test_what_is_the_same_has_no_changes(same):
    assert changes(same, list(same)) == []


def test_ten_thousand_like_captions_are_compared_at_once():
    before = [Cue(place * 1000, place * 1000 + 900, "Ah!") for place in range(10_000)]

    told = changes(before, before[1:])

    assert told[-1] == Change(before[-1], None)
