from math import sqrt

import pytest

from media import stills
from media.errors import BrokenOutput, Cancelled
from media.stills import Frame
from tests.clips import H264
from tests.media.pictures import grey, size_px

SIZE = "size=320x180:rate=25"
SHOT_S = 2
#: What can be seen for two seconds.
SHOTS = {
    "black": f"color=black:{SIZE}",
    "garden": f"mandelbrot={SIZE}:start_scale=2",
    "coast": f"mandelbrot={SIZE}:start_scale=0.05",
    "bars": f"testsrc2={SIZE}",
    "bars at night": f"testsrc2={SIZE},eq=brightness=-0.1:contrast=0.8",
    "haze": f"mandelbrot={SIZE}:start_scale=0.4,gblur=sigma=12",
    "card": f"color=gray:{SIZE},drawbox=x=60:y=60:w=200:h=40:color=white:t=fill",
}


def film_of(clips, *shots):
    """A film of these shots, each of them standing still."""
    inputs = [f"{SHOTS[shot]},trim=end_frame=1,loop=-1:1,trim=duration={SHOT_S},format=yuv420p" for shot in shots]
    drawn = [word for shot in inputs for word in ("-f", "lavfi", "-i", shot)]
    name = "".join(shot[0] for shot in shots)
    return clips.draw(f"shots_{name}.mp4", *drawn, "-filter_complex", f"concat=n={len(shots)}", *H264)


def shown(found, shots):
    """Return the shots that candidates come from."""
    return [shots[int(still.at_s // SHOT_S)] for still in found]


def frame(at_s, worth, *thumb):
    length = sqrt(sum(value**2 for value in thumb))
    return Frame(at_s, worth, tuple(value / length for value in thumb))


def test_every_shot_worth_seeing_is_there_to_choose_from(workshop, clips, tmp_path):
    shots = ["black", "garden", "card", "coast", "haze", "bars", "black"]
    film = film_of(clips, *shots)

    found = stills.candidates(workshop, film, len(shots) * SHOT_S, tmp_path)

    assert shown(found, shots) == ["garden", "coast", "bars"]
    assert [still.at_s for still in found] == sorted(still.at_s for still in found)
    assert all(size_px(still.path) == (320, 180) for still in found)


def test_the_same_shot_is_not_offered_twice_even_when_it_is_darker(workshop, clips, tmp_path):
    shots = ["bars", "garden", "bars at night"]
    film = film_of(clips, *shots)

    found = stills.candidates(workshop, film, len(shots) * SHOT_S, tmp_path)

    assert shown(found, shots) == ["bars", "garden"]


def test_a_sharp_frame_is_preferred_to_a_blurred_one(workshop, clips, tmp_path):
    film = film_of(clips, "haze", "coast", "haze")

    found = stills.candidates(workshop, film, 3 * SHOT_S, tmp_path, count=1)

    assert shown(found, ["haze", "coast", "haze"]) == ["coast"]


def test_a_black_film_has_a_poster_too(workshop, clips, tmp_path):
    film = film_of(clips, "black")

    found = stills.candidates(workshop, film, SHOT_S, tmp_path)

    assert len(found) == 1
    assert grey(found[0].path) == 0


def test_the_poster_comes_from_the_body_of_the_film(workshop, clips, tmp_path):
    shots = ["bars", "black", "black", "coast", "black", "black", "garden"]
    film = film_of(clips, *shots)

    found = stills.candidates(workshop, film, len(shots) * SHOT_S, tmp_path)

    assert shown([stills.best(found, len(shots) * SHOT_S)], shots) == ["coast"]


def test_one_frame_is_film_enough(workshop, clips, tmp_path):
    film = clips.draw("one.mp4", "-f", "lavfi", "-i", f"testsrc2={SIZE}", "-frames:v", "1", *H264)

    found = stills.candidates(workshop, film, 0.04, tmp_path)

    assert [still.at_s for still in found] == [0.0]
    assert stills.best(found, 0.04) == found[0]


def test_a_long_film_is_known_by_its_key_frames(workshop, clips, tmp_path):
    # Black and still, but for five seconds in every minute.
    blinking = "color=black:size=320x180:rate=1:duration=240,drawgrid=w=20:h=7:c=white:enable='lt(mod(t,60),5)'"
    film = clips.draw("blinking.mp4", "-f", "lavfi", "-i", blinking, *H264, "-g", "4", "-keyint_min", "4")

    found = stills.candidates(workshop, film, 240, tmp_path)

    assert found[0].at_s % 60 in {0.0, 4.0}
    assert grey(found[0].path) > 0


def test_frames_are_looked_for_in_a_small_size_and_taken_from_a_large_one(workshop, clips, tmp_path):
    large = film_of(clips, "black", "coast", "garden")
    small = clips.draw("small_shots.mp4", "-i", large, "-vf", "scale=160:90", *H264)

    found = stills.candidates(workshop, large, 3 * SHOT_S, tmp_path, small=small)

    assert shown(found, ["black", "coast", "garden"]) == ["coast", "garden"]
    assert size_px(found[0].path) == (320, 180)


@pytest.mark.parametrize(
    ("at_s", "second"), [(0.0, 0), (0.96, 0), (0.97, 1), (1.0, 1), (2.5, 2), (3.96, 3), (3.99, 3), (4.5, 3)]
)
def test_the_frame_of_a_moment_is_the_first_one_from_then_on(workshop, clips, tmp_path, at_s, second):
    rising = f"color=black:{SIZE}:duration=4,format=yuv420p,geq=lum='16+60*floor(T)':cb=128:cr=128"
    film = clips.draw("rising.mp4", "-f", "lavfi", "-i", rising, *H264)

    still = stills.at(workshop, film, at_s, tmp_path)

    assert grey(still) == pytest.approx(60 * second * 255 / 219, abs=3)


def test_long_after_the_end_there_is_no_frame(workshop, clips, tmp_path):
    film = film_of(clips, "coast")
    stills.at(workshop, film, 0.0, tmp_path)

    with pytest.raises(BrokenOutput):
        stills.at(workshop, film, 2 * SHOT_S, tmp_path)


def test_looking_for_frames_can_be_called_off(workshop, clips, tmp_path):
    with pytest.raises(Cancelled):
        stills.candidates(workshop, film_of(clips, "coast"), SHOT_S, tmp_path, cancelled=lambda: True)


def test_every_part_of_the_film_puts_forward_its_best_first():
    frames = [
        frame(0.0, 9.0, 1, -1, 0),
        frame(1.0, 8.0, -1, 1, 0),
        frame(2.0, 7.0, 0, 1, -1),
        frame(11.0, 5.0, 1, 0, -1),
        frame(12.0, 4.0, -1, 0, 1),
    ]

    chosen = stills.choose(frames, 20.0, count=2)

    assert [still.at_s for still in chosen] == [0.0, 11.0]
