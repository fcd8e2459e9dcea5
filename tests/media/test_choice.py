from dataclasses import replace

import pytest

from media.choice import Unsure, same_language, sound_choice, sound_of
from media.errors import NoSound
from media.facts import AudioFacts, MediaFacts

TRACK = AudioFacts(0, "aac", 2, 48_000, None, 0.0, 60.0)


def film(*tracks):
    """A film with these sounds, each told by what it differs in."""
    audio = (replace(TRACK, index=index, **told) for index, told in enumerate(tracks))
    return MediaFacts("mov", 1_000_000, 60.0, None, tuple(audio), 0)


DE, AR, TI = {"language": "deu"}, {"language": "ara"}, {"language": "tir"}
COMMENTS, DESCRIPTION = {"role": "commentary"}, {"role": "audio_description"}
TAKEN_BY_PLAYERS = {"default": True}


@pytest.mark.parametrize(
    ("tracks", "language", "expected"),
    [
        ([{}], "ti", 0),
        ([DE], "ti", 0),
        ([COMMENTS], "ti", 0),
        ([DE, AR], "ar", 1),
        ([DE, AR | DESCRIPTION, AR], "ar", 2),
        ([AR, AR | TAKEN_BY_PLAYERS], "ar", 1),
        ([{}, COMMENTS], "ar", 0),
        ([{}, AR], "ar", 1),
    ],
)
def test_the_sound_that_speaks_the_language_is_taken(tracks, language, expected):
    assert sound_choice(film(*tracks), language).index == expected
    assert sound_of(film(*tracks), language).index == expected


@pytest.mark.parametrize(
    ("tracks", "language", "expected"),
    [
        ([{}, {}], "ti", [0, 1]),
        ([DE, AR], "ti", [0, 1]),
        ([DE, {}], "ti", [0, 1]),
        # Two of the right language come before the others, whatever players take.
        ([DE | TAKEN_BY_PLAYERS, TI, TI], "ti", [1, 2, 0]),
        ([DE, TI | DESCRIPTION], "ti", [0, 1]),
        ([AR | TAKEN_BY_PLAYERS, AR | TAKEN_BY_PLAYERS, COMMENTS], "ar", [0, 1, 2]),
        ([COMMENTS, {}, {} | TAKEN_BY_PLAYERS], None, [2, 1, 0]),
    ],
)
def test_a_person_is_asked_when_two_may_be_meant(tracks, language, expected):
    choice = sound_choice(film(*tracks), language)

    assert isinstance(choice, Unsure)
    assert [track.index for track in choice.tracks] == expected
    assert sound_of(film(*tracks), language).index == expected[0]


def test_where_there_is_no_sound_there_is_no_choice():
    assert sound_of(film()) is None
    with pytest.raises(NoSound):
        sound_choice(film())


@pytest.mark.parametrize(
    ("one", "other"), [("de", "deu"), ("fa", "per"), ("kmr", "kur"), ("prs", "fas"), ("ti", "tir")]
)
def test_old_and_new_tags_name_one_language(one, other):
    assert same_language(one, other)
