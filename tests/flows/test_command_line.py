"""The command line from outside: what it answers, with which exit code, as JSON on standard output alone."""

import hashlib
import json
import socket
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.flows.house import House
from tests.flows.material import Material

DONE, FAILED, WRONG_USAGE, REFUSED = 0, 1, 2, 3
SLUG = "kurzfilm"
EDITOR, REVIEWER = "editor@filmbote.example", "reviewer@filmbote.example"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> House:
    """A fresh home with a film that has no language yet. Nothing runs in it but our commands."""
    fresh = House(tmp_path_factory.mktemp("command") / "home")
    added = fresh.filmbote(
        "film",
        "add",
        SLUG,
        "--title",
        "de=Ein kurzer Film",
        "--contact",
        "film@filmbote.example",
        "--title",
        "en=A short film",
        "--json",
    )
    assert added.returncode == DONE, added.stderr
    return fresh


@pytest.fixture(scope="module")
def german(home: House, material: Material) -> dict[str, Any]:
    """The German version: a film of three seconds, whose picture is encoded."""
    return told(home.filmbote("version", "add", SLUG, "de", "--film", material.short_film(), "--wait", "--json"))


@pytest.fixture(scope="module")
def tigrinya(home: House, german: dict[str, Any], material: Material) -> dict[str, Any]:
    """The Tigrinya version: a dub over the same picture, with captions, handed in by the editor."""
    files = ("--dub", material.dub(3), "--captions", material.captions(8))
    return told(
        home.filmbote("version", "add", SLUG, "ti", *files, "--title", "ሓጺር ፊልም", "--as", EDITOR, "--wait", "--json")
    )


def told(ran: "subprocess.CompletedProcess[str]", code: int = DONE) -> dict[str, Any]:
    """Return the one JSON object on standard output."""
    assert ran.returncode == code, ran.stdout + ran.stderr
    answer = json.loads(ran.stdout)
    assert isinstance(answer, dict)
    return answer


def lines_px(version: dict[str, Any]) -> list[int]:
    return [rendition["height_px"] for rendition in version["renditions"]]


def test_a_film_is_listed(home: House) -> None:
    films = told(home.filmbote("film", "list", "--json"))["films"]

    assert [film["slug"] for film in films] == [SLUG]


def test_a_version_tells_everything_about_itself(home: House, german: dict[str, Any]) -> None:
    shown = told(home.filmbote("version", "show", SLUG, "de", "--json"))

    assert (shown["film"], shown["language"]) == (SLUG, "de")
    assert (shown["revision"], shown["status"]) == (1, "in_review")
    assert shown["duration_s"] == pytest.approx(3, abs=0.1)
    assert len(shown["picture_sha256"]) == 64
    assert shown["renditions"]
    for rendition in shown["renditions"]:
        assert {"profile", "width_px", "height_px", "size_bytes", "sha256"} <= rendition.keys()
    assert {"captions", "findings"} <= shown.keys()
    assert shown["cost"]["cpu_s"] > 0
    assert shown["cost"]["wall_s"] > 0


def test_a_second_language_costs_no_encoding_of_the_picture(
    german: dict[str, Any], tigrinya: dict[str, Any], figures: list[str]
) -> None:
    assert tigrinya["picture_sha256"] == german["picture_sha256"]
    assert [size["height_px"] for size in tigrinya["renditions"]] == [
        size["height_px"] for size in german["renditions"]
    ]
    first_s, further_s = german["cost"]["cpu_s"], tigrinya["cost"]["cpu_s"]
    figures.append(f"3 s of film: {first_s:.1f} CPU s for the first language, {further_s:.1f} for a further one")


def test_a_version_goes_through_four_eyes_to_every_recipient(
    home: House, tigrinya: dict[str, Any], tmp_path: Path
) -> None:
    own_work = told(home.filmbote("version", "approve", SLUG, "ti", "--as", EDITOR, "--json"), REFUSED)
    too_early = told(home.filmbote("version", "publish", SLUG, "ti", "--as", EDITOR, "--json"), REFUSED)
    approved = told(home.filmbote("version", "approve", SLUG, "ti", "--as", REVIEWER, "--json"))
    published = told(home.filmbote("version", "publish", SLUG, "ti", "--as", EDITOR, "--json"))

    assert own_work["error"]["sentence"]
    assert too_early["error"]["sentence"]
    assert (approved["status"], published["status"]) == ("approved", "published")
    versions = told(home.filmbote("version", "list", SLUG, "--json"))["versions"]
    assert ("ti", 1, "published") in [(each["language"], each["revision"], each["status"]) for each in versions]

    status = told(home.filmbote("status", "--json"))
    assert status["organisations"]["municipality"]["total"] == 421
    assert status["organisations"]["municipality"]["offered"] == 421
    assert status["organisations"]["reception_centre"]["total"] == 11
    assert status["stages"]["offered"] == 432
    district = told(home.filmbote("status", "--district", "06435", "--json"))
    assert district["total"] == len(district["recipients"])
    gruendau = told(home.filmbote("status", "--organisation", "06435012", "--json"))
    assert [(each["language"], each["stage"]) for each in gruendau["versions"]] == [("ti", "offered")]


def test_an_export_is_the_very_rendition(home: House, tigrinya: dict[str, Any], tmp_path: Path) -> None:
    rendition = tigrinya["renditions"][0]
    target = tmp_path / "film.mp4"

    told(home.filmbote("version", "export", SLUG, "ti", "--profile", rendition["profile"], "-o", target, "--json"))

    assert hashlib.sha256(target.read_bytes()).hexdigest() == rendition["sha256"]
    assert [file.name for file in tmp_path.iterdir()] == ["film.mp4"]


def test_every_promise_between_database_and_storage_is_kept(home: House, tigrinya: dict[str, Any]) -> None:
    report = told(home.filmbote("check", "--deep", "--json"))

    assert report["ok"] is True
    assert report["broken"] == []


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("version", "add", SLUG, "xx", "--dub", "DUB"), "unknown_language"),
        (("version", "add", "nowhere", "de", "--dub", "DUB"), "no_such_film"),
        (("version", "add", SLUG, "de", "--dub", "DUB"), "revision_under_way"),
        (("version", "show", SLUG, "fr"), "no_such_version"),
        (("film", "add", SLUG, "--title", "de=Noch einer"), "slug_taken"),
    ],
)
def test_a_refusal_has_a_code_and_a_sentence(
    home: House, german: dict[str, Any], material: Material, arguments: tuple[str, ...], code: str
) -> None:
    given = [str(material.dub(3)) if argument == "DUB" else argument for argument in arguments]

    refused = told(home.filmbote(*given, "--json"), REFUSED)

    assert refused["error"]["code"] == code
    assert refused["error"]["sentence"].endswith(".")


def test_a_broken_file_is_refused_with_its_findings(home: House, german: dict[str, Any], material: Material) -> None:
    ran = home.filmbote("version", "add", SLUG, "fa", "--film", material.text(), "--wait", "--json")

    refused = told(ran, REFUSED)
    assert refused["status"] == "refused"
    blocking = [finding for finding in refused["findings"] if finding["blocking"]]
    assert [(finding["code"], finding["purpose"]) for finding in blocking] == [("text_file", "film")]
    assert blocking[0]["sentence"] in refused["error"]["sentence"]
    assert refused["renditions"] == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("version", "add", SLUG, "tr"),
        ("version", "add", SLUG, "tr", "--film", "not-there.mp4"),
        ("version", "export", SLUG),
        ("film", "add", "another", "--title", "a title without its language"),
        ("no-such-command",),
    ],
)
def test_wrong_usage_is_told_apart(home: House, arguments: tuple[str, ...]) -> None:
    ran = home.filmbote(*arguments)

    assert ran.returncode == WRONG_USAGE
    assert ran.stderr
    assert not ran.stdout


def test_anything_else_ends_with_one_and_says_why(home: House) -> None:
    with socket.create_server(("127.0.0.1", home.port)):
        ran = home.filmbote("serve")

    assert ran.returncode == FAILED
    assert f"Port {home.port} is in use" in ran.stderr
    assert "Traceback" not in ran.stderr
