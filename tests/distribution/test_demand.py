import pytest

from catalog.distribution.models import Medium, Request
from catalog.distribution.responses.demand import Supply, most_wanted_first, radar
from catalog.distribution.responses.requests import ask
from catalog.films.lifecycle import Status
from catalog.people.permissions import Role


@pytest.fixture
def towns(session, make):
    """Let so many towns of a district need a language."""

    def need(language, many, district="06435"):
        for number in range(many):
            town = make.organisation(key=f"{district}{number + 100}", name=f"Ort {number}", district_key=district)
            town.needed_languages = [*town.needed_languages, language]
        session.flush()

    return need


def found(session):
    return {wanted.language: wanted for wanted in radar(session)}


def test_the_most_wanted_missing_language_comes_first(session, make, towns):
    make.version("ar", Status.PUBLISHED)
    for language, many in (("ar", 12), ("so", 6), ("ti", 9)):
        towns(language, many)

    assert [wanted.language for wanted in radar(session)] == ["ti", "so", "ar"]


def test_what_the_register_says_and_what_was_asked_for_is_one_demand(session, make, towns):
    towns("ti", 5)
    clerk = make.account(Role.RECIPIENT, make.organisation(key="06435100")).actor
    ask(session, "ti", by=clerk)

    assert str(found(session)["ti"].asked_in_all) == "5"


def test_a_stick_is_a_wish_of_its_own(session, make, towns):
    for number in range(6):
        town = make.organisation(key=f"06435{number + 100}")
        session.add(Request(organisation_id=town.id, language="ar", medium=Medium.STICK))
    session.flush()

    assert str(found(session)["ar"].sticks) == "6"
    assert str(found(session)["ar"].asked_in_all) == "0"


def test_a_few_stay_few_in_a_district_and_in_all_of_hessen(session, towns):
    towns("ti", 3)

    wanted = found(session)["ti"]

    assert str(wanted.asked_in("06435")) == str(wanted.asked_in("")) == "< 5"
    assert str(wanted.asked_in("06531")) == "0"


def test_a_few_are_not_found_out_from_all_and_the_rest(session, towns):
    towns("ti", 2)
    towns("ti", 7, "06531")
    towns("ti", 20, "06532")

    wanted = found(session)["ti"]

    assert [str(wanted.asked_in(key)) for key in ("", "06435", "06531", "06532")] == ["29", "< 5", "≥ 5", "20"]


@pytest.mark.parametrize(
    ("statuses", "supply"),
    [
        ((), Supply.MISSING),
        ((Status.IN_REVIEW,), Supply.IN_WORK),
        ((Status.SUPERSEDED, Status.PUBLISHED, Status.DRAFT), Supply.PUBLISHED),
        ((Status.SUPERSEDED, Status.RECALLED), Supply.RECALLED),
        ((Status.RECALLED, Status.PROCESSING), Supply.IN_WORK),
    ],
)
def test_a_language_is_there_or_in_work_or_missing(session, make, towns, statuses, supply):
    towns("ti", 5)
    for number, status in enumerate(statuses):
        make.version("ti", status, revision=number + 1)

    assert found(session)["ti"].supply == supply


def test_a_district_has_an_order_of_its_own(session, towns):
    towns("ti", 6)
    towns("so", 9, "06531")

    assert [wanted.language for wanted in radar(session)] == ["so", "ti"]
    assert [wanted.language for wanted in most_wanted_first(radar(session), "06435")] == ["ti", "so"]


def test_whoever_has_left_the_register_asks_for_nothing(session, make, towns):
    towns("ti", 6)
    make.organisation(key="06435100").active = False
    session.flush()

    assert str(found(session)["ti"].asked_in_all) == "5"
