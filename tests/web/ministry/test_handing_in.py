"""A language version is handed in with its files, and nothing is lost when the form has to be corrected."""

from io import BytesIO

import pytest
from sqlalchemy import func, select

from catalog.films.lifecycle import Status
from catalog.films.models import LanguageVersion
from catalog.foundation.queue import Job
from catalog.people.permissions import Role
from catalog.production.models import Upload

FORM = "/ministry/films/polizei/versions/new"


@pytest.fixture
def editor(make, desk):
    make.film()
    return desk(Role.EDITOR)


def file(content: bytes = b"sound", name: str = "ti.opus") -> tuple[BytesIO, str]:
    return BytesIO(content), name


def test_a_dub_and_captions_are_handed_in_without_scripts(editor, runtime):
    answer = editor.send(
        FORM, language="ti", kind="dub", dub=file(), captions=file(b"WEBVTT", "ti.vtt"), title="ፖሊስ", description=""
    )

    assert answer.status_code == 303
    with runtime.question() as session:
        version = session.scalars(select(LanguageVersion)).one()
        job = session.scalars(select(Job)).one()
        arrived = {upload.filename: upload.version_id for upload in session.scalars(select(Upload))}
    assert answer.location == f"/ministry/versions/{version.id}"
    assert (version.language, version.title, version.status) == ("ti", "ፖሊስ", "processing")
    assert (job.task, job.subject) == ("inspect", f"version:{version.id}")
    assert arrived == {"ti.opus": version.id, "ti.vtt": version.id}
    page = editor.look(answer.location).text
    assert "The files have arrived and are being looked into." in page
    assert "Looking into the files" in page


def test_a_file_that_was_sent_in_pieces_is_handed_in_by_its_number(editor, runtime, make):
    upload = Upload(
        id="f" * 32, account_id=editor.account.id, purpose="film", filename="de.mp4", size_bytes=3, arrived_at=None
    )
    make.session.add(upload)
    make.session.commit()

    too_early = editor.send(FORM, language="de", kind="film", film_upload_id="f" * 32)

    assert too_early.status_code == 409
    assert "The file “de.mp4” has not arrived completely." in too_early.text


def test_a_file_of_the_way_that_was_not_chosen_is_left_aside(editor, runtime):
    editor.send(FORM, language="ti", kind="dub", dub=file(), film=file(b"film", "whole.mp4"))

    with runtime.question() as session:
        assert session.scalars(select(Upload.filename)).all() == ["ti.opus"]


@pytest.mark.parametrize(
    ("fields", "status", "sentence"),
    [
        ({"language": "tlh", "kind": "dub", "dub": file}, 422, "There is no language “tlh” in our table."),
        ({"language": "", "kind": "dub", "dub": file}, 422, "There is no language “” in our table."),
        ({"language": "ti", "kind": "dub"}, 422, "Please hand in either a whole film or only a dub"),
        ({"language": "ti", "kind": "dub", "dub_upload_id": "0" * 32}, 404, "We could not find this."),
    ],
)
def test_what_stands_in_the_way_is_said_and_nothing_half_done_shows(editor, runtime, fields, status, sentence):
    sent = {name: value() if callable(value) else value for name, value in fields.items()}

    answer = editor.send(FORM, **sent)

    assert answer.status_code == status
    assert sentence in answer.text
    with runtime.question() as session:
        assert session.scalar(select(func.count()).select_from(LanguageVersion)) == 0


def test_files_need_not_be_sent_again_when_the_form_is_corrected(editor, runtime):
    refused = editor.send(FORM, language="", kind="dub", dub=file(), title="ፖሊስ")
    upload_id = refused.text.partition('name="dub_upload_id" value="')[2].partition('"')[0]

    answer = editor.send(FORM, language="ti", kind="dub", dub_upload_id=upload_id)

    assert "“ti.opus” has arrived already." in refused.text
    assert 'value="ፖሊስ"' in refused.text
    assert answer.status_code == 303


def test_a_later_revision_has_to_say_what_is_new(make, desk):
    make.version("de", Status.PUBLISHED)
    editor = desk(Role.EDITOR)

    silent = editor.send(FORM, language="de", kind="dub", dub=file())
    telling = editor.send(FORM, language="de", kind="dub", dub=file(), change_note="The number of the complaint desk.")

    assert silent.status_code == 422
    assert "Please say in a sentence what is different from the revision before." in silent.text
    assert telling.status_code == 303
    assert "The number of the complaint desk." in editor.look(telling.location).text


def test_a_second_upload_of_a_revision_in_work_is_refused(make, desk):
    make.version("de", Status.IN_REVIEW)

    answer = desk(Role.EDITOR).send(FORM, language="de", kind="dub", dub=file())

    assert answer.status_code == 409
    assert "Revision 1 in this language is still in work." in answer.text


def test_the_form_offers_the_language_that_was_asked_for(editor):
    page = editor.look(f"{FORM}?language=so").text

    assert '<option value="so" selected>Somali' in page
    assert 'data-tus-endpoint="/api/v1/uploads"' in page


def test_a_reviewer_hands_nothing_in(make, desk):
    make.film()

    assert desk(Role.REVIEWER).look(FORM).status_code == 403
