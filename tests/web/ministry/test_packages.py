"""A package is sent by the page, told row by row, and imported by one click."""

import zipfile
from io import BytesIO

import pytest
from sqlalchemy import select

from catalog.films.models import LanguageVersion
from catalog.people.models import Account
from catalog.people.permissions import Role
from catalog.production.models import Purpose, Upload
from catalog.worker import TASKS, Worker
from tests.packing import manifest, packed, row
from tests.web.conftest import form_token

FILES = {"de/polizei.mp4": b"\0film", "de/polizei.srt": b"captions", "ti/polizei.wav": b"\0dub", "notes.txt": b"x"}
ROWS = (
    row("de", "about", title="Die Polizei"),
    row("de", "film", "de/polizei.mp4", title="Die Polizei hilft"),
    row("de", "captions", "de/polizei.srt"),
    row("ti", "dub", "ti/polizei.wav", title="ፖሊስ"),
)
BAD = (*ROWS, row("tigrinja", "dub", "am.wav"))


@pytest.fixture
def zipped(tmp_path):
    """Return the bytes of a package with these rows."""

    def made(*rows, files=FILES):
        return packed(tmp_path / "package.zip", manifest(*rows), files).read_bytes()

    return made


@pytest.fixture
def work(runtime):
    """Let a worker do everything about packages; the inspections stay for another one."""

    def done():
        left = {name: later for name in TASKS if not name.endswith("package")}
        Worker(runtime, "tester", TASKS | left).run_until_idle()

    def later(attempt):
        with attempt.result():
            pass

    return done


def sent(editor, content, name="polizei.zip"):
    """Send a ZIP with the form, as a browser without scripts does."""
    return editor.send("/ministry/packages/new", package=(BytesIO(content), name))


def read(editor, work, content):
    """Send a ZIP, let it be read, and return its address."""
    answer = sent(editor, content)
    assert answer.status_code == 303, answer.text
    work()
    return answer.location


def entered(runtime):
    with runtime.question() as session:
        found = session.scalars(select(LanguageVersion).order_by(LanguageVersion.id)).all()
        return [(version.language, version.revision) for version in found]


def test_the_page_tells_each_row_before_anything_is_entered(editor, work, zipped, runtime):
    address = read(editor, work, zipped(*ROWS))

    page = editor.look(address).text

    assert "2 languages would be entered." in page
    assert page.count("Will be entered as revision 1") == 3
    assert "The film will be entered" in page
    assert "notes.txt" in page.partition("Files that the manifest does not name")[2]
    assert "data-live" not in page
    assert entered(runtime) == []


def test_while_it_is_read_the_page_keeps_itself_fresh(editor, zipped):
    address = sent(editor, zipped(*ROWS)).location

    page = editor.look(f"{address}/now").text

    assert f'data-live="{address}/now"' in page
    assert "Reading a package" in page
    assert "would be entered" not in page


def test_one_click_enters_all_languages_and_the_zip_is_gone(editor, work, zipped, runtime):
    address = read(editor, work, zipped(*ROWS))

    answer = editor.send(f"{address}/import")
    work()
    page = editor.look(answer.location).text

    assert "2 languages have been entered." in page
    assert page.index("German") < page.index("Tigrinya")
    assert 'href="/ministry/films/polizei"' in page
    assert entered(runtime) == [("de", 1), ("ti", 1)]
    with runtime.question() as session:
        files = session.scalars(select(Upload)).all()
    assert {file.purpose for file in files} == {Purpose.FILM, Purpose.CAPTIONS, Purpose.DUB}
    assert {file.name for file in runtime.config.uploads.iterdir()} == {file.id for file in files}


def test_clicking_twice_enters_once(editor, work, zipped, runtime):
    address = read(editor, work, zipped(*ROWS))

    assert [editor.send(f"{address}/import").status_code for _ in range(2)] == [303, 303]
    work()
    assert editor.send(f"{address}/import").status_code == 303
    work()

    assert entered(runtime) == [("de", 1), ("ti", 1)]


def test_the_same_package_again_is_unchanged(editor, work, zipped, runtime):
    editor.send(f"{read(editor, work, zipped(*ROWS))}/import")
    work()

    page = editor.look(read(editor, work, zipped(*ROWS))).text

    assert "2 languages are here already with the same files." in page
    assert page.count("Unchanged: revision 1 has the same files") == 3
    assert 'name="skip_bad"' not in page
    assert "/import" not in page


def test_a_bad_row_stands_in_the_way_until_it_is_left_out(editor, work, zipped, runtime):
    address = read(editor, work, zipped(*BAD, files=FILES | {"am.wav": b"\0am"}))

    page = editor.look(address).text
    refused = editor.send(f"{address}/import")
    left_out = editor.send(f"{address}/import", skip_bad="yes")
    work()

    assert "Is one of these meant: ti?" in page
    assert refused.status_code == 422
    assert "Nothing was imported" in refused.text
    assert left_out.status_code == 303
    assert entered(runtime) == [("de", 1), ("ti", 1)]


def test_what_is_no_package_is_refused_by_its_own_name_and_not_kept(editor, runtime):
    answer = sent(editor, b"Sehr geehrte Damen und Herren", name="brief.zip")

    assert answer.status_code == 422
    assert "“brief.zip” is no ZIP" in answer.text
    assert list(runtime.config.uploads.iterdir()) == []


def test_a_damaged_file_is_told_by_its_name_and_nothing_is_entered(editor, work, tmp_path, runtime):
    place = tmp_path / "package.zip"
    with zipfile.ZipFile(place, "w") as target:
        target.writestr("manifest.csv", manifest(*ROWS))
        target.writestr("ti/polizei.wav", b"\0" + b"dub" * 100)
    damaged = place.read_bytes().replace(b"dubdubdub", b"dubDubdub", 1)

    page = editor.look(read(editor, work, damaged)).text

    assert "The work on this package broke off." in page
    assert "“ti/polizei.wav” in the package is damaged." in page
    assert "Remove the package" in page
    assert entered(runtime) == []


def test_whoever_has_left_imports_nothing(editor, work, zipped, runtime, session):
    address = read(editor, work, zipped(*ROWS))
    editor.send(f"{address}/import")
    session.get_one(Account, editor.account.id).active = False
    session.commit()

    work()

    assert entered(runtime) == []


def test_a_form_without_a_zip_is_refused(editor):
    assert "Please choose a ZIP first." in editor.send("/ministry/packages/new").text


def test_a_zip_that_came_in_pieces_is_taken_by_its_number(editor, session, runtime, zipped):
    content = zipped(*ROWS)
    begun = editor.client.post(
        "/api/v1/uploads",
        headers={
            "Tus-Resumable": "1.0.0",
            "Upload-Length": str(len(content)),
            "Upload-Metadata": "filename cG9saXplaS56aXA=,purpose cGFja2FnZQ==",
            "Content-Type": "application/offset+octet-stream",
            "X-CSRFToken": form_token(editor.look("/account/")),
        },
        data=content,
    )
    assert begun.status_code == 201, begun.text

    answer = editor.send("/ministry/packages/new", package_upload_id=begun.location.rpartition("/")[2])

    assert answer.status_code == 303
    assert "polizei.zip" in editor.look(answer.location).text


def test_a_package_can_be_removed(editor, work, zipped, runtime):
    address = read(editor, work, zipped(*ROWS))

    answer = editor.send(f"{address}/removal")

    assert answer.status_code == 303
    assert list(runtime.config.uploads.iterdir()) == []
    assert editor.look(address).status_code == 404


def test_a_package_that_waits_is_found_again_until_it_is_imported(editor, desk, work, zipped):
    address = read(editor, work, zipped(*ROWS))

    assert f'href="{address}"' in editor.look("/ministry/packages/new").text
    assert address not in desk(Role.EDITOR).look("/ministry/packages/new").text
    editor.send(f"{address}/import")
    work()
    assert address not in editor.look("/ministry/packages/new").text


def test_nobody_else_sees_a_package(editor, desk, work, zipped):
    address = read(editor, work, zipped(*ROWS))

    assert desk(Role.EDITOR).look(address).status_code == 404
    assert desk(Role.REVIEWER).look(address).status_code == 403


def test_a_package_is_no_file_of_a_version(editor, session, make, zipped):
    make.film()
    session.commit()
    package_id = sent(editor, zipped(*ROWS)).location.rpartition("/")[2]

    page = editor.look("/ministry/films/polizei/versions/new").text

    assert package_id not in page


def test_the_page_asks_a_fixed_number_of_questions(editor, work, zipped, count_questions):
    def asked(*rows, **files):
        address = read(editor, work, zipped(*rows, files=FILES | files))
        with count_questions() as statements:
            editor.look(address)
        return len(statements)

    few = asked(*ROWS)
    many = [row(tag, "dub", f"{tag}.wav") for tag in ("am", "ar", "tr", "uk", "ru", "fa", "ps", "so")]
    assert asked(*ROWS, *many, **{f"{entry['language']}.wav": b"\0dub" for entry in many}) == few
