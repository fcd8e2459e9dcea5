"""The house opens where it may write, and says so where it may not."""

import pytest

from catalog.foundation.config import config_from
from catalog.foundation.runtime import NoHome, open_house


def test_a_file_in_the_place_of_the_home_is_named(tmp_path):
    home = tmp_path / "home"
    home.write_text("not a folder")

    with pytest.raises(NoHome, match=str(home)):
        open_house(config_from({"FILMBOTE_HOME": str(home)}))

    assert home.read_text() == "not a folder"
