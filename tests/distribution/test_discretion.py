from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.distribution.responses.discretion import BESIDE_A_SMALL_ONE, FEWEST, SMALL, Told, told, told_together

#: What a reader may think behind a count of no upper bound: more than any of these tests has.
ENOUGH = 40


def possible(shown: list[Told], total: Told) -> list[set[int]]:
    """Return of each count all values that fit everything that is told."""
    ranges = [range(one.least, (one.most if one.most is not None else ENOUGH) + 1) for one in shown]
    most = total.most if total.most is not None else ENOUGH * len(shown)
    fitting = [values for values in product(*ranges) if total.least <= sum(values) <= most]
    return [set(column) for column in zip(*fitting, strict=True)]


@pytest.mark.parametrize(("count", "words"), [(0, "0"), (1, "< 5"), (4, "< 5"), (5, "5"), (120, "120")])
def test_a_count_under_five_is_not_told(count, words):
    assert str(told(count)) == words


@given(st.lists(st.integers(0, 12), min_size=1, max_size=4))
def test_no_small_count_is_found_out_by_subtraction(counts):
    shown, total = told_together(dict(enumerate(counts)))

    values = possible(list(shown.values()), total)

    for number, count in enumerate(counts):
        assert count in values[number]
        if 0 < count < FEWEST:
            assert shown[number] == SMALL
            assert len(values[number]) > 1


@given(st.dictionaries(st.integers(), st.integers(0, 30), max_size=30))
def test_whatever_is_told_is_true(counts):
    shown, total = told_together(counts)

    for key, count in counts.items():
        assert shown[key].least <= count
        assert shown[key].most is None or count <= shown[key].most
        assert shown[key].exact is None or count == 0 or count >= FEWEST
    assert total.least <= sum(counts.values())
    assert total.most is None or sum(counts.values()) <= total.most


def test_where_nothing_is_small_everything_is_told():
    assert told_together({"a": 7, "b": 0, "c": 12}) == (
        {"a": Told(7, 7), "b": Told(0, 0), "c": Told(12, 12)},
        Told(19, 19),
    )


def test_one_small_count_takes_the_next_smallest_with_it():
    shown, total = told_together({"a": 3, "b": 9, "c": 30})

    assert shown == {"a": SMALL, "b": BESIDE_A_SMALL_ONE, "c": Told(30, 30)}
    assert str(total) == "42"


def test_a_sum_is_told_less_exactly_when_nothing_else_can_be_held_back():
    assert [str(told_together(dict(enumerate([1] * many)))[1]) for many in (1, 3, 4, 6, 19)] == [
        "< 5",
        "< 5",
        "< 10",
        "≥ 5",
        "≥ 15",
    ]
