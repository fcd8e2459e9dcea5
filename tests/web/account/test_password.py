"""Somebody changes their own password."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from catalog.foundation import audit
from catalog.foundation.mail import Letter
from catalog.people import accounts, passwords
from catalog.people.permissions import MACHINE, Role
from tests.factory import PASSWORD
from tests.web.conftest import form_token

NEW = "eine Brücke über den Main"


@pytest.fixture
def editor(session, make):
    account = make.account(Role.EDITOR, email="editor@filmbote.example")
    session.commit()
    return account


def knock(browser, email, password):
    token = form_token(browser.get("/account/sign-in"))
    sent = {"csrf_token": token, "email": email, "password": password}
    return browser.post("/account/sign-in", data=sent)


def signed_in(app, account, password=PASSWORD):
    browser = app.test_client()
    assert knock(browser, account.email, password).status_code == 302
    return browser


def change(browser, old=PASSWORD, new=NEW, again=NEW):
    token = form_token(browser.get("/account/password"))
    sent = {"csrf_token": token, "old": old, "new": new, "again": again}
    return browser.post("/account/password", data=sent, headers={"Accept-Language": "en"})


def test_from_now_on_the_new_password_lets_in_and_the_old_one_does_not(app, editor):
    answer = change(signed_in(app, editor))

    assert (answer.status_code, answer.location) == (303, "/account/")
    assert knock(app.test_client(), editor.email, PASSWORD).status_code == 422
    assert knock(app.test_client(), editor.email, NEW).status_code == 302


def test_whoever_changes_it_stays_signed_in_here_and_nowhere_else(app, editor):
    here, elsewhere = signed_in(app, editor), signed_in(app, editor)

    change(here)

    assert "has been changed" in here.get("/account/", headers={"Accept-Language": "en"}).text
    assert "/account/sign-in" in elsewhere.get("/account/").location


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"old": "not the password"}, "The old password is not right."),
        ({"again": NEW + "!"}, "was not typed alike both times"),
        ({"new": PASSWORD, "again": PASSWORD}, "This is your old password."),
        ({"new": "kurz", "again": "kurz"}, "at least 12 characters"),
        ({"new": "lang" * 65, "again": "lang" * 65}, "at most 256 characters"),
    ],
)
def test_a_refusal_says_why_and_changes_nothing(app, editor, typed, sentence):
    answer = change(signed_in(app, editor), **typed)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert knock(app.test_client(), editor.email, PASSWORD).status_code == 302


def test_the_book_and_a_letter_tell_of_it_and_neither_knows_the_password(session, config, editor):
    with_mail = replace(config, smtp_url="smtp://localhost")

    passwords.change(session, with_mail, PASSWORD, NEW, NEW, by=editor.actor)

    (entry,) = audit.history(session, f"account:{editor.id}")
    letter = session.scalars(select(Letter)).one()
    assert (entry.verb, entry.details) == ("changed the password", {})
    assert letter.to == editor.email
    assert NEW not in letter.body


def test_a_password_with_an_umlaut_lets_in_however_it_was_composed(app, session):
    account = accounts.add(
        session, "neu@filmbote.example", "Neu", Role.EDITOR, by=MACHINE, password="Straßenfest Grünberg"
    )
    session.commit()

    signed_in(app, account, "Straßenfest Gru\u0308nberg")
    signed_in(app, account, "Straßenfest Gr\u00fcnberg")


def test_without_an_account_there_is_no_password_to_change(client):
    assert "/account/sign-in" in client.get("/account/password").location
