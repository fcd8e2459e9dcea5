"""Whom the film has reached: by language and month, by district and kind, and who reported it."""

from datetime import timedelta
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from catalog.distribution.responses.screenings import report
from catalog.distribution.stages import today
from catalog.films.lifecycle import Status
from catalog.films.models import Edition
from catalog.foundation.database import utc_now
from catalog.people.models import OrganisationKind
from catalog.people.permissions import Role

TODAY = today(utc_now())


@pytest.fixture
def shown(session, make):
    """Gründau shows Arabic to 40 and Tigrinya to 3; the advice centre shows an excerpt in German to 18."""
    make.organisation(OrganisationKind.DISTRICT, "06435", "Main-Kinzig-Kreis")
    aqa = make.organisation(OrganisationKind.ADVICE_CENTRE, "aqa-gruendau", "AQA Gründau")
    excerpt = make.version("de", Status.PUBLISHED)
    excerpt.edition = Edition(film=excerpt.edition.film, name="aqa-gruendau")
    told = (
        (make.version("ar", Status.PUBLISHED), make.organisation(), 40, "Rathaus"),
        (make.version("ti", Status.PUBLISHED), make.organisation(), 3, ""),
        (excerpt, aqa, 18, "Beratungsstelle"),
    )
    for version, organisation, audience, place in told:
        clerk = make.account(Role.RECIPIENT, organisation).actor
        report(session, make.delivery(version, organisation).id, TODAY, audience, by=clerk, place=place)


def values(page):
    return [part.partition("<")[0].strip() for part in page.split('class="figure__value">')[1:]]


def test_showings_people_and_languages_are_told(shown, editor):
    page = editor.look("/ministry/screenings").text

    assert values(page) == ["3", "61", "3"]
    assert "&lt; 5" in page
    assert "Advice centres" in page
    assert "Main-Kinzig-Kreis" in page


def test_the_columns_tell_what_the_table_tells(shown, editor):
    page = editor.look("/ministry/screenings").text

    assert page.count("<rect") == page.count("<title>") - 1 == 6
    assert "The same figures as a table" in page


def test_an_excerpt_at_an_event_stands_among_the_others(shown, editor):
    page = editor.look("/ministry/screenings").text

    assert "Excerpt “aqa-gruendau”" in page
    assert "Beratungsstelle" in page


def test_it_can_be_kept_to_a_language_a_film_a_district_and_a_year(shown, editor):
    assert values(editor.look("/ministry/screenings?language=ar").text) == ["1", "40", "1"]
    assert values(editor.look("/ministry/screenings?film=polizei").text) == ["3", "61", "3"]
    assert values(editor.look(f"/ministry/screenings?year={TODAY.year}&district=06435").text) == ["3", "61", "3"]
    assert values(editor.look(f"/ministry/screenings?year={TODAY.year - 1}").text) == ["0", "0", "0"]
    assert editor.look("/ministry/screenings?language=klingon").status_code == 422


@pytest.mark.parametrize("year", ["0", "1", "-5", "99999", "nonsense"])
def test_a_year_that_is_none_does_no_harm(shown, editor, year):
    assert values(editor.look(f"/ministry/screenings?year={year}").text) == ["3", "61", "3"]


def test_the_tables_to_take_along_tell_no_more_than_the_page(shown, editor):
    written = editor.look("/ministry/screenings.csv").data.decode("utf-8-sig")
    book = CalamineWorkbook.from_filelike(BytesIO(editor.look("/ministry/screenings.xlsx").data))

    lines = {line.split(";")[1]: line.split(";") for line in written.splitlines()}
    assert lines["ti"][6:] == ["1", "< 5"]
    assert lines["ar"][:1] + lines["ar"][5:] == [f"{TODAY:%Y-%m}", "Municipalities", "1", "40"]
    assert {row[1]: row[7] for row in book.get_sheet_by_index(0).to_python()}["ti"] == "< 5"


def test_single_reports_are_for_those_who_keep_the_ledger(shown, desk):
    page = desk(Role.EDITOR).look("/ministry/screenings").text
    assert "Who shows what" in page
    assert page.count("/correction") == 3
    assert "Who shows what" not in desk(Role.REVIEWER).look("/ministry/screenings").text
    assert desk(Role.RECIPIENT).look("/ministry/screenings").status_code == 403


def test_an_empty_house_has_a_page_too(editor):
    assert "No showing has been reported for this choice yet." in editor.look("/ministry/screenings").text


def test_the_page_costs_the_same_queries_however_much_was_shown(shown, editor, session, make, count_questions):
    def queries():
        with count_questions() as statements:
            editor.look("/ministry/screenings")
        return len(statements)

    editor.look("/ministry/screenings")
    few = queries()
    clerk = make.account(Role.RECIPIENT).actor
    for number, tag in enumerate(("fa", "so", "uk", "ru", "fr", "tr")):
        report(session, make.delivery(make.version(tag, Status.PUBLISHED)).id, TODAY - timedelta(number), 30, by=clerk)
    session.commit()

    assert queries() == few
