"""An operator starts a house again in which all work is done."""

from tests.flows.house import House
from tests.flows.test_newcomer import FIRST_PAGE_S
from tests.waiting import eventually

DONE_S = 300.0
ALL_THERE = "All languages of the demonstration are there."


def test_starting_a_finished_house_again_repeats_nothing(
    house: House, every_language: list[str], figures: list[str]
) -> None:
    # When all languages are public, the demonstration's people go on for a while.
    eventually(lambda: ALL_THERE in house.log and house.is_at_rest(), DONE_S, "the end of all work", every_s=1)
    jobs = house.jobs()
    assert house.stop() == []

    second_s = house.start(FIRST_PAGE_S)

    figures.append(f"filmbote up: first page of the second start after {second_s:.1f} s")
    assert house.jobs() == jobs
    assert house.published() >= set(every_language)
