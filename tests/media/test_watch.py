import pytest

from media.errors import Cancelled
from media.facts import Span
from media.watch import spans_of, watch
from tests.clips import H264

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def uneventful(clips):
    """Three black seconds, two lively ones, six that stand still, and two more black ones."""
    lively = ("-f", "lavfi", "-i", "testsrc2=size=320x180:rate=25:duration=7")
    black = "drawbox=color=black:t=fill:enable='lt(t,3)+gte(t,11)'"
    still = "loop=loop=150:size=1:start=125,setpts=N/25/TB"
    return clips.draw("uneventful.mp4", *lively, "-vf", f"{still},{black}", *H264)


def test_where_nothing_is_to_be_seen_and_where_nothing_moves_is_told_with_times(workshop, uneventful):
    watched = watch(workshop, uneventful, 13.0)

    assert [(span.start_s, span.end_s) for span in watched.blacks] == [
        pytest.approx((0, 3), abs=0.1),
        pytest.approx((11, 13), abs=0.1),
    ]
    assert [(span.start_s, span.end_s) for span in watched.freezes] == [pytest.approx((5, 11), abs=0.1)]
    assert watched.cost.cpu_s > 0


def test_a_lively_film_is_silently_watched(workshop, clips):
    watched = watch(workshop, clips.film, 4.0)

    assert (watched.blacks, watched.freezes) == ((), ())


def test_watching_can_be_called_off(workshop, clips):
    with pytest.raises(Cancelled):
        watch(workshop, clips.film, 4.0, cancelled=lambda: True)


def test_a_film_that_ends_in_black_is_black_until_its_end():
    told = [("black", "start", "1"), ("black", "end", "1.5"), ("black", "start", "8")]

    assert spans_of(told, "black", 2.0, 10.5) == (Span(8.0, 10.5),)
