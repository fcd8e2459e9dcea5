"""Hessian houses: half-timbered fronts, a church, the town behind them."""

import random

import skia

from demonstration.palette import (
    CREAM,
    GOLD,
    INK,
    LEAF,
    RED,
    ROOF,
    ROOF_DARK,
    STONE,
    TIMBER,
    WALLS,
    WINDOW,
    WINDOW_LIT,
    Colour,
    darker,
    lighter,
    rgb,
)
from demonstration.pen import Pen

STOREY = 105
BEAM = 9


def window(pen: Pen, x: float, y: float, *, lit: bool, shutters: Colour | None) -> None:
    """Draw a window of 44 × 60 around its middle, with a cross bar and a box of flowers."""
    pane = WINDOW_LIT if lit else WINDOW
    if shutters is not None:
        pen.box(x - 42, y - 30, 19, 60, shutters, 2)
        pen.box(x + 23, y - 30, 19, 60, shutters, 2)
    pen.box(x - 25, y - 33, 50, 66, CREAM, 3)
    pen.box(x - 20, y - 28, 40, 56, pane)
    if not lit:
        pen.polygon([(x - 20, y + 10), (x + 8, y - 28), (x + 20, y - 28), (x - 20, y + 28)], lighter(pane, 0.25))
    pen.box(x - 2, y - 28, 4, 56, CREAM)
    pen.box(x - 20, y - 8, 40, 4, CREAM)


def flower_box(pen: Pen, x: float, y: float, dice: random.Random) -> None:
    """Draw flowers below a window."""
    pen.box(x - 27, y, 54, 11, TIMBER, 2)
    for place in range(-22, 24, 8):
        pen.dot(x + place, y - 2, 6, LEAF)
        pen.dot(x + place + 2, y - 6, 4, dice.choice([RED, GOLD, CREAM]))


def beams(pen: Pen, width: float, height: float, dice: random.Random) -> None:
    """Draw the timber of one storey whose lower left corner is the origin."""
    pen.box(0, -height, width, BEAM, TIMBER)
    pen.box(0, -BEAM, width, BEAM, TIMBER)
    bays = max(2, round(width / 92))
    step = (width - BEAM) / bays
    for bay in range(bays + 1):
        pen.box(bay * step, -height, BEAM, height, TIMBER)
    low, high = -BEAM, -height + BEAM
    for left, right in ((BEAM, step), (width - BEAM, width - step)):
        if dice.random() < 0.75:
            pen.line([(left, high + 4), (right, low - 2)], TIMBER, BEAM - 2)
            if dice.random() < 0.5:
                pen.line([(left, low - 2), (right, high + 4)], TIMBER, BEAM - 2)


def timbered_house(pen: Pen, width: float, storeys: int, seed: int, *, lit: float = 0.0) -> None:
    """Draw a house on the ground at the origin; ``lit`` is the share of windows with light."""
    dice = random.Random(seed)
    wall = dice.choice(WALLS)
    shutters = dice.choice([rgb("5C8A74"), rgb("A8503E"), rgb("4F6E97"), None])
    pen.box(0, -STOREY, width, STOREY, darker(STONE, 0.05))
    ground_floor(pen, width, dice, lit=lit)
    for storey in range(1, storeys):
        overhang = 7 * storey
        with pen.at(-overhang, -STOREY * storey):
            wide = width + 2 * overhang
            pen.box(0, -STOREY, wide, STOREY, wall)
            beams(pen, wide, STOREY, dice)
            bays = max(2, round(wide / 92))
            for bay in range(bays):
                x = BEAM / 2 + (wide - BEAM) / bays * (bay + 0.5)
                window(pen, x, -STOREY / 2 - 2, lit=dice.random() < lit, shutters=shutters if bays < 4 else None)
                if dice.random() < 0.5:
                    flower_box(pen, x, -STOREY / 2 + 32, dice)
            pen.box(0, -STOREY + BEAM, wide, 7, darker(wall, 0.3))
    gable(pen, width, storeys, wall, dice, lit=lit)


def ground_floor(pen: Pen, width: float, dice: random.Random, *, lit: float) -> None:
    """Draw a door and a shop window or two."""
    door = dice.choice([rgb("7B4A35"), rgb("3F6B62"), rgb("8C3F38"), rgb("3E5688")])
    door_x = width * dice.choice([0.2, 0.5, 0.8])
    pen.box(door_x - 27, -84, 54, 84, CREAM, 4)
    pen.box(door_x - 22, -79, 44, 79, door, 3)
    pen.box(door_x - 15, -71, 30, 24, WINDOW_LIT if dice.random() < lit else darker(WINDOW, 0.2), 2)
    pen.dot(door_x + 15, -36, 3, GOLD)
    for x in (width * 0.22, width * 0.5, width * 0.78):
        if abs(x - door_x) > 60:
            window(pen, x, -52, lit=dice.random() < lit, shutters=None)


def gable(pen: Pen, width: float, storeys: int, wall: Colour, dice: random.Random, *, lit: float) -> None:
    """Draw the roof: a gable towards the street, or a roof with dormers."""
    overhang = 7 * (storeys - 1)
    left, right, eaves = -overhang - 16, width + overhang + 16, -STOREY * storeys
    roof = dice.choice([ROOF, ROOF_DARK, rgb("B5604A"), rgb("7C5A5A")])
    if dice.random() < 0.6:
        top = eaves - width * 0.72
        middle = width / 2
        pen.polygon([(left, eaves), (middle, top - 14), (right, eaves)], roof)
        pen.polygon([(left + 34, eaves), (middle, top + 22), (right - 34, eaves)], wall)
        with pen.inside(triangle(left + 34, right - 34, eaves, top + 22)):
            pen.box(left, eaves - BEAM, right - left, BEAM, TIMBER)
            pen.box(left, eaves - STOREY, right - left, BEAM, TIMBER)
            for place in (0.3, 0.5, 0.7):
                pen.box(width * place - BEAM / 2, top, BEAM, eaves - top, TIMBER)
            pen.line([(width * 0.3, eaves), (width * 0.1, eaves - 90)], TIMBER, BEAM - 2)
            pen.line([(width * 0.7, eaves), (width * 0.9, eaves - 90)], TIMBER, BEAM - 2)
        for x in (width * 0.4, width * 0.6):
            window(pen, x, eaves - STOREY / 2, lit=dice.random() < lit, shutters=None)
        return
    top = eaves - 120
    pen.polygon([(left, eaves), (left + 50, top), (right - 50, top), (right, eaves)], roof)
    for row in range(1, 5):
        pen.line([(left + row * 10, eaves - row * 24), (right - row * 10, eaves - row * 24)], darker(roof, 0.12), 3)
    for x in (width * 0.3, width * 0.7):
        pen.polygon([(x - 42, eaves - 66), (x, eaves - 106), (x + 42, eaves - 66)], darker(roof, 0.25))
        pen.box(x - 30, eaves - 68, 60, 58, wall)
        with pen.at(x, eaves - 38, 0.75):
            window(pen, 0, 0, lit=dice.random() < lit, shutters=None)
    pen.box(width * 0.5, top - 46, 34, 70, darker(roof, 0.3))
    pen.box(width * 0.5 - 4, top - 50, 42, 12, darker(roof, 0.4))


def triangle(left: float, right: float, base: float, top: float) -> skia.Path:
    """Return a gable as a path."""
    path = skia.Path()
    path.moveTo(left, base)
    path.lineTo((left + right) / 2, top)
    path.lineTo(right, base)
    path.close()
    return path


def church(pen: Pen) -> None:
    """Draw a church with a pointed spire on the ground at the origin."""
    stone = rgb("E2D3BF")
    pen.box(-150, -190, 300, 190, stone)
    pen.polygon([(-165, -190), (-120, -290), (120, -290), (165, -190)], ROOF_DARK)
    pen.box(-52, -420, 104, 420, lighter(stone, 0.15))
    pen.box(18, -420, 34, 420, darker(stone, 0.1))
    pen.polygon([(-62, -420), (0, -690), (62, -420)], rgb("4C6472"))
    pen.polygon([(10, -420), (0, -690), (62, -420)], rgb("40545F"))
    pen.line([(0, -690), (0, -740)], INK, 5)
    pen.line([(-12, -724), (12, -724)], INK, 5)
    pen.dot(0, -366, 30, CREAM)
    pen.line([(0, -366), (0, -386)], INK, 4)
    pen.line([(0, -366), (14, -360)], INK, 4)
    for x in (-110, 110):
        pen.box(x - 16, -140, 32, 80, darker(WINDOW, 0.1), 16)
    pen.box(-30, -84, 60, 84, TIMBER, 30)


def street(pen: Pen, seed: int, length: float, *, lit: float = 0.0) -> None:
    """Draw a row of houses from the origin to the right."""
    dice = random.Random(seed)
    x = 0.0
    while x < length:
        width = dice.choice([190, 220, 260, 300])
        with pen.at(x, 0):
            timbered_house(pen, width, dice.choice([2, 3, 3]), dice.randrange(1_000), lit=lit)
        x += width + dice.choice([24, 30, 90])


def rooftops(pen: Pen, seed: int, length: float, colour: Colour) -> None:
    """Draw a far town as a silhouette from the origin to the right."""
    dice = random.Random(seed)
    x = 0.0
    while x < length:
        width = dice.randrange(70, 150)
        height = dice.randrange(60, 140)
        pen.box(x, -height, width, height, colour)
        pen.polygon([(x - 6, -height), (x + width / 2, -height - width * 0.55), (x + width + 6, -height)], colour)
        x += width * dice.uniform(0.8, 1.1)
