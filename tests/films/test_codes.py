"""The short addresses of the posters."""

import pytest

from catalog.films.codes import NoSuchCode, code_of, meaning
from catalog.films.languages import LANGUAGES


@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_language_finds_back_from_its_code(tag):
    assert meaning(code_of(7, tag)) == (7, tag)


def test_a_film_without_a_language_means_the_choice_of_its_languages():
    assert code_of(12) == "12"
    assert meaning("12") == (12, None)


@pytest.mark.parametrize("typed", ["1-ti", "1-TI", "1ti", "1 ti", "1_Ti", "1–ti", " 1-ti ", "01-ti"])
def test_a_code_is_understood_as_it_was_typed(typed):
    assert meaning(typed) == (1, "ti")


def test_another_name_of_a_language_means_the_same():
    assert meaning("1-ku") == (1, "kmr")


@pytest.mark.parametrize(
    "typed", ["", "ti", "1-klingon", "-1", "1234567890", "1-ti-1", "1/ti", "１-ti", "1-\0", "1-" + "a" * 99]
)
def test_what_was_never_printed_means_nothing(typed):
    with pytest.raises(NoSuchCode):
        meaning(typed)


def test_a_hyphen_too_many_harms_nobody():
    assert meaning("1-") == (1, None)
