"""Films and their languages, as the ministry sees them."""

from catalog.films.lifecycle import Status
from catalog.films.models import Picture
from catalog.foundation import queue
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


def test_a_newer_revision_stands_in_the_table_and_the_public_one_is_named(make, desk):
    make.version("de", Status.PUBLISHED)
    make.version("de", Status.IN_REVIEW, revision=2)

    page = desk(Role.EDITOR).look("/ministry/films/polizei").text

    assert "In review" in page
    assert "Revision 1 is public." in page


def test_languages_that_are_missing_can_be_added_the_most_needed_first(make, desk):
    make.version("ar")
    editor = desk(Role.EDITOR)

    missing = editor.look("/ministry/films/polizei").text.partition("Languages still missing")[2]

    assert "language=ar" not in missing
    assert missing.index("language=uk") < missing.index("language=uz")


def test_the_table_is_fetched_again_only_while_work_is_going_on(make, desk):
    version = make.version("de", Status.PROCESSING)
    job = queue.order(make.session, "encode_picture", f"version:{version.id}", key="k")
    job.state, job.percent, job.seconds_left = queue.JobState.RUNNING, 43.2, 72.0
    editor = desk(Role.EDITOR)

    while_working = editor.look("/ministry/films/polizei/languages").text
    version.status = Status.IN_REVIEW
    make.session.commit()
    afterwards = editor.look("/ministry/films/polizei/languages").text

    assert 'data-live="/ministry/films/polizei/languages"' in while_working
    assert "43 % done, about 1:12 min left" in while_working
    assert "data-live" not in afterwards


def test_a_page_of_many_languages_costs_no_more_questions_than_one_of_few(make, desk, count_questions):
    make.version("de", Status.PUBLISHED, picture=picture(make))
    editor = desk(Role.EDITOR)
    editor.look("/ministry/films/polizei")  # the first page of a session also writes down its form token
    with count_questions() as few:
        editor.look("/ministry/films/polizei")
    for tag in ("ar", "ti", "uk", "tr"):
        make.version(tag, Status.PUBLISHED, picture=picture(make))
    make.session.commit()

    with count_questions() as many:
        editor.look("/ministry/films/polizei")

    assert len(many) == len(few)


def test_an_unknown_film_is_not_found(editor):
    assert editor.look("/ministry/films/schnee").status_code == 404


def picture(make) -> Picture:
    return Picture(
        edition=make.film().editions[0],
        source_sha256="0" * 64,
        source_size_bytes=1,
        width_px=1920,
        height_px=1080,
        fps="25/1",
        duration_s=80.0,
    )
