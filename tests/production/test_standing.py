"""Where a part of a language stands is decided in one place, and every case of it is written here."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from catalog.films import register
from catalog.films.lifecycle import Status
from catalog.people.permissions import MACHINE
from catalog.production.matrix.standing import Source, State, sources, state_of

DAWN = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "behind", "there", "state"),
    [
        (None, False, True, State.MISSING),
        (None, True, False, State.MISSING),
        (Status.DRAFT, False, True, State.IN_WORK),
        (Status.DRAFT, True, False, State.IN_WORK),
        (Status.PROCESSING, True, True, State.IN_WORK),
        (Status.ASKING, False, True, State.IN_WORK),
        (Status.REFUSED, True, True, State.IN_WORK),
        (Status.IN_REVIEW, False, True, State.IN_REVIEW),
        (Status.IN_REVIEW, True, True, State.OUTDATED),
        (Status.IN_REVIEW, True, False, State.MISSING),
        (Status.APPROVED, False, True, State.APPROVED),
        (Status.APPROVED, True, True, State.OUTDATED),
        (Status.PUBLISHED, False, True, State.PUBLISHED),
        (Status.PUBLISHED, True, True, State.OUTDATED),
        (Status.PUBLISHED, False, False, State.MISSING),
        (Status.SUPERSEDED, False, True, State.OUTDATED),
        (Status.RECALLED, False, True, State.RECALLED),
        (Status.RECALLED, True, True, State.RECALLED),
        (Status.RECALLED, False, False, State.MISSING),
    ],
)
def test_the_state_of_a_part(status, behind, there, state):
    assert state_of(status, behind=behind, there=there) == state


@pytest.mark.parametrize("status", Status)
def test_every_status_amounts_to_a_state(status):
    assert state_of(status) in State


@dataclass
class Revision:
    id: int
    language: str = "de"
    revision: int = 1
    status: Status = Status.PUBLISHED
    day: int = 0
    made_from_id: int | None = None
    cut_from_id: int | None = None
    edition_id: int = 1

    @property
    def entered_at(self):
        return DAWN + timedelta(days=self.day)


def corrected_original(status=Status.PUBLISHED):
    return [Revision(1, status=Status.SUPERSEDED), Revision(2, revision=2, day=10, status=status)]


def test_a_correction_of_the_original_counts_once_everybody_sees_it():
    tigrinya = Revision(3, "ti", made_from_id=1)

    assert sources([*corrected_original(Status.APPROVED), tigrinya])[3] == Source(1, None)
    assert sources([*corrected_original(), tigrinya])[3] == Source(1, 2)


def test_what_was_made_from_the_correction_before_it_was_public_is_not_behind_it():
    assert not sources([*corrected_original(), Revision(3, "ti", made_from_id=2)])[3].has_moved_on


@pytest.mark.parametrize(("day", "source"), [(1, Source(1, 2)), (10, Source(2, 2)), (30, Source(2, 2))])
def test_without_a_written_source_the_day_of_entering_tells_it(day, source):
    assert sources([*corrected_original(), Revision(3, "ti", day=day)])[3] == source


def test_what_was_there_before_the_original_has_no_source():
    assert sources([Revision(1, day=5), Revision(2, "ti", day=1)]) == {}


def test_the_original_has_no_source():
    assert sources(corrected_original()) == {}


def test_an_excerpt_is_behind_when_its_film_is_in_the_same_language():
    film = [Revision(1, "ti", status=Status.SUPERSEDED), Revision(2, "ti", revision=2)]
    german = [Revision(5), Revision(6, cut_from_id=5, edition_id=2)]

    found = sources([*film, *german, Revision(3, "ti", cut_from_id=1, edition_id=2)])

    assert found[3] == Source(1, 2)
    assert found[6] == Source(1, 1)


def test_other_films_say_nothing_about_a_version():
    assert sources([Revision(1, edition_id=7), Revision(2, "ti", edition_id=8, day=3)]) == {}


@pytest.mark.parametrize(
    ("statuses", "used"),
    [
        ((), None),
        ((Status.PUBLISHED,), 1),
        ((Status.SUPERSEDED, Status.PUBLISHED), 2),
        ((Status.PUBLISHED, Status.IN_REVIEW), 2),
        ((Status.PUBLISHED, Status.REFUSED), 1),
        ((Status.SUPERSEDED, Status.RECALLED), None),
    ],
)
def test_a_new_language_is_made_from_what_its_translators_have_before_them(session, make, statuses, used):
    originals = {
        number: make.version("de", status, revision=number).id for number, status in enumerate(statuses, start=1)
    }

    entered = register.enter_version(session, make.film(), "ti", by=MACHINE)

    assert entered.made_from_id == originals.get(used)


def test_a_refused_version_that_is_entered_anew_is_made_from_the_original_of_that_day(session, make):
    first = make.version("de", Status.PUBLISHED)
    refused = make.version("ti", Status.REFUSED, made_from_id=first.id)
    second = make.version("de", Status.IN_REVIEW, revision=2)

    assert register.enter_version(session, make.film(), "ti", by=MACHINE) is refused
    assert refused.made_from_id == second.id


def test_the_original_is_made_from_nothing(session, make):
    make.version("de", Status.PUBLISHED)

    assert register.enter_version(session, make.film(), "de", by=MACHINE, change_note="Neu").made_from_id is None
