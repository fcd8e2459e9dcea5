"""Captions are repaired without losing anything: not the states before, not what somebody else has saved."""

from contextlib import suppress

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from catalog.check import check_house
from catalog.films import languages
from catalog.films.lifecycle import Status, WrongStatus
from catalog.foundation import audit, queue
from catalog.foundation.errors import NotPermitted
from catalog.people.permissions import MACHINE, Actor, Role
from catalog.production import extras
from catalog.production.captioning import repairs, states
from catalog.production.captioning.words import (
    Backwards,
    BrokenLine,
    NoneLeft,
    Overlapping,
    TooMany,
    UnreadableCaptions,
    WithoutWords,
    readable,
)
from catalog.production.models import CaptionsRevision, Finding
from media.captions import Cue, to_webvtt
from media.cues.cue import MOST_CUES
from tests.production.captioned import GERMAN, TIGRINYA, captioned, film, written

SHOUTED = GERMAN.replace("hilft.", "hilft!")
GERMAN_WORDS = languages.language("de")


@pytest.fixture
def version(make, runtime, tmp_path):
    return captioned(make, runtime, tmp_path, Status.IN_REVIEW, ti=TIGRINYA)


@pytest.fixture
def save(session, runtime):
    def saved(version, words=SHOUTED, tag="de", base=1, by=MACHINE, **facts):
        repairs.save(session, runtime.storage, version.id, tag, words, base=base, by=by, **facts)
        session.flush()

    return saved


@pytest.fixture
def restore(session, runtime):
    def restored(version, number, base, tag="de"):
        repairs.restore(session, runtime.storage, version.id, tag, number, base=base, by=MACHINE)
        session.flush()

    return restored


def words_of(runtime, version, tag="de"):
    text = states.of_version(version, tag)
    return [cue.text for cue in states.stored_cues(runtime.storage, text.webvtt_sha256)]


def kept(session, version, tag="de"):
    return [(state.number, state.changed, state.restored) for state in states.history(session, version, tag)]


def test_a_save_replaces_the_captions_in_both_forms_and_keeps_what_was_handed_in(session, runtime, version, save):
    before = states.of_version(version, "de").webvtt_sha256

    save(version)

    assert words_of(runtime, version) == ["Die Polizei hilft!", "Rufen Sie 110."]
    srt = b"".join(runtime.storage.read(version.own_captions.srt_sha256)).decode()
    assert "00:00:00,500 --> 00:00:02,000\nDie Polizei hilft!" in srt
    assert runtime.storage.holds(before)
    assert kept(session, version) == [(2, 1, None), (1, None, None)]
    assert words_of(runtime, version, "ti") == ["ፖሊስ ይሕግዙኹም"]


def test_a_save_is_in_the_book_of_deeds_with_its_author(session, make, version, save):
    editor = make.account()

    save(version, by=editor.actor)

    (entry,) = audit.history(session, version.subject)
    assert (entry.verb, entry.account_id) == ("corrected captions", editor.id)
    assert entry.details == {"language": "de", "number": 2, "changed": 1}
    assert states.history(session, version, "de")[0].who == editor.name


def test_who_saves_upon_an_older_state_is_told_by_whom_it_was_replaced(session, make, runtime, version, save):
    colleague = make.account()
    save(version, by=colleague.actor)

    with pytest.raises(repairs.SavedMeanwhile, match=f"{colleague.name} has saved"):
        save(version, GERMAN.replace("110", "112"), base=1)

    assert words_of(runtime, version) == ["Die Polizei hilft!", "Rufen Sie 110."]


def test_two_languages_of_a_version_have_a_history_each(session, version, save):
    save(version)
    save(version, TIGRINYA.replace("ፖሊስ", "ፖሊሳት"), tag="ti")

    assert kept(session, version, "ti") == [(2, 1, None), (1, None, None)]


def test_an_earlier_state_comes_back_as_a_new_one(session, runtime, version, save, restore):
    save(version)
    save(version, GERMAN.replace("110", "112"), base=2)

    restore(version, 1, base=3)

    assert words_of(runtime, version) == ["Die Polizei hilft.", "Rufen Sie 110."]
    assert kept(session, version) == [(4, 1, 1), (3, 2, None), (2, 1, None), (1, None, None)]


def test_what_is_in_use_cannot_be_saved_or_restored_once_more(version, save, restore):
    with pytest.raises(repairs.NothingChanged):
        save(version, GERMAN)
    save(version)
    with pytest.raises(repairs.NothingChanged):
        restore(version, 2, base=2)


def test_what_was_handed_in_after_a_save_is_a_state_of_its_own(session, runtime, tmp_path, version, save):
    save(version)
    anew = captioned_anew(runtime, tmp_path, version)
    session.flush()

    assert states.in_use(session, anew).number == 3
    save(version, SHOUTED, base=3)

    assert [state.number for state in states.history(session, version, "de")] == [4, 3, 2, 1]


def captioned_anew(runtime, folder, version):
    fresh = written(runtime, folder, "de", GERMAN.replace("110", "0611 123"))
    text = states.of_version(version, "de")
    text.webvtt_sha256, text.srt_sha256, text.cues = fresh.webvtt_sha256, fresh.srt_sha256, fresh.cues
    return text


@pytest.mark.parametrize("status", [Status.PUBLISHED, Status.SUPERSEDED, Status.RECALLED])
def test_captions_that_recipients_hold_are_not_changed(make, runtime, tmp_path, save, status):
    version = captioned(make, runtime, tmp_path, status)

    with pytest.raises(repairs.HeldByRecipients, match="enter a new revision"):
        save(version)


@pytest.mark.parametrize("status", [Status.DRAFT, Status.PROCESSING, Status.ASKING])
def test_captions_are_not_changed_while_the_version_is_made(make, runtime, tmp_path, save, status):
    with pytest.raises(WrongStatus):
        save(captioned(make, runtime, tmp_path, status))


def test_an_approval_of_other_words_does_not_count(session, make, runtime, tmp_path, save):
    version = captioned(make, runtime, tmp_path, Status.APPROVED)
    version.approved_by_id = make.account(Role.REVIEWER).id

    save(version)

    assert (version.status, version.approved_by_id, version.approved_at) == (Status.IN_REVIEW, None, None)


def test_what_was_sent_back_goes_into_review_when_the_editor_says_so(session, make, runtime, tmp_path, save):
    version = captioned(make, runtime, tmp_path, Status.REFUSED)
    version.remark = "The first caption should shout."

    save(version)
    assert version.status == Status.REFUSED
    save(version, base=2, back_to_review=True)

    assert (version.status, version.remark) == (Status.IN_REVIEW, "")


def test_what_has_no_films_cannot_go_into_review(make, runtime, tmp_path, save):
    version = captioned(make, runtime, tmp_path, Status.REFUSED)
    version.renditions = []

    with pytest.raises(repairs.NotFinished):
        save(version, back_to_review=True)


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.RECIPIENT])
def test_only_an_editor_repairs_captions(version, save, role):
    with pytest.raises(NotPermitted):
        save(version, by=Actor(role, "Somebody"))


def test_a_language_without_captions_has_none_to_repair(version, save):
    with pytest.raises(states.NoSuchCaptions):
        save(version, tag="ar")
    with pytest.raises(states.NoSuchCaptions):
        save(version, tag="klingon")


def test_findings_speak_of_the_captions_in_use(session, version, save):
    session.add_all(
        [
            finding(version, "too_fast", "captions"),
            finding(version, "silence", "dub"),
            finding(version, "too_fast", "subtitles", "ti"),
        ]
    )
    session.flush()

    save(version, GERMAN.replace("Rufen Sie 110.", "Rufen Sie uns an, so oft Sie wollen, Tag und Nacht."))

    found = {(each.purpose, each.language, each.code) for each in session.scalars(select(Finding))}
    assert found == {
        ("dub", None, "silence"),
        ("subtitles", "ti", "too_fast"),
        ("captions", None, "too_fast"),
        ("captions", None, "too_long_lines"),
    }


def finding(version, code, purpose, language=None):
    facts = {"blocking": False, "sentence": "Something.", "places": {}}
    return Finding(version_id=version.id, code=code, purpose=purpose, language=language, **facts)


def test_a_film_with_the_former_captions_in_its_picture_is_made_anew(session, version, save):
    version.renditions += [film("film", "240p-de", burned_in="de"), film("part", "240p-de")]
    version.renditions += [film("film", "240p-ti", burned_in="ti"), film("part", "240p-ti")]
    session.flush()

    save(version)

    assert sorted(file.profile for file in version.renditions) == ["240p", "240p-ti", "240p-ti"]
    job = queue.of_subjects(session, [version.subject])[version.subject]
    assert (job.task, job.state) == ("burn_captions", "waiting")


def test_nothing_is_drawn_that_nobody_has_asked_for(session, version, save):
    save(version)

    assert queue.of_subjects(session, [version.subject]) == {}


def test_captions_that_could_not_be_drawn_are_tried_once_more(session, version, save):
    job = extras.ask_for_burned(session, version.id, "de", by=MACHINE)
    job.state = queue.JobState.FAILED

    save(version)

    assert job.state == queue.JobState.WAITING


@pytest.fixture
def excerpt(make, runtime, tmp_path, version):
    """An excerpt of the version, from its third second on."""
    cut = make.version("de", Status.APPROVED, film=make.film("other"), cut_from_id=version.id)
    cut.edition.from_s, cut.edition.to_s = 2.0, 4.0
    cut.captions = [written(runtime, tmp_path, "de", "WEBVTT\n\n00:00.500 --> 00:01.500\nRufen Sie 110.\n")]
    make.session.flush()
    return cut


def test_an_excerpt_that_nobody_holds_yet_says_what_the_film_says(session, runtime, version, excerpt, save):
    save(version, GERMAN.replace("110", "112"))

    assert words_of(runtime, excerpt) == ["Rufen Sie 112."]
    assert excerpt.status == Status.IN_REVIEW
    assert kept(session, excerpt) == [(2, 1, None), (1, None, None)]


def test_an_excerpt_in_which_nothing_is_different_keeps_its_approval(session, runtime, version, excerpt, save):
    save(version)

    assert excerpt.status == Status.APPROVED
    assert kept(session, excerpt) == [(1, None, None)]


def test_an_excerpt_that_was_corrected_itself_or_is_published_stays_as_it_is(session, runtime, version, excerpt, save):
    save(excerpt, "WEBVTT\n\n00:00.500 --> 00:01.500\n110 hilft.\n")
    save(version, GERMAN.replace("110", "112"))
    assert words_of(runtime, excerpt) == ["110 hilft."]

    excerpt.status = Status.PUBLISHED
    save(version, GERMAN.replace("110", "113"), base=2)
    assert words_of(runtime, excerpt) == ["110 hilft."]


def test_the_storage_holds_every_state(session, make, runtime, tmp_path, save):
    version = captioned(make, runtime, tmp_path, Status.DRAFT)
    version.status, version.renditions, version.picture = Status.REFUSED, [], None
    save(version)
    session.commit()

    assert not any("captions" in complaint for complaint in check_house(runtime).broken)
    assert session.scalar(select(func.count()).select_from(CaptionsRevision)) == 2


@pytest.mark.parametrize(
    ("words", "refusal", "place"),
    [
        ("WEBVTT\n\n00:03.000 --> 00:02.000\nRückwärts\n", Backwards, "00:00:03.000"),
        ("WEBVTT\n\n00:03.000 --> 00:03.000\nSofort\n", Backwards, "00:00:03.000"),
        ("WEBVTT\n\n00:01.000 --> 00:03.000\nA\n\n00:02.000 --> 00:04.000\nB\n", Overlapping, "00:00:02.000"),
        ("WEBVTT\n\n00:01.000 --> 00:03.000\nA\n\n00:01.000 --> 00:03.000\nB\n", Overlapping, "00:00:01.000"),
        ("WEBVTT\n\n00:01.000 --> 00:03.000\n\n00:04.000 --> 00:05.000\nB\n", WithoutWords, "00:00:01.000"),
        ("WEBVTT\n\n00:01.000 --> 00:03.000\n\u200b\u202e\n", WithoutWords, "00:00:01.000"),
        ("WEBVTT\n\n00:61.000 --> 00:99.000\nA\n", BrokenLine, "Line 3"),
        ("WEBVTT\n\n00:01.000 -> 00:02.000\nA\n", BrokenLine, "Line 4"),
        ("WEBVTT\n", NoneLeft, "no caption left"),
        ("Guten Tag", UnreadableCaptions, "cannot be read"),
        ("", UnreadableCaptions, "cannot be read"),
        ("<!DOCTYPE tt [<!ENTITY a 'b'>]><tt/>", UnreadableCaptions, "cannot be read"),
    ],
)
def test_what_nobody_could_show_is_refused_with_its_place(words, refusal, place):
    with pytest.raises(refusal, match=place):
        readable(words, GERMAN_WORDS)


def test_more_captions_than_any_film_has_are_refused():
    cues = [Cue(place * 1000, place * 1000 + 900, "A") for place in range(MOST_CUES + 1)]

    with pytest.raises(TooMany):
        readable(to_webvtt(cues), GERMAN_WORDS)
    assert len(readable(to_webvtt(cues[:-1]), GERMAN_WORDS)) == MOST_CUES


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("<script>alert(1)</script>Halt", "alert(1)Halt"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;", "<script>alert(1)</script>"),
        ("A\0B", "AB"),
        ("110\u202e011", "110011"),
        ("\u200f110\u200e", "\u200f110\u200e"),
    ],
)
def test_words_stay_words_whatever_they_look_like(said, kept):
    (cue,) = readable(f"WEBVTT\n\n00:01.000 --> 00:03.000\n{said}\n", GERMAN_WORDS)

    assert cue.text == kept
    assert "<" not in to_webvtt([cue]).replace("-->", "")


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(st.characters(codec=None)))
@example("WEBVTT\n\n00:00.000 --> 00:01.000\n\ud800")
@example("1\n00:00:00,000 --> 00:00:01,000\nA")
def test_any_text_is_read_or_refused_in_a_sentence(text):
    for words in (text, f"WEBVTT\n\n{text}", f"WEBVTT\n\n00:01.000 --> 00:02.000\n{text}"):
        with suppress(UnreadableCaptions):
            cues = readable(words, GERMAN_WORDS)
            assert readable(to_webvtt(cues), GERMAN_WORDS) == cues
