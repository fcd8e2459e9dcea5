"""The words of each language stand beside the German ones, and know from which of them they were made."""

import pytest

from catalog.films import register
from catalog.films.lifecycle import Status
from catalog.films.register import NoSuchFilm, NoSuchVersion, VersionRecalled
from catalog.films.wording.correcting import (
    Draft,
    NotSaved,
    OriginalChangedMeanwhile,
    WordsChangedMeanwhile,
    save,
    still_right,
)
from catalog.films.wording.desk import sheet
from catalog.films.wording.words import Standing, Words, WordsMissing, WordsTooLong, cleaned, standing, words_of
from catalog.foundation import audit
from catalog.foundation.errors import NotPermitted
from catalog.people.permissions import MACHINE, Role

GERMAN = Words("Die Polizei hilft", "Wann Sie die 110 rufen.", "Rufen Sie 110.")
TIGRINYA = Words("ፖሊስ ይሕግዝ", "መዓስ 110 ትድውሉ።", "110 ደውሉ።")


def texts(words):
    return {"title": words.title, "description": words.description, "call_to_action": words.call_to_action}


@pytest.fixture
def german(make):
    return make.version("de", Status.PUBLISHED, **texts(GERMAN))


@pytest.fixture
def tigrinya(make, german):
    return make.version("ti", Status.PUBLISHED, worded_after_sha256=GERMAN.sha256, **texts(TIGRINYA))


def line_of(session, version):
    found = sheet(session, "polizei")
    return found, next(line for line in found.everything if line.version is version)


def drafted(words, before, beside=GERMAN):
    return Draft(words, before.sha256, beside.sha256)


def correct(session, version, words, by=MACHINE, beside=GERMAN):
    return save(session, "polizei", {version.id: drafted(words, words_of(version), beside)}, by=by)


@pytest.mark.parametrize(
    ("words", "made_from", "original", "expected"),
    [
        (TIGRINYA, GERMAN.sha256, GERMAN, Standing.CURRENT),
        (TIGRINYA, GERMAN.sha256, Words("Die Polizei hilft Ihnen"), Standing.OUTDATED),
        (TIGRINYA, None, GERMAN, Standing.UNCOMPARED),
        (Words("ፖሊስ"), GERMAN.sha256, GERMAN, Standing.MISSING),
        (Words("ፖሊስ"), None, Words("Die Polizei"), Standing.UNCOMPARED),
        (TIGRINYA, GERMAN.sha256, None, Standing.UNCOMPARED),
    ],
    ids=["current", "outdated", "nobody-knows", "missing", "nothing-to-say", "no-original"],
)
def test_words_stand_to_the_original_of_today(words, made_from, original, expected):
    assert standing(words, made_from, original) is expected


def test_a_state_has_one_name_whatever_the_line_ends_and_spaces():
    assert cleaned("description", " Eins \r\nzwei  drei\r\n") == "Eins\nzwei drei"
    assert cleaned("title", "Die\r\nPolizei\x00 \ud800") == "Die Polizei"
    assert cleaned("title", "Mu\u0308nchen") == "München"
    assert Words("a", "b", "") != Words("a", "", "b")
    assert Words("a", "b", "").sha256 != Words("a", "", "b").sha256


def test_marks_that_a_language_needs_are_kept():
    persian, french = "می\u200cخواهم\u200f", "Appelez le 110\u00a0!"

    assert (cleaned("title", persian), cleaned("title", french)) == (persian, french)


def test_a_film_shows_the_newest_of_each_language_and_what_is_public(session, make):
    make.version("de", Status.SUPERSEDED)
    german = make.version("de", Status.DRAFT, revision=2)
    public = make.version("ti", Status.PUBLISHED)
    newer = make.version("ti", Status.IN_REVIEW, revision=2)
    arabic = make.version("ar", Status.RECALLED)
    make.version("ar", film=make.film("another"))

    found = sheet(session, "polizei")

    assert found.original.version is german
    assert [line.version for line in found.lines] == [arabic, newer, public]
    assert [line.correctable for line in found.lines] == [False, True, True]


def test_a_film_without_german_words_has_nothing_to_compare_with(session, make):
    make.version("ti", **texts(TIGRINYA))

    found = sheet(session, "polizei")

    assert found.original is None
    assert [line.standing for line in found.lines] == [Standing.UNCOMPARED]


def test_german_words_that_are_still_public_beside_newer_ones_can_be_corrected_too(session, make, german, tigrinya):
    make.version("de", Status.IN_REVIEW, revision=2, title="Neu")
    tigrinya.worded_after_sha256 = None

    found, line = line_of(session, german)
    correct(session, german, Words("Die Polizei"))

    assert (found.original.words.title, line.standing) == ("Neu", Standing.ORIGINAL)
    assert (german.title, german.worded_after_sha256) == ("Die Polizei", None)


def test_when_the_german_words_change_the_others_are_outdated_and_what_was_there_before_is_known(
    session, german, tigrinya
):
    correct(session, german, Words(GERMAN.title, "Wann Sie die 110 wählen.", GERMAN.call_to_action))

    found, line = line_of(session, tigrinya)

    assert line.standing is Standing.OUTDATED
    assert found.changed(line) == {"description": "Wann Sie die 110 rufen."}
    assert found.original.standing is Standing.ORIGINAL


def test_a_new_german_revision_with_other_words_makes_the_others_outdated(session, make, german, tigrinya):
    german.status = Status.SUPERSEDED
    make.version("de", Status.PUBLISHED, revision=2, **texts(Words("Die Polizei hilft Ihnen", *GERMAN.as_list()[1:])))

    found, line = line_of(session, tigrinya)

    assert line.standing is Standing.OUTDATED
    assert found.changed(line) == {"title": "Die Polizei hilft"}


def test_words_that_are_put_back_fit_again(session, german, tigrinya):
    correct(session, german, Words("Anders"))
    correct(session, german, GERMAN)

    assert line_of(session, tigrinya)[1].standing is Standing.CURRENT


def test_words_of_a_public_version_may_be_corrected_and_the_book_tells_it(session, make, german, tigrinya):
    editor = make.account(Role.EDITOR)
    tigrinya.worded_after_sha256 = None
    better = Words("ፖሊስ ይሕግዘኩም", TIGRINYA.description, TIGRINYA.call_to_action)

    changed = correct(session, tigrinya, better, by=editor.actor)

    assert changed == [tigrinya]
    assert (words_of(tigrinya), tigrinya.status) == (better, Status.PUBLISHED)
    assert line_of(session, tigrinya)[1].standing is Standing.CURRENT, "they were made beside the German ones"
    entry = audit.history(session, tigrinya.subject)[0]
    assert (entry.verb, entry.account_id) == ("corrected the words", editor.id)
    assert (entry.details["before"], entry.details["after"]) == (TIGRINYA.as_list(), better.as_list())


def test_words_made_beside_german_ones_that_changed_meanwhile_are_saved_and_outdated(session, german, tigrinya):
    seen = words_of(german)
    correct(session, german, Words("Anders", *GERMAN.as_list()[1:]))

    correct(session, tigrinya, Words("ፖሊስ", *TIGRINYA.as_list()[1:]), beside=seen)

    found, line = line_of(session, tigrinya)
    assert line.standing is Standing.OUTDATED
    assert found.changed(line) == {"title": "Die Polizei hilft"}


def test_saving_what_is_there_already_changes_nothing(session, german, tigrinya):
    tigrinya.worded_after_sha256 = None

    assert correct(session, tigrinya, words_of(tigrinya)) == []

    assert tigrinya.worded_after_sha256 is None
    assert audit.history(session, tigrinya.subject) == []


def test_somebody_who_was_slower_is_told_and_nothing_is_overwritten(session, german, tigrinya):
    correct(session, tigrinya, Words("ሓደ", *TIGRINYA.as_list()[1:]))

    with pytest.raises(NotSaved) as refusal:
        save(session, "polizei", {tigrinya.id: drafted(Words("ክልተ"), TIGRINYA)}, by=MACHINE)

    assert isinstance(refusal.value.problems[tigrinya.id][""], WordsChangedMeanwhile)
    assert tigrinya.title == "ሓደ"


def test_whoever_writes_the_same_as_somebody_else_meanwhile_is_content(session, german, tigrinya):
    same = Words("ሓደ", *TIGRINYA.as_list()[1:])
    correct(session, tigrinya, same)

    assert save(session, "polizei", {tigrinya.id: drafted(same, TIGRINYA)}, by=MACHINE) == []


def test_several_languages_are_saved_all_or_none(session, make, german, tigrinya):
    arabic = make.version("ar", title="الشرطة")
    drafts = {
        arabic.id: drafted(Words("الشرطة تساعد"), Words("الشرطة")),
        tigrinya.id: drafted(Words("ፖሊስ", "x" * 3001, "x" * 300), TIGRINYA),
        german.id: drafted(Words(""), GERMAN),
    }

    with pytest.raises(NotSaved) as refusal:
        save(session, "polizei", drafts, by=MACHINE)

    problems = refusal.value.problems
    assert problems.keys() == {tigrinya.id, german.id}
    assert isinstance(problems[tigrinya.id]["description"], WordsTooLong)
    assert isinstance(problems[german.id]["title"], WordsMissing)
    assert (arabic.title, german.title) == ("الشرطة", GERMAN.title)


def test_words_of_a_recalled_version_stay_as_they_are(session, german, tigrinya):
    tigrinya.status = Status.RECALLED

    with pytest.raises(NotSaved) as refusal:
        correct(session, tigrinya, Words("ፖሊስ"))
    with pytest.raises(VersionRecalled):
        still_right(session, "polizei", tigrinya.id, GERMAN.sha256, by=MACHINE)

    assert isinstance(refusal.value.problems[tigrinya.id][""], VersionRecalled)


def test_words_can_be_found_still_right_without_a_change(session, german, tigrinya):
    correct(session, german, Words("Die Polizei hilft!", *GERMAN.as_list()[1:]))

    still_right(session, "polizei", tigrinya.id, words_of(german).sha256, by=MACHINE)

    assert line_of(session, tigrinya)[1].standing is Standing.CURRENT
    assert [entry.verb for entry in audit.history(session, tigrinya.subject)] == ["found the words still right"]


def test_nobody_finds_words_right_beside_german_ones_they_have_not_seen(session, german, tigrinya):
    correct(session, german, Words("Anders", *GERMAN.as_list()[1:]))

    with pytest.raises(OriginalChangedMeanwhile):
        still_right(session, "polizei", tigrinya.id, GERMAN.sha256, by=MACHINE)


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.RECIPIENT])
def test_only_editors_write_words(session, make, german, tigrinya, role):
    somebody = make.account(role).actor

    with pytest.raises(NotPermitted):
        correct(session, tigrinya, Words("ፖሊስ"), by=somebody)
    with pytest.raises(NotPermitted):
        still_right(session, "polizei", tigrinya.id, GERMAN.sha256, by=somebody)


def test_words_of_another_film_are_not_on_the_sheet(session, make, german):
    other = make.version("ti", film=make.film("another"))

    with pytest.raises(NoSuchVersion):
        correct(session, other, Words("ፖሊስ"))
    with pytest.raises(NoSuchFilm):
        sheet(session, "nothing")


def test_a_new_revision_keeps_the_words_of_the_one_before_it_and_what_they_were_made_from(session, make, tigrinya):
    newest = register.enter_version(session, make.film(), "ti", by=MACHINE, change_note="Leiser.")

    assert (words_of(newest), newest.worded_after_sha256) == (TIGRINYA, GERMAN.sha256)


def test_words_that_come_with_a_version_are_made_from_the_german_ones_of_that_day(session, make, german):
    whole = register.enter_version(session, make.film(), "ti", by=MACHINE, **texts(TIGRINYA))
    half = register.enter_version(session, make.film(), "ar", by=MACHINE, title="الشرطة")

    assert (words_of(whole), whole.worded_after_sha256) == (TIGRINYA, GERMAN.sha256)
    assert half.worded_after_sha256 is None
