"""``filmbote import``: what would happen is told first, then everything is entered or nothing."""

import json

import pytest
from click.testing import CliRunner

from catalog.cli import main
from catalog.people.permissions import Role
from tests.packing import folder, manifest, packed, row

DONE, FAILED, REFUSED = 0, 1, 3

FILES = {"de/polizei.mp4": b"\0film", "de/polizei.srt": b"captions", "ti/polizei.wav": b"\0dub"}
ROWS = (
    row("de", "about", title="Die Polizei"),
    row("de", "film", "de/polizei.mp4", title="Die Polizei hilft"),
    row("de", "captions", "de/polizei.srt"),
    row("ti", "dub", "ti/polizei.wav", title="ፖሊስ"),
)
BAD = (*ROWS, row("tigrinja", "dub", "am.wav"))


@pytest.fixture
def typed(environment, runtime, monkeypatch):
    """Type a command with an answer to its question; return how it ended, what it printed and what it said beside."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    def run(*arguments, answer=""):
        ran = CliRunner().invoke(main, [*map(str, arguments)], input=answer)
        if ran.exception and not isinstance(ran.exception, SystemExit):
            raise ran.exception
        return ran.exit_code, ran.stdout, ran.stderr

    return run


@pytest.fixture
def filmbote(typed):
    """Type a command for machines; return how it ended and its object."""

    def run(*arguments):
        code, printed, _ = typed(*arguments, "--json")
        return code, json.loads(printed)

    return run


@pytest.fixture
def package(tmp_path):
    return folder(tmp_path / "package", manifest(*ROWS), FILES)


def versions(filmbote):
    code, answer = filmbote("version", "list", "polizei")
    return [(found["language"], found["revision"]) for found in answer["versions"]] if code == DONE else []


def test_a_dry_run_tells_every_row_and_writes_nothing(filmbote, package, config):
    code, answer = filmbote("import", package, "--dry-run")

    assert code == DONE
    assert [(told["line"], told["language"], told["outcome"]) for told in answer["rows"]] == [
        (2, "de", "enter"), (3, "de", "enter"), (4, "de", "enter"), (5, "ti", "enter"),
    ]  # fmt: skip
    assert (answer["to_enter"], answer["imported"]) == (["de", "ti"], False)
    assert versions(filmbote) == []
    assert list(config.uploads.iterdir()) == []


def test_a_folder_is_imported_and_the_second_time_nothing_is_entered(filmbote, package):
    code, first = filmbote("import", package, "--yes")
    again = filmbote("import", package, "--yes")

    assert code == DONE
    assert [(entered["language"], entered["revision"]) for entered in first["entered"]] == [("de", 1), ("ti", 1)]
    assert again[0] == DONE
    assert (again[1]["entered"], again[1]["unchanged"]) == ([], ["de", "ti"])
    assert versions(filmbote) == [("de", 1), ("ti", 1)]


def test_a_zip_is_imported_for_somebody(filmbote, tmp_path, session, make):
    make.account(Role.EDITOR, email="editor@filmbote.example")
    session.commit()
    place = packed(tmp_path / "package.zip", manifest(*ROWS), FILES, within="polizei/")

    code, answer = filmbote("import", place, "--yes", "--as", "editor@filmbote.example")

    assert (code, len(answer["entered"])) == (DONE, 2)


def test_one_bad_row_keeps_everything_out(filmbote, tmp_path, config):
    place = folder(tmp_path / "package", manifest(*BAD), FILES | {"am.wav": b"\0am"})

    code, answer = filmbote("import", place, "--yes")

    assert (code, answer["error"]["code"]) == (REFUSED, "package_refused")
    assert answer["rows"][-1]["reasons"][0]["sentence"].endswith("meant: ti?")
    assert versions(filmbote) == []
    assert list(config.uploads.iterdir()) == []


def test_bad_languages_can_be_left_out(filmbote, tmp_path):
    place = folder(tmp_path / "package", manifest(*BAD), FILES | {"am.wav": b"\0am"})

    code, answer = filmbote("import", place, "--yes", "--skip-bad")

    assert (code, answer["refused_rows"]) == (DONE, 1)
    assert versions(filmbote) == [("de", 1), ("ti", 1)]


@pytest.mark.parametrize(("answer", "code", "entered"), [("n\n", FAILED, 0), ("y\n", DONE, 2)])
def test_somebody_at_the_keyboard_is_asked_first(typed, filmbote, package, answer, code, entered):
    ended, printed, said = typed("import", package, answer=answer)

    assert ended == code
    assert "Enter polizei in de (revision 1), ti (revision 1)?" in said
    assert ("2 languages entered" in printed) == bool(entered)
    assert len(versions(filmbote)) == entered


def test_the_report_is_readable(typed, tmp_path):
    place = folder(tmp_path / "package", manifest(*BAD), FILES | {"am.wav": b"\0am", "notes.txt": b"x"})

    code, printed, _ = typed("import", place, "--dry-run")

    assert code == DONE
    assert "ti/polizei.wav  will be entered as revision 1" in printed
    assert "not in the manifest: notes.txt" in printed
    assert "2 languages would be entered, 0 unchanged, 1 rows refused; nothing has been written" in printed


def test_what_is_no_package_is_refused_in_a_sentence(typed, tmp_path):
    (tmp_path / "brief.zip").write_text("Sehr geehrte Damen und Herren")

    code, _, said = typed("import", tmp_path / "brief.zip")

    assert code == REFUSED
    assert "“brief.zip” is no ZIP" in said
