from datetime import timedelta

import pytest

from catalog.distribution.recalling.recalls import recall
from catalog.distribution.stages import EventKind, today
from catalog.films.lifecycle import Status
from catalog.foundation.database import utc_now
from catalog.people.permissions import MACHINE, Role
from tests.web.conftest import form_token, sign_in

COLLECTED, ACKNOWLEDGED = EventKind.COLLECTED, EventKind.ACKNOWLEDGED


def kinds(session, delivery):
    """What has happened to the delivery. The session lets go of the database, so that the next page can write."""
    session.refresh(delivery)
    happened = [event.kind for event in delivery.events]
    session.commit()
    return happened


def post(client, page, address, **form):
    return client.post(address, data={"csrf_token": form_token(client.get(page)), **form})


def test_a_clerk_finds_each_language_in_both_names_with_its_size(clerk, sent):
    delivery = sent("ti")

    page = clerk.get("/recipient/?ui=en").text

    assert "Tigrinya" in page
    assert "ትግርኛ" in page
    assert "Download (200" in page
    assert f"/recipient/deliveries/{delivery.id}/720p.mp4" in page


def test_a_new_revision_names_the_one_that_it_replaces(clerk, sent):
    sent("ar", (COLLECTED,), Status.SUPERSEDED, revision=1)
    newer = sent("ar", revision=2)

    assert "Revision 2; you have revision 1" in clerk.get("/recipient/?ui=en").text
    assert "This revision replaces revision 1" in clerk.get(f"/recipient/deliveries/{newer.id}?ui=en").text


def test_a_new_revision_says_what_is_different(clerk, session, sent):
    newer = sent("ar", revision=2)
    newer.version.change_note = "Die Notrufnummer stimmt jetzt."
    session.commit()

    page = clerk.get(f"/recipient/deliveries/{newer.id}?ui=en").text

    assert "What is different now:" in page
    assert "Die Notrufnummer stimmt jetzt." in page


def test_a_recalled_film_is_told_first_with_its_reason_and_without_a_download(clerk, session, sent):
    delivery = sent("ar", (COLLECTED,))
    recall(session, delivery.version_id, "Der Notruf ist falsch.", by=MACHINE)
    session.commit()

    page = clerk.get("/recipient/?ui=en").text

    assert "Please do not show" in page
    assert "Der Notruf ist falsch." in page
    assert ".mp4" not in page


def test_a_deadline_shows_until_the_receipt_is_given(clerk, sent):
    sent("ar", due_on=today(utc_now()) + timedelta(days=3))
    sent("fa", due_on=today(utc_now()) - timedelta(days=3))
    sent("ti", (COLLECTED, ACKNOWLEDGED), due_on=today(utc_now()) - timedelta(days=3))

    page = clerk.get("/recipient/?ui=en").text

    assert page.count("Please acknowledge it by") == 1
    assert page.count("Your receipt was due on") == 1


def test_a_receipt_is_given_by_one_button(clerk, session, sent):
    delivery = sent("ar", (COLLECTED,))
    page = f"/recipient/deliveries/{delivery.id}"

    answer = post(clerk, page, f"{page}/acknowledgement?ui=en")

    assert answer.status_code == 303
    assert kinds(session, delivery).count(ACKNOWLEDGED) == 1
    assert "Thank you" in clerk.get("/recipient/?ui=en").text


def test_a_receipt_for_what_was_not_downloaded_is_refused_with_a_sentence(clerk, session, sent):
    delivery = sent("ar")
    sent("fa", (COLLECTED,))

    answer = post(clerk, "/recipient/?ui=en", f"/recipient/deliveries/{delivery.id}/acknowledgement?ui=en")

    assert answer.status_code == 409
    assert "Please download the film before you acknowledge it." in answer.text
    assert ACKNOWLEDGED not in kinds(session, delivery)


def test_all_open_receipts_are_given_by_one_button(clerk, session, sent):
    downloaded = [sent("ar", (COLLECTED,)), sent("fa", (COLLECTED,))]

    answer = post(clerk, "/recipient/", "/recipient/acknowledgements?ui=en")

    assert answer.status_code == 303
    assert all(ACKNOWLEDGED in kinds(session, delivery) for delivery in downloaded)
    assert "All open receipts have been recorded" in clerk.get("/recipient/?ui=en").text


def test_nothing_to_acknowledge_is_said_and_not_an_error_page(clerk, sent):
    sent("ar", (COLLECTED,))
    post(clerk, "/recipient/", "/recipient/acknowledgements")

    answer = post(clerk, "/account/", "/recipient/acknowledgements?ui=en")

    assert answer.status_code == 409
    assert "There is nothing to acknowledge" in answer.text
    assert "العربية" in answer.text


@pytest.mark.parametrize("tail", ["", "/720p.mp4", "/kit.zip"])
def test_the_delivery_of_a_neighbour_is_as_unknown_as_one_that_does_not_exist(clerk, make, sent, tail):
    foreign = sent("ar", organisation=make.organisation(key="06415000", name="Hanau"))

    theirs = clerk.get(f"/recipient/deliveries/{foreign.id}{tail}")
    nobodys = clerk.get(f"/recipient/deliveries/999999{tail}")

    assert (theirs.status_code, nobodys.status_code) == (404, 404)
    assert "Hanau" not in theirs.text


def test_a_replaced_revision_points_to_the_newer_one(clerk, sent):
    old = sent("ar", status=Status.SUPERSEDED)

    for tail in ("", "/720p.mp4", "/kit.zip"):
        answer = clerk.get(f"/recipient/deliveries/{old.id}{tail}?ui=en")
        assert answer.status_code == 409
        assert "There is a newer revision" in answer.text


def test_the_ministry_has_no_films_of_its_own(client, session, make):
    account = make.account(Role.EDITOR)
    session.commit()

    assert sign_in(client, account).get("/recipient/").status_code == 403


def test_strangers_are_asked_to_sign_in(client):
    assert client.get("/recipient/").status_code == 302
