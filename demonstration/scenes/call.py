"""A finger dials 110; the call costs nothing, by day and by night."""

from itertools import pairwise

from demonstration.cast import STUDENT
from demonstration.hands import holding_before, holding_behind, pointing
from demonstration.motion import ease, mix, spring, there_and_back, wave
from demonstration.palette import BLUE, CREAM, WHITE, darker, faint, rgb
from demonstration.pen import HEIGHT, WIDTH, Pen
from demonstration.props import coin_struck_out, day_and_night, key_place, telephone

#: When the finger touches which key.
PRESSES = ((0.9, "1"), (1.6, "1"), (2.3, "0"))
CALLS_S = 3.2


def draw(pen: Pen, t: float) -> None:
    """Draw the scene at ``t`` seconds after its beginning."""
    backdrop(pen, t)
    near = ease(t, 0.2, 2.4) - 0.6 * ease(t, 3.2, 4.4)
    zoom = mix(0.94, 1.14, near)
    drift = 8 * wave(t, 0.2)
    with pen.at(960 + drift, 520 + 4 * wave(t, 0.27), zoom, turn=1.2 * wave(t, 0.13)):
        if t > CALLS_S:
            sound_waves(pen, t - CALLS_S)
        holding_behind(pen, STUDENT.skin, rgb("3E5F58"))
        dialled = "".join(digit for press_s, digit in PRESSES if t >= press_s)
        pressed = next((digit for press_s, digit in PRESSES if press_s <= t < press_s + 0.3), None)
        telephone(pen, dialled, pressed, calling=t if t > CALLS_S else 0)
        holding_before(pen, STUDENT.skin)
        finger(pen, t)
    coin_struck_out(pen, 420, 400, 1.25 * spring(t, 3.9), ease(t, 4.5, 5.0))
    day_and_night(pen, 1500, 400, 1.25 * spring(t, 4.9), t)


def backdrop(pen: Pen, t: float) -> None:
    """Draw soft lights that float behind the telephone."""
    pen.gradient((0, 0, WIDTH, HEIGHT), (0, 0), (WIDTH, HEIGHT), (rgb("2F7F86"), rgb("7CC0A4")))
    for number in range(14):
        x = (number * 173 + t * (12 + number % 5 * 7)) % (WIDTH + 300) - 150
        y = (number * 331) % HEIGHT + 30 * wave(t, 0.1, number * 0.3)
        pen.dot(x, y, 40 + number % 4 * 34, faint(CREAM if number % 3 else WHITE, 0.09))


def sound_waves(pen: Pen, t: float) -> None:
    """Draw rings that leave the telephone while it calls."""
    for number in range(5):
        age = (t * 0.55 + number / 5) % 1
        if t * 0.55 > number / 5 - 0.2:
            pen.ring(0, -60, 300 + 640 * age, faint(WHITE, 0.5 * (1 - age) ** 1.5), 16)


def finger(pen: Pen, t: float) -> None:
    """Move the finger from key to key, and at last to the green one."""
    stops = [(0.0, (420.0, 620.0)), *((press_s, key_place(digit)) for press_s, digit in PRESSES)]
    stops += [(CALLS_S - 0.1, (132.0, 296.0)), (CALLS_S + 0.9, (620.0, 760.0))]
    x, y = stops[0][1]
    for (_, start), (arrives_s, place) in pairwise(stops):
        part = ease(t, arrives_s - 0.5, arrives_s)
        if part > 0:
            x, y = mix(start[0], place[0], part), mix(start[1], place[1], part)
    lifted = 1 - max(
        there_and_back(t, press_s - 0.12, press_s + 0.24, 0.12) for press_s in (*(p[0] for p in PRESSES), CALLS_S - 0.1)
    )
    with pen.at(x + 22 * lifted, y + 26 * lifted, 1.02 + 0.04 * lifted):
        pen.glow(0, 0, 60 * (1 - lifted) + 1, BLUE, 0.5)
        pointing(pen, darker(STUDENT.skin, 0.03), rgb("3E5F58"))
