"""Rights and contact of a film are entered by the ministry, and the contact is there for everybody."""

from datetime import date

import pytest

from catalog.films.lifecycle import Status
from catalog.people.permissions import Role
from tests.distribution.finished import finish

FORM = "/ministry/films/polizei/rights"


def test_what_was_declared_stands_in_the_form_again(desk, make):
    film = make.film()
    editor = desk(Role.EDITOR)

    answer = editor.send(FORM, contact="+49 611 353-0", holder="Land Hessen", until="2027-03-31")

    assert answer.status_code == 303
    page = editor.look(FORM).text
    for told in ("+49 611 353-0", "Land Hessen", "2027-03-31"):
        assert f'value="{told}"' in page
    make.session.expire_all()
    assert film.rights_until == date(2027, 3, 31)


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [("contact", "Die Pressestelle", "is no contact"), ("until", "never", "is not a date")],
)
def test_what_cannot_be_used_comes_back_to_be_corrected(desk, make, field, text, sentence):
    make.film()

    answer = desk(Role.EDITOR).send(FORM, **{field: text})

    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'value="{text}"' in answer.text


def test_the_page_of_the_film_leads_to_its_rights(desk, make):
    make.film()

    assert f'href="{FORM}"' in desk(Role.EDITOR).look("/ministry/films/polizei").text


def test_everybody_who_watches_knows_whom_to_ask(client, make, runtime, tmp_path):
    version = finish(make.session, make.version("de", Status.PUBLISHED), runtime.storage, tmp_path)
    version.edition.film.rights_holder = "Land Hessen"
    make.session.commit()

    page = client.get("/film/polizei/de", headers={"Accept-Language": "en"}).text

    assert 'href="mailto:film@filmbote.example"' in page
    assert "Land Hessen" in page
