"""An excerpt is cut from the master in every language that is finished, and follows the film when that changes."""

import av
import pytest

from catalog.check import check_house
from catalog.films import composed, register
from catalog.films.lifecycle import Status
from catalog.films.models import RenditionKind
from catalog.people.permissions import MACHINE
from catalog.production.excerpts import cutting, plans
from media.captions import Cue
from tests.production.studio import profiles

CAPTIONS = b"WEBVTT\n\n00:00.500 --> 00:02.000\nBefore.\n\n00:02.500 --> 00:03.500\nInside.\n"


def cut(studio, name="notruf", from_s=1.0, to_s=3.0):
    with studio.runtime.transaction() as session:
        cutting.enter(session, "polizei", name, from_s, to_s, by=MACHINE)
    studio.work()


def excerpt_in(studio, language):
    with studio.runtime.question() as session:
        found = [
            version.id
            for version in register.versions_of(session, "polizei")
            if version.edition.from_s is not None and version.language == language
        ]
    return studio.sheet(max(found))


@pytest.mark.integration
def test_an_excerpt_is_made_in_every_language_that_is_finished(studio, clips, runtime):
    studio.make("de", film=clips.film, captions=CAPTIONS)
    studio.make("ti", dub=clips.speech, captions=CAPTIONS)

    cut(studio)

    german, tigrinya = excerpt_in(studio, "de").version, excerpt_in(studio, "ti").version
    assert german.status == tigrinya.status == Status.IN_REVIEW
    assert german.picture_id == tigrinya.picture_id
    assert german.picture.duration_s == pytest.approx(2.0, abs=0.05)
    films = [film for film in german.renditions if film.kind == RenditionKind.FILM]
    assert [film.duration_s for film in films] == pytest.approx([2.0] * len(films), abs=0.1)
    assert profiles(excerpt_in(studio, "ti"), RenditionKind.FILM) == ["360p-av1", "240p"]
    assert german.own_captions.cues == 2
    assert german.file_name("mp4", "240p") == "polizei-notruf-de-240p-r1.mp4"
    assert check_house(runtime, deep=True).broken == []


@pytest.mark.integration
def test_a_language_that_has_changed_is_cut_anew_and_the_others_stay(studio, clips):
    first = studio.make("de", film=clips.film)
    studio.make("ti", dub=clips.speech)
    cut(studio)
    for language in ("de", "ti"):
        studio.publish(excerpt_in(studio, language).version.id)
    studio.publish(first.version.id)
    studio.make("de", captions=CAPTIONS)

    with studio.runtime.transaction() as session:
        entered = cutting.follow(session, register.edition(session, "polizei", "notruf"), by=MACHINE)
        assert [(version.language, version.revision) for version in entered] == [("de", 2)]
    studio.work()

    assert excerpt_in(studio, "de").version.status == Status.IN_REVIEW


@pytest.mark.parametrize(
    ("name", "from_s", "to_s", "refusal"),
    [
        ("Not Ruf", 0, 2, cutting.BadName),
        ("full", 0, 2, cutting.NameTaken),
        ("notruf", 0, 2, plans.NothingToCut),
    ],
)
def test_some_excerpts_cannot_be(session, make, name, from_s, to_s, refusal):
    make.film()

    with pytest.raises(refusal):
        cutting.enter(session, "polizei", name, from_s, to_s, by=MACHINE)


def test_captions_are_cut_at_both_ends_and_count_from_the_first_moment():
    cues = [Cue(0, 900, "before"), Cue(500, 2000, "begins"), Cue(2500, 9000, "ends"), Cue(4000, 5000, "after")]

    assert cutting.shifted(cues, 1.0, 4.0) == [Cue(0, 1000, "begins"), Cue(1500, 3000, "ends")]


@pytest.mark.integration
@pytest.mark.media
def test_an_excerpt_has_exactly_the_frames_that_were_chosen(studio, clips, runtime):
    studio.make("de", film=clips.film, captions=CAPTIONS)

    # 1.05 s lies between the frames 26 and 27, and 3.07 s between 76 and 77.
    cut(studio, name="", from_s=1.05, to_s=3.07)

    version = excerpt_in(studio, "de").version
    assert (version.edition.name, version.edition.from_s, version.edition.to_s) == ("0m01s-0m03s", 1.04, 3.08)
    assert (version.picture.frames, version.picture.duration_s) == (51, 2.04)
    for film in (file for file in version.renditions if file.kind == RenditionKind.FILM):
        file = studio.folder / film.profile
        file.write_bytes(b"".join(composed.read(runtime.storage, film)))
        shown, sound_s = decoded(file)
        assert len(shown) == 51
        assert nearest(shown[0], clips.film) == 26
        assert nearest(shown[-1], clips.film) == 76
        assert sound_s == pytest.approx(2.04, abs=0.03)
    written = b"".join(runtime.storage.read(version.own_captions.webvtt_sha256)).decode()
    assert [line[:29] for line in written.splitlines() if "-->" in line] == [
        "00:00:00.000 --> 00:00:00.960",
        "00:00:01.460 --> 00:00:02.040",
    ]


def decoded(file):
    """Return the frames of a film in grey, all of one size, and how long its sound is."""
    with av.open(str(file)) as opened:
        frames = [frame.reformat(160, 90, "gray").to_ndarray().astype(int) for frame in opened.decode(video=0)]
    with av.open(str(file)) as opened:
        samples = sum(frame.samples for frame in opened.decode(audio=0))
        return frames, samples / opened.streams.audio[0].rate


def nearest(frame, film):
    """Return the number of the frame of a film that looks most like another one."""
    return min(enumerate(decoded(film)[0]), key=lambda each: abs(each[1] - frame).sum())[0]
