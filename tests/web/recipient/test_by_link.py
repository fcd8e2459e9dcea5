"""Gründau opens the link in its letter: the same pages without an account, and nothing happens by opening them."""

import logging
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from catalog.distribution.models import DeliveryEvent, Screening
from catalog.distribution.recalling.recalls import recall
from catalog.distribution.stages import EventKind, today
from catalog.foundation.audit import Entry
from catalog.foundation.database import utc_now
from catalog.people import links
from catalog.people.models import SignedIn
from catalog.people.permissions import MACHINE, Role
from tests.web.conftest import sign_in
from tests.web.recipient.test_downloads import break_off
from tests.web.recipient.test_films import kinds

OFFERED, OPENED, BEGUN = EventKind.OFFERED, EventKind.OPENED, EventKind.BEGUN
COLLECTED, ACKNOWLEDGED = EventKind.COLLECTED, EventKind.ACKNOWLEDGED


@pytest.fixture
def way_in(session, config, make):
    """The address in Gründau's letter, without its host."""
    address = links.address_of(config, make.link(make.organisation()))
    session.commit()
    return address.removeprefix(config.public_url)


def forms(page, part=""):
    """Return where the forms of a page lead whose address has this part."""
    return [address for address in re.findall(r'method="post"\s+action="([^"]+)"', page.text) if part in address]


def test_the_link_shows_what_has_come_without_an_account_or_a_cookie(client, sent, session, way_in):
    sent("ti")

    page = client.get(f"{way_in}?ui=en")

    assert page.status_code == 200
    assert "Films for Gründau" in page.text
    assert "Tigrinya" in page.text
    assert "Set-Cookie" not in page.headers
    assert session.scalar(select(func.count(SignedIn.token_sha256))) == 0


def test_every_page_behind_the_link_stays_behind_it(client, sent, way_in):
    delivery = sent("ar", (COLLECTED,))
    sent("fa", (COLLECTED,))

    for tail in ("", "status", "history", f"deliveries/{delivery.id}"):
        page = client.get(f"{way_in}{tail}")
        assert page.status_code == 200, tail
        assert '"/recipient' not in page.text
        assert 'name="csrf_token" value=""' in page.text or tail == "history"
        assert "Set-Cookie" not in page.headers
    assert "?token=" not in page.text


def test_nobody_else_learns_the_address(client, sent, way_in):
    sent("ar")

    for address in (way_in, f"{way_in}status", f"{way_in}deliveries/999", f"{way_in}nowhere", "/link/made-up/"):
        answer = client.get(address)
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "noindex" in answer.headers["X-Robots-Tag"]
        assert f"page={way_in.split('/')[2]}" not in answer.text
        assert way_in.split("/")[2] not in re.sub(rf'"{re.escape(way_in)}|{re.escape(way_in)}', "", answer.text)
    assert 'name="referrer" content="no-referrer"' in client.get(way_in).text


def test_opening_links_changes_nothing_as_mail_scanners_do_it(client, sent, session, way_in):
    delivery = sent("ar", (COLLECTED,))
    recalled = sent("fa", (COLLECTED,))
    recall(session, recalled.version_id, "Falsch.", by=MACHINE)
    session.commit()
    before = session.scalar(select(func.count(DeliveryEvent.id))), session.scalar(select(func.count(Entry.id)))
    session.commit()

    page = client.get(way_in)
    seen, queue = set(), [way_in]
    while queue:
        address = queue.pop()
        seen.add(address)
        page = client.get(address)
        assert page.status_code in (200, 303), address
        if page.mimetype == "text/html":
            queue += set(re.findall(rf'href="({re.escape(way_in)}[^"]*)"', page.text)) - seen - set(queue)
        client.head(address)
    for tail in ("720p.mp4", "kit.zip"):
        answer = client.get(f"{way_in}deliveries/{delivery.id}/{tail}")
        assert (answer.status_code, answer.headers["Location"]) == (303, f"{way_in}deliveries/{delivery.id}")

    assert {f"{way_in}receipt.pdf", f"{way_in}history.csv"} <= seen
    after = session.scalar(select(func.count(DeliveryEvent.id))), session.scalar(select(func.count(Entry.id)))
    assert after == before


def test_whoever_touches_the_page_has_looked_once(client, sent, session, way_in):
    deliveries = [sent("ar"), sent("fa", (EventKind.NOTIFIED,))]
    page = client.get(way_in)
    assert f'data-address="{way_in}looked"' in page.text

    answers = [client.post(f"{way_in}looked") for _ in range(3)]

    assert {answer.status_code for answer in answers} == {204}
    assert all(kinds(session, delivery).count(OPENED) == 1 for delivery in deliveries)
    session.refresh(deliveries[0].events[-1])
    assert deliveries[0].events[-1].link_id
    assert "looked.js" not in client.get(way_in).text


def test_a_download_by_link_begins_with_a_button_and_counts_when_its_last_byte_has_come(client, sent, session, way_in):
    delivery = sent("ar")
    begin = forms(client.get(way_in), "downloads")[0]

    answer = client.post(begin, data={"profile": "720p"})
    before = kinds(session, delivery)
    file = client.get(answer.headers["Location"])

    assert answer.status_code == 303
    assert answer.headers["Location"].endswith("/polizei-ar-720p-r1.mp4")
    assert way_in.split("/")[2] not in answer.headers["Location"]
    assert before == [OFFERED, OPENED]
    assert len(file.data) == 200_000
    assert kinds(session, delivery) == [OFFERED, OPENED, COLLECTED]
    assert all(event.link_id for event in delivery.events[1:])


def test_a_download_by_link_goes_on_where_it_broke_off(client, sent, session, way_in):
    delivery = sent("ar")
    address = client.post(f"{way_in}deliveries/{delivery.id}/downloads", data={"profile": "1080p"}).headers["Location"]

    break_off(client, address)
    rest = client.get(address, headers={"Range": "bytes=8192-"})

    assert rest.status_code == 206
    assert kinds(session, delivery) == [OFFERED, OPENED, BEGUN, COLLECTED]


def test_a_kit_is_downloaded_by_link(client, sent, session, way_in):
    delivery = sent("ar")
    chosen = {"what": "kit", "profile": ["240p"]}

    answer = client.post(f"{way_in}deliveries/{delivery.id}/downloads", data=chosen, follow_redirects=True)

    assert answer.mimetype == "application/zip"
    assert kinds(session, delivery) == [OFFERED, OPENED, COLLECTED]


def test_what_was_made_up_or_is_too_old_downloads_nothing(client, sent, session, way_in, monkeypatch):
    delivery = sent("ar")
    begin = f"{way_in}deliveries/{delivery.id}/downloads"
    address = client.post(begin, data={"profile": "720p"}).headers["Location"]

    changed = client.get(f"{address.replace('/download/', '/download/x')}?ui=en")
    monkeypatch.setattr("catalog.web.recipient.downloads.TICKET_LASTS_S", -1)
    late = client.get(f"{address}?ui=en")

    assert (changed.status_code, late.status_code) == (404, 410)
    assert "This download address is not complete." in changed.text
    assert "This download address has expired." in late.text
    assert client.post(begin, data={"profile": "4320p"}).status_code == 404


def test_a_download_address_ends_with_its_link_and_with_a_recall(client, sent, session, way_in):
    delivery = sent("ar")
    address = client.post(f"{way_in}deliveries/{delivery.id}/downloads", data={"profile": "720p"}).headers["Location"]

    recall(session, delivery.version_id, "Falsch.", by=MACHINE)
    session.commit()
    recalled = client.get(f"{address}?ui=en"), client.head(address), client.get(address, headers={"Range": "bytes=9-"})
    links.revoke_all(session, delivery.organisation_id, by=MACHINE)
    session.commit()
    revoked = client.get(f"{address}?ui=en")

    assert [answer.status_code for answer in (*recalled, revoked)] == [410, 410, 410, 410]
    assert "Please do not show it any more." in recalled[0].text
    assert "This link is no longer valid." in revoked.text


def test_receipts_are_given_by_link_and_the_page_says_thank_you(client, sent, session, way_in):
    deliveries = [sent("ar", (COLLECTED,)), sent("fa", (COLLECTED,))]
    one = client.post(f"{way_in}deliveries/{deliveries[0].id}/acknowledgement?ui=en", follow_redirects=True)
    rest = client.post(f"{way_in}acknowledgements?ui=en", follow_redirects=True)
    again = client.post(f"{way_in}acknowledgements?ui=en")

    assert "Your receipt has been recorded." in one.text
    assert "All open receipts have been recorded." in rest.text
    assert (again.status_code, "There is nothing to acknowledge" in again.text) == (409, True)
    assert all(kinds(session, delivery).count(ACKNOWLEDGED) == 1 for delivery in deliveries)
    assert "Set-Cookie" not in rest.headers
    assert session.scalars(select(Entry.actor).where(Entry.verb == "acknowledged")).all() == ["Gründau"]


def test_fifty_clients_at_once_give_one_receipt(app, sent, session, way_in):
    delivery = sent("ar", (COLLECTED,))

    def acknowledge(_):
        return app.test_client().post(f"{way_in}deliveries/{delivery.id}/acknowledgement").status_code

    with ThreadPoolExecutor(50) as clients:
        answers = set(clients.map(acknowledge, range(50)))

    assert answers == {303}
    assert kinds(session, delivery).count(ACKNOWLEDGED) == 1


def test_fifty_clients_at_once_cannot_acknowledge_what_was_recalled(app, sent, session, way_in):
    delivery = sent("ar", (COLLECTED,))
    recall(session, delivery.version_id, "Falsch.", by=MACHINE)
    session.commit()

    def acknowledge(_):
        return app.test_client().post(f"{way_in}deliveries/{delivery.id}/acknowledgement?ui=en")

    with ThreadPoolExecutor(50) as clients:
        answers = list(clients.map(acknowledge, range(50)))

    assert {answer.status_code for answer in answers} == {410}
    assert all("Please do not show it any more." in answer.text for answer in answers)
    assert ACKNOWLEDGED not in kinds(session, delivery)


def test_a_showing_takes_two_taps(client, sent, session, way_in):
    delivery = sent("ar", (COLLECTED,))
    page = client.get(way_in)
    assert f'value="{today(utc_now())}"' in page.text

    told = {"delivery": delivery.id, "held_on": today(utc_now()), "about": "20", "audience": "", "place": "Speisesaal"}
    answer = client.post(f"{way_in}screenings", data=told)

    assert answer.status_code == 303
    shown = session.scalars(select(Screening)).one()
    assert (shown.audience, shown.place) == (20, "Speisesaal")


def test_the_delivery_of_a_neighbour_is_not_there(client, make, sent, session, way_in):
    foreign = sent("ar", (COLLECTED,), organisation=make.organisation(key="06415000", name="Hanau"))

    for tail in ("", "/720p.mp4", "/kit.zip"):
        address = f"{way_in}deliveries/{foreign.id}{tail}"
        assert client.get(address).status_code == (303 if tail else 404)
    for tail in ("downloads", "acknowledgement"):
        answer = client.post(f"{way_in}deliveries/{foreign.id}/{tail}", data={"profile": "720p"})
        assert answer.status_code == 404
    settled = client.post(f"{way_in}deliveries/{foreign.id}/settlement", data={"how": "destroyed"})
    assert settled.status_code == 404
    assert kinds(session, foreign) == [OFFERED, COLLECTED]


def test_links_that_lead_nowhere_say_why_and_what_to_do(client, make, sent, session, config, way_in):
    sent("ar")
    town = make.organisation()
    past = make.link(town, days=-1)
    revoked = make.link(town)
    links.revoke(session, revoked.id, by=MACHINE)
    closed = make.link(make.organisation(key="06633019", name="Oberweser", active=False))
    tokens = [links.address_of(config, link).split("/")[-2] for link in (past, revoked, closed)]
    session.commit()

    told = [client.get(f"/link/{token}/?ui=en") for token in (*tokens, way_in.split("/")[2][:-3])]
    deeds = [client.post(f"/link/{token}/acknowledgements") for token in tokens]

    assert [answer.status_code for answer in told] == [410, 410, 410, 404]
    for answer, sentence in zip(
        told,
        [
            "This link has expired. Please use the link in our latest letter, or ask the ministry for a new one.",
            "This link is no longer valid. Please use the link in our latest letter",
            "This link belongs to an organisation that is no longer in our register.",
            "This link is not complete or was changed. Please open it again from our letter",
        ],
        strict=True,
    ):
        assert sentence in answer.text
    assert [answer.status_code for answer in deeds] == [410, 410, 410]


def test_a_link_outweighs_whoever_is_signed_in(client, make, sent, session, way_in):
    sent("ar")
    editor = make.account(Role.EDITOR)
    session.commit()

    page = sign_in(client, editor).get(f"{way_in}?ui=en")

    assert page.status_code == 200
    assert "Films for Gründau" in page.text
    assert editor.name not in page.text


def test_no_log_of_ours_has_the_address(own_app, sent, session, way_in, caplog, monkeypatch):
    def fail(*_):
        message = "broken"
        raise RuntimeError(message)

    monkeypatch.setattr("catalog.web.recipient.status.own_holdings", fail)
    own_app.config["PROPAGATE_EXCEPTIONS"] = False
    with caplog.at_level(logging.DEBUG):
        answer = own_app.test_client().get(way_in)

    assert answer.status_code == 500
    assert "/link/…" in caplog.text
    assert way_in.split("/")[2] not in caplog.text
    assert not any(way_in.split("/")[2] in str(entry.details) for entry in session.scalars(select(Entry)))


def test_a_recalled_film_is_settled_by_link_and_the_page_says_so(client, sent, session, way_in):
    delivery = sent("ar", (COLLECTED,))
    recall(session, delivery.version_id, "Der Notruf ist falsch.", by=MACHINE)
    session.commit()
    settle = forms(client.get(f"{way_in}?ui=en"), "settlement")

    answer = client.post(settle[0], data={"how": "destroyed"}, follow_redirects=True)

    assert "no copy of this revision is left with you" in answer.text
    assert kinds(session, delivery)[-1] == EventKind.DESTROYED
    assert not forms(answer, "settlement")
    assert client.post(settle[0], data={"how": "eaten"}).status_code == 422


def test_the_page_costs_the_same_queries_for_one_language_and_for_ten(client, count_questions, sent, way_in):
    def queries():
        with count_questions() as statements:
            client.get(way_in)
        return len(statements)

    sent("de", (COLLECTED, ACKNOWLEDGED))
    client.get(way_in)
    one = queries()
    for tag in ("ar", "fa", "ti", "so", "uk", "ru", "fr", "tr", "ur"):
        sent(tag, (OPENED,) * 20)

    assert queries() == one
