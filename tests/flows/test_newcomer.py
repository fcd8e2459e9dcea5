"""A newcomer clones the project, types one command, and types it again."""

import subprocess
import time
from pathlib import Path

import pytest

from tests.flows.house import ROOT, House
from tests.waiting import eventually

#: The first page after the end of installation; what is laid down for a newcomer.
FIRST_PAGE_S = 15.0
#: Downloading and installing the dependencies; not Filmbote's own time.
INSTALLED_S = 300.0


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as it was committed, and nothing that only lies about here."""
    folder = tmp_path_factory.mktemp("newcomer") / "filmbote"
    subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", ROOT, folder], check=True)
    return folder


def test_one_command_brings_everything(clone: Path, figures: list[str]) -> None:
    house = House(clone.parent / "home", command=("make", "run"), folder=clone)
    installed = clone / ".venv/run.stamp"
    house.launch()
    try:
        eventually(installed.exists, INSTALLED_S, "the installation")
        eventually(house.answers, FIRST_PAGE_S, "the first page")
        answered_at = time.time()
        eventually(lambda: "editor@filmbote.example" in house.log, what="the sign-ins")
        assert f"{house.url}/" in house.log
    finally:
        left = house.stop()
    assert left == []
    installed_at = installed.stat().st_mtime
    installed_s, first_page_s = installed_at - house.started_at.timestamp(), answered_at - installed_at
    figures.append(f"fresh clone: first page {first_page_s:.1f} s after {installed_s:.0f} s of installation")

    jobs = house.jobs()
    second_s = house.start(FIRST_PAGE_S)
    try:
        # The work goes on where it was, so more may have been ordered; nothing is ordered again.
        assert house.jobs()[: len(jobs)] == jobs
    finally:
        left = house.stop()
    assert left == []
    figures.append(f"fresh clone: first page of the second start after {second_s:.1f} s")
