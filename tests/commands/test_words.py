"""The words of a film go to a translation office and come back from the command line."""

import json

import pytest
from click.testing import CliRunner

from catalog.cli import main
from catalog.films.models import LanguageVersion
from catalog.people.permissions import Role
from tests.films.offices import film, translated


@pytest.fixture
def filmbote(environment, runtime, make, monkeypatch):
    """Type a command; return its exit code, and the object that it printed or its complaint."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    film(make)
    make.account(Role.REVIEWER, email="reviewer@filmbote.example")
    make.session.commit()

    def typed(*arguments):
        ran = CliRunner().invoke(main, ["film", "words", *map(str, arguments)])
        return ran.exit_code, json.loads(ran.stdout) if ran.stdout.startswith("{") else ran.output

    return typed


def title_of(session, language):
    found = session.query(LanguageVersion).filter_by(language=language).one()
    session.refresh(found)
    session.commit()
    return found.title


def test_words_go_out_and_come_back(filmbote, session, tmp_path):
    file = tmp_path / "ti.xlf"
    assert filmbote("export", "polizei", "--language", "ti", "-o", file)[0] == 0
    file.write_bytes(translated(file.read_bytes(), "title", "ፖሊስ ይሕግዝ"))

    code, looked = filmbote("import", "polizei", file, "--dry-run", "--json")
    assert (code, looked["changed"], title_of(session, "ti")) == (0, 1, "ፖሊስ")

    code, done = filmbote("import", "polizei", file, "--json")
    assert (code, done["changed"], title_of(session, "ti")) == (0, 1, "ፖሊስ ይሕግዝ")
    assert filmbote("import", "polizei", file, "--json")[1]["changed"] == 0


def test_people_read_what_became_of_each_row(filmbote, tmp_path):
    file = tmp_path / "words.csv"
    file.write_text("language;field;german;translation\ntlh;title;x;y\nti;title;x;y\n")

    code, said = filmbote("import", "polizei", file, "--with-earlier", "--dry-run")

    assert code == 0
    assert "would change 1" in said
    assert "2: left out, there is no such language" in said
    assert "3: ti title: ፖሊስ → y" in said


@pytest.mark.parametrize("suffix", ["zip", "csv", "xlsx"])
def test_all_languages_come_in_one_file(filmbote, tmp_path, suffix):
    file = tmp_path / f"words.{suffix}"

    code, answer = filmbote("export", "polizei", "-o", file, "--json")

    assert (code, answer["size_bytes"]) == (0, file.stat().st_size)
    assert filmbote("import", "polizei", file, "--json")[1]["changed"] == 0


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("export", "polizei", "-o", "words.pdf"), 2),
        (("export", "polizei", "-o", "words.xlf"), 2),
        (("export", "polizei", "--language", "ti", "-o", "words.csv"), 2),
        (("export", "polizei", "-o", "no/such/folder/words.csv"), 2),
        (("export", "nothing", "-o", "words.csv"), 3),
        (("export", "polizei", "--language", "fr", "-o", "fr.xlf"), 3),
        (("import", "polizei", "nothing.xlf"), 2),
        (("import", "polizei", "hostile.xlf"), 3),
        (("import", "polizei", "good.csv", "--as", "reviewer@filmbote.example"), 3),
    ],
    ids=str,
)
def test_what_cannot_be_done_ends_with_its_exit_code(filmbote, tmp_path, monkeypatch, arguments, code):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "hostile.xlf").write_text("<!DOCTYPE x []><x/>")
    (tmp_path / "good.csv").write_text("language;field;german;translation\nti;title;x;y\n")

    assert filmbote(*arguments)[0] == code
