"""The film at a glance, the frame that stands for it, and what it has cost."""

import pytest

from catalog.films.lifecycle import Status
from catalog.films.models import Track
from catalog.foundation import queue
from catalog.people.permissions import Role
from media.waveform import drawn

BOARD = {"interval_s": 1, "columns": 4, "rows": 1, "tile": [160, 90], "webvtt": "WEBVTT\n"}


@pytest.fixture
def kept(runtime, tmp_path):
    """Keep some bytes in the storage and return their name."""

    def keep(content):
        file = tmp_path / "content"
        file.write_bytes(content)
        return runtime.storage.keep(file).sha256

    return keep


@pytest.fixture
def version(make, kept):
    """A version in review whose picture and sound can be seen at a glance."""
    made = make.version("de", Status.IN_REVIEW)
    stills = [{"sha256": kept(name), "at_s": at_s} for name, at_s in ((b"the best", 2.4), (b"another", 1.0))]
    make.picture(
        made,
        candidates=stills,
        poster_sha256=stills[0]["sha256"],
        storyboard=BOARD | {"sheets": [kept(b"a sheet")]},
    )
    sound = drawn([(-0.5, 0.5)] * 80).to_bytes()
    made.tracks = [
        Track(kind="dub", source_sha256="d" * 64, source_size_bytes=1, duration_s=4.0, waveform_sha256=kept(sound))
    ]
    make.session.commit()
    return made


def address(version, place=""):
    return f"/ministry/versions/{version.id}{place}"


def test_the_film_is_seen_at_a_glance(desk, version):
    reviewer = desk(Role.REVIEWER)

    page = reviewer.look(address(version)).text

    assert page.count('viewBox="') >= 4
    assert 'viewBox="480 0 160 90"' in page
    for place, content in [
        (f"/frames/{version.picture.poster_sha256}.jpg", b"the best"),
        ("/storyboard/0.jpg", b"a sheet"),
        ("/waveform.svg", b"<svg "),
    ]:
        assert address(version, place) in page
        answer = reviewer.look(address(version, place))
        assert answer.data.startswith(content)
        assert answer.mimetype.startswith("image/")


def test_an_editor_chooses_the_frame_that_stands_for_the_film(editor, version, make):
    answer = editor.send(address(version, "/poster"), at_s="1.0")

    page = editor.look(answer.location).text
    assert answer.status_code == 303
    assert "This picture now stands for the film, in all its languages." in page
    assert "Picture chosen that stands for the film" in page, "it is written down"
    assert editor.look(address(version, "/poster.jpg")).data == b"another"


def test_any_frame_of_the_storyboard_can_be_chosen(editor, version, session):
    answer = editor.send(address(version, "/poster"), at_s="3")

    assert "In a moment it stands for the film everywhere." in editor.look(answer.location).text
    assert "Taking the picture that stands for the film" in editor.look("/ministry/jobs").text


@pytest.mark.parametrize("at_s", ["", "noon", "-1", "4", "nan"])
def test_a_moment_that_the_film_does_not_have_is_refused_in_a_sentence(editor, version, at_s):
    answer = editor.send(address(version, "/poster"), at_s=at_s)

    assert "The film has no picture at that moment." in editor.look(answer.location).text
    assert editor.look(address(version, "/poster.jpg")).data == b"the best"


def test_whoever_may_not_choose_sees_no_button(desk, version):
    assert "Use this picture" not in desk(Role.REVIEWER).look(address(version)).text


@pytest.mark.parametrize("place", [f"/frames/{'0' * 64}.jpg", "/storyboard/1.jpg"])
def test_only_frames_of_this_film_are_sent(editor, version, place):
    assert editor.look(address(version, place)).status_code == 404


@pytest.mark.parametrize("place", ["/frames/x.jpg", "/storyboard/0.jpg", "/waveform.svg"])
def test_a_version_without_files_has_nothing_to_show(editor, make, place):
    bare = make.version("ti")
    make.session.commit()

    assert editor.look(address(bare, place)).status_code == 404


def test_the_bill_of_a_film_names_its_picture_and_its_languages(editor, version, make):
    for subject, cpu_s in ((f"picture:{version.picture.id}", 240.0), (f"version:{version.id}", 3.0)):
        job = queue.order(make.session, "make", subject, key=subject)
        queue.spend(make.session, job.id, cpu_s, cpu_s)
    make.session.commit()

    page = editor.look("/ministry/films/polizei/costs").text

    assert "What this film has cost" in page
    assert [figure in page for figure in ("240.0 s", "3.0 s", "243.0 s", "1.2 %")] == [True] * 4
    assert "/ministry/films/polizei/costs" in editor.look("/ministry/films/polizei").text


def test_the_bill_costs_the_same_number_of_questions_however_many_languages(editor, version, make, count_questions):
    costs = "/ministry/films/polizei/costs"
    editor.look(costs)  # the first page of a session also writes down its form token
    with count_questions() as few:
        editor.look(costs)
    for tag in ("ti", "uk", "tr", "ar"):
        make.version(tag)
    make.session.commit()

    with count_questions() as many:
        editor.look(costs)

    assert len(many) == len(few)
