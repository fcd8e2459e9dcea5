"""The demand radar tells what is missing where, and never how few ask for it."""

from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from catalog.films.lifecycle import Status
from catalog.people.models import OrganisationKind
from catalog.people.permissions import Role


@pytest.fixture
def hessen(make):
    """Three districts: 2, 7 and 20 municipalities need Tigrinya; 6 need Arabic, which is there."""
    make.version("ar", Status.PUBLISHED)
    places = (("06435", "Main-Kinzig-Kreis", 2), ("06531", "Gießen", 7), ("06532", "Lahn-Dill-Kreis", 20))
    for district, name, many in places:
        make.organisation(OrganisationKind.DISTRICT, district, name, district)
        for number in range(many):
            town = make.organisation(key=f"{district}{number + 100}", name=f"Ort {number}", district_key=district)
            town.needed_languages = ["ti", "ar"] if number < 6 and district == "06532" else ["ti"]


def figures(page):
    """The figures that stand beside bars, in the order of the page."""
    return [part.partition("<")[0] for part in page.split('share__figures">')[1:]]


def test_the_most_wanted_missing_language_comes_first(hessen, editor):
    page = editor.look("/ministry/demand").text

    assert page.index("Tigrinya") < page.index("ትግርኛ")
    assert figures(page) == ["29", "6"]
    assert "languages are asked for and not there" in page


def test_a_district_is_looked_at_by_itself_and_few_stay_few(hessen, editor):
    assert figures(editor.look("/ministry/demand?district=06435").text) == ["&lt; 5"]
    assert figures(editor.look("/ministry/demand?district=06531").text) == ["≥ 5"]
    assert figures(editor.look("/ministry/demand?district=06532").text) == ["20", "6"]


def test_what_is_there_can_be_left_out(hessen, editor):
    assert figures(editor.look("/ministry/demand?supply=missing").text) == ["29"]
    assert figures(editor.look("/ministry/demand?supply=published").text) == ["6"]


def test_a_table_to_take_along_tells_no_more_than_the_page(hessen, editor):
    written = editor.look("/ministry/demand.csv").data.decode("utf-8-sig")
    book = CalamineWorkbook.from_filelike(BytesIO(editor.look("/ministry/demand.xlsx").data))

    tigrinya = [line.split(";") for line in written.splitlines() if ";ti;" in line]
    assert [(line[1], line[6]) for line in tigrinya] == [
        ("All of Hessen", "29"),
        ("Gießen", "≥ 5"),
        ("Lahn-Dill-Kreis", "20"),
        ("Main-Kinzig-Kreis", "< 5"),
    ]
    assert [row[6] for row in book.get_sheet_by_index(0).to_python() if row[2] == "ti"] == [29, "≥ 5", 20, "< 5"]


def test_an_empty_house_and_a_district_that_is_not_there_have_a_page_too(editor):
    assert "Nobody has asked for a language here yet." in editor.look("/ministry/demand").text
    assert editor.look("/ministry/demand?district=99999&supply=nonsense").status_code == 200


def test_a_recipient_does_not_see_what_the_others_need(desk):
    clerk = desk(Role.RECIPIENT)

    assert [clerk.look(f"/ministry/demand{end}").status_code for end in ("", ".csv", ".xlsx")] == [403, 403, 403]


def test_the_radar_costs_the_same_queries_however_many_ask(hessen, editor, make, count_questions):
    def queries():
        with count_questions() as statements:
            editor.look("/ministry/demand")
        return len(statements)

    editor.look("/ministry/demand")
    few = queries()
    for number in range(40):
        make.organisation(key=f"065330{number:02}", district_key="06533").needed_languages = ["so", "ps", "ckb"]
    make.session.commit()

    assert queries() == few
