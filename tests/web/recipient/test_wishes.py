"""A recipient asks for a language or a stick, sees what it has asked for, and takes it back."""

import pytest
from sqlalchemy import select

from catalog.distribution.models import Medium, Request
from catalog.distribution.responses.demand import radar
from catalog.distribution.stages import EventKind
from catalog.people import links
from tests.web.recipient.test_by_link import forms
from tests.web.recipient.test_films import post

STATUS, ASK, BACK = "/recipient/status", "/recipient/requests", "/recipient/requests/taking-back"


@pytest.fixture
def way_in(session, config, make):
    """The address in Gründau's letter, without its host."""
    address = links.address_of(config, make.link(make.organisation())).removeprefix(config.public_url)
    session.commit()
    return address


def wishes(session):
    found = session.execute(select(Request.language, Request.medium)).all()
    session.commit()
    return [tuple(wish) for wish in found]


def test_a_wish_is_taken_back_and_the_page_names_the_language(clerk, session, sent):
    sent("de", (EventKind.COLLECTED,))
    post(clerk, STATUS, ASK, language="ti")
    post(clerk, STATUS, ASK, language="de", medium="stick")
    assert "Tigrinya" in clerk.get(f"{STATUS}?ui=en").text

    post(clerk, STATUS, BACK, language="ti", medium="version")
    page = clerk.get("/recipient/?ui=en").text

    assert "Your wish for Tigrinya has been taken back." in page
    assert wishes(session) == [("de", Medium.STICK)]
    post(clerk, STATUS, BACK, language="de", medium="stick")
    assert "Your wish for a stick in German has been taken back." in clerk.get("/recipient/?ui=en").text
    assert wishes(session) == []


def test_the_ministry_does_not_count_a_wish_that_was_taken_back(clerk, session, sent):
    sent("de")
    post(clerk, STATUS, ASK, language="ti")
    before = {wanted.language for wanted in radar(session)}
    session.commit()

    post(clerk, STATUS, BACK, language="ti")

    assert "ti" in before
    assert "ti" not in {wanted.language for wanted in radar(session)}


def test_a_wish_is_taken_back_by_link_and_the_page_says_which(client, session, sent, way_in):
    sent("de")
    asked = client.post(f"{way_in}requests?ui=en", data={"language": "ti"}, follow_redirects=True)
    (back,) = forms(asked, "taking-back")

    page = client.post(back, data={"language": "ti", "medium": "version"}, follow_redirects=True)

    assert "The ministry sees that you need Tigrinya." in asked.text
    assert "Your wish for Tigrinya has been taken back." in page.text
    assert not forms(page, "taking-back")
    assert wishes(session) == []


def test_nothing_is_said_that_somebody_has_made_up(client, sent, way_in):
    sent("de")

    for made_up in ("done=language_back", "done=language_back&language=%3Cb%3E", "done=gold", "done=showing&day=never"):
        page = client.get(f"{way_in}?ui=en&{made_up}")
        assert page.status_code == 200
        assert "kern-alert--success" not in page.text


def test_the_history_tells_wishes_and_that_they_were_taken_back(clerk, sent):
    sent("de")
    post(clerk, STATUS, ASK, language="ti")
    post(clerk, STATUS, BACK, language="ti")

    page, table = (clerk.get(f"/recipient/history{end}?ui=en").text for end in ("", ".csv"))

    for told in (page, table):
        assert "Asked for the language" in told
        assert "The wish for the language was taken back" in told
        assert "Tigrinya" in told


def test_a_wish_that_has_come_true_is_no_wish_any_more(clerk, session, sent):
    sent("de")
    post(clerk, STATUS, ASK, language="ti")

    sent("ti")

    assert "requests/taking-back" not in clerk.get(STATUS).text
