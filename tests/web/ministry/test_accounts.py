"""Administrators add accounts and retire them."""

import re

from sqlalchemy import select

from catalog.people.models import Account
from catalog.people.permissions import Role
from tests.web.conftest import form_token

ACCOUNTS = "/ministry/accounts"


def test_a_new_account_gets_a_password_that_is_shown_once_and_opens_the_door(make, desk, app):
    make.organisation()
    administrator = desk(Role.ADMINISTRATOR)

    added = administrator.send(
        ACCOUNTS, email="Rathaus@Gruendau.example", name="Rathaus", role="recipient", organisation="06435012"
    )
    password = re.search(r'<code class="password">(.+?)</code>', added.text)[1]

    assert added.status_code == 201
    assert password not in administrator.look(ACCOUNTS).text
    newcomer = app.test_client()
    form = newcomer.get("/account/sign-in")
    sent = {"csrf_token": form_token(form), "email": "rathaus@gruendau.example", "password": password}
    assert newcomer.post("/account/sign-in", data=sent).location == "/recipient/"


def test_what_cannot_be_an_account_is_refused_and_nothing_typed_is_lost(desk):
    administrator = desk(Role.ADMINISTRATOR)

    def refused(**fields: str) -> str:
        return administrator.send(ACCOUNTS, **({"email": "a@b.example", "name": "A", "role": "editor"} | fields)).text

    assert "“nobody” is not an e-mail address." in refused(email="nobody")
    assert "Please choose one of the roles." in refused(role="operator")
    assert "There is no organisation with the key “123”." in refused(organisation="123")
    assert "Please name the organisation" in refused(role="recipient")
    assert 'value="a@b.example"' in refused(role="recipient")


def test_a_retired_account_is_signed_out_at_once(desk, runtime):
    administrator, editor = desk(Role.ADMINISTRATOR), desk(Role.EDITOR)

    answer = administrator.send(f"{ACCOUNTS}/{editor.account.id}/retirement")

    assert answer.status_code == 303
    assert "has been retired" in administrator.look(ACCOUNTS).text
    assert editor.look("/ministry/").status_code == 302
    with runtime.question() as session:
        assert not session.scalars(select(Account.active).where(Account.id == editor.account.id)).one()


def test_nobody_retires_the_account_they_sit_in(desk):
    administrator = desk(Role.ADMINISTRATOR)

    answer = administrator.send(f"{ACCOUNTS}/{administrator.account.id}/retirement")

    assert answer.status_code == 409
    assert administrator.look(ACCOUNTS).status_code == 200


def test_an_editor_keeps_no_accounts(editor):
    assert editor.look(ACCOUNTS).status_code == 403
