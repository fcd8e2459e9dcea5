"""Children cross a street; an officer has stopped the traffic for them."""

from dataclasses import replace

from demonstration.cast import DAUGHTER, LITTLE_BOY, SCHOOLBOY, VEST_MAN
from demonstration.figure import person, walker
from demonstration.houses import timbered_house
from demonstration.motion import blink, ease, mix, wave
from demonstration.nature import clouds, hills, tree
from demonstration.palette import (
    ASPHALT,
    CREAM,
    GREEN,
    HILLS,
    KERB,
    RED,
    SKY_DAY,
    WHITE,
    darker,
    faint,
    rgb,
)
from demonstration.pen import Pen
from demonstration.pose import Face, standing
from demonstration.vehicles import car_front

HORIZON = 560
#: The middle of the road at the horizon, and half its width at the bottom.
VANISHING_X, HALF_WIDTH = 960, 900
#: Who crosses: how far ahead, how near to us, and how fast in points a second.
CHILDREN = ((LITTLE_BOY, 60, 905, 172), (DAUGHTER, -190, 925, 178), (SCHOOLBOY, -400, 945, 168))


def draw(pen: Pen, t: float) -> None:
    """Draw the scene at ``t`` seconds after its beginning."""
    zoom = mix(1.0, 1.12, ease(t, 0, 3.0))
    with pen.at(960 - 960 * zoom, 880 - 880 * zoom, zoom):
        backdrop(pen, t)
        zebra(pen)
        arrived = ease(t, -1, 1.6)
        with pen.at(mix(900, 800, arrived), mix(690, 800, arrived), mix(0.55, 0.95, arrived)):
            car_front(pen, rgb("D8604B"), t)
        officer(pen, t)
        for look, lead, y, speed in (
            (LITTLE_BOY, 60, 905, 172),
            (DAUGHTER, -190, 925, 178),
            (SCHOOLBOY, -400, 945, 168),
        ):
            smile = Face(look=0.8, eyes=blink(t, lead), smile=1, tilt=4 * wave(t, 0.5, lead))
            walker(pen, look, t, 420 + lead + speed * t, y, 1.75, speed=speed, phase=lead * 0.01, face=smile)


def officer(pen: Pen, t: float) -> None:
    """Draw the officer: one hand stops the car, the other beckons the children."""
    beckon = wave(t, 0.9)
    face = Face(look=0.75 * wave(t, 0.16, 0.1), eyes=blink(t), smile=0.8)
    pose = standing(
        t, near_hand=(-132, -330), near_elbow=-1, near_open=True, far_hand=(104, -318 - 16 * beckon), far_open=True
    )
    person(pen, VEST_MAN, replace(pose, turned=0.05, face=face), 1300, 862, 1.42)


def backdrop(pen: Pen, t: float) -> None:
    """Draw the street in depth with houses on both sides."""
    pen.sky(SKY_DAY, HORIZON)
    clouds(pen, t, 12)
    hills(pen, HILLS[1], HORIZON + 30, 150, 0.2)
    pen.box(-400, HORIZON, 2800, 900, KERB)
    for side, places in ((-1, ((0.34, 5), (0.55, 8), (0.92, 21))), (1, ((0.34, 14), (0.55, 31), (0.92, 40)))):
        for depth, seed in places:
            near = HALF_WIDTH * depth * 0.62 + 60
            with pen.at(VANISHING_X + side * near, HORIZON + 330 * depth, depth * 1.25, flip=side < 0):
                timbered_house(pen, 300, 3, seed)
    left, right = ([(VANISHING_X + side * 60, HORIZON), (VANISHING_X + side * 1100, 1180)] for side in (-1.0, 1.0))
    pen.polygon([*left, *reversed(right)], ASPHALT)
    for edge in (left, right):
        pen.line(edge, faint(WHITE, 0.8), 10)
    for side in (-1, 1):
        tree(pen, VANISHING_X + side * 640, 830, 1.25, t)
        traffic_light(pen, VANISHING_X + side * 770, 930, t)


def traffic_light(pen: Pen, x: float, y: float, t: float) -> None:
    """Draw a traffic light for walkers; it is green."""
    pen.limb([(x, y), (x, y - 270)], [14, 12], darker(KERB, 0.7))
    pen.box(x - 30, y - 390, 60, 130, darker(KERB, 0.85), 12)
    pen.dot(x, y - 358, 20, darker(RED, 0.6))
    pen.dot(x, y - 300, 20, GREEN)
    pen.glow(x, y - 300, 70, GREEN, 0.4 + 0.1 * wave(t, 0.5))


def zebra(pen: Pen) -> None:
    """Draw the white bars of the crossing in the same perspective."""
    for bar in range(-6, 7):
        x = bar * 128
        top, bottom = 0.72, 1.06
        pen.polygon(
            [
                (960 + (x - 34) * top, 850),
                (960 + (x + 34) * top, 850),
                (960 + (x + 34) * bottom, 990),
                (960 + (x - 34) * bottom, 990),
            ],
            faint(CREAM, 0.92),
        )
