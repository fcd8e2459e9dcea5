"""A version on its way out of the house: seen, judged, published, called back."""

import pytest

from catalog.distribution.stages import EventKind
from catalog.films.lifecycle import Status
from catalog.films.models import Captions, Rendition
from catalog.foundation import queue
from catalog.people.permissions import Role
from catalog.production.models import Finding

FILM = b"a film of twenty-four bytes"


@pytest.fixture
def finished(make, runtime, tmp_path):
    """A German version in review, with a stored film and captions."""
    (tmp_path / "film.mp4").write_bytes(FILM)
    (tmp_path / "captions.vtt").write_text("WEBVTT", encoding="utf-8")
    film = runtime.storage.keep(tmp_path / "film.mp4")
    captions = runtime.storage.keep(tmp_path / "captions.vtt")
    version = make.version("de", Status.IN_REVIEW, entered_by_id=make.account().id)
    version.renditions = [
        Rendition(
            kind="film",
            profile="720p",
            sha256=film.sha256,
            size_bytes=film.size_bytes,
            duration_s=80.0,
            width_px=1280,
            height_px=720,
        )
    ]
    version.captions = [
        Captions(
            language=tag,
            source_sha256=captions.sha256,
            webvtt_sha256=captions.sha256,
            srt_sha256=captions.sha256,
            cues=31,
        )
        for tag in ("ti", "de")
    ]
    make.session.flush()
    return version


def address(version, deed: str = "") -> str:
    return f"/ministry/versions/{version.id}{deed}"


def test_it_goes_out_through_two_pairs_of_hands(desk, finished, make):
    reviewer, editor = desk(Role.REVIEWER), desk(Role.EDITOR)

    approved = reviewer.send(address(finished, "/approval"))
    published = editor.send(address(finished, "/publication"), due_on="2099-12-31")

    assert (approved.status_code, published.status_code) == (303, 303)
    page = editor.look(published.location).text
    assert "Published. Every recipient has been offered this version." in page
    assert page.index("History") < page.index("Published</strong>") < page.index("Approved</strong>")
    assert editor.client.get("/film/polizei/de").status_code == 200


def test_nobody_reviews_what_they_entered_themselves(desk, finished, make):
    reviewer = desk(Role.REVIEWER)
    finished.entered_by_id = reviewer.account.id
    make.session.commit()

    answer = reviewer.send(address(finished, "/approval"))

    assert answer.status_code == 409
    assert "You have entered this version yourself. Please ask a colleague to review it." in answer.text
    assert "Approve</span>" not in answer.text


def test_sending_back_needs_a_remark_and_the_editor_reads_it(desk, finished):
    reviewer, editor = desk(Role.REVIEWER), desk(Role.EDITOR)

    silent = reviewer.send(address(finished, "/sending-back"), remark=" ")
    reviewer.send(address(finished, "/sending-back"), remark="At 0:42 the number is wrong.")

    assert silent.status_code == 422
    assert "Please write what has to be changed." in silent.text
    page = editor.look(address(finished)).text
    assert "The reviewer has sent this version back" in page
    assert "At 0:42 the number is wrong." in page
    assert "Hand in again" in page


@pytest.mark.parametrize(
    ("due_on", "sentence"),
    [
        ("tomorrow", "“tomorrow” is not a date."),
        ("2001-01-01", "has passed. Please choose a later day"),
    ],
)
def test_a_day_that_makes_no_sense_publishes_nothing(desk, finished, make, due_on, sentence):
    finished.status, finished.approved_by_id = Status.APPROVED, make.account(Role.REVIEWER).id
    editor = desk(Role.EDITOR)

    answer = editor.send(address(finished, "/publication"), due_on=due_on)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert editor.client.get("/film/polizei/de").status_code == 404


def test_what_has_not_been_approved_is_not_published(desk, finished):
    answer = desk(Role.EDITOR).send(address(finished, "/publication"))

    assert answer.status_code == 409
    assert "at this point of its life" in answer.text


def test_what_is_not_public_can_be_watched_by_the_ministry_alone(desk, finished, client):
    reviewer, recipient = desk(Role.REVIEWER), desk(Role.RECIPIENT)
    film = address(finished, "/720p.mp4")

    piece = reviewer.client.get(film, headers={"Range": "bytes=2-5"})

    assert (piece.status_code, piece.data) == (206, FILM[2:6])
    assert reviewer.client.get(address(finished, "/captions.vtt")).data == b"WEBVTT"
    assert recipient.client.get(film).status_code == 403
    assert client.get(film).status_code == 302


def test_the_ministry_sees_which_subtitles_go_along(desk, finished):
    reviewer = desk(Role.REVIEWER)

    page = reviewer.look(address(finished)).text

    assert "Subtitles in Tigrinya" in page
    assert f'<track kind="subtitles"\n                 src="{address(finished, "/subtitles/ti.vtt")}"' in page
    for name in ("/captions.vtt", "/subtitles/ti.vtt", "/subtitles/ti.srt"):
        assert f'href="{address(finished, name)}"' in page
        assert reviewer.client.get(address(finished, name)).data == b"WEBVTT"


def test_a_finding_says_which_subtitles_it_is_about(desk, make):
    version = make.version("de", Status.REFUSED)
    make.session.add(
        Finding(
            version_id=version.id,
            purpose="subtitles",
            language="so",
            code="overlap",
            blocking=True,
            sentence="Two captions overlap.",
        )
    )

    page = desk(Role.EDITOR).look(address(version)).text

    assert "Subtitles in Somali:" in page


@pytest.mark.parametrize("file", ["/1080p.mp4", "/poster.jpg", "/subtitles/so.vtt", "/subtitles/klingon.srt"])
def test_a_file_that_was_not_made_is_not_found(desk, finished, file):
    assert desk(Role.REVIEWER).look(address(finished, file)).status_code == 404


def test_findings_are_sentences_with_their_weight_and_their_place(desk, make):
    version = make.version("ti", Status.REFUSED)
    make.session.add_all(
        [
            Finding(
                version_id=version.id,
                purpose="captions",
                code="overlap",
                blocking=False,
                sentence="Two captions overlap.",
                at_s=42.0,
            ),
            Finding(
                version_id=version.id,
                purpose="dub",
                code="different_length",
                blocking=True,
                sentence="The sound runs %(sound_s)s seconds, the picture %(picture_s)s.",
                places={"sound_s": 71.2, "picture_s": 80},
            ),
        ]
    )

    page = desk(Role.EDITOR).look(address(version)).text

    assert page.index("Must be mended") < page.index("Advice")
    assert "The sound runs 71.2 seconds, the picture 80." in page
    assert "0:42" in page


def test_a_version_in_work_shows_its_step_and_fetches_itself_again(desk, make):
    version = make.version("ti", Status.PROCESSING)
    make.session.flush()
    job = queue.order(make.session, "compose", f"version:{version.id}", key="k")
    job.state, job.percent, job.seconds_left = queue.JobState.RUNNING, 80.0, 3.0

    fragment = desk(Role.EDITOR).look(address(version, "/now")).text

    assert f'data-live="{address(version, "/now")}"' in fragment
    assert "Laying the language over the picture" in fragment
    assert "80 % done" in fragment
    assert "<html" not in fragment


def test_words_of_strangers_stay_words(desk, make):
    version = make.version("ti", Status.REFUSED, title="<script>alert(1)</script>")

    assert "<script>alert" not in desk(Role.EDITOR).look(address(version)).text


def test_an_unknown_version_is_not_found(editor):
    assert editor.look("/ministry/versions/999").status_code == 404


def test_a_recalled_version_says_why_and_how_many_still_hold_it(desk, finished, make):
    finished.status = Status.PUBLISHED
    make.delivery(version=finished, events=(EventKind.OFFERED, EventKind.COLLECTED))
    editor = desk(Role.EDITOR)

    editor.send(f"/ministry/recalls/{finished.id}", reason="A sentence is wrong.")

    page = editor.look(address(finished)).text
    assert "A sentence is wrong." in page
    assert "1 recipient still has to destroy or replace a copy" in page
    assert f"/ministry/recalls/{finished.id}" in page


def test_every_place_of_a_finding_leads_there(desk, finished, make):
    make.session.add(
        Finding(
            version_id=finished.id,
            code="black",
            blocking=False,
            sentence="The picture is black for %(seconds)s seconds.",
            places={"seconds": 2.5},
            at_s=62.4,
            spans=[[62.4, 64.9], [65.1, 65.2], [65.3, 65.4], [3725.0, 3727.5]],
        )
    )
    editor = desk(Role.EDITOR)

    english = editor.look(address(finished)).text
    german = editor.client.get(address(finished), headers={"Accept-Language": "de"}).text

    film = address(finished, "/720p.mp4")
    for start_s, words in (("62.4", "1:02–1:04"), ("65.1", "1:05"), ("3725.0", "1:02:05–1:02:07")):
        assert f'<a href="{film}#t={start_s}" data-moment="{start_s}">{words}</a>' in english
    assert english.count(">1:05</a>") == 1, "two places in the same second are one to the eye"
    assert "2.5" in english
    assert "2,5" in german


def test_a_refused_file_has_places_too_but_nothing_that_plays(desk, make):
    version = make.version("ti", Status.REFUSED)
    make.session.add(
        Finding(version_id=version.id, code="late", blocking=True, sentence="Too late.", places={}, at_s=80.0, spans=[])
    )

    page = desk(Role.EDITOR).look(address(version)).text

    assert "1:20" in page
    assert "data-moment" not in page
