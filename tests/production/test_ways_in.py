"""Ways in beside plain films and dubs: captions alone, an own picture, and what only a person can decide."""

import pytest
from sqlalchemy import update

from catalog.films.lifecycle import Status, WrongStatus
from catalog.films.models import RenditionKind
from catalog.foundation.database import utc_now
from catalog.foundation.errors import NotPermitted
from catalog.foundation.queue import Job
from catalog.people.permissions import MACHINE, Actor, Role
from catalog.production import choices, fitting, handing_in
from tests.clips import AAC, H264, tone
from tests.production.studio import CAPTIONS, TIGRINYA, blocking, codes, profiles

pytestmark = [pytest.mark.integration, pytest.mark.media]

#: A scene that tells where it is: it turns and changes all the time.
SCENE = ("-f", "lavfi", "-i", "mandelbrot=size=320x180:rate=25,trim=duration=12")


@pytest.fixture
def scene(clips):
    """Draw a film that looks different at every moment, with a tone."""
    return clips.draw("scene.mp4", *SCENE, *tone(440, 12), *H264, *AAC)


def test_captions_alone_make_a_new_revision_with_the_old_sound(studio, clips):
    first = studio.make("de", film=clips.film)
    studio.publish(first.version.id)

    second = studio.make("de", captions=TIGRINYA)

    assert (second.version.revision, second.version.status) == (2, Status.IN_REVIEW)
    assert second.version.tracks[0].source_sha256 == first.version.tracks[0].source_sha256
    assert second.version.own_captions.cues == 1
    files = [(file.profile, file.kind, file.sha256) for file in first.version.renditions]
    assert [(file.profile, file.kind, file.sha256) for file in second.version.renditions] == files
    assert studio.tasks().count("encode_sound") == 1


def test_a_language_without_a_sound_cannot_be_handed_in_as_captions(studio):
    with pytest.raises(handing_in.WrongFiles):
        studio.hand_in("ti", captions=TIGRINYA)


def test_an_own_picture_is_encoded_although_it_is_here_and_no_dub_takes_it(studio, clips):
    german = studio.make("de", film=clips.film)
    signed = studio.make("gsg", film=clips.other_language, own_picture=True)
    tigrinya = studio.make("ti", dub=clips.speech)

    assert signed.version.status == tigrinya.version.status == Status.IN_REVIEW
    assert signed.version.picture.own
    assert signed.version.picture_id != german.version.picture_id == tigrinya.version.picture_id


def test_a_dub_waits_for_the_film_that_is_still_being_looked_into(studio, clips):
    tigrinya, german = studio.hand_in("ti", dub=clips.speech), studio.hand_in("de", film=clips.film)

    studio.work()
    with studio.runtime.transaction() as session:
        session.execute(update(Job).where(Job.subject == f"version:{tigrinya}").values(not_before=utc_now()))
    studio.work()

    film, dub = studio.sheet(german).version, studio.sheet(tigrinya).version
    assert (film.status, dub.status) == (Status.IN_REVIEW, Status.IN_REVIEW)
    assert dub.picture_id == film.picture_id


def test_the_same_picture_is_known_after_another_encoding(studio, clips, scene):
    german = studio.make("de", film=scene)
    again = clips.draw("again.mkv", "-i", scene, *tone(660, 12), "-vf", "scale=256:144", *H264, *AAC)

    arabic = studio.make("ar", film=again)

    assert arabic.version.status == Status.IN_REVIEW
    assert arabic.version.picture_id == german.version.picture_id
    assert "known_by_looks" in codes(arabic)


def test_the_same_picture_is_known_in_a_transport_stream(studio, clips):
    german = studio.make("de", film=clips.film)
    stream = clips.draw("stream.ts", "-i", clips.film, *tone(880), "-map", "0:v", "-map", "1:a", "-c:v", "copy", *AAC)

    turkish = studio.make("tr", film=stream)

    assert turkish.version.picture_id == german.version.picture_id
    assert "known_by_looks" not in codes(turkish)


@pytest.mark.parametrize(("chosen", "same"), [("same:{}", True), ("new", False)])
def test_a_re_edit_waits_until_an_editor_has_seen_both_pictures(studio, clips, scene, chosen, same):
    german = studio.make("de", film=scene)
    shorter = clips.draw("shorter.mp4", "-ss", "3", "-i", scene, *H264, *AAC)

    asked = studio.make("ar", film=shorter)

    assert asked.version.status == Status.ASKING
    (question,) = asked.questions
    assert len(choices.frames_of(question)) >= 2
    with pytest.raises(choices.NoAnswer):
        studio.answer(asked.version.id, picture="perhaps")
    answered = studio.answer(asked.version.id, picture=chosen.format(german.version.picture_id))
    assert answered.version.status == Status.IN_REVIEW
    assert (answered.version.picture_id == german.version.picture_id) is same
    assert answered.questions == []


def test_one_of_several_sounds_is_chosen_by_an_editor(studio, clips):
    given = ("-i", clips.film, *tone(330), *tone(990), "-map", "0:v", "-map", "1:a", "-map", "2:a")
    several = clips.draw("several.mkv", *given, "-c:v", "copy", *AAC)

    asked = studio.make("tr", film=several)

    assert asked.version.status == Status.ASKING
    assert asked.questions[0].about["options"] == ["0", "1", choices.WRONG_FILE]
    answered = studio.answer(asked.version.id, sound="1")
    assert answered.version.status == Status.IN_REVIEW
    assert answered.version.tracks[0].audio_index == 1


def test_the_wrong_file_is_refused_and_another_one_may_follow(studio, clips):
    given = ("-i", clips.film, *tone(330), *tone(990), "-map", "0:v", "-map", "1:a", "-map", "2:a")
    several = clips.draw("several_again.mkv", *given, "-c:v", "copy", *AAC)
    asked = studio.make("tr", film=several)

    refused = studio.answer(asked.version.id, sound=choices.WRONG_FILE)

    assert (refused.version.status, blocking(refused)) == (Status.REFUSED, ["wrong_file"])
    assert studio.make("tr", film=clips.film).version.status == Status.IN_REVIEW


def test_nobody_answers_what_is_not_asked_or_without_the_right(studio, clips, runtime):
    version = studio.make("de", film=clips.film).version

    with runtime.transaction() as session:
        with pytest.raises(WrongStatus):
            choices.answer(session, version.id, {}, by=MACHINE)
        with pytest.raises(NotPermitted):
            choices.answer(session, version.id, {}, by=Actor(Role.RECIPIENT, "somebody"))


def test_a_sound_that_is_a_little_too_long_may_be_fitted_by_its_tempo(studio, clips, runtime):
    studio.make("de", film=clips.film)
    longer = clips.draw("longer.wav", *tone(500, 4.6))
    dub = studio.make("ti", dub=longer)
    assert dub.fits_by_tempo is True

    with runtime.transaction() as session, pytest.raises(fitting.TempoTooFar):
        fitting.fit(session, dub.version.id, by=MACHINE)


def test_everything_about_a_version_can_be_read_by_profile(studio, clips):
    sheet = studio.make("de", captions=CAPTIONS, film=clips.film)

    assert sorted(profiles(sheet, RenditionKind.AUDIO)) == ["aac", "opus"]
    assert all(file.recipe_sha256 for file in sheet.version.renditions if file.kind == RenditionKind.FILM)
