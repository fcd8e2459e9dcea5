"""The three steps of a campaign, and what its page says afterwards."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import func, select

from catalog.distribution.models import Campaign, Delivery, DeliveryEvent, Mailing, MailingKind
from catalog.distribution.recalling import recalls
from catalog.distribution.stages import EventKind, today
from catalog.films.lifecycle import Status
from catalog.foundation.database import utc_now
from catalog.people.models import OrganisationKind
from catalog.people.permissions import MACHINE, Role
from tests.web.conftest import form_token, sign_in

OFFERED, COLLECTED, ACKNOWLEDGED = EventKind.OFFERED, EventKind.COLLECTED, EventKind.ACKNOWLEDGED
IN_A_MONTH = (today(utc_now()) + timedelta(days=30)).isoformat()
HIDDEN = re.compile(r'<input type="hidden"\s+name="([^"]+)"\s+value="([^"]*)"')


@pytest.fixture
def towns(session, make):
    make.organisation(OrganisationKind.DISTRICT, "06435", "Main-Kinzig-Kreis")
    gruendau = make.organisation(email="post@gruendau.example")
    frankfurt = make.organisation(key="06412000", name="Frankfurt", district_key="06412")
    session.commit()
    return gruendau, frankfurt


@pytest.fixture
def tigrinya(session, make, towns):
    version = make.version("ti", Status.PUBLISHED)
    session.commit()
    return version


@pytest.fixture
def editor(client, session, make):
    account = make.account(Role.EDITOR, make.organisation(OrganisationKind.MINISTRY, "hmdi", "Ministerium", None))
    session.commit()
    return sign_in(client, account)


@pytest.fixture
def form(editor, tigrinya):
    page = editor.get("/ministry/campaigns/new?ui=en")
    return {
        "csrf_token": form_token(page),
        "key": re.search(r'name="key"\s+value="([^"]+)"', page.text)[1],
        "version": [str(tigrinya.id)],
        "way": "everybody",
        "name": "Herbst",
        "due_on": IN_A_MONTH,
        "words_de": "Bitte rasch.",
        "words_en": "",
    }


@pytest.fixture
def read(runtime):
    """Ask the database without holding anybody up."""

    def answer(asked):
        with runtime.question() as session:
            return session.scalars(asked).all()

    return answer


def carried(page):
    """Return the fields that the second step carries to the third."""
    fields = {}
    for name, value in HIDDEN.findall(page.text):
        fields.setdefault(name, []).append(value.replace("&#34;", '"').replace("&quot;", '"'))
    return fields


def test_a_campaign_is_chosen_looked_at_and_sent(editor, read, form, towns, tigrinya):
    look = editor.post("/ministry/campaigns/preview?ui=en", data=form)

    assert look.status_code == 200
    assert "Nothing has been sent." in look.text
    assert "Bitte rasch." in look.text
    assert "post@gruendau.example" in look.text
    assert read(select(Campaign)) == []

    answer = editor.post("/ministry/campaigns", data=carried(look))

    campaign = read(select(Campaign))[0]
    assert answer.status_code == 303
    assert answer.location == f"/ministry/campaigns/{campaign.id}"
    assert (campaign.name, campaign.due_on.isoformat(), campaign.picked) == ("Herbst", IN_A_MONTH, {"everybody": True})
    page = editor.get(f"{answer.location}?ui=en").text
    assert "Sent. The letters leave one after the other." in page
    assert "Gründau" in page
    assert "Campaign sent" in page
    assert "Herbst" in editor.get("/ministry/campaigns?ui=en").text


def test_the_same_form_sent_twice_leads_to_the_same_page(editor, read, form):
    first = editor.post("/ministry/campaigns", data=form)
    second = editor.post("/ministry/campaigns", data=form)

    assert second.location == first.location
    assert "had been sent already" in editor.get(f"{second.location}?ui=en").text
    assert read(select(func.count()).select_from(DeliveryEvent)) == [2]


def test_a_table_is_carried_from_step_to_step(editor, read, form, towns):
    table = BytesIO(b"AGS;Name\n06435012;Gruendau\n06999999;Nirgends\n6435012;Gruendau\n")
    look = editor.post(
        "/ministry/campaigns/preview?ui=en", data=form | {"way": "table", "table": (table, "verteiler.csv")}
    )

    assert "Nobody in the register has the key “06999999”" in look.text
    assert "Line 3:" in look.text
    assert "1 row names somebody a second time." in look.text
    fields = carried(look)
    changed = editor.post("/ministry/campaigns/new?ui=en", data=fields).text
    assert "The table that you have sent names 1 recipient." in changed
    editor.post("/ministry/campaigns", data=fields)
    campaign = read(select(Campaign))[0]
    assert campaign.picked == {"organisations": [towns[0].id]}


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"version": []}, "Please choose at least one language version."),
        ({"way": "wir_office"}, "Please choose the recipients"),
        ({"way": "group", "group": "x"}, "Please choose the recipients"),
        ({"way": "kind", "kind": "advice_centre"}, "Nobody in the register fits"),
        ({"way": "table"}, "Please choose the table"),
        ({"way": "typed", "keys": ""}, "Nobody in the register fits"),
        ({"way": "district", "district": "09999"}, "There is no organisation with the key “09999”"),
        ({"due_on": "2020-01-01"}, "The day 1 January 2020 has passed."),
        ({"due_on": "morgen"}, "“morgen” is not a date."),
        ({"key": ""}, "This form is not complete."),
    ],
)
def test_a_form_that_cannot_be_sent_says_why_and_comes_back(editor, read, form, sent, words):
    answer = editor.post("/ministry/campaigns?ui=en", data=form | sent)

    assert 400 <= answer.status_code < 500
    assert words in answer.text
    assert "Step 1 of 3" in answer.text
    assert read(select(Campaign)) == []


def test_what_was_recalled_meanwhile_is_told_by_its_name(editor, session, form, tigrinya):
    recalls.recall(session, tigrinya.id, "Die Nummer ist falsch.", by=MACHINE)
    session.commit()

    for address in ("/ministry/campaigns/preview", "/ministry/campaigns"):
        answer = editor.post(f"{address}?ui=en", data=form)
        assert answer.status_code == 409
        assert "has been recalled and goes to nobody any more" in answer.text


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_who_would_get_what_can_be_taken_along(editor, form, suffix):
    answer = editor.post(f"/ministry/campaigns/preview.{suffix}?ui=en", data=form)

    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == f"attachment; filename=campaign.{suffix}"
    if suffix == "csv":
        assert "06435012;Gründau;Main-Kinzig-Kreis;post@gruendau.example;is offered it" in answer.text


def test_everybody_who_is_missing_is_reminded_once_a_day(editor, read, form, towns):
    page = editor.post("/ministry/campaigns", data=form).location
    here = {"csrf_token": form["csrf_token"], "district": "06435"}

    first = editor.post(f"{page}/reminder", data=here)
    assert first.location == f"{page}?district=06435"
    assert "1 recipient is being reminded." in editor.get(f"{page}?ui=en").text
    again = editor.post(f"{page}/reminder?ui=en", data=here)
    assert again.status_code == 409
    assert "have been reminded today already" in again.text
    assert editor.post(f"{page}/reminder", data={"csrf_token": form["csrf_token"]}).status_code == 303
    kinds = read(select(Mailing.kind).where(Mailing.kind == MailingKind.REMINDER))
    assert len(kinds) == 2


def test_the_day_is_moved(editor, read, form):
    page = editor.post("/ministry/campaigns", data=form).location
    later = (today(utc_now()) + timedelta(days=60)).isoformat()

    answer = editor.post(f"{page}/deadline", data={"csrf_token": form["csrf_token"], "due_on": later})
    past = editor.post(f"{page}/deadline?ui=en", data={"csrf_token": form["csrf_token"], "due_on": "2020-01-01"})
    empty = editor.post(f"{page}/deadline?ui=en", data={"csrf_token": form["csrf_token"], "due_on": ""})

    assert answer.status_code == 303
    assert (past.status_code, empty.status_code) == (422, 422)
    assert "Please choose a day." in empty.text
    assert read(select(Campaign))[0].due_on.isoformat() == later


def test_the_page_says_who_is_missing_and_who_has_no_address(editor, session, form, towns):
    page = editor.post("/ministry/campaigns", data=form).location
    told = session.scalars(select(Delivery).where(Delivery.organisation_id == towns[0].id)).one()
    told.standing = "acknowledged"
    session.commit()

    shown = editor.get(f"{page}?ui=en").text
    table = editor.get(f"{page}/missing.csv?ui=en")

    assert "1 recipient has no address" in shown
    assert "1 recipient has not acknowledged everything" in shown
    assert "06412000;Frankfurt" in table.text
    assert "Gründau" not in table.text
    assert editor.get(f"{page}/missing.xlsx").status_code == 200
    assert editor.get(f"{page}?district=06435&ui=en").status_code == 200


def test_a_publication_is_in_the_list_too(editor, session, make, tigrinya):
    make.delivery(tigrinya)
    session.commit()

    page = editor.get("/ministry/campaigns?ui=en").text

    assert "Publication" in page
    assert 'href="/ministry/campaigns/1"' in page


def test_a_campaign_that_is_not_there_is_told(editor):
    for address in ("/ministry/campaigns/4711", "/ministry/campaigns/4711/missing.csv"):
        assert editor.get(address).status_code == 404


def test_a_page_behind_the_last_one_is_no_trouble(editor, form):
    page = editor.post("/ministry/campaigns", data=form).location

    for address in ("/ministry/campaigns", page):
        assert editor.get(f"{address}?page=99999999999999999999").status_code == 200
        assert editor.get(f"{address}?page=-1").status_code == 200
    answer = editor.post("/ministry/campaigns/preview", data=form | {"version": ["99999999999999999999"]})
    assert answer.status_code == 404
    assert editor.post("/ministry/campaigns/preview", data=form | {"version": ["x"]}).status_code == 422


def test_the_page_of_a_campaign_costs_the_same_queries_for_two_and_for_a_hundred(
    count_questions, session, make, editor, form
):
    page = editor.post("/ministry/campaigns", data=form).location

    def queries(address):
        editor.get(address)
        with count_questions() as statements:
            assert editor.get(address).status_code == 200
        return len(statements)

    few = [queries(address) for address in (page, "/ministry/campaigns")]
    for number in range(100):
        make.organisation(key=f"065330{number:02}", name=f"Ort {number}", district_key="06533")
    session.commit()
    bigger = editor.post("/ministry/campaigns", data=form | {"key": "another"}).location

    assert [queries(address) for address in (bigger, "/ministry/campaigns")] == few


def test_reviewers_look_and_recipients_do_not(client, session, make, tigrinya):
    reviewer = make.account(Role.REVIEWER, make.organisation(OrganisationKind.MINISTRY, "hmdi", "Ministerium", None))
    session.commit()
    sign_in(client, reviewer)

    assert client.get("/ministry/campaigns").status_code == 200
    assert client.get("/ministry/campaigns/new").status_code == 403


def test_a_refusal_names_the_language_and_the_day_as_the_reader_does(editor, session, form, tigrinya):
    late = editor.post("/ministry/campaigns/preview?ui=en", data=form | {"due_on": "2020-01-02"}).text
    tigrinya.status = Status.SUPERSEDED
    session.commit()
    replaced = editor.post("/ministry/campaigns/preview?ui=en", data=form).text

    assert "2 January 2020" in late
    assert "in the language “Tigrinya” is not public, or was replaced." in replaced
