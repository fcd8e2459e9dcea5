"""What surrounds the town: sky, clouds, hills, trees, sun and stars."""

import random

from demonstration.motion import wave
from demonstration.palette import CREAM, INK, LEAF, LEAF_DARK, LEAF_LIGHT, TRUNK, WHITE, Colour, darker, faint, lighter
from demonstration.pen import HEIGHT, WIDTH, Pen, circle, without


def cloud(pen: Pen, x: float, y: float, scale: float, colour: Colour = WHITE) -> None:
    """Draw a cloud with a flat belly."""
    with pen.at(x, y, scale):
        for place, height, radius in ((-90, -10, 44), (-38, -38, 58), (34, -46, 70), (100, -14, 48)):
            pen.dot(place, height, radius, colour)
        pen.box(-134, -30, 282, 64, colour, 32)


def clouds(pen: Pen, t: float, seed: int = 1, colour: Colour = WHITE, alpha: float = 0.85) -> None:
    """Draw clouds that drift to the right."""
    dice = random.Random(seed)
    for _ in range(6):
        span = WIDTH + 700
        x = (dice.uniform(0, span) + t * dice.uniform(14, 34)) % span - 350
        with pen.ghost(alpha):
            cloud(pen, x, dice.uniform(60, 330), dice.uniform(0.5, 1.25), colour)


def hills(pen: Pen, colour: Colour, base: float, height: float, phase: float) -> None:
    """Draw a chain of soft hills down to the bottom of the picture."""
    step = 160
    crest = [
        (x, base - height * (0.55 + 0.3 * wave(x / WIDTH, 1.3, phase) + 0.15 * wave(x / WIDTH, 3.7, phase * 2)))
        for x in range(-3 * step, WIDTH + 4 * step, step)
    ]
    pen.blob([*crest, (WIDTH + 3 * step, 2 * HEIGHT), (-3 * step, 2 * HEIGHT)], colour)


def tree(pen: Pen, x: float, y: float, scale: float, t: float, leaf: Colour = LEAF) -> None:
    """Draw a tree whose crown moves in the wind; the trunk stands at the point."""
    sway = 5 * wave(t, 0.35, x * 0.003) + 2 * wave(t, 0.9, x * 0.007)
    with pen.at(x, y, scale):
        pen.oval(0, 0, 60, 9, faint(darker(leaf, 0.8), 0.2))
        pen.limb([(0, 0), (0, -70), (sway * 0.5, -140)], [20, 15, 10], TRUNK)
        pen.limb([(0, -80), (32 + sway * 0.4, -126)], [9, 6], TRUNK)
        crown = ((-44, -150, 52), (44, -146, 50), (0, -206, 62), (-34, -212, 44), (38, -200, 46))
        for place, height, radius in crown:
            pen.dot(place + sway * -height / 200 + 6, height + 8, radius, darker(leaf, 0.18))
        for place, height, radius in crown:
            pen.dot(place + sway * -height / 200, height, radius, leaf)
        pen.dot(-22 + sway * 1.1, -226, 26, lighter(leaf, 0.18))
        pen.dot(26 + sway, -182, 18, lighter(leaf, 0.14))


def bush(pen: Pen, x: float, y: float, scale: float, t: float) -> None:
    """Draw a bush."""
    sway = 2 * wave(t, 0.5, x * 0.01)
    with pen.at(x, y, scale):
        for place, height, radius, colour in (
            (-34, -20, 30, LEAF_DARK),
            (36, -22, 32, LEAF_DARK),
            (0, -34, 38, LEAF),
            (-14 + sway, -44, 16, LEAF_LIGHT),
        ):
            pen.dot(place + sway, height, radius, colour)
        pen.box(-64, -20, 130, 20, LEAF_DARK, 10)


def sun(pen: Pen, x: float, y: float, radius: float, colour: Colour) -> None:
    """Draw the sun in its haze."""
    pen.glow(x, y, radius * 6, colour, 0.7)
    pen.dot(x, y, radius, colour)


def moon(pen: Pen, x: float, y: float, radius: float) -> None:
    """Draw a crescent."""
    pen.shape(without(circle(x, y, radius), circle(x + radius * 0.42, y - radius * 0.2, radius * 0.86)), CREAM)


def birds(pen: Pen, t: float, x: float, y: float) -> None:
    """Draw a few birds that fly to the left."""
    for number in range(5):
        beat = 12 * wave(t, 1.8, number * 0.23)
        place = x - 95 * t + number * 74 + (number % 2) * 24
        height = y + (number % 3) * 34 + 8 * wave(t, 0.4, number * 0.3)
        with pen.at(place, height):
            pen.bow([(-24, -beat), (-8, -9), (0, 5), (8, -9), (24, -beat)], INK, 4.5)


def stars(pen: Pen, t: float) -> None:
    """Draw twinkling stars in the upper half."""
    dice = random.Random(7)
    for _ in range(90):
        x, y = dice.uniform(0, WIDTH), dice.uniform(0, HEIGHT * 0.45)
        glitter = 0.55 + 0.4 * wave(t, dice.uniform(0.2, 0.7), dice.random())
        pen.dot(x, y, dice.uniform(1.2, 3), faint(WHITE, glitter))
