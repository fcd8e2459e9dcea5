"""The ministry writes the words of each language beside the German ones, and sends them to translation offices."""

import html
import io
import re

import pytest

from catalog.films.lifecycle import Status
from catalog.films.models import LanguageVersion
from catalog.films.wording import exchange
from catalog.films.wording.words import Words, words_of
from catalog.people.permissions import Role
from tests.films.offices import ARABIC, GERMAN, film, texts, translated
from tests.web.conftest import form_token

PAGE = "/ministry/films/polizei/words"


@pytest.fixture
def versions(make):
    film(make)
    return {version.language: version for version in make.session.query(LanguageVersion)}


@pytest.fixture
def office(versions, editor):
    """An editor, and a film with words in several languages."""
    return editor


@pytest.fixture
def now(session):
    """Return a version as it is saved now, without keeping others from writing."""

    def read(version):
        session.refresh(version)
        session.commit()
        return version

    return read


def filled_in(desk, **typed):
    """Return the form as the page shows it, with what somebody types; a field is called "ti_title"."""
    page = desk.look(PAGE).text
    fields = dict(re.findall(r'<input type="hidden" name="(beside|loaded-\d+)" value="([^"]*)">', page))
    fields["version"] = re.findall(r'name="version" value="(\d+)"', page)
    texts_there = re.findall(r'<textarea[^>]*?name="([^"]*)"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    return fields | {name: html.unescape(text) for name, text in texts_there} | typed


def section(page, version):
    """Return what a page says of one version."""
    return page.partition(f'id="version-{version.id}"')[2].partition("</details>")[0]


def field(version, name, text):
    return {f"{name}-{version.id}": text}


def sent(desk, content, name="words.xlf"):
    data = {"csrf_token": form_token(desk.look("/account/")), "words": (io.BytesIO(content), name)}
    return desk.client.post(f"{PAGE}/look", data=data, headers={"Accept-Language": "en"})


def looked(page):
    return page.text.partition('name="looked" value="')[2].partition('"')[0]


def test_each_language_stands_beside_the_german_words_in_its_own_script(office, versions):
    page = office.look(PAGE).text

    arabic = section(page, versions["ar"])
    assert 'lang="ar"' in arabic
    assert 'dir="rtl"' in arabic
    assert ARABIC.title in arabic
    assert "Die Polizei hilft &lt;Ihnen&gt; &amp; allen" in arabic
    assert "Fits the original" in arabic
    assert "Words are missing" in section(page, versions["ti"])
    assert 'lang="de"' in section(page, versions["gsg"]), "what belongs to a sign language is written in German"
    assert "Not compared yet" in section(page, versions["gsg"])


def test_the_words_of_one_language_are_saved(office, versions, now):
    tigrinya = versions["ti"]

    answer = office.send(PAGE, only=tigrinya.id, **filled_in(office, **field(tigrinya, "title", "ፖሊስ ይሕግዝ")))

    assert (answer.status_code, answer.location) == (303, f"{PAGE}#version-{tigrinya.id}")
    assert "The words of 1 language are saved." in office.look(PAGE).text
    assert now(tigrinya).title == "ፖሊስ ይሕግዝ"


def test_what_was_typed_for_other_languages_stays_in_its_fields(office, versions, now):
    typed = field(versions["ti"], "title", "ፖሊስ ይሕግዝ") | field(versions["ar"], "title", "الشرطة")

    answer = office.send(PAGE, only=versions["ti"].id, **filled_in(office, **typed))

    assert answer.status_code == 200
    assert "Words of other languages are still in their fields and are not saved yet." in answer.text
    assert ">الشرطة</textarea>" in section(answer.text, versions["ar"])
    assert now(versions["ar"]).title == ARABIC.title


def test_all_languages_are_saved_at_once(office, versions, now):
    typed = field(versions["ti"], "title", "ፖሊስ ይሕግዝ") | field(versions["ar"], "title", "الشرطة")

    office.send(PAGE, **filled_in(office, **typed))

    assert (now(versions["ti"]).title, now(versions["ar"]).title) == ("ፖሊስ ይሕግዝ", "الشرطة")
    assert "The words of 2 languages are saved." in office.look(PAGE).text


def test_nothing_is_saved_when_one_text_is_too_long_and_every_text_stays(office, versions, now):
    typed = field(versions["ti"], "title", "ፖ" * 301) | field(versions["ar"], "title", "الشرطة")

    answer = office.send(PAGE, **filled_in(office, **typed))

    assert answer.status_code == 409
    assert "Nothing has been saved yet." in answer.text
    assert "This text has 301 characters. It may have at most 300." in section(answer.text, versions["ti"])
    assert "ፖ" * 301 in answer.text
    assert ">الشرطة</textarea>" in answer.text
    assert now(versions["ar"]).title == ARABIC.title


def test_the_slower_of_two_editors_is_told_loses_nothing_and_can_decide(office, desk, versions, now):
    slow, quick, tigrinya = office, desk(Role.EDITOR), versions["ti"]
    loaded = filled_in(slow, **field(tigrinya, "title", "ክልተ"))
    quick.send(PAGE, only=tigrinya.id, **filled_in(quick, **field(tigrinya, "title", "ሓደ")))

    answer = slow.send(PAGE, only=tigrinya.id, **loaded)

    told = section(answer.text, tigrinya)
    assert answer.status_code == 409
    assert "Somebody else has changed these words meanwhile." in told
    assert ">ክልተ</textarea>" in told
    assert re.search(r"Saved is:.*ሓደ", told, re.DOTALL)
    again = re.search(rf'name="loaded-{tigrinya.id}" value="(\w+)"', told)[1]
    slow.send(PAGE, only=tigrinya.id, **{**loaded, f"loaded-{tigrinya.id}": again})
    assert now(tigrinya).title == "ክልተ"


def test_what_the_german_said_before_stands_beside_outdated_words(office, versions):
    office.send(PAGE, **filled_in(office, **field(versions["de"], "title", "Die Polizei hilft allen")))

    arabic = section(office.look(PAGE).text, versions["ar"])

    assert "Outdated" in arabic
    assert re.search(r"Before:\s*<del[^>]*>Die Polizei hilft &lt;Ihnen&gt; &amp; allen</del>", arabic)


def test_words_are_found_still_right_with_one_button(office, versions):
    office.send(PAGE, **filled_in(office, **field(versions["de"], "title", "Die Polizei hilft allen")))
    assert "These words are still right" in section(office.look(PAGE).text, versions["ar"])

    answer = office.send(PAGE, still_right=versions["ar"].id, **filled_in(office))

    assert answer.status_code == 303
    page = office.look(PAGE).text
    assert "Noted: these words still fit the German ones." in page
    assert "Fits the original" in section(page, versions["ar"])


def test_recalled_words_can_be_read_and_not_written(office, versions, session):
    versions["ar"].status = Status.RECALLED
    session.commit()

    recalled = section(office.look(PAGE).text, versions["ar"])

    assert "This version was recalled. Its words stay as they are." in recalled
    assert "<textarea" not in recalled
    assert ARABIC.title in recalled


def test_a_reviewer_reads_the_words_and_exports_them_but_writes_none(desk, versions):
    reviewer = desk(Role.REVIEWER)

    page = reviewer.look(PAGE).text

    assert ARABIC.title in page
    assert "<textarea" not in page
    assert reviewer.look(f"{PAGE}/ar.xlf").status_code == 200
    assert reviewer.send(PAGE).status_code == 403
    assert reviewer.send(f"{PAGE}/look").status_code == 403
    assert reviewer.send(f"{PAGE}/import").status_code == 403


@pytest.mark.parametrize(
    "nonsense",
    [{}, {"version": "x"}, {"version": "9" * 30}, {"still_right": "x"}, {"still_right": "987654"}, {"only": "x"}],
    ids=str,
)
def test_a_form_that_is_not_ours_breaks_nothing(office, nonsense):
    assert office.send(PAGE, **nonsense).status_code in (303, 404, 409, 422)


def test_a_film_without_german_says_so(make, editor):
    make.version("ti")
    make.session.commit()

    page = editor.look(PAGE).text

    assert "There is no German version yet" in page
    assert "For translation offices" not in page
    assert editor.look(f"{PAGE}/all.zip").status_code == 409


def test_a_film_without_any_language_has_a_page_too(make, editor):
    make.film()
    make.session.commit()

    assert "This film has no language yet." in editor.look(PAGE).text


def test_the_page_costs_no_more_questions_for_many_languages(office, make, count_questions):
    office.look(PAGE)  # the first page of a session also writes down its form token
    with count_questions() as few:
        office.look(PAGE)
    for tag in ("uk", "tr", "fr", "en", "so"):
        make.version(tag, Status.PUBLISHED, worded_after_sha256="3" * 64)
    make.session.commit()

    with count_questions() as many:
        office.look(PAGE)

    assert len(many) == len(few)


@pytest.mark.parametrize(
    ("address", "name", "kind"),
    [
        ("ar.xlf", "polizei-ar.xlf", "application/xliff+xml"),
        ("all.zip", "polizei-words.zip", "application/zip"),
        ("all.csv", "polizei-words.csv", "text/csv"),
        ("all.xlsx", "polizei-words.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
)
def test_words_go_out_as_files(office, address, name, kind):
    answer = office.look(f"{PAGE}/{address}")

    assert (answer.status_code, answer.mimetype) == (200, kind)
    assert answer.headers["Content-Disposition"] == f"attachment; filename={name}"


@pytest.mark.parametrize("address", ["fr.xlf", "de.xlf", "all.pdf"])
def test_what_cannot_go_out_is_not_found(office, address):
    assert office.look(f"{PAGE}/{address}").status_code == 404


def test_what_an_office_sends_is_looked_at_first_and_taken_over_then(office, versions, now):
    content = translated(office.look(f"{PAGE}/ti.xlf").data, "title", "ፖሊስ ይሕግዝ")

    report = sent(office, content)

    assert now(versions["ti"]).title == "ፖሊስ"
    assert "1 text changes." in report.text
    assert "polizei.ti.r1.title" in report.text
    assert "ፖሊስ ይሕግዝ" in report.text
    assert "Left out: it is empty, and nothing is deleted this way." in report.text

    answer = office.send(f"{PAGE}/import", looked=looked(report))

    assert (answer.status_code, now(versions["ti"]).title) == (303, "ፖሊስ ይሕግዝ")
    assert "The words of 1 language have been taken over." in office.look(PAGE).text
    assert "The file brings nothing new." in sent(office, content).text


def test_words_from_earlier_german_ones_come_only_when_they_are_wanted(office, versions, now):
    content = translated(office.look(f"{PAGE}/ar.xlf").data, "title", "الشرطة")
    office.send(PAGE, **filled_in(office, **field(versions["de"], "title", "Anders")))

    report = sent(office, content)
    assert "Left out: the German words have changed meanwhile." in report.text
    office.send(f"{PAGE}/import", looked=looked(report))
    assert now(versions["ar"]).title == ARABIC.title

    office.send(f"{PAGE}/import", looked=looked(sent(office, content)), earlier="on")
    assert now(versions["ar"]).title == "الشرطة"
    assert "Outdated" in section(office.look(PAGE).text, versions["ar"])


def test_an_import_that_was_overtaken_is_shown_again(office, versions, now):
    report = sent(office, translated(office.look(f"{PAGE}/ti.xlf").data, "title", "ክልተ"))
    office.send(PAGE, **filled_in(office, **field(versions["ti"], "title", "ሓደ")))

    answer = office.send(f"{PAGE}/import", looked=looked(report))

    assert (answer.status_code, now(versions["ti"]).title) == (409, "ሓደ")
    assert "Please look again at what the file would change." in answer.text
    office.send(f"{PAGE}/import", looked=looked(answer))
    assert now(versions["ti"]).title == "ክልተ"


def test_a_table_with_words_that_do_not_fit_is_told_row_by_row(office):
    table = (
        "language;field;german;translation\r\n"
        f"tlh;title;{GERMAN.title};ghob\r\n"
        f"fr;title;{GERMAN.title};Police\r\n"
        f"ti;title;{GERMAN.title};{'x' * 301}\r\n"
    )

    report = sent(office, table.encode("utf-8-sig"), "Übersetzung <1>.csv").text

    assert "Übersetzung &lt;1&gt;.csv" in report
    for sentence in (
        "Left out: there is no such language in our table.",
        "Left out: this film has no such place.",
        "Left out: it is too long.",
        "The file brings nothing new.",
    ):
        assert sentence in report


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "contains a DOCTYPE, which XLIFF does not need."),
        (b"<html></html>", "Please send it as XLIFF 2.0, as it was exported here."),
        (b"a;b\n1;2\n", "The table needs the columns"),
        (b"PK nonsense", "We cannot unpack"),
    ],
    ids=["doctype", "page", "columns", "zip"],
)
def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(office, content, sentence):
    answer = sent(office, content)

    assert answer.status_code == 422
    assert sentence in answer.text


def test_a_form_without_a_file_is_refused(office):
    answer = office.send(f"{PAGE}/look")

    assert answer.status_code == 422
    assert "Please choose the file that the translation office has sent." in answer.text


def test_fifty_megabytes_are_not_read_to_their_end(office):
    answer = office.client.post(
        f"{PAGE}/look",
        data=b"--x" + b" " * 50_000_000,
        content_type="multipart/form-data; boundary=x",
        headers={"Accept-Language": "en", "X-CSRFToken": form_token(office.look("/account/"))},
    )

    assert answer.status_code == 413
    assert "This is too large to be sent at once." in answer.text


def test_only_what_our_own_page_has_shown_is_taken_over(office, versions, now):
    report = looked(sent(office, translated(office.look(f"{PAGE}/ti.xlf").data, "title", "ክልተ")))

    assert office.send(f"{PAGE}/import", looked=report[:-2]).status_code == 422
    assert office.send(f"{PAGE}/import").status_code == 422
    assert now(versions["ti"]).title == "ፖሊስ"


def test_the_words_of_a_whole_film_fit_into_one_form(office, make, versions, session, now):
    for number, tag in enumerate(("uk", "tr", "fr", "en", "so", "am", "fa", "prs", "ps", "ur", "ckb", "kmr", "ru")):
        make.version(tag, Status.PUBLISHED, **texts(Words("x", str(number) * 3000, "y" * 300)))
    make.session.commit()
    longest = "ፖሊስ " * 700

    answer = office.send(PAGE, **filled_in(office, **field(versions["ti"], "description", longest)))

    assert answer.status_code == 303
    assert words_of(now(versions["ti"])).description == longest.strip()


def test_the_film_leads_to_its_words(office):
    assert f'href="{PAGE}"' in office.look("/ministry/films/polizei").text


def test_an_export_is_the_same_as_from_the_deed(office, session):
    assert office.look(f"{PAGE}/all.zip").data == exchange.export_all(session, "polizei")
