"""What is made on request only: captions in the picture, a master for broadcasters."""

import pytest

from catalog.check import check_house
from catalog.films import composed, register
from catalog.films.lifecycle import WrongStatus
from catalog.films.models import RenditionKind
from catalog.foundation.errors import NotFound
from catalog.people.permissions import MACHINE
from catalog.production import extra_films, extras
from catalog.production.captioning import repairs, states
from catalog.worker import TASKS, Worker
from media.loudness import measure
from media.process import Workshop
from media.profiles import BROADCAST
from tests.production.studio import TIGRINYA, profiles

pytestmark = [pytest.mark.integration, pytest.mark.media]


def test_captions_are_drawn_into_the_picture_and_a_broadcaster_gets_his_loudness(studio, clips, runtime, tmp_path):
    sheet = studio.make("de", film=clips.film, subtitles={"ti": TIGRINYA})
    with runtime.transaction() as session:
        extras.ask_for_burned(session, sheet.version.id, "ti", by=MACHINE)
        extras.ask_for_broadcast(session, sheet.version.id, by=MACHINE)
    studio.work()

    made = studio.sheet(sheet.version.id)

    (burned,) = (file for file in made.version.renditions if file.burned_in)
    assert (burned.kind, burned.burned_in, burned.profile) == (RenditionKind.FILM, "ti", "240p-ti")
    (master,) = (file for file in made.version.renditions if file.kind == RenditionKind.MASTER)
    file = tmp_path / "master.mp4"
    file.write_bytes(b"".join(composed.read(runtime.storage, master)))
    assert measure(Workshop.open(), file).integrated_lufs == pytest.approx(BROADCAST.target_lufs, abs=0.5)
    assert "broadcast" not in profiles(made, RenditionKind.SOUND) + profiles(made, RenditionKind.FILM)
    assert check_house(runtime, deep=True).broken == []


def test_what_is_not_there_cannot_be_drawn(session, make):
    with pytest.raises(WrongStatus):
        extras.ask_for_broadcast(session, make.version("de").id, by=MACHINE)
    with pytest.raises(NotFound):
        extras.ask_for_burned(session, make.version("ti", "in_review").id, "ti", by=MACHINE)


def test_corrected_captions_are_drawn_anew(studio, clips, runtime):
    sheet = studio.make("de", film=clips.film, subtitles={"ti": TIGRINYA})
    version_id = sheet.version.id
    with runtime.transaction() as session:
        extras.ask_for_burned(session, version_id, "ti", by=MACHINE)
    studio.work()
    former = burned_film(studio, version_id)

    correct(runtime, version_id, "ናብ 110 ደውሉ", base=1)
    assert burned_film(studio, version_id) is None
    studio.work()

    assert burned_film(studio, version_id) not in (None, former)
    assert check_house(runtime, deep=True).broken == []


def test_captions_that_are_replaced_while_they_are_drawn_are_drawn_once_more(studio, clips, runtime):
    version_id = studio.make("de", film=clips.film, subtitles={"ti": TIGRINYA}).version.id
    drawn = []

    def meddled(attempt):
        part = attempt.part

        def interrupted(begin, end):
            with runtime.question() as session:
                text = states.of_version(register.version(session, version_id), "ti")
                drawn.append(text.webvtt_sha256)
            if len(drawn) == 1:
                correct(runtime, version_id, "ናብ 110 ደውሉ", base=1)
            return part(begin, end)

        attempt.part = interrupted
        extra_films.burn_captions(attempt)

    with runtime.transaction() as session:
        extras.ask_for_burned(session, version_id, "ti", by=MACHINE)
    Worker(runtime, "tester", {**TASKS, "burn_captions": meddled}).run_until_idle()

    assert len(set(drawn)) == len(drawn) == 2
    assert burned_film(studio, version_id)
    assert check_house(runtime, deep=True).broken == []


def burned_film(studio, version_id):
    films = [file.sha256 for file in studio.sheet(version_id).version.renditions if file.burned_in]
    assert len(films) <= 1
    return films[0] if films else None


def correct(runtime, version_id, words, base):
    with runtime.transaction() as session:
        corrected = f"WEBVTT\n\n00:00.500 --> 00:03.000\n{words}\n"
        repairs.save(session, runtime.storage, version_id, "ti", corrected, base=base, by=MACHINE)
