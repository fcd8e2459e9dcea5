"""An excerpt is chosen on the film's page, told beforehand, and cut in every language that is finished."""

import re
from fractions import Fraction

import pytest
from sqlalchemy import select

from catalog.films.lifecycle import Status
from catalog.films.models import Edition, LanguageVersion, Rendition, Track
from catalog.foundation import queue
from catalog.people.permissions import Role
from media import written
from media.facts import MediaFacts, VideoFacts


def a_finished_film(make):
    """Put a film of four seconds into the house, public in German."""
    version = make.version("de", Status.PUBLISHED)
    video = VideoFacts(
        index=0,
        codec="h264",
        profile="High",
        width_px=320,
        height_px=180,
        coded_width_px=320,
        coded_height_px=180,
        fps=Fraction(25),
        pix_fmt="yuv420p",
        rotation=0,
        sar=Fraction(1),
        interlaced=False,
        hdr=False,
        full_range=False,
        duration_s=4.0,
        frames=100,
        start_s=0.0,
    )
    facts = MediaFacts("mov", size_bytes=5000, duration_s=4.0, video=video, audio=(), data_tracks=0)
    make.picture(version, source_facts=written.to_json(facts), frames=100)
    version.tracks = [Track(kind="dub", source_sha256="d" * 64, source_size_bytes=1, duration_s=4.0)]
    make.session.commit()
    return version


CUT = "/ministry/films/polizei/excerpts"


def test_an_excerpt_is_cut_and_stands_in_the_table_with_its_place(make, desk):
    a_finished_film(make)
    editor = desk(Role.EDITOR)

    answer = editor.send(CUT, name="notruf", **{"from": "0:01", "to": "3,51"})

    page = editor.look(answer.location).text
    assert (answer.status_code, answer.location) == (303, "/ministry/films/polizei?edition=notruf#languages")
    assert "The excerpt is being made in every language that is finished." in page
    assert "Excerpt “notruf”, 0:01.000 to 0:03.520" in page
    assert 'data-live="/ministry/films/polizei/languages?edition=notruf"' in page
    excerpt = editor.look(f"/ministry/versions/{newest(make).id}").text
    assert "excerpt “notruf”, 0:01 min to 0:04 min" in excerpt
    assert "All revisions" not in excerpt, "the film itself is no revision of its excerpt"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": "Notruf!"}, "“Notruf!” cannot be used as a short name."),
        ({"from": "eins"}, "“eins” is no moment of a film. Please write it like 1:20, in minutes and seconds."),
        ({"to": "9" * 5000 + ":00"}, "is no moment of a film."),
        ({"to": "1:20"}, "The excerpt must last at least two seconds and end before the film does, after 4 seconds."),
        ({"from": "3", "to": "1"}, "The excerpt must last at least two seconds"),
        ({"from": "1", "to": "2.9"}, "The excerpt must last at least two seconds"),
    ],
    ids=["name", "no-moment", "no-number", "beyond-the-end", "backwards", "too-short"],
)
def test_an_excerpt_that_cannot_be_is_refused_and_nothing_typed_is_lost(make, desk, fields, sentence):
    a_finished_film(make)

    answer = desk(Role.EDITOR).send(CUT, **({"name": "notruf", "from": "1", "to": "3"} | fields))

    assert answer.status_code == 422
    assert sentence in answer.text
    assert re.search(r'<details class="card excerpt"[^>]*\sopen>', answer.text)
    assert f'value="{fields.get("name", "notruf")}"' in answer.text


def test_two_excerpts_of_a_film_have_two_names(make, desk):
    a_finished_film(make)
    editor = desk(Role.EDITOR)
    fields = {"name": "notruf", "from": "1", "to": "3"}
    editor.send(CUT, **fields)

    answer = editor.send(CUT, **fields)

    assert answer.status_code == 409
    assert "There is an excerpt “notruf” already. Please choose another name." in answer.text


def test_nothing_is_cut_before_a_language_is_finished(make, desk):
    make.version("de", Status.PROCESSING)

    answer = desk(Role.EDITOR).send(CUT, name="notruf", **{"from": "1", "to": "3"})

    assert answer.status_code == 409
    assert "No language of this film is finished yet." in answer.text


def test_an_excerpt_is_cut_anew_only_where_the_film_has_changed(make, desk):
    a_finished_film(make)
    editor = desk(Role.EDITOR)
    editor.send(CUT, name="notruf", **{"from": "1", "to": "3"})

    page = editor.look(editor.send(f"{CUT}/notruf").location).text

    assert "The excerpt is up to date in every language." in page


def test_the_film_itself_is_no_excerpt_that_could_be_cut_anew(make, desk):
    a_finished_film(make)
    editor = desk(Role.EDITOR)

    assert editor.send(f"{CUT}/full").status_code == 404
    assert editor.send(f"{CUT}/nothing").status_code == 404
    assert newest(make).revision == 1


def test_a_film_that_has_become_too_short_keeps_the_excerpt_it_has(make, desk):
    a_finished_film(make)
    editor = desk(Role.EDITOR)
    editor.send(CUT, name="notruf", **{"from": "1", "to": "3"})
    newest(make).status = Status.PUBLISHED
    make.picture(make.version("de", Status.PUBLISHED, revision=2), duration_s=2.0)
    make.session.commit()

    answer = editor.send(f"{CUT}/notruf")

    assert answer.status_code == 422
    assert "end before the film does, after 2 seconds." in answer.text
    assert newest(make).revision == 2, "no excerpt has been entered"


def test_a_reviewer_cuts_nothing(make, desk):
    a_finished_film(make)
    reviewer = desk(Role.REVIEWER)

    assert "Cut an excerpt" not in reviewer.look("/ministry/films/polizei").text
    assert reviewer.send(CUT, name="notruf").status_code == 403
    assert reviewer.send(f"{CUT}/notruf").status_code == 403


def newest(make):
    return make.session.scalars(select(LanguageVersion).order_by(LanguageVersion.id.desc())).first()


PLAN = f"{CUT}/plan"


def test_an_excerpt_is_told_before_it_is_cut(make, desk):
    german = a_finished_film(make)
    make.version("ti", Status.IN_REVIEW, picture=german.picture)
    job = queue.order(make.session, "encode_part", f"picture:{german.picture_id}", key="p")
    job.cpu_s = 8.0

    told = " ".join(desk(Role.EDITOR).look(f"{PLAN}?from=1.01&to=0:03.03").text.split())

    assert "From 0:01.000 to 0:03.040: 2.04 s, which are 51 frames." in told
    assert "One picture of 2.04 s is encoded once and laid over 2 languages: German, Tigrinya." in told
    assert "The picture will take about 0:04 min of processor time." in told
    assert 'data-name="0m01s-0m03s"' in told
    assert make.session.scalars(select(Edition)).all() == [german.edition], "nothing is entered"


@pytest.mark.parametrize(
    ("span", "sentence"),
    [
        ("from=1&to=80", "end before the film does, after 4 seconds."),
        ("from=x&to=3", "“x” is no moment of a film."),
        ("from=1", "“” is no moment of a film."),
    ],
)
def test_what_cannot_be_cut_is_said_while_somebody_chooses(make, desk, span, sentence):
    a_finished_film(make)

    answer = desk(Role.EDITOR).look(f"{PLAN}?{span}")

    assert (answer.status_code, sentence in answer.text) == (200, True)


def test_without_scripts_the_page_plays_the_span_that_was_typed(make, desk):
    german = a_finished_film(make)
    german.renditions = [rendition("720p", 9000), rendition("240p", 1000), rendition("360p-av1", 900, "av01.0,mp4a")]

    page = desk(Role.EDITOR).look(f"{CUT}?from=1.01&to=3").text

    assert f'src="/ministry/versions/{german.id}/240p.mp4#t=1.000,3.000"' in page
    assert 'value="0:01.000"' in page
    assert "One picture of 2 s is encoded once and laid over 1 language: German." in page
    assert 'placeholder="0m01s-0m03s"' in page


def test_what_cannot_be_looked_at_is_refused_above_the_page(make, desk):
    a_finished_film(make)

    answer = desk(Role.EDITOR).look(f"{CUT}?from=1&to=2")

    assert answer.status_code == 422
    assert "The excerpt must last at least two seconds" in answer.text


def test_an_excerpt_without_a_name_is_called_after_its_place(make, desk):
    a_finished_film(make)
    editor = desk(Role.EDITOR)

    for _ in range(2):
        assert editor.send(CUT, name="", **{"from": "1", "to": "3"}).status_code == 303

    names = make.session.scalars(select(Edition.name).order_by(Edition.id)).all()
    assert names == ["full", "0m01s-0m03s", "0m01s-0m03s-2"]


def test_the_frames_of_the_storyboard_lead_to_their_moments(make, desk):
    german = a_finished_film(make)
    german.renditions = [rendition("240p", 1000)]
    german.picture.storyboard = {"interval_s": 2.0, "columns": 5, "rows": 5, "tile": [160, 90], "sheets": ["e" * 64]}

    page = desk(Role.EDITOR).look("/ministry/films/polizei").text

    assert re.findall('data-at="([^"]+)"', page) == ["0.0", "2.0"]
    assert f'href="/ministry/versions/{german.id}/240p.mp4#t=2.0"' in page


def rendition(profile, size_bytes, codecs="avc1.64001f,mp4a.40.2"):
    facts = {"duration_s": 4.0, "width_px": 426, "height_px": 240, "codecs": codecs}
    return Rendition(kind="film", profile=profile, sha256=profile[:1] * 64, size_bytes=size_bytes, **facts)
