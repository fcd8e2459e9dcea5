"""Films and their language versions are entered, revised, and found again."""

import pytest

from catalog.films import register
from catalog.films.languages import UnknownLanguage
from catalog.films.lifecycle import UNDER_WAY, Status
from catalog.films.models import Track, TrackKind
from catalog.films.register import (
    BadSlug,
    NoSuchFilm,
    NoSuchVersion,
    RevisionUnderWay,
    SlugTaken,
    TitleMissing,
    VersionRecalled,
)
from catalog.foundation import audit
from catalog.foundation.errors import NotPermitted
from catalog.people.permissions import MACHINE, Role

TITLES = {"de": "Die Polizei", "en": "The police"}
FINISHED = (Status.PUBLISHED, Status.SUPERSEDED, Status.RECALLED)


def entered(session, slug="polizei", titles=TITLES, by=MACHINE, **facts):
    return register.enter_film(session, slug, titles, by=by, **facts)


def version_in(session, film, language="ti", by=MACHINE, **facts):
    return register.enter_version(session, film, language, by=by, **facts)


def test_a_film_is_entered_with_its_titles_and_descriptions(session):
    film = entered(session, descriptions={"en": "Who helps you."})

    assert register.film(session, "polizei") is film
    assert {text.language: (text.title, text.description) for text in film.texts} == {
        "de": ("Die Polizei", ""),
        "en": ("The police", "Who helps you."),
    }
    assert [edition.name for edition in film.editions] == ["full"]
    assert [entry.verb for entry in audit.history(session, f"film:{film.id}")] == ["entered a film"]


def test_films_are_listed_in_the_order_in_which_they_were_entered(session):
    for slug in ("zebra", "ameise"):
        entered(session, slug=slug)

    assert [film.slug for film in register.films(session)] == ["zebra", "ameise"]


@pytest.mark.parametrize("slug", ["a", "polizei", "polizei-2026", "1-1-0", "x" * 80])
def test_a_short_name_that_can_stand_in_an_address_is_taken(session, slug):
    assert entered(session, slug=slug).slug == slug


@pytest.mark.parametrize(
    "slug", ["", "Polizei", "die polizei", "-polizei", "polizei-", "a--b", "führung", "../etc", "a/b", "a\n", "x" * 81]
)
def test_a_short_name_that_cannot_is_refused(session, slug):
    with pytest.raises(BadSlug):
        entered(session, slug=slug)


def test_two_films_cannot_have_one_short_name(session):
    entered(session)

    with pytest.raises(SlugTaken, match="“polizei”"):
        entered(session)


@pytest.mark.parametrize("titles", [{}, {"de": ""}, {"de": "  ", "en": "\t"}])
def test_a_film_needs_a_title(session, titles):
    with pytest.raises(TitleMissing):
        entered(session, titles=titles)


@pytest.mark.parametrize("language", ["", "xx", "klingon", "de_DE.UTF-8", "../de", "de-CH-1901-x"])
def test_a_language_that_nobody_knows_is_refused(session, language):
    film = entered(session)

    with pytest.raises(UnknownLanguage):
        version_in(session, film, language)


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.RECIPIENT])
def test_only_editors_enter_anything(session, make, role):
    film, somebody = entered(session), make.account(role).actor

    with pytest.raises(NotPermitted):
        entered(session, slug="another", by=somebody)
    with pytest.raises(NotPermitted):
        version_in(session, film, by=somebody)


def test_a_version_begins_as_the_draft_of_its_first_revision(session, make):
    editor = make.account(Role.EDITOR)

    version = version_in(session, entered(session), "ti", by=editor.actor, title=" ፖሊስ ", change_note="First.")

    assert (version.language, version.revision, version.status) == ("ti", 1, Status.DRAFT)
    assert (version.title, version.change_note, version.entered_by_id) == ("ፖሊስ", "First.", editor.id)
    assert register.newest(session, "polizei", "ti") is version
    assert register.version(session, version.id) is version
    assert [entry.verb for entry in audit.history(session, f"version:{version.id}")] == ["entered a version"]


@pytest.mark.parametrize(("language", "title"), [("en", "The police"), ("ti", "Die Polizei")])
def test_a_version_without_a_title_has_the_films(session, language, title):
    assert version_in(session, entered(session), language).title == title


def test_a_language_is_one_whatever_it_is_called(session):
    film = entered(session)
    version = version_in(session, film, "fa-AF")

    assert register.newest(session, "polizei", "prs") is version
    with pytest.raises(RevisionUnderWay):
        version_in(session, film, "prs")


@pytest.mark.parametrize("status", sorted(UNDER_WAY))
def test_a_revision_in_work_lets_no_other_begin(session, make, status):
    make.version("ti", status)

    with pytest.raises(RevisionUnderWay, match="Revision 1"):
        version_in(session, make.film())

    assert version_in(session, make.film(), "ar").revision == 1


@pytest.mark.parametrize("status", FINISHED)
def test_after_a_revision_that_has_left_the_house_comes_the_next(session, make, status):
    old = make.version("ti", status)

    new = version_in(session, make.film(), change_note="The number 110 is said more slowly.")

    assert (new.revision, new.status) == (2, Status.DRAFT)
    assert old.status == status
    assert register.versions_of(session, "polizei") == [new, old]


@pytest.mark.parametrize("note", ["", "  "])
def test_a_later_revision_says_what_is_different(session, make, note):
    make.version("ti", Status.PUBLISHED)

    with pytest.raises(register.ChangeNoteMissing):
        version_in(session, make.film(), change_note=note)


def test_a_refused_revision_is_entered_anew_under_its_own_number(session, make):
    refused = make.version("ti", Status.REFUSED, title="Wrong", remark="Too quiet.")
    refused.tracks = [Track(kind=TrackKind.DUB, source_sha256="0" * 64, source_size_bytes=1, duration_s=60.0)]
    session.flush()
    second_editor = make.account(Role.EDITOR)

    anew = version_in(session, make.film(), by=second_editor.actor, title="ፖሊስ")

    assert anew is refused
    assert (anew.revision, anew.status, anew.title, anew.remark) == (1, Status.DRAFT, "ፖሊስ", "")
    assert (anew.tracks, anew.entered_by_id) == ([], second_editor.id)


def test_what_was_never_entered_is_not_found(session, make):
    make.film()

    with pytest.raises(NoSuchFilm, match="“nothing”"):
        register.film(session, "nothing")
    with pytest.raises(NoSuchFilm):
        register.versions_of(session, "nothing")
    with pytest.raises(NoSuchVersion):
        register.version(session, 404)
    with pytest.raises(NoSuchVersion):
        register.newest(session, "polizei", "ti")


@pytest.mark.parametrize("status", sorted({*UNDER_WAY, Status.REFUSED, Status.SUPERSEDED}))
def test_what_is_not_public_does_not_exist_for_the_public(session, make, status):
    make.version("ti", status)

    with pytest.raises(NoSuchVersion):
        register.published(session, "polizei", "ti")
    assert register.published_versions(session, "polizei") == []


def test_a_public_version_stays_while_the_next_is_made(session, make):
    public = make.version("ti", Status.PUBLISHED)
    make.version("ti", Status.IN_REVIEW, revision=2)

    assert register.published(session, "polizei", "ti") is public
    assert register.published_versions(session, "polizei") == [public]


def test_a_recalled_version_is_said_to_be_gone(session, make):
    make.version("ti", Status.SUPERSEDED)
    make.version("ti", Status.RECALLED, revision=2)
    make.version("ti", Status.DRAFT, revision=3)

    with pytest.raises(VersionRecalled) as refusal:
        register.published(session, "polizei", "ti")

    assert refusal.value.status == 410


def test_an_old_recall_does_not_hide_what_is_public_now(session, make):
    make.version("ti", Status.RECALLED)
    public = make.version("ti", Status.PUBLISHED, revision=2)

    assert register.published(session, "polizei", "ti") is public


def test_versions_are_listed_by_language_and_the_newest_first(session, make):
    for language, revision in (("ti", 1), ("ar", 1), ("ti", 2)):
        make.version(language, Status.SUPERSEDED, revision=revision)
    make.version("ti", film=make.film(slug="another"))

    found = [(version.language, version.revision) for version in register.versions_of(session, "polizei")]

    assert found == [("ar", 1), ("ti", 2), ("ti", 1)]
