"""A newcomer clones the project and types one command; so does an operator who starts it again."""

import subprocess
from pathlib import Path

import pytest

from tests.flows.house import FIRST_PAGE_S, ROOT, House, crowding, eventually

#: Downloading and installing the dependencies; not Filmbote's own time.
INSTALLED_S = 300.0
SECOND_START_S = 4.0
TOLD_S = 5.0


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as it was committed, and nothing that only lies about here."""
    folder = tmp_path_factory.mktemp("newcomer") / "filmbote"
    subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", ROOT, folder], check=True)
    return folder


def test_one_command_brings_everything(clone: Path, figures: list[str]) -> None:
    house = House(clone.parent / "home", command=("make", "run"), folder=clone)
    begun_s = house.start(within_s=INSTALLED_S)
    installed_s = (clone / ".venv/run.stamp").stat().st_mtime - house.started_at.timestamp()
    try:
        eventually(lambda: "editor@filmbote.example" in house.log, TOLD_S, "the sign-ins")
        assert f"{house.url}/" in house.log
    finally:
        left = house.stop()
    assert left == []
    figures.append(f"fresh clone: first page {begun_s - installed_s:.1f} s after {installed_s:.0f} s of installation")
    assert begun_s - installed_s <= FIRST_PAGE_S * crowding()

    jobs = house.jobs()
    second_s = house.start()
    try:
        assert house.jobs() == jobs
    finally:
        left = house.stop()
    assert left == []
    figures.append(f"fresh clone: first page of the second start after {second_s:.1f} s")
    assert second_s <= SECOND_START_S * crowding()


def test_starting_a_finished_house_again_repeats_nothing(
    house: House, every_language: list[str], figures: list[str]
) -> None:
    jobs = house.jobs()
    assert house.stop() == []

    second_s = house.start()

    figures.append(f"filmbote up: first page of the second start after {second_s:.1f} s")
    assert second_s <= SECOND_START_S * crowding()
    assert house.jobs() == jobs
    assert house.published() >= set(every_language)
