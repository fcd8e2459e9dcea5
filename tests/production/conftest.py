"""What the tests of production share."""

import pytest

from tests.production.studio import Studio


@pytest.fixture
def studio(runtime, tmp_path):
    """Hand in files as a studio does, let a worker do its work, and look at what has become of it."""
    return Studio(runtime, tmp_path)
