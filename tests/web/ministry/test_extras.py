"""What an editor asks for beside the usual sizes is seen while it is made, and taken when it is there."""

import pytest

from catalog.films.lifecycle import Status
from catalog.films.models import Captions, Rendition, Track
from catalog.foundation import queue
from catalog.foundation.queue import JobState
from catalog.people.permissions import Role


def film(profile="240p", **facts):
    size = {"duration_s": 4.0, "width_px": 426, "height_px": 240, "codecs": "avc1.64001f,mp4a.40.2"}
    return Rendition(**{"kind": "film", "profile": profile, "sha256": "f" * 64, "size_bytes": 1000, **size, **facts})


@pytest.fixture
def version(make):
    """A German version in review with captions in two languages, as the workshop leaves it."""
    made = make.version("de", Status.IN_REVIEW)
    make.picture(made)
    made.renditions = [film()]
    made.tracks = [Track(kind="dub", source_sha256="d" * 64, source_size_bytes=1, duration_s=4.0)]
    made.captions = [
        Captions(language=tag, source_sha256=tag * 32, webvtt_sha256=tag * 32, srt_sha256=tag * 32, cues=2)
        for tag in ("de", "ti")
    ]
    make.session.commit()
    return made


def address(version, place=""):
    return f"/ministry/versions/{version.id}{place}"


def ordered(make, version):
    return queue.of_subjects(make.session, [f"version:{version.id}"])[f"version:{version.id}"]


@pytest.mark.parametrize(
    ("place", "fields", "work", "deed"),
    [
        ("/burned", {"language": "ti"}, "Drawing captions into the picture", "Captions in the picture asked for"),
        ("/broadcast", {}, "Making a master for broadcasters", "Master for broadcasters asked for"),
    ],
)
def test_an_editor_asks_for_it_and_sees_it_being_made(editor, version, place, fields, work, deed):
    answer = editor.send(address(version, place), **fields)

    page = editor.look(answer.location).text
    assert (answer.status_code, answer.location) == (303, address(version))
    assert "It is being made and will stand among the finished films." in page
    assert f'data-live="{address(version, "/films")}"' in page
    assert work in page
    assert deed in page, "it is written down"
    assert page.count("data-live=") == 1, "nothing that somebody types is taken away"


def test_the_captions_of_every_language_can_be_drawn_the_films_own_first(editor, version):
    page = editor.look(address(version)).text

    assert page.index('<option value="de" >German') < page.index('<option value="ti" >Tigrinya')


def test_only_the_films_are_fetched_again_and_only_while_work_is_going_on(editor, version, make):
    editor.send(address(version, "/broadcast"))
    job = ordered(make, version)
    job.state, job.percent, job.seconds_left = JobState.RUNNING, 43.2, 72.0
    make.session.commit()
    meanwhile = editor.look(address(version, "/films")).text
    job.state = JobState.DONE
    version.renditions.append(film("broadcast", kind="master"))
    make.session.commit()
    afterwards = editor.look(address(version, "/films")).text

    assert "43 % done, about 1:12 min left" in meanwhile
    assert "<h1" not in meanwhile
    assert "for broadcasters, −23 LUFS" in afterwards
    assert "data-live" not in afterwards


@pytest.mark.parametrize(
    ("place", "there"),
    [
        ("/burned", {"profile": "240p-ti", "burned_in": "ti"}),
        ("/broadcast", {"profile": "broadcast", "kind": "master"}),
    ],
)
def test_what_is_there_is_not_made_again(editor, version, make, place, there):
    version.renditions.append(film(**there))
    make.session.commit()

    page = editor.look(editor.send(address(version, place), language="ti").location).text

    assert "This has been made already. It stands among the finished films." in page
    assert "data-live" not in page


def test_what_a_new_sound_has_taken_away_is_made_anew(editor, version, make):
    editor.send(address(version, "/broadcast"))
    ordered(make, version).state = JobState.DONE
    make.session.commit()

    editor.send(address(version, "/broadcast"))

    make.session.expire_all()
    assert ordered(make, version).state == JobState.WAITING


def test_what_failed_is_said_and_can_be_asked_for_again(editor, version, make):
    editor.send(address(version, "/burned"), language="ti")
    job = ordered(make, version)
    job.state, job.problem, job.problem_places = JobState.FAILED, "It took longer than %(hours)s hours.", {"hours": 1.5}
    make.session.commit()

    failed = editor.look(address(version)).text
    again = editor.look(editor.send(address(version, "/burned"), language="ti").location).text

    assert "This could not be made" in failed
    assert "It took longer than 1.5 hours." in failed
    assert "In review" in failed, "the version itself is as good as before"
    assert "This could not be made" not in again
    assert "data-live" in again


@pytest.mark.parametrize(
    ("language", "status"), [("uk", 404), ("tlh", 303), ("", 303)], ids=["no-captions", "no-language", "nothing"]
)
def test_captions_that_are_not_there_cannot_be_drawn(editor, version, language, status):
    answer = editor.send(address(version, "/burned"), language=language)

    assert answer.status_code == status
    if answer.location:
        assert f"There is no language “{language}” in our table." in editor.look(answer.location).text


@pytest.mark.parametrize("status", [Status.PROCESSING, Status.REFUSED, Status.RECALLED])
def test_nothing_is_made_of_a_version_that_is_not_finished(editor, version, make, status):
    version.status = status
    make.session.commit()

    page = editor.look(editor.send(address(version, "/broadcast")).location).text

    assert "A language version at this point of its life does not allow this." in page
    assert "Made on request" not in page


def test_a_reviewer_takes_what_is_there_and_asks_for_nothing(desk, version, make):
    version.renditions.append(film("240p-ti", burned_in="ti"))
    reviewer = desk(Role.REVIEWER)

    page = reviewer.look(address(version)).text

    assert "captions in the picture: Tigrinya" in page
    assert "Made on request" not in page
    assert reviewer.look(address(version, "/films")).status_code == 200
    for place in ("/burned", "/broadcast"):
        assert reviewer.send(address(version, place), language="ti").status_code == 403


def test_the_player_shows_no_captions_that_cannot_be_switched_off(editor, version, make):
    version.renditions.append(film("480p-ti", burned_in="ti", height_px=480))
    make.session.commit()

    player = editor.look(address(version)).text.partition("<video")[2].partition("</video>")[0]

    assert address(version, "/240p.mp4") in player
    assert "480p-ti" not in player


def test_the_table_costs_the_same_number_of_queries_however_much_is_made(editor, version, make, count_questions):
    films = address(version, "/films")
    editor.look(films)  # the first page of a session also writes down its form token
    with count_questions() as few:
        editor.look(films)
    editor.send(address(version, "/burned"), language="ti")
    editor.send(address(version, "/broadcast"))
    version.renditions += [film(f"{height_px}p", height_px=height_px) for height_px in (360, 480, 720)]
    make.session.commit()

    with count_questions() as many:
        editor.look(films)

    assert len(many) == len(few)
