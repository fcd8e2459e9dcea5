"""Links lead one organisation to its page, and nobody else anywhere."""

import base64
import json
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from catalog.foundation.audit import Entry
from catalog.foundation.database import utc_now
from catalog.foundation.errors import NotPermitted
from catalog.people import links
from catalog.people.links import LinkExpired, LinkRevoked, LinkUnknown, OrganisationGone
from catalog.people.models import Link
from catalog.people.permissions import MACHINE, Role


@pytest.fixture
def town(make):
    return make.organisation()


def token_of(config, link):
    return links.address_of(config, link).rstrip("/").rpartition("/")[2]


def test_the_address_in_a_letter_leads_its_organisation_in(session, config, make, town):
    link = make.link(town)

    actor = links.opened(session, config, token_of(config, link), utc_now())

    assert links.address_of(config, link).startswith(f"{config.public_url}/link/")
    assert (actor.role, actor.name, actor.organisation_id, actor.account_id) == (
        Role.RECIPIENT,
        "Gründau",
        town.id,
        None,
    )
    assert actor.link_id == link.id


def test_an_address_names_nobody(config, make, town):
    said = token_of(config, make.link(town)).partition(".")[0]

    assert all(isinstance(number, int) for number in json.loads(base64.urlsafe_b64decode(said + "==")))


def test_letters_to_many_get_a_link_each(session, config, make, town):
    hanau = make.organisation(key="06415000", name="Hanau")

    issued = links.issue(session, [town.id, hanau.id, town.id])

    opened = [links.opened(session, config, token_of(config, link), utc_now()) for link in issued]
    assert {actor.organisation_id for actor in opened} == {town.id, hanau.id}
    assert session.scalar(select(func.count(Link.id))) == 2


def test_a_link_ends_on_its_last_day(session, config, make, town):
    link = make.link(town, days=30)
    token = token_of(config, link)

    assert links.opened(session, config, token, link.expires_at - timedelta(minutes=1))
    with pytest.raises(LinkExpired):
        links.opened(session, config, token, link.expires_at)


def test_a_revoked_link_leads_nowhere_and_is_revoked_once(session, config, make, town):
    link = make.link(town)

    for _ in range(2):
        links.revoke(session, link.id, by=MACHINE)

    with pytest.raises(LinkRevoked):
        links.opened(session, config, token_of(config, link), utc_now())
    assert session.scalars(select(Entry.verb)).all() == ["revoked a link"]
    with pytest.raises(NotPermitted):
        links.revoke(session, link.id, by=make.account(Role.RECIPIENT).actor)


def test_a_link_that_is_handed_out_is_in_the_record(session, config, make, town):
    link = links.hand_out(session, town.id, by=MACHINE)

    assert links.opened(session, config, token_of(config, link), utc_now()).organisation_id == town.id
    assert session.scalars(select(Entry.verb)).all() == ["made a link"]
    with pytest.raises(NotPermitted):
        links.hand_out(session, town.id, by=make.account(Role.EDITOR).actor)


def test_all_links_of_an_organisation_are_revoked_at_once_and_those_of_others_stand(session, config, make, town):
    own = [make.link(town) for _ in range(3)]
    foreign = make.link(make.organisation(key="06415000", name="Hanau"))
    links.revoke(session, own[0].id, by=MACHINE)

    assert links.revoke_all(session, town.id, by=MACHINE) == 2

    assert all(link.revoked_at for link in links.of_organisation(session, town.id))
    assert links.opened(session, config, token_of(config, foreign), utc_now())
    assert links.revoke_all(session, town.id, by=MACHINE) == 0


@pytest.mark.parametrize("change", ["", "x", "eyJhIjoxfQ", "WzEsMiwzXQ.AAAA", "./../..", "ü"])
def test_what_we_did_not_sign_leads_nowhere(session, config, town, change):
    with pytest.raises(LinkUnknown):
        links.opened(session, config, change, utc_now())


def test_a_link_with_another_number_or_half_of_it_leads_nowhere(session, config, make, town):
    hanau = make.organisation(key="06415000", name="Hanau")
    token = token_of(config, make.link(town))
    foreign = token_of(config, make.link(hanau))
    mixed = f"{foreign.partition('.')[0]}.{token.partition('.')[2]}"

    for changed in (mixed, token[:-1], token[: len(token) // 2], f"{token}A", token.swapcase()):
        with pytest.raises(LinkUnknown):
            links.opened(session, config, changed, utc_now())


def test_a_link_that_is_not_in_the_book_leads_nowhere(session, config, make, town):
    link = make.link(town)
    token = token_of(config, link)
    session.delete(link)
    session.flush()

    with pytest.raises(LinkUnknown):
        links.opened(session, config, token, utc_now())


def test_the_link_of_a_merged_municipality_leads_to_its_successor(session, config, make):
    wesertal = make.organisation(key="06633031", name="Wesertal")
    between = make.organisation(key="06633099", name="Zwischen", active=False, successor_id=wesertal.id)
    oberweser = make.organisation(key="06633019", name="Oberweser", active=False, successor_id=between.id)

    actor = links.opened(session, config, token_of(config, make.link(oberweser)), utc_now())

    assert (actor.organisation_id, actor.name) == (wesertal.id, "Wesertal")


def test_the_link_of_an_organisation_that_was_given_up_says_so(session, config, make):
    closed = make.organisation(key="eae-neustadt", name="Neustadt", active=False)
    token = token_of(config, make.link(closed))

    with pytest.raises(OrganisationGone):
        links.opened(session, config, token, utc_now())
    closed.successor_id = closed.id
    with pytest.raises(OrganisationGone):
        links.opened(session, config, token, utc_now())
