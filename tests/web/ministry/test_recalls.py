"""The ministry calls a revision back: who holds it, the act, the tasks, the report."""

from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from catalog.distribution import ledger
from catalog.distribution.models import Delivery
from catalog.distribution.stages import EventKind, Standing
from catalog.films.lifecycle import Status
from catalog.people.models import OrganisationKind
from catalog.people.permissions import MACHINE, Role

WHY = "Die Notrufnummer ist falsch."
HELD = (EventKind.OFFERED, EventKind.COLLECTED)


@pytest.fixture
def version(make):
    return make.version("ar", Status.PUBLISHED)


@pytest.fixture
def gruendau(make, version):
    """A delivery to Gründau, which has downloaded the film twice and a kit."""
    make.organisation(OrganisationKind.DISTRICT, "06435", "Main-Kinzig-Kreis")
    delivery = make.delivery(version)
    for profile in ("720p", "1080p", "kit"):
        ledger.note(make.session, delivery, EventKind.COLLECTED, MACHINE, profile=profile, size_bytes=5)
    return delivery


@pytest.fixture
def hanau(make, version):
    """A delivery to Hanau, which got a stick."""
    town = make.organisation(key="06415000", name="Hanau", district_key=None)
    return make.delivery(version, town, events=(EventKind.OFFERED, EventKind.SHIPPED))


@pytest.fixture
def alsfeld(make, version):
    """A delivery to Alsfeld, of which no copy was ever there."""
    return make.delivery(version, make.organisation(key="06535001", name="Alsfeld", district_key="06535"))


@pytest.fixture
def recalled(desk, version, gruendau, hanau, alsfeld):
    """The desk of an editor who has called the version back."""
    editor = desk(Role.EDITOR)
    editor.send(f"/ministry/recalls/{version.id}", reason=WHY)
    return editor


def standing(session, delivery):
    found = session.get(Delivery, delivery.id, populate_existing=True).standing
    session.commit()
    return found


def test_first_the_editor_sees_who_holds_it_and_how(desk, version, gruendau, hanau, alsfeld):
    page = desk(Role.EDITOR).look(f"/ministry/recalls/{version.id}/holders").text

    assert "2 recipients hold a copy of this revision." in page
    assert "Downloaded (2 times)" in page
    assert "Downloaded as a kit" in page
    assert "Sent on a stick or disc" in page
    assert "Main-Kinzig-Kreis" in page
    assert "Alsfeld" not in page


def test_to_look_who_holds_it_recalls_nothing(desk, version, gruendau):
    desk(Role.EDITOR).look(f"/ministry/recalls/{version.id}/holders")

    assert version.status == Status.PUBLISHED


def test_a_recall_without_a_reason_shows_the_form_again(desk, version, gruendau):
    answer = desk(Role.EDITOR).send(f"/ministry/recalls/{version.id}", reason=" ")

    assert answer.status_code == 422
    assert "Please say why this version is recalled." in answer.text
    assert "Gründau" in answer.text


def test_the_recall_page_tells_how_far_it_has_come(recalled, version):
    page = recalled.look(f"/ministry/recalls/{version.id}").text

    assert WHY in page
    assert "There is none yet. Only a new revision can take its place." in page
    assert "Recipients with a copy: 2" in page
    assert "Gründau" in page
    assert "Alsfeld" not in page


def test_a_newer_revision_is_named(recalled, version, make):
    make.version("ar", Status.PUBLISHED, revision=2)
    make.session.commit()

    assert "Revision 2, published on" in recalled.look(f"/ministry/recalls/{version.id}").text


def test_what_was_told_by_telephone_is_entered(recalled, session, version, gruendau):
    address = f"/ministry/recalls/{version.id}/deliveries/{gruendau.id}"

    answer = recalled.send(address, said="destroyed", note="Told by telephone by the integration office.")

    assert answer.status_code == 303
    assert standing(session, gruendau) == Standing.SETTLED
    assert "Told by telephone by the integration office." in recalled.look(f"/ministry/recalls/{version.id}").text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"said": "destroyed"}, "Please note how you know it"),
        ({"said": "replaced", "note": "By telephone"}, "There is no newer revision yet"),
        ({"said": "offered", "note": "By telephone"}, "Please choose what you were told."),
    ],
)
def test_what_cannot_be_entered_is_refused_with_a_sentence(recalled, version, gruendau, fields, sentence):
    answer = recalled.send(f"/ministry/recalls/{version.id}/deliveries/{gruendau.id}", **fields)

    assert answer.status_code in (409, 422)
    assert sentence in answer.text


def test_the_list_is_narrowed_by_state_and_district(recalled, version, hanau):
    recalled.send(f"/ministry/recalls/{version.id}/deliveries/{hanau.id}", said="unreachable", note="Nobody answers.")

    unreachable = recalled.look(f"/ministry/recalls/{version.id}?answer=unreachable").text
    district = recalled.look(f"/ministry/recalls/{version.id}?district_key=06435").text

    assert ("Hanau" in unreachable, "Gründau" in unreachable) == (True, False)
    assert ("Hanau</a>" in district, "Gründau</a>" in district) == (False, True)


def test_everybody_who_is_open_is_reminded_once_a_day(recalled, version):
    first = recalled.send(f"/ministry/recalls/{version.id}/reminder")
    second = recalled.send(f"/ministry/recalls/{version.id}/reminder")

    assert first.status_code == 303
    assert second.status_code == 409
    assert "have been reminded of this recall today" in second.text


def test_the_report_is_a_page_a_table_and_a_document(recalled, version, gruendau, hanau):
    for delivery in (gruendau, hanau):
        recalled.send(f"/ministry/recalls/{version.id}/deliveries/{delivery.id}", said="destroyed", note="=By phone")

    page = recalled.look(f"/ministry/recalls/{version.id}/report").text
    table = recalled.look(f"/ministry/recalls/{version.id}/holders.csv").data.decode("utf-8-sig")
    book = recalled.look(f"/ministry/recalls/{version.id}/holders.xlsx").data
    document = recalled.look(f"/ministry/recalls/{version.id}/report.pdf")

    assert "Every copy that is known of has been destroyed or replaced." in page
    assert "06435012;Gründau;Main-Kinzig-Kreis;" in table
    assert "'=By phone" in table
    assert len(CalamineWorkbook.from_filelike(BytesIO(book)).get_sheet_by_index(0).to_python()) == 3
    assert document.headers["Content-Disposition"] == "attachment; filename=recall-polizei-ar-r1.pdf"
    assert document.data.startswith(b"%PDF-")


def test_the_list_of_recalls_leads_to_each(recalled, version):
    page = recalled.look("/ministry/recalls").text

    assert f'href="/ministry/recalls/{version.id}"' in page


def test_what_was_not_recalled_has_no_recall_page(desk, version):
    editor = desk(Role.EDITOR)

    for deed in ("", "/report", "/report.pdf"):
        assert editor.look(f"/ministry/recalls/{version.id}{deed}").status_code == 404
    assert editor.look("/ministry/recalls/999/holders").status_code == 404


def test_a_reviewer_looks_and_recalls_nothing(desk, session, version, gruendau):
    reviewer = desk(Role.REVIEWER)

    assert reviewer.look("/ministry/recalls").status_code == 200
    assert reviewer.send(f"/ministry/recalls/{version.id}", reason=WHY).status_code == 403
    session.refresh(version)
    assert version.status == Status.PUBLISHED


def test_a_recall_page_asks_the_same_number_of_questions_however_many_hold_it(recalled, make, version, count_questions):
    def asked() -> int:
        with count_questions() as statements:
            recalled.look(f"/ministry/recalls/{version.id}")
        return len(statements)

    asked()
    before = asked()
    for number in range(20):
        town = make.organisation(key=f"064350{number + 20}", name=f"Ort {number}")
        make.delivery(version, town, events=(*HELD, EventKind.RECALLED))
    make.session.commit()

    assert asked() == before


def test_the_page_says_what_to_do_about_whom_nobody_reaches(recalled, version, hanau):
    recalled.send(f"/ministry/recalls/{version.id}/deliveries/{hanau.id}", said="unreachable", note="Nobody answers.")

    page = recalled.look(f"/ministry/recalls/{version.id}").text

    assert "1 recipient cannot be reached" in page
    assert "Please call them" in page


def test_the_page_leads_to_where_a_stick_is_entered_late(recalled, version, alsfeld):
    page = recalled.look(f"/ministry/recalls/{version.id}").text
    assert f"/ministry/shipments/new?version={version.id}" in page

    assert "revision 1" in recalled.look(f"/ministry/shipments/new?version={version.id}").text
    sent = {"version": version.id, "carrier": "stick", "shipped_on": "2020-01-01", "lines": "06535001 HE-0001"}
    assert recalled.send("/ministry/shipments", **sent).status_code == 303

    assert "Alsfeld" in recalled.look(f"/ministry/recalls/{version.id}").text
