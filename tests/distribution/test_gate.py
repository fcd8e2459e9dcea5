"""The gate: what must be so before a version leaves the house."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from catalog.distribution.publishing.gate import CONDITIONS, Facts, checks, obstacles

DAY = date(2027, 3, 31)
FIT = Facts(
    has_films=True,
    has_captions=True,
    entered_by_id=1,
    approved_by_id=2,
    blocking_findings=0,
    rights_until=None,
    contact="film@filmbote.example",
    day=DAY,
)
WRONG = [
    ({"has_films": False}, "files_missing"),
    ({"has_captions": False}, "captions_missing"),
    ({"approved_by_id": None}, "sign_off_missing"),
    ({"approved_by_id": 1}, "sign_off_missing"),
    ({"blocking_findings": 1}, "findings_open"),
    ({"rights_until": DAY - timedelta(days=1)}, "rights_ended"),
    ({"contact": ""}, "contact_missing"),
    ({"contact": "Die Pressestelle"}, "contact_missing"),
]


def test_nothing_stands_in_the_way_of_what_is_fit():
    assert obstacles(FIT) == []
    assert [check.obstacle for check in checks(FIT)] == [None] * len(CONDITIONS)


@pytest.mark.parametrize(("facts", "code"), WRONG)
def test_each_fault_is_an_obstacle_of_its_own(facts, code):
    assert [each.code for each in obstacles(replace(FIT, **facts))] == [code]


def test_every_condition_can_fail():
    assert {code for _, code in WRONG} == {condition(day="").code for condition in CONDITIONS}


def test_on_the_last_day_of_the_rights_the_film_may_still_go_out():
    assert obstacles(replace(FIT, rights_until=DAY)) == []


def test_what_an_operator_entered_still_needs_a_second_person():
    assert obstacles(replace(FIT, entered_by_id=None)) == []
    assert [each.code for each in obstacles(replace(FIT, entered_by_id=None, approved_by_id=None))] == [
        "sign_off_missing"
    ]


def test_only_what_was_named_is_overridden():
    facts = replace(FIT, has_captions=False, contact="")

    assert [each.code for each in obstacles(facts, {"captions_missing"})] == ["contact_missing"]


def test_missing_files_are_never_overridden():
    nothing = replace(FIT, has_films=False, has_captions=False, approved_by_id=None, contact="", blocking_findings=3)
    everything = {each.code for each in obstacles(nothing)}

    assert [each.code for each in obstacles(nothing, everything)] == ["files_missing"]


def test_an_obstacle_tells_the_reader_what_to_do():
    assert all("Please" in condition.sentence for condition in CONDITIONS)
