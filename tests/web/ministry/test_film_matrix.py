"""The film's page says of each language, in each form, where it stands; and the table can be sifted and taken along."""

import re

import pytest

from catalog.films.lifecycle import Status
from catalog.films.models import Captions, Edition
from catalog.foundation import queue
from catalog.people.permissions import Role
from catalog.people.tables import read_table

PAGE = "/ministry/films/polizei"


def cells(page, tag):
    """Return what the row of a language says, column by column."""
    name = {"de": "German", "ti": "Tigrinya", "ar": "Arabic", "uk": "Ukrainian"}[tag]
    row = next(row for row in page.split('<tr class="kern-table__row') if f'matrix__language">{name}' in row)
    found = re.findall(r'data-heading="([^"]+)">(.*?)</td>', row.partition("</th>")[2], re.DOTALL)
    return {heading: " ".join(re.sub("<[^>]+>", " ", words).split()) for heading, words in found}


def languages(page):
    return re.findall(r'matrix__language">([^<]+?)\s*<', page)


def captions(*tags):
    return [Captions(language=t, source_sha256=t * 32, webvtt_sha256=t * 32, srt_sha256=t * 32, cues=2) for t in tags]


@pytest.fixture
def film(make):
    """German at its second revision, Tigrinya made from the first one, Arabic under way."""
    first = make.version("de", Status.SUPERSEDED, description="Alt")
    make.version("de", Status.PUBLISHED, revision=2, description="Über die Polizei", captions=captions("de", "uk"))
    make.version("de-x-ad", Status.APPROVED)
    make.version("ti", Status.PUBLISHED, made_from_id=first.id, description="ፖሊስ", captions=captions("ti"))
    make.version("ar", Status.REFUSED, title="الشرطة")
    make.session.commit()
    return make.film()


def test_each_form_of_a_language_has_its_state_and_revision(film, editor):
    page = editor.look(PAGE).text

    german, tigrinya = cells(page, "de"), cells(page, "ti")
    assert german["Dub"] == german["Captions"] == german["Description (text)"] == "Published Revision 2"
    assert german["Audio description"] == "Approved Revision 1"
    assert german["Sign language"] == "Missing Add : Sign language, German"
    assert tigrinya["Dub"].startswith(
        "Outdated Revision 1 made from revision 1 of the original, which is at revision 2"
    )
    assert tigrinya["Captions"] == "Outdated Revision 1"
    assert tigrinya["Easy language"] == "–", "there is no such form of it"
    assert cells(page, "ar")["Dub"] == "In work Revision 1 refused"


def test_a_language_can_have_captions_without_a_voice(film, editor):
    ukrainian = cells(editor.look(PAGE).text, "uk")

    assert ukrainian["Dub"] == "Missing Add : Dub, Ukrainian"
    assert ukrainian["Captions"] == "Published Revision 2 over the sound in: German"


def test_what_is_missing_can_be_added_by_whoever_uploads(film, desk):
    assert "/versions/new?language=gsg" in desk(Role.EDITOR).look(PAGE).text
    assert "/versions/new" not in desk(Role.REVIEWER).look(PAGE).text


def test_a_newer_revision_stands_in_the_table_and_the_public_one_is_named(make, desk):
    make.version("de", Status.PUBLISHED)
    make.version("de", Status.IN_REVIEW, revision=2)

    page = desk(Role.EDITOR).look(PAGE).text

    assert cells(page, "de")["Dub"] == "In review Revision 2 Revision 1 is public."


def test_the_languages_that_are_there_come_first_then_the_most_needed(film, editor):
    shown = languages(editor.look(PAGE).text)

    assert shown[:5] == ["German", "Arabic", "Ukrainian", "Tigrinya", "English"]
    assert shown.index("English") < shown.index("Somali") < shown.index("Uzbek")
    assert len(shown) == len(set(shown)) > 30


@pytest.mark.parametrize(
    ("wish", "shown"),
    [
        ("state=outdated", ["Tigrinya"]),
        ("state=published", ["German", "Ukrainian"]),
        ("state=published&column=dub", ["German"]),
        ("column=sign_language", ["German"]),
        ("text=ukrain", ["Ukrainian"]),
        ("text=الشرطة", ["Arabic"]),
        ("text=ti-ER", ["Tigrinya"]),
        ("state=recalled", []),
        ("state=in_work&order=nonsense", ["Arabic"]),
    ],
)
def test_the_table_is_narrowed_without_scripts(film, editor, wish, shown):
    page = editor.look(f"{PAGE}?{wish}").text

    assert languages(page) == shown
    assert ("No language fits what you have chosen." in page) == (not shown)


@pytest.mark.parametrize(
    ("order", "first"),
    [
        ("name", ["Albanian", "Amharic", "Arabic"]),
        ("state", ["Tigrinya", "Arabic", "German"]),
        ("nonsense", ["German", "Arabic", "Ukrainian"]),
    ],
)
def test_the_table_is_put_in_order(film, editor, order, first):
    shown = languages(editor.look(f"{PAGE}?order={order}&column={'dub' if order == 'state' else ''}").text)

    assert shown[:3] == first


def test_what_changed_last_comes_first(film, make, editor):
    make.version("so", Status.DRAFT)
    make.session.commit()

    assert languages(editor.look(f"{PAGE}?order=date").text)[0] == "Somali"


def test_what_was_chosen_stays_chosen(film, editor):
    page = editor.look(f'{PAGE}?state=outdated&text="x"&order=name').text

    assert '<option value="outdated" selected>' in page
    assert '<option value="name" selected>' in page
    assert "&#34;x&#34;" in page


def test_the_table_is_taken_along_as_it_is_shown(film, make, editor):
    rows = dict_rows(editor.look(f"{PAGE}/languages.csv"), "a.csv")
    workbook = dict_rows(editor.look(f"{PAGE}/languages.xlsx"), "a.xlsx")
    narrowed = dict_rows(editor.look(f"{PAGE}/languages.csv?state=outdated"), "a.csv")

    assert rows == workbook
    assert (rows[0]["Language"], rows[0]["Dub"]) == ("German", "Published")
    tigrinya = next(row for row in rows if row["Tag"] == "ti")
    assert (tigrinya["Dub"], tigrinya["Dub: revision"], tigrinya["Easy language"]) == ("Outdated", "1", "–")
    assert [row["Tag"] for row in narrowed] == ["ti"]


def dict_rows(answer, name):
    assert answer.headers["Content-Disposition"].startswith("attachment")
    return [row for _, row in read_table(answer.data, name)]


def test_an_excerpt_has_a_table_of_its_own(film, make, editor):
    excerpt = Edition(film=film, name="notruf", from_s=1.0, to_s=3.0)
    make.session.add(excerpt)
    make.session.flush()
    make.version("ar", Status.IN_REVIEW, revision=2).edition = excerpt
    make.session.commit()

    page = editor.look(f"{PAGE}?edition=notruf").text

    assert cells(page, "ar")["Dub"] == "In review Revision 2"
    assert cells(page, "de")["Dub"].startswith("Missing")
    assert '<option value="notruf" selected>' in page


def test_the_table_is_fetched_again_only_while_work_is_going_on(make, desk):
    version = make.version("de", Status.PROCESSING)
    job = queue.order(make.session, "encode_sound", f"version:{version.id}", key="k")
    job.state, job.percent, job.seconds_left = queue.JobState.RUNNING, 43.2, 72.0
    editor = desk(Role.EDITOR)

    while_working = editor.look(f"{PAGE}/languages?order=name").text
    version.status = Status.IN_REVIEW
    make.session.commit()
    afterwards = editor.look(f"{PAGE}/languages").text

    assert 'data-live="/ministry/films/polizei/languages?order=name"' in while_working
    assert "43 % done, about 1:12 min left" in while_working
    assert "data-live" not in afterwards


def test_a_page_of_many_languages_costs_no_more_questions_than_one_of_few(make, desk, count_questions):
    make.picture(make.version("de", Status.PUBLISHED))
    editor = desk(Role.EDITOR)
    editor.look(PAGE)  # the first page of a session also writes down its form token
    with count_questions() as few:
        editor.look(PAGE)
    for tag in ("ar", "ti", "uk", "tr", "gsg", "de-x-ad"):
        make.picture(make.version(tag, Status.PUBLISHED, captions=captions("en", "fr")))
    make.session.commit()

    with count_questions() as many:
        editor.look(PAGE)

    assert len(many) == len(few)


def test_no_choice_stands_in_the_way_of_another(film, editor):
    form = editor.look(PAGE).text.partition("matrix-wish")[2].partition("</form>")[0]

    assert "required" not in form, "a browser does not send a form in which “all” counts as nothing chosen"
