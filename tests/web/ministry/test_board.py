import re
from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from catalog.distribution.models import Mailing, MailingKind
from catalog.distribution.stages import EventKind
from catalog.films.lifecycle import Status
from catalog.films.models import LanguageVersion
from catalog.people.models import OrganisationKind
from catalog.people.permissions import Role
from tests.web.conftest import form_token, sign_in

OFFERED, COLLECTED, ACKNOWLEDGED = EventKind.OFFERED, EventKind.COLLECTED, EventKind.ACKNOWLEDGED


@pytest.fixture
def town(session, make):
    make.organisation(OrganisationKind.DISTRICT, "06435", "Main-Kinzig-Kreis")
    gruendau = make.organisation()
    make.delivery(make.version("de", Status.PUBLISHED), gruendau, (OFFERED, COLLECTED, ACKNOWLEDGED))
    make.delivery(make.version("ar", Status.PUBLISHED), gruendau, (OFFERED,))
    session.commit()
    return gruendau


@pytest.fixture
def editor(client, session, make):
    account = make.account(Role.EDITOR, make.organisation(OrganisationKind.MINISTRY, "hmdi", "Ministerium", None))
    session.commit()
    return sign_in(client, account)


def test_the_board_leads_from_the_state_to_the_district_to_the_event(editor, town):
    board = editor.get("/ministry/board?ui=en").text
    district = editor.get("/ministry/board/06435?ui=en").text
    organisation = editor.get(f"/ministry/organisations/{town.id}?ui=en").text

    assert "50%" in board
    assert 'href="/ministry/board/06435' in board
    assert f'href="/ministry/organisations/{town.id}' in district
    assert "Acknowledged: it has arrived and plays" in organisation


def test_the_map_tells_of_each_municipality_what_the_table_tells(editor, town):
    board = editor.get("/ministry/board?ui=en").text

    assert "Gründau: 1 of 2 acknowledged" in board
    assert "© " in board
    assert "BKG" in board


def test_the_board_can_be_kept_to_one_language(editor, town):
    german, arabic = (editor.get(f"/ministry/board?language={tag}&ui=en").text for tag in ("de", "ar"))

    assert "Gründau: 1 of 1 acknowledged" in german
    assert "Gründau: 0 of 1 acknowledged" in arabic


def test_an_empty_house_has_a_board_too(editor):
    answer = editor.get("/ministry/board?ui=en")

    assert answer.status_code == 200
    assert "Nothing has been published yet." in answer.text


def test_an_unknown_district_or_language_is_told(editor):
    assert editor.get("/ministry/board/09999").status_code == 404
    assert editor.get("/ministry/board?language=klingon").status_code == 422


def test_what_cannot_be_chosen_is_told_in_a_sentence(editor, town):
    film, kind, campaign = (
        editor.get(f"/ministry/board?{said}&ui=en") for said in ("film=ghost", "kind=castle", "campaign=99")
    )

    assert film.status_code == 404
    assert "There is no film with the short name “ghost”." in film.text
    assert kind.status_code == 422
    assert "cannot be narrowed to “castle”" in kind.text
    assert campaign.status_code == 404


def test_a_language_that_was_not_sent_out_leads_back_to_the_whole_board(editor, town):
    page = editor.get("/ministry/board?language=fa&ui=en").text

    assert "Nothing of this choice has been sent out." in page
    assert "Show the whole board" in page


def test_the_receipts_are_plotted_and_told_in_a_table(editor, town):
    page = editor.get("/ministry/board/timeline?language=de&ui=en").text

    assert 'role="img"' in page
    assert "Receipts until this day" in page
    assert "1 of 1" in page


def test_the_board_shows_the_receipts_against_their_deadline(editor, session, make, town):
    hanau = make.organisation(key="06415000", name="Hanau", district_key="06415")
    german = session.scalars(select(LanguageVersion).where(LanguageVersion.language == "de")).one()
    make.delivery(german, hanau, (OFFERED, COLLECTED, ACKNOWLEDGED), due_on=date(2026, 12, 1))
    session.commit()

    board = editor.get("/ministry/board?language=de&ui=en").text

    assert 'href="/ministry/board/timeline?language=de"' in board
    assert "asked for by 1 Dec 2026" in board
    assert "All receipts until each day: 2 of 2 have come." in board
    assert "The same figures as a table" in board


def test_without_a_receipt_there_is_no_plot(editor, town):
    assert "No receipt has come yet." in editor.get("/ministry/board/timeline?language=ar&ui=en").text


def test_whoever_is_missing_is_reminded_in_one_act(editor, session, town):
    page = editor.get("/ministry/board/missing?ui=en").text
    told = {"csrf_token": form_token(editor.get("/ministry/board/missing")), "district": "06435"}
    answer, again = (editor.post("/ministry/board/reminders", data=told) for _ in range(2))

    assert "Gründau" in page
    assert "No address: please call them" in page
    assert (answer.status_code, again.status_code) == (303, 409)
    assert answer.location.endswith("/ministry/board/missing?district=06435")
    assert session.scalar(select(Mailing.kind)) == MailingKind.REMINDER


def test_only_those_who_cannot_be_written_to_can_be_asked_for(editor, session, make, town):
    hanau = make.organisation(key="06415000", name="Hanau", district_key="06415", email="stadt@hanau.de")
    make.delivery(organisation=hanau, version=session.scalars(select(LanguageVersion)).first())
    session.commit()

    everybody = editor.get("/ministry/board/missing?ui=en").text
    unreachable = editor.get("/ministry/board/missing?unreachable=yes&ui=en").text

    assert "Hanau" in everybody
    assert "Hanau" not in unreachable
    assert "Gründau" in unreachable


@pytest.mark.parametrize("question", ["state", "stages", "districts", "languages", "missing", "timeline"])
def test_every_question_can_be_taken_along(editor, town, question):
    as_csv = editor.get(f"/ministry/board/tables/{question}?format=csv&ui=en")
    as_xlsx = editor.get(f"/ministry/board/tables/{question}?format=xlsx&ui=en")

    assert len(as_csv.data.decode("utf-8-sig").splitlines()) >= 2
    assert f"{question}.csv" in as_csv.headers["Content-Disposition"]
    assert as_xlsx.data.startswith(b"PK")
    assert editor.get(f"/ministry/board/tables/{question}?format=pdf").status_code == 404


def test_the_report_is_an_accessible_document(editor, town):
    answer = editor.get("/ministry/board/report.pdf?district=06435&ui=en")
    document = PdfReader(BytesIO(answer.data))
    words = "".join(page.extract_text() for page in document.pages)

    assert answer.content_type == "application/pdf"
    assert document.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "Main-Kinzig-Kreis" in words
    assert "Gründau" in words
    assert "1 von 2" in words


def test_a_screen_reader_is_told_what_the_report_is_made_of(editor, town):
    document = PdfReader(BytesIO(editor.get("/ministry/board/report.pdf").data))
    root = document.trailer["/Root"]
    parts = list(elements(root["/StructTreeRoot"]))

    assert root["/Lang"] == "de"
    assert document.metadata.title == "Verbreitungsstand"
    assert [part["/S"] for part in parts if part["/S"] in ("/H1", "/H2")] == ["/H1", *["/H2"] * 6]
    assert sum(part["/S"] == "/TH" for part in parts) == 7 + 7 + 4
    pictures = [part.get("/Alt", "") for part in parts if part["/S"] == "/Figure"]
    assert [words.partition(" ")[0] for words in pictures] == ["Karte", "Die"]


def elements(part):
    """Yield every part of a tagged document, in the order in which it is read."""
    below = part.get("/K", [])
    for each in below if isinstance(below, list) else [below]:
        child = each.get_object()
        if isinstance(child, dict) and "/S" in child:
            yield child
            yield from elements(child)


def test_only_what_is_complete_is_told_as_all_of_it(editor, session, make, town):
    german = session.scalars(select(LanguageVersion).where(LanguageVersion.language == "de")).one()
    for number in range(249):
        make.delivery(german, make.organisation(key=f"06533{number:03}", district_key="06533"), (OFFERED, ACKNOWLEDGED))
    make.delivery(german, make.organisation(key="06533999", district_key="06533"))
    session.commit()

    board = editor.get("/ministry/board?language=de&ui=en").text
    report = PdfReader(BytesIO(editor.get("/ministry/board/report.pdf?language=de").data)).pages[0].extract_text()

    assert re.search(r'figure__value">\s*99%', board)
    assert "99 %" in report


def test_an_empty_house_has_a_report_too(editor):
    assert editor.get("/ministry/board/report.pdf").status_code == 200


def test_a_recipient_does_not_see_how_far_the_others_have_come(client, session, make, town):
    account = make.account(Role.RECIPIENT)
    session.commit()
    clerk = sign_in(client, account)

    pages = ("", "/06435", "/timeline", "/missing", "/tables/state", "/report.pdf")
    for address in (*(f"/ministry/board{page}" for page in pages), f"/ministry/organisations/{town.id}"):
        assert clerk.get(address).status_code == 403


@pytest.mark.parametrize("page", ["", "/06533", "/timeline", "/missing"])
def test_the_board_costs_the_same_queries_however_much_was_sent(count_questions, session, make, editor, town, page):
    def queries():
        with count_questions() as statements:
            editor.get(f"/ministry/board{page}")
        return len(statements)

    make.organisation(OrganisationKind.DISTRICT, "06533", "Limburg-Weilburg")
    session.commit()
    editor.get(f"/ministry/board{page}")
    few = queries()
    persian = make.version("fa", Status.PUBLISHED)
    for number in range(40):
        make.delivery(persian, make.organisation(key=f"065330{number:02}", district_key="06533"))
    session.commit()

    assert queries() == few


def test_an_organisation_is_found_by_part_of_its_name(editor, town):
    found = editor.get("/ministry/organisations?words=grund&ui=en").text
    nobody = editor.get("/ministry/organisations?words=zzz&ui=en").text

    assert "Gründau" in found
    assert "Nobody in the register fits." in nobody
