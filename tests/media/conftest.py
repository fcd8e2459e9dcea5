"""A workshop and some clips for every test of the workshop."""

import pytest

from media.process import Workshop
from tests.clips import Clips


@pytest.fixture(scope="session")
def workshop() -> Workshop:
    """The strongest sandbox that this machine has."""
    return Workshop.open()


@pytest.fixture(scope="session")
def clips(tmp_path_factory: pytest.TempPathFactory) -> Clips:
    return Clips(tmp_path_factory.mktemp("clips"))
