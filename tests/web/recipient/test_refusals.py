"""Whoever is refused something is told the way back: to the own page, or to the ministry."""

import pytest

from catalog.distribution.stages import EventKind
from catalog.films.lifecycle import Status
from catalog.people import links
from tests.web.recipient.test_by_link import way_in

__all__ = ["way_in"]

OWN = "Go to your films"


def test_an_expired_link_leads_to_the_public_films_and_to_the_ministry(client, session, make, config):
    link = make.link(make.organisation(), days=-1)
    session.commit()

    page = client.get(f"{links.address_of(config, link)}?ui=en")

    assert page.status_code == 410
    assert "The films are public" in page.text
    assert 'href="/imprint' in page.text
    assert "mistyped" not in page.text
    assert OWN not in page.text


@pytest.mark.parametrize("tail", ["deliveries/4711", "screenings/4711/taking-back"])
def test_whoever_comes_in_by_a_link_is_led_back_to_the_own_page(client, way_in, tail):
    page = client.get(f"{way_in}{tail}?ui=en")

    assert page.status_code == 404
    assert OWN in page.text
    assert f'href="{way_in}' in page.text


def test_a_clerk_is_led_back_from_a_revision_that_was_replaced(clerk, sent):
    older = sent("ar", (EventKind.COLLECTED,), Status.SUPERSEDED, revision=1)
    sent("ar", revision=2)

    page = clerk.get(f"/recipient/deliveries/{older.id}?ui=en")

    assert page.status_code == 409
    assert OWN in page.text
    assert 'href="/recipient/' in page.text


def test_whoever_is_not_in_is_not_led_in(client, sent):
    sent("ar")

    assert OWN not in client.get("/link/made-up/?ui=en").text
