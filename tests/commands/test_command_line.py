"""The command line as a script meets it: one object on standard output, and an exit code."""

import json

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from catalog.cli import main
from catalog.films.lifecycle import Status
from catalog.films.models import Captions, Picture, PictureStatus, Rendition, RenditionKind
from catalog.people.models import Organisation, OrganisationKind
from catalog.people.permissions import Role

DONE, FAILED, WRONG_USAGE, REFUSED = 0, 1, 2, 3

CAPTIONS = "WEBVTT\n\n00:00.500 --> 00:02.000\nThe police help.\n"


@pytest.fixture
def filmbote(environment, runtime, monkeypatch):
    """Type a command; return its exit code and the object that it printed."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    def typed(*arguments):
        ran = CliRunner().invoke(main, [*map(str, arguments)])
        if ran.exception and not isinstance(ran.exception, SystemExit):
            raise ran.exception
        return ran.exit_code, json.loads(ran.stdout) if ran.stdout.startswith("{") else ran.stderr

    return typed


@pytest.fixture
def film(filmbote):
    filmbote("film", "add", "polizei", "--title", "de=Die Polizei", "--contact", "film@filmbote.example")


@pytest.fixture
def captions(tmp_path):
    file = tmp_path / "captions.vtt"
    file.write_text(CAPTIONS)
    return file


@pytest.fixture
def dub(tmp_path):
    file = tmp_path / "dub.wav"
    file.write_bytes(b"RIFF")
    return file


@pytest.fixture
def made(session, make, runtime, tmp_path):
    """A German version that waits for its review, with one film to download."""
    file = tmp_path / "made.mp4"
    file.write_bytes(b"a film")
    kept = runtime.storage.keep(file)
    version = make.version("de", status=Status.IN_REVIEW)
    picture = Picture(
        edition=version.edition, status=PictureStatus.READY, source_sha256=kept.sha256,
        source_size_bytes=kept.size_bytes, width_px=426, height_px=240, fps="25/1", duration_s=4.0,
    )  # fmt: skip
    version.picture = picture
    for kind in (RenditionKind.FILM, RenditionKind.SOUND):
        version.renditions.append(
            Rendition(kind=kind, profile="240p", sha256=kept.sha256, size_bytes=kept.size_bytes, duration_s=4.0)
        )
    make.account(Role.REVIEWER, email="reviewer@filmbote.example")
    make.account(Role.EDITOR, email="editor@filmbote.example")
    session.commit()
    return version


def test_a_film_is_entered_and_listed(filmbote):
    assert filmbote("film", "add", "polizei", "--title", "de=Die Polizei", "--title", "en=The police")[0] == DONE

    code, answer = filmbote("film", "list", "--json")
    assert code == DONE
    assert [(entry["slug"], entry["titles"]["en"]) for entry in answer["films"]] == [("polizei", "The police")]


@pytest.mark.parametrize(
    "arguments",
    [
        ["film", "add", "polizei"],
        ["film", "add", "polizei", "--title", "Die Polizei"],
        ["version", "add", "polizei", "ti"],
        ["version", "add", "polizei", "ti", "--dub", "/there/is/none.wav"],
        ["version", "add", "polizei", "ti", "--dub", __file__, "--subtitles", __file__],
        ["version", "add", "polizei", "ti", "--dub", __file__, "--subtitles", "so=/there/is/none.srt"],
        ["version", "export", "polizei", "ti", "--profile", "240p", "-o", "/there/is/none/film.mp4"],
        ["status", "--organisation", "06435012", "--district", "06435"],
        ["no-such-command"],
    ],
)
def test_wrong_usage_is_told_apart_from_a_refusal(filmbote, arguments):
    assert filmbote(*arguments)[0] == WRONG_USAGE


def test_a_film_and_a_dub_at_once_are_wrong_usage(filmbote, dub):
    assert filmbote("version", "add", "polizei", "ti", "--film", dub, "--dub", dub)[0] == WRONG_USAGE


@pytest.mark.parametrize(
    ("slug", "language", "code"), [("nothing", "ti", "no_such_film"), ("polizei", "xx", "unknown_language")]
)
def test_a_refusal_has_a_code_and_a_sentence(filmbote, film, dub, config, slug, language, code):
    exit_code, answer = filmbote("version", "add", slug, language, "--dub", dub, "--json")

    assert exit_code == REFUSED
    assert answer["error"]["code"] == code
    assert answer["error"]["sentence"].endswith(".")
    assert answer["findings"] == []
    assert list(config.uploads.iterdir()) == []


def test_a_second_revision_has_to_wait_for_the_first(filmbote, film, dub):
    assert filmbote("version", "add", "polizei", "ti", "--dub", dub)[0] == DONE

    code, answer = filmbote("version", "add", "polizei", "ti", "--dub", dub, "--json")
    assert (code, answer["error"]["code"]) == (REFUSED, "revision_under_way")


def test_a_language_has_one_name_of_ours(filmbote, film, dub):
    code, answer = filmbote("version", "add", "polizei", "ku", "--dub", dub, "--json")

    assert (code, answer["language"], answer["status"]) == (DONE, "kmr", "processing")
    assert filmbote("version", "show", "polizei", "kmr", "--json")[1]["id"] == answer["id"]


def test_subtitles_in_a_language_that_nobody_knows_leave_no_copy_behind(filmbote, film, dub, captions, config):
    given = ("--subtitles", f"so={captions}", "--subtitles", f"xx={captions}")
    code, answer = filmbote("version", "add", "polizei", "ti", "--dub", dub, *given, "--json")

    assert (code, answer["error"]["code"]) == (REFUSED, "unknown_language")
    assert list(config.uploads.iterdir()) == []


def test_findings_come_with_the_refusal(filmbote, film, tmp_path):
    file = tmp_path / "film.mp4"
    file.write_text("This is a letter.")

    code, answer = filmbote("version", "add", "polizei", "de", "--film", file, "--wait", "--json")

    assert code == REFUSED
    assert answer["status"] == "refused"
    assert [(finding["code"], finding["blocking"]) for finding in answer["findings"]][:1] == [("text_file", True)]


@pytest.mark.integration
def test_a_film_goes_the_whole_way(filmbote, film, clips, captions, session, make, tmp_path):
    make.account(Role.REVIEWER, email="reviewer@filmbote.example")
    make.account(Role.EDITOR, email="editor@filmbote.example")
    session.commit()

    texts = ("--captions", captions, "--subtitles", f"so={captions}", "--subtitles", f"ti={captions}")
    arguments = ("--film", clips.film, *texts, "--wait", "--json")
    code, version = filmbote("version", "add", "polizei", "de", *arguments)
    assert (code, version["status"], version["duration_s"]) == (DONE, "in_review", 4.0)
    assert filmbote("version", "approve", "polizei", "de", "--as", "reviewer@filmbote.example")[0] == DONE
    assert filmbote("version", "publish", "polizei", "de", "--as", "editor@filmbote.example")[0] == DONE

    code, shown = filmbote("version", "show", "polizei", "de", "--json")
    rendition = next(size for size in shown["renditions"] if size["profile"] == "240p")
    assert (shown["status"], rendition["height_px"]) == ("published", 180)
    assert {text["language"] for text in shown["captions"]} == {"de", "so", "ti"}
    assert [finding["language"] for finding in shown["findings"] if finding["code"] == "other_script"] == ["ti"]
    assert shown["cost"]["cpu_s"] > 0
    output = tmp_path / "out.mp4"
    code, exported = filmbote("version", "export", "polizei", "de", "--profile", "240p", "-o", output, "--json")
    assert (code, exported["sha256"]) == (DONE, rendition["sha256"])
    assert output.stat().st_size == rendition["size_bytes"]
    assert filmbote("check", "--deep", "--json")[1]["ok"]


def test_nobody_approves_what_they_entered(filmbote, session, make, made):
    reviewer = make.account(Role.REVIEWER, email="busy@filmbote.example")
    made.entered_by_id = reviewer.id
    session.commit()

    code, answer = filmbote("version", "approve", "polizei", "de", "--as", "busy@filmbote.example", "--json")
    assert (code, answer["error"]["code"]) == (REFUSED, "own_work")


@pytest.mark.parametrize(
    ("account", "code"),
    [("editor@filmbote.example", "not_permitted"), ("nobody@filmbote.example", "no_such_account")],
)
def test_only_a_reviewer_approves(filmbote, made, account, code):
    exit_code, answer = filmbote("version", "approve", "polizei", "de", "--as", account, "--json")

    assert (exit_code, answer["error"]["code"]) == (REFUSED, code)


def test_a_version_publishes_itself_at_the_hour_that_was_planned(filmbote, session, make, made):
    made.status, made.approved_by_id = Status.APPROVED, make.account(Role.REVIEWER).id
    digests = dict.fromkeys(("source_sha256", "webvtt_sha256", "srt_sha256"), "0" * 64)
    made.captions = [Captions(language="de", cues=1, **digests)]
    session.commit()
    given = ("polizei", "de", "--as", "editor@filmbote.example", "--json")

    code, planned = filmbote("version", "publish", *given, "--at", "2099-07-15 08:00")
    wrong_code, wrong = filmbote("version", "publish", *given, "--at", "tomorrow")

    assert (code, planned["status"], planned["publish_at"]) == (DONE, "approved", "2099-07-15T06:00:00+00:00")
    assert (wrong_code, wrong["error"]["code"]) == (REFUSED, "no_hour")


def test_what_stands_in_the_way_has_a_code(filmbote, session, make, made):
    made.status = Status.APPROVED
    session.commit()

    code, answer = filmbote("version", "publish", "polizei", "de", "--as", "editor@filmbote.example", "--json")

    assert (code, answer["error"]["code"]) == (REFUSED, "captions_missing")


def test_a_later_revision_says_what_is_different(filmbote, session, made, captions):
    made.status = Status.PUBLISHED
    session.commit()

    code, answer = filmbote("version", "add", "polizei", "de", "--captions", captions, "--json")

    assert (code, answer["error"]["code"]) == (REFUSED, "change_note_missing")


def test_the_rights_of_a_film_are_declared(filmbote, film):
    code, told = filmbote("film", "rights", "polizei", "--contact", "115", "--until", "2027-03-31", "--json")

    assert (code, told["contact"], told["rights_until"]) == (DONE, "115", "2027-03-31")


def test_what_was_not_approved_is_not_published(filmbote, made):
    code, answer = filmbote("version", "publish", "polizei", "de", "--as", "editor@filmbote.example", "--json")

    assert (code, answer["error"]["code"]) == (REFUSED, "wrong_status")


def test_an_export_is_whole_or_not_there(filmbote, made, runtime, tmp_path):
    output = tmp_path / "film.mp4"
    export = ("version", "export", "polizei", "de", "-o", output, "--json")

    assert filmbote(*export, "--profile", "1080p")[1]["error"]["code"] == "no_such_size"
    assert filmbote(*export, "--profile", "240p")[0] == DONE
    assert output.read_bytes() == b"a film"

    runtime.storage.local_path(made.renditions[0].sha256).write_bytes(b"rotten")
    assert filmbote(*export, "--profile", "240p")[1]["error"]["code"] == "content_missing"
    assert output.read_bytes() == b"a film"
    assert sorted(file.name for file in tmp_path.glob("*film.mp4*")) == ["film.mp4"]


def test_a_film_that_was_called_back_is_not_exported(filmbote, session, made, tmp_path):
    made.status = Status.RECALLED
    session.commit()

    export = ("version", "export", "polizei", "de", "-o", tmp_path / "film.mp4", "--profile", "240p", "--json")
    assert filmbote(*export)[1]["error"]["code"] == "version_recalled"


def test_the_status_counts_all_municipalities(filmbote):
    filmbote("migrate")

    code, answer = filmbote("status", "--json")

    assert code == DONE
    assert answer["organisations"]["municipality"]["total"] == 421
    assert answer["stages"]["offered"] == 0
    assert filmbote("status", "--organisation", "06435012", "--json")[1]["name"] == "Gründau"
    assert filmbote("status", "--district", "06435", "--json")[1]["total"] == 28
    assert filmbote("status", "--organisation", "99999999", "--json")[0] == REFUSED


def test_a_list_of_organisations_is_imported(filmbote, tmp_path, session):
    filmbote("migrate")
    table = tmp_path / "list.csv"
    table.write_text("kind;key;name\nreception_centre;eae-neu;Neue Aufnahme\nmunicipality;1;Nirgendwo\n")

    code, answer = filmbote("register", "import", table, "--json")

    assert (code, answer["added"]) == (DONE, 1)
    assert [row["line"] for row in answer["refused"]] == [3]
    assert filmbote("register", "import", table, "--json")[1]["unchanged"] == 1
    newcomer = select(Organisation.name).where(Organisation.kind == OrganisationKind.RECEPTION_CENTRE)
    assert "Neue Aufnahme" in session.scalars(newcomer).all()


def test_an_account_gets_a_password_of_its_own(filmbote):
    code, answer = filmbote("account", "add", "rita@filmbote.example", "--role", "reviewer", "--json")

    assert (code, answer["role"]) == (DONE, "reviewer")
    assert len(answer["password"]) >= 12
    assert filmbote("account", "add", "rita@filmbote.example", "--role", "editor", "--json")[0] == REFUSED


def test_a_lost_content_breaks_a_promise(filmbote, made, runtime):
    assert filmbote("check", "--json")[0] == DONE

    runtime.storage.local_path(made.renditions[0].sha256).unlink()

    code, answer = filmbote("check", "--json")
    assert (code, answer["ok"]) == (FAILED, False)
    assert made.renditions[0].sha256 in answer["broken"][0]


def test_only_a_deep_check_finds_rot(filmbote, made, runtime):
    runtime.storage.local_path(made.renditions[0].sha256).write_bytes(b"b film")

    assert filmbote("check", "--json")[1]["ok"]
    assert not filmbote("check", "--deep", "--json")[1]["ok"]


def test_settings_that_make_no_sense_are_named(filmbote, monkeypatch):
    monkeypatch.setenv("FILMBOTE_PUBLIC_URL", "not an address")

    code, words = filmbote("status")
    assert code == FAILED
    assert "FILMBOTE_PUBLIC_URL" in words
