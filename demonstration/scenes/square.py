"""Evening on the square: everybody is there, and the camera draws back."""

from demonstration.cast import (
    ACCUSED,
    COMMISSIONER,
    DAUGHTER,
    FATHER,
    INTERPRETER,
    LETTER_WRITER,
    LITTLE_BOY,
    MOTHER,
    NEIGHBOUR,
    PATROL_MAN,
    PATROL_WOMAN,
    PENSIONER,
    SCHOOLBOY,
    STUDENT,
    VEST_MAN,
    VEST_WOMAN,
)
from demonstration.figure import person, walker
from demonstration.houses import church, rooftops, timbered_house
from demonstration.motion import blink, ease, mix, talking, wave
from demonstration.nature import birds, clouds, hills, sun, tree
from demonstration.palette import (
    BLUE_LIGHT,
    HILLS,
    SILVER,
    SKY_EVENING,
    STONE,
    WHITE,
    blend,
    darker,
    faint,
    lighter,
    rgb,
)
from demonstration.pen import Pen
from demonstration.pose import Face, Pose, standing
from demonstration.sets import pavement
from demonstration.vehicles import car

#: Who stands where: x, y, whether mirrored, and whether a hand waves.
BACK_ROW = (
    (PENSIONER, 480, 890, False, False),
    (INTERPRETER, 650, 885, False, True),
    (VEST_MAN, 830, 890, False, False),
    (COMMISSIONER, 1100, 885, True, False),
    (ACCUSED, 1270, 890, True, True),
    (LETTER_WRITER, 1440, 887, True, False),
)
FRONT_ROW = (
    (STUDENT, 565, 985, False, True),
    (VEST_WOMAN, 745, 995, False, False),
    (MOTHER, 1185, 990, True, False),
    (FATHER, 1355, 990, True, True),
)
CHILDREN = ((DAUGHTER, 900, 1030, False, True), (LITTLE_BOY, 1040, 1035, True, True))


def draw(pen: Pen, t: float) -> None:
    """Draw the scene at ``t`` seconds after its beginning."""
    zoom = mix(1.42, 1.0, ease(t, -0.6, 3.4))
    with pen.at(960 - 960 * zoom, 760 - 760 * zoom, zoom):
        backdrop(pen, t)
        for place, (look, x, y, flip, waves) in enumerate(BACK_ROW):
            person(pen, look, greeting(t, place * 0.17, waves=waves), x, y, 1.2, flip=flip)
        walker(pen, NEIGHBOUR, t, 150 * t - 140, 940, 1.28, speed=150, phase=0.2)
        person(pen, PATROL_MAN, officer(t, 0.3), 395, 1020, 1.38)
        person(pen, PATROL_WOMAN, officer(t, 0.8), 1530, 1020, 1.38, flip=True)
        for place, (look, x, y, flip, waves) in enumerate((*FRONT_ROW, *CHILDREN)):
            person(pen, look, greeting(t, 0.4 + place * 0.23, waves=waves), x, y, 1.36, flip=flip)
        happy = Face(look=0.8, smile=1, eyes=blink(t))
        walker(pen, SCHOOLBOY, t, 2300 - 330 * t, 1066, 1.45, speed=330, phase=0.4, face=happy, flip=True)
        birds(pen, t, 1700, 150)


def greeting(t: float, phase: float, *, waves: bool) -> Pose:
    """Return somebody who looks at us and smiles, and perhaps waves."""
    face = Face(look=0.25 + 0.3 * wave(t, 0.12, phase), eyes=blink(t, phase), smile=1, tilt=3 * wave(t, 0.3, phase))
    if not waves:
        return standing(t, phase, face=face, turned=0.15)
    return standing(t, phase, face=face, turned=0.15, far_hand=(70 + 20 * wave(t, 1.5, phase), -446), far_open=True)


def officer(t: float, phase: float) -> Pose:
    """Return an officer who speaks with those beside."""
    face = Face(look=0.8, eyes=blink(t, phase), smile=0.9, mouth=talking(t, phase) * max(0, wave(t, 0.2, phase)))
    return standing(
        t, phase, face=face, near_hand=(-34, -226), far_hand=(70, -262 + 8 * wave(t, 0.9, phase)), far_open=True
    )


def backdrop(pen: Pen, t: float) -> None:
    """Draw the square with its houses, the church and the fountain."""
    pen.sky(SKY_EVENING, 720)
    sun(pen, 420, 470, 64, rgb("FFE3AE"))
    clouds(pen, t, 17, rgb("FFDCC6"), 0.8)
    hills(pen, blend(HILLS[0], rgb("F0B99A"), 0.4), 720, 240, 0.15)
    with pen.at(-200, 760):
        rooftops(pen, 3, 2500, blend(HILLS[2], rgb("7A6A86"), 0.4))
    with pen.at(960, 780, 0.95):
        church(pen)
    for x, width, storeys, seed in (
        (-260, 300, 3, 4),
        (70, 260, 3, 9),
        (360, 220, 2, 13),
        (600, 190, 2, 27),
        (1130, 190, 2, 33),
        (1350, 220, 2, 41),
        (1600, 260, 3, 52),
        (1890, 300, 3, 58),
    ):
        with pen.at(x, 800):
            timbered_house(pen, width, storeys, seed, lit=0.3)
    pavement(pen, 796, 0, rgb("DFCFBB"))
    fountain(pen, t)
    tree(pen, 250, 880, 1.35, t)
    tree(pen, 1720, 880, 1.35, t)
    with pen.at(1760, 930, 0.82):
        car(pen, 0, SILVER, police=True, t=t)


def fountain(pen: Pen, t: float) -> None:
    """Draw the fountain in the middle of the square."""
    pen.oval(960, 850, 190, 34, darker(STONE, 0.25))
    pen.box(770, 800, 380, 52, STONE, 10)
    pen.oval(960, 800, 190, 30, lighter(STONE, 0.3))
    pen.oval(960, 800, 172, 23, BLUE_LIGHT)
    pen.limb([(960, 800), (960, 640)], [44, 26], STONE)
    pen.oval(960, 640, 70, 14, lighter(STONE, 0.3))
    for side in (-1, 1):
        for drop in range(8):
            age = (t * 0.9 + drop / 8) % 1
            pen.dot(960 + side * (20 + 90 * age), 632 - 80 * age + 240 * age * age, 6.5, faint(WHITE, 0.85))
        pen.bow(
            [(960 + side * 18, 632), (960 + side * 62, 590), (960 + side * 96, 690), (960 + side * 110, 796)],
            faint(BLUE_LIGHT, 0.75),
            8,
        )
