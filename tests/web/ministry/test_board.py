import pytest

from catalog.distribution.stages import EventKind
from catalog.films.lifecycle import Status
from catalog.people.models import OrganisationKind
from catalog.people.permissions import Role
from tests.web.conftest import sign_in

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


def test_a_recipient_does_not_see_how_far_the_others_have_come(client, session, make, town):
    account = make.account(Role.RECIPIENT)
    session.commit()
    clerk = sign_in(client, account)

    for address in ("/ministry/board", "/ministry/board/06435", f"/ministry/organisations/{town.id}"):
        assert clerk.get(address).status_code == 403


def test_the_board_costs_the_same_queries_however_much_was_sent(count_questions, session, make, editor, town):
    def queries():
        with count_questions() as statements:
            editor.get("/ministry/board")
        return len(statements)

    editor.get("/ministry/board")
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
