"""The control room: a dispatcher listens, asks, and sends help."""

from itertools import pairwise

from demonstration.cast import DISPATCHER, SECOND_DISPATCHER
from demonstration.figure import person
from demonstration.motion import blink, ease, mix, spring, talking, there_and_back, wave
from demonstration.palette import (
    BLUE,
    BLUE_LIGHT,
    CREAM,
    GREEN,
    INK,
    NIGHT,
    RED,
    WHITE,
    darker,
    faint,
    lighter,
    rgb,
)
from demonstration.pen import HEIGHT, WIDTH, Pen, rounded
from demonstration.pose import Face, standing
from demonstration.sets import bubble


def draw(pen: Pen, t: float) -> None:
    """Draw the scene at ``t`` seconds after its beginning."""
    zoom = mix(1.0, 1.12, ease(t, 0, 3.0))
    pen.gradient((0, 0, WIDTH, HEIGHT), (0, 0), (0, HEIGHT), (rgb("1D2B50"), rgb("2F4A80")))
    with pen.at(960 - 960 * zoom, 560 - 560 * zoom, zoom):
        for x in range(-200, 2200, 240):
            pen.box(x, 0, 110, 10, faint(BLUE_LIGHT, 0.5), 5)
        lamps(pen, t)
        wall_map(pen, t)
        with pen.at(-14 * t):
            colleague(pen, t)
        desk(pen, t)
    listening = Face(
        look=mix(0.15, 0.75, there_and_back(t, 1.7, 3.6)), eyes=blink(t), smile=0.5, tilt=3 * wave(t, 0.3),
        mouth=talking(t) * (there_and_back(t, 0.3, 1.8) + there_and_back(t, 3.7, 5.7)),
    )  # fmt: skip
    typing = 8 * wave(t, 3.4)
    pose = standing(
        t,
        sitting=True,
        near_hand=(-84, -190 + typing),
        far_hand=(88, -192 - typing),
        near_elbow=1,
        far_elbow=-1,
        face=listening,
        turned=0.15,
    )
    with pen.at(-20 * ease(t, 0, 6)):
        person(pen, DISPATCHER, pose, 640, 1560, 2.6 + 0.2 * ease(t, 0, 6))
        pen.box(-60, 1000, 1250, 200, rgb("41609C"), 20)
        pen.box(-60, 1000, 1250, 16, rgb("6487C6"), 8)


def wall_map(pen: Pen, t: float) -> None:
    """Draw the large screen: a town's streets, the caller's place, the car on its way."""
    x, y, width, height = 880, 110, 940, 600
    pen.box(x - 16, y - 16, width + 32, height + 32, NIGHT, 26)
    with pen.inside(rounded(x, y, width, height, 16)):
        pen.box(x, y, width, height, rgb("DDEBE2"))
        for column in range(5):
            for row in range(4):
                pen.box(
                    x + 24 + column * 190,
                    y + 20 + row * 152,
                    158,
                    116,
                    rgb("C9DCC9") if (column + row) % 3 else rgb("F2E3C6"),
                    10,
                )
        pen.bow([(x, y + 470), (x + 300, y + 420), (x + 560, y + 560), (x + 940, y + 480)], faint(BLUE_LIGHT, 0.9), 34)
        route(pen, t)
    for number in range(3):
        left = x + 20 + number * 320
        pen.box(left, 750, 280, 150, NIGHT, 14)
        pen.box(left + 10, 760, 260, 130, rgb("16223F"), 8)
        for bar in range(16):
            level = 12 + 42 * abs(wave(t, 0.9 + bar * 0.07, bar * 0.13 + number))
            pen.box(left + 22 + bar * 15, 825 - level, 9, 2 * level, (GREEN, BLUE_LIGHT, rgb("F2B93B"))[number], 4)


def lamps(pen: Pen, t: float) -> None:
    """Draw the board that shows which cars are free."""
    pen.box(70, 430, 330, 330, NIGHT, 20)
    for row in range(4):
        for column in range(4):
            busy = wave(t, 0.2 + 0.05 * row, column * 0.27 + row * 0.4) > 0.5
            pen.dot(124 + column * 74, 484 + row * 74, 22, faint(rgb("F2B93B") if busy else GREEN, 0.9))
            pen.dot(117 + column * 74, 477 + row * 74, 6, faint(WHITE, 0.6))


def route(pen: Pen, t: float) -> None:
    """Draw the way of the patrol car to the blinking place."""
    way = [(970.0, 640.0), (1090.0, 640.0), (1090.0, 410.0), (1470.0, 410.0), (1470.0, 262.0)]
    pen.line(way, faint(BLUE, 0.25), 16)
    done = 5 * ease(t, 2.2, 6.6)
    x, y = way[0]
    for number, (start, end) in enumerate(pairwise(way)):
        part = min(max(done - number, 0.0), 1.0)
        if part > 0:
            x, y = mix(start[0], end[0], part), mix(start[1], end[1], part)
            pen.line([start, (x, y)], BLUE, 16)
    pulse = t * 0.9 % 1
    pen.dot(1470, 262, 30 + 90 * pulse, faint(RED, 0.45 * (1 - pulse)))
    with pen.at(1470, 262 - 70 * (1 - spring(t, 0.4)), 1.5):
        pen.polygon([(-24, -46), (24, -46), (0, 0)], RED)
        pen.dot(0, -56, 29, RED)
        pen.dot(0, -56, 12, WHITE)
    pen.dot(x, y, 30, WHITE)
    pen.dot(x, y, 23, BLUE)
    pen.dot(x, y, 9, BLUE_LIGHT if t * 4 % 1 < 0.5 else WHITE)


def colleague(pen: Pen, t: float) -> None:
    """Draw a second dispatcher at work in the back."""
    typing = 5 * wave(t, 2.9)
    face = Face(look=0.8, eyes=blink(t, 0.5), mouth=talking(t, 0.7) * there_and_back(t, 1.2, 4.8))
    pose = standing(
        t,
        0.4,
        sitting=True,
        near_hand=(30, -250 + typing),
        far_hand=(80, -252 - typing),
        near_elbow=1,
        face=face,
        turned=0.5,
    )
    person(pen, SECOND_DISPATCHER, pose, 1530, 1275, 1.65, flip=True)


def desk(pen: Pen, t: float) -> None:
    """Draw the desk with screens and the caller's voice in a bubble."""
    pen.box(840, 930, 1300, 300, darker(rgb("41609C"), 0.25), 18)
    pen.box(840, 930, 1300, 18, lighter(rgb("41609C"), 0.2), 9)
    for x in (980, 1640):
        pen.box(x - 12, 850, 24, 90, INK)
        pen.box(x - 120, 760, 240, 130, INK, 12)
        pen.box(x - 110, 770, 220, 110, faint(BLUE_LIGHT, 0.5 + 0.1 * wave(t, 0.7, x)), 6)
    shown = spring(t, 0.9) * (1 - ease(t, 5.3, 5.6))
    bubble(pen, 300, 230, 330, 190, 60, shown, CREAM)
    with pen.at(300, 230, shown):
        for bar in range(9):
            level = 10 + 46 * abs(wave(t, 1.5, bar * 0.21))
            pen.box(-116 + bar * 27, -level, 15, 2 * level, RED, 7)
