"""Films and their languages, as the ministry sees them."""

from catalog.films.lifecycle import Status
from catalog.people.permissions import Role


def test_an_editor_enters_a_film(editor):
    answer = editor.send("/ministry/films/new", slug="neue-heimat", title_de="Neue Heimat", title_en="New home")

    assert (answer.status_code, answer.location) == (303, "/ministry/films/neue-heimat")
    page = editor.look(answer.location).text
    assert "New home" in page
    assert "The film has been entered. Now add its first language." in page


def test_a_short_name_that_cannot_stand_in_an_address_is_refused_and_nothing_typed_is_lost(editor):
    answer = editor.send("/ministry/films/new", slug="Neue Heimat!", title_de="Neue Heimat")

    assert answer.status_code == 422
    assert "“Neue Heimat!” cannot be used as a short name." in answer.text
    assert 'value="Neue Heimat"' in answer.text


def test_a_reviewer_enters_no_film(desk):
    assert desk(Role.REVIEWER).send("/ministry/films/new", slug="x", title_de="X").status_code == 403


def test_the_overview_names_every_language_and_its_state(make, desk):
    make.version("de", Status.PUBLISHED)
    make.version("ti", Status.IN_REVIEW)

    page = desk(Role.REVIEWER).look("/ministry/").text

    assert "2 languages" in page
    assert page.index("German") < page.index("Published") < page.index("Tigrinya") < page.index("In review")


def test_an_unknown_film_is_not_found(editor):
    assert editor.look("/ministry/films/schnee").status_code == 404
