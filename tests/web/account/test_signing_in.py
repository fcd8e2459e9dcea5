"""Somebody signs in and out."""

import pytest
from sqlalchemy import delete, func, select

from catalog.app import create_app
from catalog.foundation.config import config_from
from catalog.foundation.runtime import Runtime
from catalog.people import accounts
from catalog.people.models import SignedIn
from catalog.people.permissions import MACHINE, Role
from tests.factory import PASSWORD
from tests.web.conftest import form_token, sign_in


@pytest.fixture
def editor(session, make):
    account = make.account(Role.EDITOR, email="editor@filmbote.example")
    session.commit()
    return account


def knock(client, email, password, **query):
    page = client.get("/account/sign-in", query_string=query)
    sent = {"csrf_token": form_token(page), "email": email, "password": password}
    return client.post("/account/sign-in", data=sent, query_string=query)


def test_whoever_knows_the_password_is_let_in(client, editor):
    answer = knock(client, editor.email, PASSWORD)

    assert answer.location == "/ministry/"
    assert "Editor" in client.get("/account/").text


def test_the_address_may_be_written_in_capitals(client, editor):
    assert knock(client, "Editor@Filmbote.Example", PASSWORD).location == "/ministry/"


def test_a_recipient_comes_to_the_deliveries(client, session, make):
    account = make.account(Role.RECIPIENT)
    session.commit()

    assert knock(client, account.email, PASSWORD).location == "/recipient/"


def test_a_refusal_does_not_tell_whether_there_is_such_an_account(client, editor):
    wrong_password = knock(client, editor.email, "not the password").text
    wrong_address = knock(client, "nobodyy@filmbote.example", PASSWORD).text

    assert "ist nicht richtig" in wrong_password or "is not right" in wrong_password
    without_token = wrong_password.replace(form_token_of(wrong_password), "")
    assert without_token.replace(editor.email, "") == wrong_address.replace(form_token_of(wrong_address), "").replace(
        "nobodyy@filmbote.example", ""
    )


def form_token_of(text):
    return text.partition('name="csrf_token" value="')[2].partition('"')[0]


@pytest.mark.parametrize("password", ["", "x" * 100_000])
def test_passwords_out_of_bounds_are_refused(client, editor, password):
    assert knock(client, editor.email, password).status_code == 422


def test_whoever_had_to_sign_in_first_goes_on_where_they_wanted_to(client, editor):
    asked = client.get("/ministry/?page=2")

    assert asked.status_code == 302
    assert knock(client, editor.email, PASSWORD, next="/ministry/?page=2").location == "/ministry/?page=2"


@pytest.mark.parametrize(
    "address", ["https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example", "x"]
)
def test_nobody_is_led_to_another_site(client, editor, address):
    assert knock(client, editor.email, PASSWORD, next=address).location == "/ministry/"


def test_after_ten_failures_somebody_has_to_wait(client, editor):
    for _ in range(10):
        assert knock(client, editor.email, "not the password").status_code == 422

    answer = knock(client, editor.email, PASSWORD)

    assert answer.status_code == 429
    assert client.get("/").status_code == 200


def test_signing_out_ends_the_session_on_the_server(client, app, editor, session):
    sign_in(client, editor)
    cookie = client.get_cookie("filmbote").value
    page = client.get("/account/")

    answer = client.post("/account/sign-out", data={"csrf_token": form_token(page)})

    assert answer.location == "/"
    assert client.get_cookie("filmbote") is None
    thief = app.test_client()
    thief.set_cookie("filmbote", cookie)
    assert thief.get("/account/").status_code == 302


def test_the_database_knows_no_cookie(client, editor, session):
    sign_in(client, editor)

    row = session.scalars(select(SignedIn).where(SignedIn.account_id == editor.id)).one()

    assert client.get_cookie("filmbote").value != row.token_sha256


def test_signing_in_changes_the_cookie(client, editor):
    client.get("/account/sign-in")
    before = client.get_cookie("filmbote").value

    sign_in(client, editor)

    assert client.get_cookie("filmbote").value != before


def test_a_retired_account_is_out_at_once(client, editor, session):
    sign_in(client, editor)

    accounts.retire(session, editor.id, by=MACHINE)
    session.commit()

    assert client.get("/account/").status_code == 302


def test_an_expired_session_is_swept_out(client, editor, session):
    sign_in(client, editor)
    session.execute(SignedIn.__table__.update().values(expires_at=editor.invited_at))
    session.commit()

    assert client.get("/account/").status_code == 302
    client.get("/account/sign-in")
    assert session.scalar(select(func.count()).select_from(SignedIn)) == 1


def test_a_session_that_ended_during_a_request_stays_ended(client, editor, session):
    sign_in(client, editor)
    with client.session_transaction() as kept:
        kept["something"] = "changed"
        session.execute(delete(SignedIn))
        session.commit()

    assert session.scalar(select(func.count()).select_from(SignedIn)) == 0


def test_the_cookie_is_out_of_reach_for_scripts_and_other_sites(client):
    header = client.get("/account/sign-in").headers["Set-Cookie"]

    assert "HttpOnly" in header
    assert "SameSite=Lax" in header


def test_by_https_the_cookie_is_tied_to_the_host(environment, runtime):
    secure = config_from(environment | {"FILMBOTE_PUBLIC_URL": "https://film.example"})
    answer = create_app(Runtime(secure, runtime.sessions, runtime.storage)).test_client().get("/account/sign-in")

    assert answer.headers["Set-Cookie"].startswith("__Host-filmbote=")
    assert "Secure" in answer.headers["Set-Cookie"]
    assert "Strict-Transport-Security" in answer.headers


def test_a_form_without_its_token_changes_nothing(client, editor):
    sign_in(client, editor)

    answer = client.post("/account/sign-out")

    assert answer.status_code == 400
    assert client.get("/account/").status_code == 200


def test_a_token_in_the_address_lets_nobody_in(client, editor):
    assert client.get("/account/?auth_token=WyJ4Il0").status_code == 302
