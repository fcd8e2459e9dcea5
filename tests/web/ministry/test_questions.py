"""What inspection cannot decide is put before an editor, with what helps to decide it."""

import pytest

from catalog.films.lifecycle import Status
from catalog.films.models import Rendition, Track
from catalog.foundation import queue
from catalog.people.permissions import Role
from catalog.production import choices
from catalog.production.choices import Question
from catalog.production.models import Finding, Matter, Upload

SOUNDS = [
    {"index": 0, "language": "rus", "title": "Dialog", "layout": "5.1", "duration_s": 80.2, "role": ""},
    {"index": 1, "language": "", "title": "", "layout": "stereo", "duration_s": 80.2, "role": "audio_description"},
]
WHICH_SOUND = Question(Matter.SOUND, ("0", "1"), {"tracks": SOUNDS})
WHETHER_IT_FITS = Question(Matter.TEMPO, ("fit",), {"percent": -1.9, "sound_s": 78.5})


@pytest.fixture
def asking(make):
    """Return a version in some language whose files inspection asks about."""

    def made(*questions, language="ru"):
        version = make.version(language, Status.PROCESSING)
        choices.ask(make.session, version, questions)
        make.session.commit()
        return version

    return made


@pytest.fixture
def frame(runtime, tmp_path):
    """Keep a frame in the storage and return what a question says of it."""

    def kept(content, at_s):
        file = tmp_path / "frame.jpg"
        file.write_bytes(content)
        return {"sha256": runtime.storage.keep(file).sha256, "at_s": at_s}

    return kept


@pytest.fixture
def two_pictures(frame):
    """Ask about a film that looks like a picture that is here, shown at two moments."""
    known = {
        "picture_id": 7,
        "score": 0.8,
        "offset_s": 0.0,
        "speed": "1",
        "reasons": [{"sentence": "The film has %(seconds)s seconds more.", "places": {"seconds": 2.5}}],
        "pairs": [
            {"here": frame(b"late here", 62.0), "there": frame(b"late there", 60.0)},
            {"here": frame(b"early here", 4.0), "there": frame(b"early there", 2.0)},
        ],
    }
    return Question(Matter.PICTURE, ("same:7", "new", "own"), {"known": [known]})


def page_of(version):
    return f"/ministry/versions/{version.id}/questions"


def test_the_version_says_that_it_waits_for_an_answer(desk, asking):
    version = asking(WHICH_SOUND)

    editor, reviewer = (
        desk(role).look(f"/ministry/versions/{version.id}").text for role in (Role.EDITOR, Role.REVIEWER)
    )

    assert "Needs your answer" in editor
    assert f'href="{page_of(version)}"' in editor
    assert "Inspection has a question about these files" in reviewer
    assert page_of(version) not in reviewer


def test_sounds_are_told_apart_by_what_the_file_says_of_them(editor, asking):
    page = editor.look(page_of(asking(WHICH_SOUND))).text

    assert "Which sound is in Russian?" in page
    assert "Sound 1 · Dialog · rus · 5.1 · 1:20 min" in page
    assert "Sound 2 · no language given · stereo · audio description · 1:20 min" in page
    assert "None of these: it is the wrong file" in page


def test_both_pictures_stand_side_by_side_in_the_order_of_the_film(editor, asking, two_pictures):
    version = asking(two_pictures)

    page = editor.look(page_of(version)).text

    frames = [part.partition('"')[0] for part in page.split('src="')[1:] if "/questions/" in part.partition('"')[0]]
    contents = [editor.look(address).data for address in frames]
    assert contents == [b"early here", b"early there", b"late here", b"late there"]
    assert "The film has 2.5 seconds more." in page
    for alternative in ("The picture that is here", "The picture handed in"):
        assert f'alt="{alternative}"' in page


def test_every_picture_that_looks_alike_can_be_chosen_by_its_number(editor, asking, two_pictures):
    known = two_pictures.about["known"]
    both = Question(
        Matter.PICTURE, ("same:7", "same:8", "new", "own"), {"known": [*known, {**known[0], "picture_id": 8}]}
    )

    page = editor.look(page_of(asking(both))).text

    assert page.index("Picture 1") < page.index("Picture 2")
    assert "It is the same as picture 2: lay the sound over that one" in page


def test_all_questions_are_answered_at_once_and_the_work_goes_on(editor, asking):
    version = asking(WHICH_SOUND, WHETHER_IT_FITS)

    answer = editor.send(page_of(version), sound="1", tempo="fit")

    page = editor.look(answer.location).text
    assert (answer.status_code, answer.location) == (303, f"/ministry/versions/{version.id}")
    assert "Thank you. The work goes on with your answer." in page
    assert "Looking into the files" in page
    assert "Question answered" in page, "it is written down"
    assert "Nothing has to be decided about this version." in editor.look(page_of(version)).text


@pytest.mark.parametrize("chosen", [{}, {"sound": "1"}, {"sound": "2", "tempo": "fit"}, {"sound": "1", "tempo": "new"}])
def test_each_question_wants_one_of_its_answers(editor, asking, chosen):
    version = asking(WHICH_SOUND, WHETHER_IT_FITS)

    answer = editor.send(page_of(version), **chosen)

    assert answer.status_code == 422
    assert "Please choose one of the answers to each question." in answer.text
    assert "Which sound is in Russian?" in answer.text
    assert "Needs your answer" in editor.look(f"/ministry/versions/{version.id}").text


def test_what_was_chosen_stays_chosen_when_a_question_was_left_open(editor, asking):
    answer = editor.send(page_of(asking(WHICH_SOUND, WHETHER_IT_FITS)), sound="1")

    (chosen,) = [part for part in answer.text.split("<input")[1:] if "checked" in part.partition(">")[0]]
    assert 'name="sound"' in chosen
    assert 'value="1"' in chosen


def test_the_wrong_file_is_refused_and_may_be_replaced(editor, asking):
    version = asking(WHETHER_IT_FITS)

    page = editor.look(editor.send(page_of(version), tempo="wrong file").location).text

    assert "An editor has said that this is the wrong file. Please hand in the right one." in page
    assert "Hand in again" in page


def test_an_answer_that_nobody_waits_for_is_refused(editor, make):
    version = make.version("ru", Status.IN_REVIEW)
    make.session.commit()

    answer = editor.send(page_of(version), sound="1")

    assert answer.status_code == 409
    assert "A language version at this point of its life does not allow this." in answer.text


def test_a_german_reads_german_with_a_comma(editor, asking):
    version = asking(WHETHER_IT_FITS)

    page = editor.client.get(page_of(version), headers={"Accept-Language": "de"}).text

    assert "Der Ton ist 1,9 % kürzer als das Bild." in page


def test_only_frames_of_an_open_question_are_sent(editor, asking, two_pictures, make):
    version, other = asking(two_pictures), asking(WHICH_SOUND, language="so")
    sha256 = two_pictures.about["known"][0]["pairs"][0]["here"]["sha256"]

    assert editor.look(f"{page_of(other)}/{sha256}.jpg").status_code == 404
    assert editor.look(f"{page_of(version)}/{'0' * 64}.jpg").status_code == 404
    editor.send(page_of(version), picture="new")
    assert editor.look(f"{page_of(version)}/{sha256}.jpg").status_code == 404


def test_a_page_of_many_questions_costs_no_more_queries_than_one_of_few(editor, asking, two_pictures, count_questions):
    few, many = asking(WHICH_SOUND), asking(WHICH_SOUND, WHETHER_IT_FITS, two_pictures, language="so")
    editor.look(page_of(few))  # the first page of a session also writes down its form token
    with count_questions() as for_few:
        editor.look(page_of(few))

    with count_questions() as for_many:
        editor.look(page_of(many))

    assert len(for_many) == len(for_few)


@pytest.fixture
def too_long(make):
    """Return a version in review whose sound ends later than its picture of 100 seconds."""

    def made(duration_s):
        version = make.version("ti", Status.IN_REVIEW)
        make.picture(version, duration_s=100.0)
        version.tracks = [Track(kind="dub", source_sha256="d" * 64, source_size_bytes=1, duration_s=duration_s)]
        make.session.add(
            Finding(version_id=version.id, code="sound_longer", blocking=False, sentence="It is longer.", places={})
        )
        make.session.commit()
        return version

    return made


def test_a_sound_that_is_a_little_too_long_is_fitted_on_request(editor, too_long):
    version = too_long(102.0)
    tempo = f"/ministry/versions/{version.id}/tempo"
    assert f'action="{tempo}"' in editor.look(f"/ministry/versions/{version.id}").text

    page = editor.look(editor.send(tempo).location).text

    assert "The sound is being fitted to the picture." in page
    assert "Encoding the sound" in page
    assert "Tempo of the sound fitted" in page, "it is written down"


def test_nobody_hears_a_sound_that_runs_much_faster(editor, too_long):
    version = too_long(104.0)

    page = editor.look(editor.send(f"/ministry/versions/{version.id}/tempo").location).text

    assert "The sound can be made at most 3 percent faster or slower. Please hand in one that fits." in page
    assert "In review" in page


def test_a_sound_is_not_fitted_twice(editor, too_long, make):
    version = too_long(102.0)
    editor.send(f"/ministry/versions/{version.id}/tempo")
    job = queue.of_subjects(make.session, [f"version:{version.id}"])[f"version:{version.id}"]
    job.state = queue.JobState.DONE
    make.session.refresh(version)
    version.status = Status.IN_REVIEW
    make.session.commit()

    page = editor.look(editor.send(f"/ministry/versions/{version.id}/tempo").location).text

    assert "The sound has been fitted to the picture already." in page
    assert "In review" in page, "it does not wait for work that nobody does"


def test_a_sound_is_not_fitted_while_something_is_made_of_it(editor, too_long, make):
    version = too_long(102.0)
    queue.order(make.session, "make_broadcast", f"version:{version.id}", key="k", of_version=version.id)
    make.session.commit()

    page = editor.look(editor.send(f"/ministry/versions/{version.id}/tempo").location).text

    assert "Something is still being made of this version. Please fit its sound when that is done." in page
    assert "In review" in page


@pytest.mark.parametrize("place", ["/questions", "/tempo"])
def test_a_reviewer_decides_nothing_about_files(desk, asking, place):
    version = asking(WHICH_SOUND)

    assert desk(Role.REVIEWER).send(f"/ministry/versions/{version.id}{place}").status_code == 403


@pytest.fixture
def tried(make, asking, runtime):
    """Return a version whose dub does not fit, beside a German one, and the dub's name for the browser."""

    def of(filename):
        german = make.version("de", Status.PUBLISHED)
        make.session.add(
            Rendition(version_id=german.id, kind="film", profile="480p", sha256="a" * 64, size_bytes=1, duration_s=80.0)
        )
        version = asking(WHETHER_IT_FITS)
        dub = Upload(id="d" * 32, purpose="dub", filename=filename, size_bytes=9, version_id=version.id)
        make.session.add(dub)
        make.session.commit()
        (runtime.config.uploads / dub.id).write_bytes(b"the sound")
        return version

    return of


def test_a_sound_is_heard_at_its_new_tempo_before_it_is_fitted(editor, tried):
    version = tried("ru.wav")

    page = editor.look(page_of(version)).text
    sound = editor.look(f"{page_of(version)}/sound")

    assert 'data-fit="0.981"' in page
    assert f'src="{page_of(version)}/sound"' in page
    assert (sound.data, sound.mimetype) == (b"the sound", "audio/wav")


def test_a_browser_asks_for_pieces_of_the_sound(editor, tried):
    address = f"{page_of(tried('ru.opus'))}/sound"

    answer = editor.client.get(address, headers={"Range": "bytes=4-"})

    assert (answer.status_code, answer.data) == (206, b"sound")


def test_a_sound_that_no_browser_plays_is_not_offered(editor, tried):
    version = tried("ru.mka")

    assert "data-fit" not in editor.look(page_of(version)).text
    assert editor.look(f"{page_of(version)}/sound").status_code == 404


def test_the_sound_of_a_version_about_which_nothing_is_asked_is_not_sent(editor, asking):
    assert editor.look(f"{page_of(asking(WHICH_SOUND))}/sound").status_code == 404
