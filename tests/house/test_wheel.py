"""What is built from the house stands elsewhere: with its pages, its languages, and everything it needs to start."""

import os
import shutil
import signal
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.foundation.children import ROOT, await_
from tests.ports import free_port

pytestmark = pytest.mark.integration

#: What was made from the sources, or never belonged to them.
MADE = shutil.ignore_patterns(".git", ".venv", "var", "dist", "tests", "__pycache__", ".*_cache", ".hypothesis")
#: Opens the doors of an empty house, and says where the pages and the German words of it lie.
OPEN = """
from catalog.app import beside, create_app
from catalog.foundation.config import config_from
from catalog.foundation.runtime import open_house

create_app(open_house(config_from())).jinja_env.get_template("base.html")
print(beside("templates"), beside("translations") / "de/LC_MESSAGES/messages.po", sep="\\n")
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from sources in which nothing has been made yet."""
    sources, wheels = tmp_path_factory.mktemp("sources") / "filmbote", tmp_path_factory.mktemp("wheels")
    shutil.copytree(ROOT, sources, ignore=MADE)
    run(sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", wheels, sources)
    return next(wheels.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of an environment that has the wheel, and our libraries, but not our checkout."""
    folder = tmp_path_factory.mktemp("elsewhere") / "environment"
    venv.create(folder, with_pip=False, symlinks=True)
    (packages,) = folder.glob("lib/*/site-packages")
    (packages / "libraries.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    python = folder / "bin" / "python"
    run(
        sys.executable,
        "-m",
        "pip",
        "--python",
        python,
        "install",
        "--no-deps",
        "--no-index",
        "--ignore-installed",
        wheel,
    )
    return folder / "bin"


@pytest.fixture
def settings(tmp_path: Path) -> dict[str, str]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("FILMBOTE_", "PYTHON"))}
    return ours | {"FILMBOTE_HOME": str(tmp_path / "home"), "PORT": str(free_port())}


def run(*command: object, **options: object) -> str:
    done = subprocess.run([str(part) for part in command], check=True, capture_output=True, text=True, **options)
    return done.stdout


def test_the_command_line_is_there(installed, settings, tmp_path):
    told = run(installed / "filmbote", "--help", cwd=tmp_path, env=settings)

    assert all(command in told for command in ("up", "serve", "work", "migrate", "check"))


def test_pages_and_languages_come_from_the_wheel(installed, settings, tmp_path):
    places = run(installed / "python", "-c", OPEN, cwd=tmp_path, env=settings).splitlines()

    for place in map(Path, places):
        assert place.is_relative_to(installed.parent)
        assert place.exists()


def test_it_starts_with_one_command_answers_in_german_and_ends_without_a_trace(installed, settings, tmp_path):
    with (tmp_path / "log").open("w") as log:
        up = subprocess.Popen([installed / "filmbote", "up"], cwd=tmp_path, env=settings, stdout=log, stderr=log)
    try:
        await_(lambda: up.poll() is not None or "Filmbote answers at" in (tmp_path / "log").read_text(), within_s=120)
        assert up.poll() is None, (tmp_path / "log").read_text()
        status, page = first_page(int(settings["PORT"]))
    finally:
        up.send_signal(signal.SIGINT)
        up.wait(timeout=60)

    assert status == 200
    assert '<html lang="de"' in page
    assert "Sprache" in page
    assert up.returncode == 0
    assert list(processes_of(settings["FILMBOTE_HOME"])) == []


def first_page(port: int) -> tuple[int, str]:
    line = HTTPConnection("127.0.0.1", port, timeout=20)
    line.request("GET", "/", headers={"Accept-Language": "de"})
    answer = line.getresponse()
    page = answer.read().decode()
    line.close()
    return answer.status, page


def processes_of(home: str) -> Iterator[str]:
    """Yield every process on this machine that works in ``home``."""
    wanted = f"FILMBOTE_HOME={home}".encode()
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if wanted in (process / "environ").read_bytes().split(b"\0"):
                yield process.name
        except OSError:
            # It has ended, or is none of ours.
            continue
