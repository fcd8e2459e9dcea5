from io import BytesIO

import pytest
from sqlalchemy import select

from catalog.films.lifecycle import Status
from catalog.people.models import Organisation
from catalog.people.permissions import Role
from tests.web.conftest import form_token, sign_in


@pytest.fixture
def administrator(client, session, make):
    make.delivery(make.version("de", Status.PUBLISHED))
    account = make.account(Role.ADMINISTRATOR)
    session.commit()
    return sign_in(client, account)


def send(client, text, name="list.csv"):
    token = form_token(client.get("/ministry/organisations"))
    form = {"csrf_token": token, "table": (BytesIO(text.encode()), name)} if text else {"csrf_token": token}
    return client.post("/ministry/organisations/import?ui=en", data=form, content_type="multipart/form-data")


def test_an_import_tells_what_it_did_and_which_rows_it_refused(administrator, session):
    answer = send(
        administrator,
        "key;kind;name;district\n"
        "eae-neu;reception_centre;Neue Einrichtung;\n"
        "06435012;municipality;Gründau;\n"
        "123;municipality;Nirgends;\n",
    )

    assert answer.status_code == 200
    assert "1 added" in answer.text
    assert "Line 4:" in answer.text
    assert session.scalars(select(Organisation).where(Organisation.key == "eae-neu")).one().name == "Neue Einrichtung"


def test_whoever_is_new_is_offered_what_is_public(administrator):
    answer = send(administrator, "key;kind;name\neae-neu;reception_centre;Neue Einrichtung\n")

    assert "1 delivery was offered to whoever is new." in answer.text


@pytest.mark.parametrize(
    ("text", "name", "sentence"),
    [("", "", "Please choose a table first."), ("this is no workbook", "list.xlsx", "as a table")],
)
def test_what_is_no_table_is_refused_with_a_sentence(administrator, text, name, sentence):
    answer = send(administrator, text, name)

    assert answer.status_code == 422
    assert sentence in answer.text


def test_an_editor_sees_the_register_and_cannot_change_it(client, session, make):
    account = make.account(Role.EDITOR)
    session.commit()
    editor = sign_in(client, account)

    page = editor.get("/ministry/organisations")

    assert page.status_code == 200
    assert 'type="file"' not in page.text
    assert editor.post("/ministry/organisations/import").status_code in (400, 403)
