"""What everybody may see can be found, what changes is found as it is now, and nothing else is kept."""

import pytest
from sqlalchemy import func, select, text

from catalog.check import check_house
from catalog.distribution.publishing.publication import publish
from catalog.films.lifecycle import Status
from catalog.films.models import Captions
from catalog.films.searching import filling
from catalog.films.searching.models import SearchLine, SearchText
from catalog.films.wording import correcting, desk
from catalog.films.wording.correcting import Draft
from catalog.films.wording.words import Words
from catalog.people.permissions import MACHINE
from catalog.worker import Worker
from tests.distribution.finished import finish


def lost(runtime):
    return [complaint for complaint in check_house(runtime).broken if "search" in complaint]


def kept(session):
    session.expire_all()
    return {model: session.scalar(select(func.count()).select_from(model)) for model in (SearchText, SearchLine)}


def test_a_publication_lets_a_version_be_found(runtime, session, make, library):
    version = finish(session, make.version("ti", Status.APPROVED, title="ፖሊስ ይሕግዘኩም"))

    publish(session, version.id, by=MACHINE)
    session.commit()
    assert lost(runtime) == []
    Worker(runtime, "tests").run_until_idle()

    assert [found.language for found in library.find("ይሕግዘኩም").films] == ["ti"]


def test_what_is_right_is_left_alone(library):
    library.publishes("de", "Die Polizei hilft.", subtitles={"ti": "ፖሊስ"})

    assert library.fill() == 3
    assert library.fill() == 0


def test_corrected_words_are_found_at_once(session, library):
    version = library.publishes("de", "Hallo.", title="Die Bolizei", description="Sie hilft.")
    library.fill()
    (line,) = desk.sheet(session, "polizei").everything
    draft = Draft(Words("Die Polizei", "Sie hilft."), line.words.sha256, "")

    correcting.save(session, "polizei", {version.id: draft}, by=MACHINE)
    session.commit()

    assert [words for _, _, words in library.lines("polizei hilft")] == []
    assert [words for _, _, words in library.lines("polizei")] == ["Die Polizei"]
    assert library.lines("bolizei") == library.lines("polizei")
    assert library.find("bolizei").by_sound
    assert library.fill() == 0


def test_words_of_a_version_that_nobody_may_see_yet_are_not_kept(session, library):
    version = library.publishes("de", "Hallo.", status=Status.DRAFT, title="Entwurf")

    filling.follow(session, version)

    assert kept(session) == {SearchText: 0, SearchLine: 0}


def test_lines_that_lead_nowhere_are_taken_away(session, library):
    version = library.publishes("de", "Die Polizei hilft.")
    library.publishes("en", "The police help.")
    library.fill()
    version.status = Status.RECALLED

    assert library.fill() == 2

    assert kept(session) == {SearchText: 2, SearchLine: 3}


def test_other_captions_are_found_in_place_of_those_before(session, library):
    version = library.publishes("de", "Die Polizei hilft.")
    library.fill()
    newer = library.publishes("en", "Sie kommt sofort.", status=Status.DRAFT)
    version.captions[0].webvtt_sha256 = newer.captions[0].webvtt_sha256

    assert library.fill() == 1

    assert library.lines("polizei hilft") == []
    assert library.lines("sofort") == [("de", 0, "Sie kommt sofort.")]


def test_a_text_that_is_missing_from_the_storage_keeps_no_other_from_being_found(session, library):
    lacking = library.publishes("de", "Die Polizei hilft.", title="Ohne Worte")
    lacking.captions[0].webvtt_sha256 = "0" * 64
    library.publishes("en", "The police help.")

    library.fill()

    assert library.lines("worte")
    assert library.lines("help")


def test_a_check_names_what_cannot_be_found(runtime, session, library):
    version = library.publishes("ti", "ፖሊስ", title="ፖሊስ")

    assert lost(runtime) == [
        f"the {source} of version {version.id} in ti cannot be found by search" for source in ("words", "captions")
    ]

    library.fill()
    assert lost(runtime) == []


def test_a_version_that_is_deleted_takes_its_lines_along(session, library):
    version = library.publishes("de", "Die Polizei hilft.")
    library.fill()

    session.delete(version)
    session.commit()

    assert kept(session) == {SearchText: 0, SearchLine: 0}
    library.publishes("en", "The police help.")
    library.fill()
    assert library.lines("help") == [("en", 0, "The police help.")]


@pytest.mark.sqlite
def test_the_index_of_sqlite_agrees_with_the_lines(session, library):
    version = library.publishes("de", "Die Polizei hilft.", "Rufen Sie die 110 an.")
    library.fill()
    version.captions = []
    library.fill()
    session.execute(text("UPDATE search_lines SET haystack = '  anders  '"))

    # It raises where the index names what no line has, or lacks what one has.
    session.execute(text("INSERT INTO search_index (search_index, rank) VALUES ('integrity-check', 1)"))


def test_everything_can_be_written_anew(session, library):
    library.publishes("de", "Die Polizei hilft.", subtitles={"ti": "ፖሊስ"})
    library.fill()
    before = kept(session)

    filling.empty(session)
    session.commit()
    assert library.lines("polizei") == []

    assert library.fill() == 3
    assert kept(session) == before


def test_a_caption_that_is_no_caption_is_passed_over(session, library, tmp_path, runtime):
    version = library.publishes("de", "Die Polizei hilft.", title="Polizei")
    (tmp_path / "x").write_bytes(b"\x00\x01\x02")
    version.captions[0].webvtt_sha256 = runtime.storage.keep(tmp_path / "x").sha256

    library.fill()

    assert [words for _, _, words in library.lines("polizei")] == ["Polizei"]
    assert session.scalar(select(func.count()).select_from(Captions)) == 1
