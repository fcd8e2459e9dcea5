"""From the files that were handed in to a version that can be reviewed, with the real workshop."""

import pytest
from sqlalchemy import select

from catalog.check import check_house
from catalog.films.lifecycle import Status
from catalog.films.models import Picture, PictureStatus, RenditionKind
from catalog.foundation.queue import Job
from catalog.people.permissions import MACHINE
from catalog.production import setbacks
from catalog.production.models import Purpose
from catalog.worker import Worker
from tests.production.studio import CAPTIONS, TIGRINYA, blocking, codes, profiles

pytestmark = pytest.mark.integration


def test_a_whole_film_becomes_everything_that_a_reviewer_needs(studio, clips, runtime, config):
    sheet = studio.make("de", film=clips.film)

    assert sheet.version.status == Status.IN_REVIEW
    assert profiles(sheet, RenditionKind.FILM) == ["360p-av1", "240p"]
    assert sorted(profiles(sheet, RenditionKind.SOUND)) == ["aac", "aac_small"]
    assert sheet.version.captions[0].cues == 2
    assert sheet.version.picture.status == PictureStatus.READY
    assert sheet.version.picture.poster_sha256
    assert sheet.cost.cpu_s > 0
    assert check_house(runtime, deep=True).broken == []
    assert list(config.uploads.iterdir()) == list(config.scratch.iterdir()) == []


def test_a_second_language_encodes_no_picture(studio, clips):
    first = studio.make("de", film=clips.film)
    second = studio.make("kmr", dub=clips.speech)

    assert second.version.status == Status.IN_REVIEW
    assert second.version.picture_id == first.version.picture_id
    assert studio.tasks().count("encode_part") == 1


@pytest.mark.media
def test_the_same_picture_in_another_file_is_known_again(studio, clips):
    first = studio.make("de", film=clips.film)
    second = studio.make("ar", film=clips.other_language)

    assert second.version.status == Status.IN_REVIEW
    assert second.version.picture_id == first.version.picture_id
    assert studio.tasks().count("encode_part") == 1


def test_languages_that_arrive_before_the_picture_is_ready_are_not_forgotten(studio, clips):
    film, dub, same = (
        studio.hand_in("de", film=clips.film),
        studio.hand_in("ti", dub=clips.speech),
        studio.hand_in("ar", film=clips.other_language),
    )
    studio.work()

    assert [studio.sheet(version_id).version.status for version_id in (film, dub, same)] == [Status.IN_REVIEW] * 3
    assert sorted(studio.tasks()) == [
        *["compose"] * 3,
        "encode_part",
        *["encode_sound"] * 3,
        *["inspect"] * 3,
        "join_round",
        "survey",
    ]


@pytest.mark.media
@pytest.mark.parametrize(
    ("purpose", "clip", "code"),
    [
        ("film", "cut_off", "truncated"),
        ("film", "silent_film", "no_sound"),
        ("film", "speech", "no_picture"),
        ("film", "nothing_to_hear", "no_picture"),
        ("dub", "speech", "no_picture_yet"),
    ],
)
def test_what_cannot_be_used_is_refused_and_leaves_nothing(studio, clips, runtime, config, purpose, clip, code):
    sheet = studio.make("de", **{purpose: getattr(clips, clip)})

    assert sheet.version.status == Status.REFUSED
    assert code in codes(sheet)
    assert list(runtime.storage.contents()) == []
    assert list(config.uploads.iterdir()) == []


@pytest.mark.media
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"#EXTM3U\nother.mp4\n", "playlist"),
        (b"Dear colleague, here is the film.", "text_file"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 100, "still_picture"),
    ],
)
def test_what_is_no_film_at_all_is_called_by_its_name(studio, tmp_path, content, code):
    file = tmp_path / "film.mp4"
    file.write_bytes(content)

    assert codes(studio.make("de", film=file)) == [code]


@pytest.mark.media
def test_a_dub_has_to_fit_its_picture_and_to_be_heard(studio, clips):
    studio.make("de", film=clips.film)
    longer = clips.draw("longer.flac", "-f", "lavfi", "-i", "sine=frequency=330:duration=9")

    assert blocking(studio.make("ti", dub=longer)) == ["different_length"]
    assert blocking(studio.make("ti", dub=clips.nothing_to_hear)) == ["silence"]


@pytest.mark.media
@pytest.mark.parametrize(
    ("captions", "code"),
    [
        (b"1\n00:00:02,000 --> 00:00:01,000\nx\n", "ends_before_it_begins"),
        (b"1\n00:00:00,000 --> 00:00:02,000\nx\n\n2\n00:00:01,000 --> 00:00:03,000\ny\n", "overlap"),
        (b"no captions at all", "not_captions"),
    ],
)
def test_captions_that_cannot_be_shown_are_refused(studio, clips, captions, code):
    sheet = studio.make("en", film=clips.film, captions=captions)

    assert sheet.version.status == Status.REFUSED
    assert blocking(sheet) == [code]


@pytest.mark.media
def test_subtitles_go_along_each_in_its_own_language(studio, clips, runtime, config):
    sheet = studio.make("de", film=clips.film, subtitles={"ti": TIGRINYA, "ar": CAPTIONS})

    assert sheet.version.status == Status.IN_REVIEW
    assert sheet.version.own_captions.language == "de"
    assert [text.language for text in sheet.version.subtitles] == ["ar", "ti"]
    # English letters are no Arabic: said of these subtitles alone, and no reason to refuse them.
    about_texts = [finding for finding in sheet.findings if finding.purpose != Purpose.FILM]
    assert [(finding.code, finding.purpose, finding.language) for finding in about_texts] == [
        ("other_script", Purpose.SUBTITLES, "ar")
    ]
    assert check_house(runtime, deep=True).broken == []
    assert list(config.uploads.iterdir()) == []


@pytest.mark.media
def test_one_file_of_subtitles_that_cannot_be_shown_refuses_all(studio, clips, runtime):
    backwards = b"1\n00:00:02,000 --> 00:00:01,000\nx\n"

    sheet = studio.make("de", film=clips.film, subtitles={"ti": TIGRINYA, "so": backwards})

    assert sheet.version.status == Status.REFUSED
    assert [(finding.code, finding.language) for finding in sheet.findings if finding.blocking] == [
        ("ends_before_it_begins", "so")
    ]
    assert list(runtime.storage.contents()) == []


@pytest.mark.media
def test_a_version_without_captions_says_that_they_are_missing(studio, clips):
    sheet = studio.make("de", film=clips.film, captions=None)

    assert sheet.version.status == Status.IN_REVIEW
    assert "captions_missing" in codes(sheet)


def test_the_files_of_the_public_revision_are_no_correction(studio, clips):
    public = studio.make("de", film=clips.film)
    studio.publish(public.version.id)

    same = studio.make("de", film=clips.film)
    assert blocking(same) == ["same_again"]

    corrected = studio.make("de", film=clips.film, captions=CAPTIONS.replace(b"110", b"110!"))
    assert corrected.version.status == Status.IN_REVIEW
    assert (corrected.version.id, corrected.version.revision) == (same.version.id, 2)


def test_further_subtitles_are_a_correction(studio, clips):
    studio.publish(studio.make("de", film=clips.film, subtitles={"ti": TIGRINYA}).version.id)

    same = studio.make("de", film=clips.film, subtitles={"ti": TIGRINYA})
    assert blocking(same) == ["same_again"]

    further = studio.make("de", film=clips.film, subtitles={"ti": TIGRINYA, "am": TIGRINYA})
    assert further.version.status == Status.IN_REVIEW


def test_a_file_that_vanished_is_missed(studio, clips, config):
    version_id = studio.hand_in("de", film=clips.film)
    for file in config.uploads.iterdir():
        file.unlink()
    studio.work()

    assert codes(studio.sheet(version_id)) == ["file_lost"]


def test_a_picture_that_cannot_be_encoded_fails_every_language_that_waits_for_it(studio, clips, runtime):
    film, dub = studio.hand_in("de", film=clips.film), studio.hand_in("ti", dub=clips.speech)
    worker = Worker(runtime, "tester")
    worker.take_one()
    worker.take_one()
    with runtime.question() as session:
        source = session.scalars(select(Picture)).one().source_sha256
    runtime.storage.local_path(source).unlink()
    studio.work()

    for version_id in (film, dub):
        sheet = studio.sheet(version_id)
        assert sheet.version.status == Status.REFUSED
        assert blocking(sheet) == ["content_missing"]


def test_a_film_that_was_called_off_half_way_is_finished_when_it_is_taken_up_again(studio, clips, runtime):
    version_id = studio.hand_in("de", film=clips.film)
    worker = Worker(runtime, "tester")
    worker.take_one()
    worker.take_one()
    with runtime.transaction() as session:
        job_id = session.scalars(select(Job.id).where(Job.task == "encode_part")).one()
        setbacks.call_off(session, job_id, by=MACHINE)
    assert studio.sheet(version_id).version.status == Status.REFUSED

    with runtime.transaction() as session:
        setbacks.take_up_again(session, job_id, by=MACHINE)
    studio.work()

    sheet = studio.sheet(version_id)
    assert sheet.version.status == Status.IN_REVIEW
    assert blocking(sheet) == []
    assert runtime.storage.put_aside_under() == []
    assert check_house(runtime).broken == []
