"""At a table: what one side says, the interpreter says to the other in its language."""

from demonstration.cast import FATHER, INTERPRETER, MOTHER, PATROL_WOMAN
from demonstration.figure import person
from demonstration.motion import blink, clamp, ease, mix, spring, talking, there_and_back, wave
from demonstration.palette import BLUE, CREAM, GOLD, SAND, WHITE, Colour, rgb
from demonstration.pen import Pen
from demonstration.pose import Face, seated
from demonstration.sets import bubble, picture, pot_plant, room, table, window_view

ORANGE = rgb("E2763F")
SIZE = 1.95
#: When the officer, the interpreter and the family speak.
OFFICER_S, TO_FAMILY_S, FAMILY_S, TO_OFFICER_S = (0.2, 2.0), (2.0, 3.9), (3.9, 5.5), (5.5, 7.6)


def draw(pen: Pen, t: float) -> None:
    """Draw the scene at ``t`` seconds after its beginning."""
    zoom = mix(1.0, 1.1, ease(t, 0, 4.5))
    centre = mix(820, 1060, ease(t, 1.5, 4.5))
    with pen.at(centre - centre * zoom, 620 - 620 * zoom, zoom):
        room(pen, rgb("CFE0DC"), rgb("B8A48C"), 900)
        window_view(pen, 720, 110, 420, 330, t)
        picture(pen, 200, 180, rgb("6FA58F"))
        picture(pen, 1560, 180, rgb("C98D63"))
        pot_plant(pen, 1850, 960, 1.9, t)
        people(pen, t)
        table(pen, 850, 140, 1780, SAND)
        with pen.at(560, 842, 1):
            pen.polygon([(-90, 8), (70, 8), (90, 36), (-110, 36)], WHITE)
            pen.line([(-60, 18), (30, 18)], BLUE, 4)
            pen.line([(-70, 27), (50, 27)], BLUE, 4)
        for x in (820, 1180):
            cup(pen, x, 850, t)
        words(pen, t)


def people(pen: Pen, t: float) -> None:
    """Draw the four people at the table, each from where they sit to whom they look at."""
    officer, to_family, family, to_officer = (
        there_and_back(t, *span, 0.2) for span in (OFFICER_S, TO_FAMILY_S, FAMILY_S, TO_OFFICER_S)
    )
    relief = ease(t, 2.6, 3.4)
    mother = Face(look=0.7, eyes=blink(t, 0.7), smile=mix(-0.3, 1, relief), tilt=4 * relief)
    father = Face(look=0.75, eyes=blink(t, 0.2), smile=mix(-0.5, 0.8, relief), mouth=family * talking(t, 0.1))
    asking = Face(look=0.75, eyes=blink(t), smile=0.7, mouth=officer * talking(t), tilt=2 * wave(t, 0.4))
    turn = mix(-0.7, 0.8, ease(t, 1.8, 2.3) - ease(t, 5.4, 5.9))
    speaks = to_family + to_officer
    between = Face(look=turn, eyes=blink(t, 0.45), smile=0.8, mouth=speaks * talking(t, 0.5), tilt=3 * turn)
    person(pen, MOTHER, seated(t, 0.3, mother), 1630, 1240, SIZE, flip=True)
    person(pen, FATHER, seated(t, 0.5, father, family), 1350, 1240, SIZE, flip=True)
    person(pen, PATROL_WOMAN, seated(t, 0.1, asking, officer), 430, 1240, SIZE)
    person(pen, INTERPRETER, seated(t, 0.7, between, speaks), 900, 1235, SIZE)


def cup(pen: Pen, x: float, y: float, t: float) -> None:
    """Draw a steaming cup."""
    pen.arc(x + 26, y - 24, 14, 270, 180, WHITE, 7)
    pen.box(x - 26, y - 46, 52, 48, WHITE, 10)
    pen.box(x - 36, y, 72, 8, CREAM, 4)
    for side in (-10, 10):
        lift = 6 * wave(t, 0.6, side)
        pen.bow(
            [(x + side, y - 54), (x + side + lift, y - 74), (x + side - lift, y - 92), (x + side, y - 112)],
            rgb("FFFFFF", 0.6),
            5,
        )


def words(pen: Pen, t: float) -> None:
    """Draw the bubbles; each language has its own colour and its own hand."""
    for x, y, tail, colour, (start_s, end_s) in (
        (540, 208, -70, BLUE, OFFICER_S),
        (1010, 208, -70, ORANGE, TO_FAMILY_S),
        (1260, 208, 60, ORANGE, FAMILY_S),
        (800, 208, 60, BLUE, TO_OFFICER_S),
    ):
        if start_s + 0.1 < t < end_s + 0.25:
            shown = spring(t, start_s + 0.1, 0.6) * (1 - ease(t, end_s, end_s + 0.25))
            bubble(pen, x, y, 300, 190, tail, shown)
            with pen.at(x, y, shown):
                writing(pen, colour, clamp((t - start_s) / (end_s - start_s - 0.3)))


def writing(pen: Pen, colour: Colour, written: float) -> None:
    """Draw lines that stand for words: upright strokes for one language, waves for the other."""
    for row in range(3):
        part = clamp(written * 3 - row)
        y = -50 + 50 * row
        if part <= 0:
            continue
        length = (210 if row < 2 else 130) * part
        if colour == BLUE:
            for place in range(0, int(length), 44):
                pen.box(-105 + place, y - 9, min(32, length - place), 18, colour, 9)
        else:
            points = [(105 - step, y + 11 * wave(step / 36, 1)) for step in range(0, int(length) + 1, 6)]
            if len(points) > 2:
                pen.bow(points, colour, 10)
                pen.dot(60 - length * 0.2, y - 24, 6, GOLD)
