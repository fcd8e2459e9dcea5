import json
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from media.facts import AudioFacts, MediaFacts, VideoFacts
from media.written import from_json, to_json

NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
FRACTIONS = st.fractions(min_value=Fraction(1, 1000), max_value=1000)
VIDEO = st.builds(VideoFacts, fps=FRACTIONS, sar=FRACTIONS, duration_s=NUMBERS, start_s=NUMBERS)
AUDIO = st.builds(AudioFacts, start_s=NUMBERS, duration_s=NUMBERS)
FACTS = st.builds(MediaFacts, duration_s=NUMBERS, video=st.none() | VIDEO, audio=st.lists(AUDIO, max_size=3).map(tuple))


@given(FACTS)
def test_facts_come_back_from_json_as_they_were(facts):
    assert from_json(json.loads(json.dumps(to_json(facts)))) == facts


def test_facts_of_an_older_filmbote_can_be_read():
    film = MediaFacts("mov", 1, 2.0, None, (AudioFacts(0, "aac", 2, 48_000, "deu", 0.0, 2.0),), 0)
    written = to_json(film)
    del written["audio"][0]["layout"]
    written["audio"][0]["no_longer_asked_for"] = 1

    assert from_json(written) == film
