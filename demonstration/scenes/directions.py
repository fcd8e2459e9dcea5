"""Somebody has lost her way; an officer shows it to her."""

from demonstration.cast import DAUGHTER, MOTHER, VEST_WOMAN
from demonstration.figure import person
from demonstration.houses import church, rooftops
from demonstration.motion import blink, ease, mix, spring, talking, there_and_back, wave
from demonstration.nature import bush, clouds, hills
from demonstration.palette import BLUE, HILLS, SKY_DAY, darker, rgb
from demonstration.pen import Pen
from demonstration.pose import Face, between, standing, walking
from demonstration.props import town_map
from demonstration.sets import bench, bubble, lamp_post, park, pavement

#: When the officer arrives, and how fast she walks in points of the picture a second.
MEETS_S, WALK = 1.6, 330.0


def draw(pen: Pen, t: float) -> None:
    """Draw the scene at ``t`` seconds after its beginning."""
    zoom = mix(1.0, 1.16, ease(t, 0.5, 4))
    pan = mix(-30, 40, ease(t, 0, 6.4))
    pen.sky(SKY_DAY, 700)
    clouds(pen, t, 21)
    with pen.at(960 - 960 * zoom - pan, 900 - 900 * zoom, zoom):
        hills(pen, HILLS[0], 700, 240, 0.3)
        with pen.at(-300 + pan, 730):
            rooftops(pen, 9, 2600, darker(HILLS[1], 0.05))
        with pen.at(1560, 745, 0.75):
            church(pen)
        park(pen, 720, t, (120, 700, 1330, 1830))
        bench(pen, 330, 850, 1.2)
        for x in (980, 1650):
            bush(pen, x, 800, 1.3, t)
        pavement(pen, 850, 0, rgb("DCCFBB"))
        lamp_post(pen, 620, 870, 1.5)
        lost(pen, t)
        helper(pen, t)


def lost(pen: Pen, t: float) -> None:
    """Draw a mother who looks up from her map, and her daughter."""
    looks_up = ease(t, 1.4, 2.0)
    relieved = ease(t, 3.0, 3.8)
    face = Face(
        look=mix(0.5, 0.9, looks_up),
        eyes=blink(t),
        smile=mix(-0.7, 1, relieved),
        tilt=mix(8, 0, looks_up),
        mouth=talking(t, 0.4) * there_and_back(t, 1.7, 3.0),
    )
    shake = 2 * wave(t, 0.9) * (1 - looks_up)
    hands = -278 + 20 * looks_up
    pose = standing(
        t, near_hand=(-18, hands + shake), far_hand=(62, hands - shake), near_elbow=1, far_elbow=1, face=face
    )
    person(pen, MOTHER, pose, 720, 985, 1.7)
    with pen.at(760, 985 + (hands - 6) * 1.7 * 0.95, 1.45, turn=shake):
        town_map(pen, 1)
        for side in (-1, 1):
            pen.oval(side * 74, 22, 9, 13, MOTHER.skin)
    child = Face(look=mix(-0.2, 0.9, looks_up), eyes=blink(t, 0.6), smile=1, tilt=-8 * looks_up)
    person(pen, DAUGHTER, standing(t, 0.5, near_hand=(-60, -228 - 26 * wave(t, 0.7)), face=child), 545, 1010, 1.75)
    if t > 0.5:
        with pen.at(880, 262, spring(t, 0.5) * (1 - ease(t, 2.0, 2.3))):
            bubble(pen, 0, 0, 200, 150, -60)
            pen.bow([(-30, -24), (-26, -58), (34, -58), (36, -14), (0, -4), (0, 22)], BLUE, 15)
            pen.dot(0, 48, 10, BLUE)


def helper(pen: Pen, t: float) -> None:
    """Draw the officer who comes, speaks, and points the way."""
    x = 1180 + WALK * max(0.0, MEETS_S - t)
    points = ease(t, 3.0, 3.7)
    nod = 3 * wave(t, 0.8)
    gaze = mix(0.9, -0.6, there_and_back(t, 3.4, 5.0))
    speaks = talking(t) * ease(t, 2.4, 2.7)
    face = Face(look=gaze, eyes=blink(t, 0.3), smile=1, mouth=speaks, tilt=nod * (1 - points))
    pose = standing(
        t,
        0.2,
        face=face,
        near_hand=(mix(-52, -148, points), mix(-206, -352 + nod, points)),
        near_elbow=-1 if points > 0 else 1,
        far_hand=(mix(48, 70, points), mix(-207, -262 + nod, points)),
        far_open=True,
    )
    comes = walking(min(t, MEETS_S), WALK / 1.7 / VEST_WOMAN.size, 0.1)
    person(pen, VEST_WOMAN, between(comes, pose, ease(t, MEETS_S, MEETS_S + 0.35)), x, 990, 1.7, flip=True)
    shown = spring(t, 3.3)
    with pen.at(1000, 262, shown):
        bubble(pen, 0, 0, 250, 160, 70)
        reach = 60 + 12 * wave(t, 1.2)
        pen.bow([(-80, 44), (-80, -20), (-20, -24), (reach - 10, -24)], BLUE, 17)
        pen.polygon([(reach, -60), (reach + 44, -24), (reach, 12)], BLUE)
