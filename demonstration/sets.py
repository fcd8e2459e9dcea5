"""Rooms, streets and what stands about in them."""

from demonstration.motion import wave
from demonstration.nature import tree
from demonstration.palette import (
    ASPHALT,
    CREAM,
    GOLD,
    INK,
    KERB,
    LEAF,
    LEAF_DARK,
    LEAF_LIGHT,
    NIGHT,
    SAND,
    TIMBER,
    WHITE,
    WINDOW_LIT,
    Colour,
    darker,
    faint,
    lighter,
    rgb,
)
from demonstration.pen import HEIGHT, WIDTH, Pen, outline


def pavement(pen: Pen, y: float, travelled: float = 0, colour: Colour = KERB) -> None:
    """Draw a pavement of slabs from y to the bottom; it moves to the left as we travel."""
    pen.box(-WIDTH, y, 3 * WIDTH, HEIGHT, colour)
    pen.box(-WIDTH, y, 3 * WIDTH, 8, lighter(colour, 0.4))
    joint = darker(colour, 0.1)
    for row, (top, bottom) in enumerate(((y + 8, y + 70), (y + 70, y + 160), (y + 160, y + 300))):
        pen.line([(-WIDTH, bottom), (2 * WIDTH, bottom)], joint, 3)
        step = 210 + 30 * row
        spread = 0.04 * row
        for slab in range(-3, 14):
            x = slab * step - (travelled + row * 90) % step
            pen.line([(x + (x - 960) * spread, top), (x + (x - 960) * (spread + 0.05), bottom)], joint, 3)


def road(pen: Pen, y: float, height: float, travelled: float = 0) -> None:
    """Draw a road across the picture with a dashed line."""
    pen.box(-WIDTH, y, 3 * WIDTH, height, ASPHALT)
    pen.box(-WIDTH, y, 3 * WIDTH, 6, darker(ASPHALT, 0.3))
    for dash in range(-6, 22):
        pen.box(dash * 190 - travelled % 190, y + height * 0.48, 100, 10, faint(CREAM, 0.85))


def lamp_post(pen: Pen, x: float, y: float, scale: float, *, lit: bool = False) -> None:
    """Draw an old street lamp that stands on the point."""
    with pen.at(x, y, scale):
        if lit:
            pen.glow(0, -392, 240, WINDOW_LIT, 0.55)
        pen.limb([(0, 0), (0, -350)], [13, 8], INK)
        pen.box(-17, -14, 34, 14, INK, 4)
        pen.box(-11, -250, 22, 8, INK, 3)
        pen.polygon([(-15, -352), (15, -352), (24, -420), (-24, -420)], WINDOW_LIT if lit else CREAM)
        pen.polygon([(-28, -418), (28, -418), (0, -448)], INK)


def bench(pen: Pen, x: float, y: float, scale: float = 1) -> None:
    """Draw a park bench."""
    with pen.at(x, y, scale):
        for place in (-110, 110):
            pen.limb([(place, 0), (place, -150)], [12, 10], INK)
        for height in (-70, -110, -138):
            pen.box(-140, height, 280, 18, TIMBER, 6)


def park(pen: Pen, y: float, t: float, trees: tuple[float, ...]) -> None:
    """Draw a lawn down to the bottom with trees at its far edge."""
    pen.box(-WIDTH, y, 3 * WIDTH, HEIGHT, LEAF_LIGHT)
    pen.box(-WIDTH, y, 3 * WIDTH, 16, LEAF)
    for number, x in enumerate(trees):
        tree(pen, x, y + 14, 1.0 + 0.18 * (number % 3), t, (LEAF, LEAF_DARK, lighter(LEAF, 0.1))[number % 3])


def room(pen: Pen, wall: Colour, floor: Colour, floor_y: float) -> None:
    """Draw a plain room with a skirting board."""
    pen.gradient((-WIDTH, -HEIGHT, 3 * WIDTH, floor_y + HEIGHT), (0, 0), (0, floor_y), (lighter(wall, 0.25), wall))
    pen.box(-WIDTH, floor_y, 3 * WIDTH, HEIGHT, floor)
    pen.box(-WIDTH, floor_y - 26, 3 * WIDTH, 26, darker(wall, 0.12))


def window_view(pen: Pen, x: float, y: float, width: float, height: float, t: float) -> None:
    """Draw a window with sky, hills and a tree outside; the point is its upper left corner."""
    pane = outline([(x, y), (x + width, y), (x + width, y + height), (x, y + height)])
    pen.box(x - 18, y - 18, width + 36, height + 36, WHITE, 8)
    with pen.inside(pane):
        pen.gradient((x, y, width, height), (0, y), (0, y + height), (rgb("9AD4EC"), rgb("EEF6EE")))
        drift = (t * 16) % (width + 240)
        for offset, level in ((0, 0.2), (180, 0.34)):
            place = x - 140 + (drift + offset) % (width + 260)
            pen.box(place, y + height * level, 130, 26, WHITE, 13)
            pen.dot(place + 52, y + height * level, 28, WHITE)
        pen.oval(x + width * 0.3, y + height * 1.1, width * 0.7, height * 0.4, LEAF_LIGHT)
        tree(pen, x + width * 0.74, y + height * 1.02, height / 330, t)
    pen.box(x + width / 2 - 6, y, 12, height, WHITE)
    pen.box(x - 34, y + height + 14, width + 68, 18, darker(WHITE, 0.1), 6)


def pot_plant(pen: Pen, x: float, y: float, scale: float, t: float) -> None:
    """Draw a plant in a pot that stands on the point."""
    with pen.at(x, y, scale):
        for number, lean in enumerate((-62, -36, -12, 14, 40, 64)):
            sway = lean + 2 * wave(t, 0.25, number * 0.17)
            with pen.at(0, -70, turn=sway):
                colour = LEAF_DARK if number % 2 else LEAF
                pen.blob([(0, 0), (-22, -70), (0, -176), (22, -70)], colour)
                pen.line([(0, -10), (0, -120)], lighter(colour, 0.2), 3)
        pen.polygon([(-46, -84), (46, -84), (34, 0), (-34, 0)], rgb("C9714F"))
        pen.box(-52, -92, 104, 22, rgb("DB8460"), 5)


def table(pen: Pen, y: float, left: float, right: float, colour: Colour = SAND) -> None:
    """Draw a table that hides the laps of those who sit behind it."""
    pen.box(left + 40, y + 30, right - left - 80, HEIGHT, darker(colour, 0.32))
    pen.box(left, y, right - left, 44, colour, 10)
    pen.box(left, y + 30, right - left, 16, darker(colour, 0.2), 8)


def picture(pen: Pen, x: float, y: float, colour: Colour) -> None:
    """Draw a framed picture of hills on the wall."""
    pen.box(x, y, 220, 160, TIMBER, 4)
    pen.box(x + 12, y + 12, 196, 136, lighter(colour, 0.5))
    pen.dot(x + 150, y + 54, 20, GOLD)
    pen.polygon([(x + 12, y + 148), (x + 80, y + 66), (x + 150, y + 148)], colour)
    pen.polygon([(x + 92, y + 148), (x + 160, y + 90), (x + 208, y + 136), (x + 208, y + 148)], darker(colour, 0.2))


def bubble(
    pen: Pen, x: float, y: float, width: float, height: float, tail_x: float, scale: float = 1.0, colour: Colour = WHITE
) -> None:
    """Draw a speech bubble around a point; its tail hangs down at ``tail_x`` beside the middle."""
    with pen.at(x, y, scale):
        shadow = faint(NIGHT, 0.12)
        pen.box(-width / 2 + 6, -height / 2 + 10, width, height, shadow, 40)
        pen.box(-width / 2, -height / 2, width, height, colour, 40)
        lean = 26 if tail_x > 0 else -26
        pen.polygon(
            [(tail_x - 24, height / 2 - 4), (tail_x + 24, height / 2 - 4), (tail_x + lean, height / 2 + 46)], colour
        )
