"""A language version is handed in with its files, and nothing is lost when the form has to be corrected."""

import re
from io import BytesIO

import pytest
from sqlalchemy import func, select

from catalog.films.lifecycle import Status
from catalog.films.models import LanguageVersion, Track
from catalog.foundation.queue import Job
from catalog.people.permissions import Role
from catalog.production.models import Choice, Upload

FORM = "/ministry/films/polizei/versions/new"


@pytest.fixture
def editor(make, desk):
    make.film()
    return desk(Role.EDITOR)


def file(content: bytes = b"sound", name: str = "ti.opus") -> tuple[BytesIO, str]:
    return BytesIO(content), name


def said(upload_id: str, role: str, language: str = "") -> dict[str, str]:
    """What the form says of a file that has arrived before."""
    return {"upload": upload_id, f"role-{upload_id}": role, f"language-{upload_id}": language}


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

    (runtime.config.uploads / upload.id).write_bytes(b"12")

    too_early = editor.send(FORM, language="de", **said("f" * 32, "film"))

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
        ({"language": "ti", **said("0" * 32, "dub")}, 404, "A file that you had sent is not here any more."),
        ({"language": "ti", "files": file}, 422, "Please check what each of them is for"),
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
    upload_id = arrived(refused.text)["ti.opus"]

    answer = editor.send(FORM, language="ti", **said(upload_id, "dub"))

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


def test_captions_alone_are_handed_in_for_a_language_that_has_a_sound(make, desk, runtime):
    german = make.version("de", Status.PUBLISHED)
    german.tracks = [Track(kind="dub", source_sha256="d" * 64, source_size_bytes=1, duration_s=4.0)]
    editor = desk(Role.EDITOR)

    answer = editor.send(
        FORM,
        language="de",
        kind="captions",
        captions=file(b"WEBVTT", "de.vtt"),
        dub=file(),
        change_note="A word was wrong.",
    )

    assert answer.status_code == 303
    assert "Revision 2" in editor.look(answer.location).text
    with runtime.question() as session:
        assert session.scalars(select(Upload.filename)).all() == ["de.vtt"]


def test_captions_alone_are_not_enough_for_a_language_without_a_sound(editor):
    answer = editor.send(FORM, language="ti", kind="captions", captions=file(b"WEBVTT", "ti.vtt"))

    assert answer.status_code == 422
    assert "Captions alone are enough when this language has a sound already." in answer.text
    assert list(arrived(answer.text)) == ["ti.vtt"]


@pytest.mark.parametrize(("kind", "own"), [("own", ["own"]), ("film", [])])
def test_whoever_says_that_a_picture_is_for_one_version_alone_is_not_asked_later(editor, runtime, kind, own):
    editor.send(FORM, language="gsg", kind=kind, film=file(b"film", "signs.mp4"))

    with runtime.question() as session:
        assert session.scalars(select(Choice.chosen)).all() == own


def test_the_way_that_was_chosen_stays_chosen_when_the_form_is_corrected(editor):
    refused = editor.send(FORM, language="", kind="own", film=file(b"film", "signs.mp4")).text

    assert list(arrived(refused)) == ["signs.mp4"]
    assert chosen(refused, "role") == ["own"]


def test_files_of_which_only_the_names_are_known_wait_to_be_confirmed(editor, runtime):
    names = {"polizei_ti_v3.m4a": "dub", "ti.vtt": "captions", "polizei_de.srt": "subtitles"}

    asked = editor.send(FORM, language="ti", files=[file(name=name) for name in names])

    assert asked.status_code == 422
    assert dict(zip(arrived(asked.text), chosen(asked.text, "role"), strict=True)) == names
    assert chosen(asked.text, "language") == ["ti", "ti", "de"]
    assert "Its name speaks of revision 3." in asked.text
    fields = [said(upload_id, names[name], name[-6:-4]) for name, upload_id in arrived(asked.text).items()]
    fields[0][f"language-{fields[0]['upload']}"] = "ti"
    merged = {key: value for each in fields for key, value in each.items() if key != "upload"}
    answer = editor.send(FORM, language="ti", upload=[each["upload"] for each in fields], **merged)
    assert answer.status_code == 303
    with runtime.question() as session:
        uploads = session.scalars(select(Upload)).all()
        told = {upload.filename: (upload.purpose, upload.language) for upload in uploads}
    assert told == {
        "polizei_ti_v3.m4a": ("dub", None),
        "ti.vtt": ("captions", None),
        "polizei_de.srt": ("subtitles", "de"),
    }


def test_the_language_of_the_version_is_proposed_from_the_names_as_long_as_nobody_has_chosen(editor):
    page = editor.send(FORM, language="", files=[file(name="so.wav"), file(name="de.srt")]).text

    assert '<option value="so" selected>Somali' in page
    assert "Proposed from the names of the files. Please check it." in page


@pytest.mark.parametrize(
    ("role", "language", "sentence"),
    [
        ("", "", "Please say what “x.srt” is for."),
        ("nonsense", "", "Please say what “x.srt” is for."),
        ("subtitles", "", "Please say in which language the subtitles “x.srt” are."),
        ("captions", "de", "“x.srt” is marked as “Deutsch”, but that is not the language of this version."),
        ("captions", "tlh", "There is no language “tlh” in our table."),
        ("aside", "", "Please hand in either a whole film or only a dub"),
    ],
)
def test_what_is_said_of_a_file_has_to_be_possible(editor, role, language, sentence):
    asked = editor.send(FORM, language="ti", files=file(name="x.srt"))

    answer = editor.send(FORM, language="ti", **said(arrived(asked.text)["x.srt"], role, language))

    assert answer.status_code == 422
    assert sentence in answer.text


@pytest.mark.parametrize(
    "name", ['a"onclick="x".srt', "<script>.srt", "../../etc/passwd.srt", "\u202etsr.wav", "x" * 300]
)
def test_a_name_is_only_shown_whatever_it_holds(editor, runtime, name):
    page = editor.send(FORM, language="ti", files=file(name=name))
    proposed = editor.send(f"{FORM}/lines", name=name, size_bytes="5").text

    assert "<script>." not in page.text + proposed
    assert 'a"onclick' not in page.text + proposed
    assert "\u202e" not in page.text + proposed
    with runtime.question() as session:
        (upload,) = session.scalars(select(Upload)).all()
    assert {file.name for file in runtime.config.uploads.iterdir()} == {upload.id}


def test_a_file_that_is_not_kept_any_more_takes_nothing_else_with_it(editor, runtime):
    asked = editor.send(FORM, language="ti", files=[file(name="ti.wav"), file(name="ti.srt")], title="ፖሊስ").text
    lost, kept = arrived(asked)["ti.wav"], arrived(asked)["ti.srt"]
    with runtime.transaction() as session:
        session.delete(session.get(Upload, lost))

    both = said(lost, "dub") | said(kept, "captions") | {"upload": [lost, kept]}
    answer = editor.send(FORM, language="ti", title="ፖሊስ", **both)

    assert answer.status_code == 404
    assert "A file that you had sent is not here any more." in answer.text
    assert arrived(answer.text) == {"ti.srt": kept}
    assert chosen(answer.text, "role") == ["captions"]
    assert 'value="ፖሊስ"' in answer.text


def test_whoever_comes_second_is_told_and_keeps_the_files(make, desk):
    make.film()
    first, second = desk(Role.EDITOR), desk(Role.EDITOR)
    first.send(FORM, language="ti", kind="dub", dub=file())

    refused = second.send(FORM, language="ti", kind="dub", dub=file(name="mine.wav"), description="Neu")

    assert refused.status_code == 409
    assert "Revision 1 in this language is still in work." in refused.text
    assert "(revision 1 is in work)" in refused.text
    assert list(arrived(refused.text)) == ["mine.wav"]
    assert "Neu</textarea>" in refused.text
    later = second.look(FORM).text
    assert "1 file of yours is here and has not been handed in" in later
    assert list(arrived(later)) == ["mine.wav"]
    assert chosen(later, "role") == ["aside"]


def test_a_file_that_was_begun_is_listed_until_it_is_chosen_again(editor, runtime, make):
    upload = Upload(id="e" * 32, account_id=editor.account.id, purpose="dub", filename="ti.wav", size_bytes=200)
    make.session.add(upload)
    make.session.commit()
    (runtime.config.uploads / upload.id).write_bytes(b"1" * 126)

    page = editor.look(FORM).text

    assert "63 % are here. Choose the file again to go on." in page
    assert f'data-upload="{upload.id}"' in page
    assert arrived(page) == {}


def test_files_of_others_and_those_handed_in_are_not_listed(editor, desk):
    desk(Role.EDITOR).send(FORM, language="ti", files=file(name="foreign.wav"))
    editor.send(FORM, language="ti", kind="dub", dub=file(name="handed-in.wav"))

    page = editor.look(FORM).text

    assert "foreign.wav" not in page
    assert "handed-in.wav" not in page


def test_a_line_is_proposed_for_each_name_that_was_dropped(editor):
    page = editor.send(f"{FORM}/lines", language="ti", name=["Film_Tigrinya.mp4", "de.vtt"], size_bytes=["7", "5"]).text

    assert page.count("<li") == 2
    assert chosen(page, "data-role") == ["film", "subtitles"]
    assert 'data-language="ti"' in page


@pytest.mark.parametrize("sizes", [[], ["-1"], ["a lot"], ["9" * 30]])
def test_a_length_that_is_none_breaks_nothing(editor, sizes):
    assert editor.send(f"{FORM}/lines", name=["a.srt"], size_bytes=sizes).status_code == 200


def test_the_form_costs_the_same_number_of_questions_however_many_files_wait(editor, count_questions):
    editor.look(FORM)
    with count_questions() as few:
        editor.look(FORM)
    editor.send(FORM, language="ti", files=[file(name=f"{number}.wav") for number in range(5)])

    with count_questions() as many:
        editor.look(FORM)

    assert len(many) == len(few)


def arrived(page: str) -> dict[str, str]:
    """Return the files that can be handed in from a page: their ids by their names."""
    lines = re.findall(r'data-name="([^"]*)".*?</li>', page, re.DOTALL)
    parts = re.findall(r'<li class="brought".*?</li>', page, re.DOTALL)
    ids = [re.search(r'name="upload" value="([^"]*)"', part) for part in parts]
    return {name: found[1] for name, found in zip(lines, ids, strict=True) if found}


def chosen(page: str, which: str) -> list[str]:
    """Return what is selected in each list that has something to do with ``which``."""
    lists = re.findall(rf"<select[^>]*{which}[^>]*>.*?</select>", page, re.DOTALL)
    lists = [part for part in lists if 'id="field-language"' not in part]
    found = [re.search(r'value="([^"]*)"[^>]*selected', part) for part in lists]
    return [match[1] if match else "" for match in found]
