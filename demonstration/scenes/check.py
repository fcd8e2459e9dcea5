"""A check: an officer asks for papers, looks at them, and gives them back."""

from dataclasses import replace

from demonstration.cast import PATROL_MAN, PATROL_WOMAN, STUDENT
from demonstration.figure import person
from demonstration.houses import street
from demonstration.motion import blink, ease, mix, spring, talking, there_and_back, wave
from demonstration.nature import clouds, tree
from demonstration.palette import SILVER, SKY_DAY
from demonstration.pen import Pen
from demonstration.pose import Face, Pose, standing
from demonstration.props import identity_card, tick
from demonstration.sets import bubble, lamp_post, pavement, road
from demonstration.vehicles import bus, car

OFFICER_X, MAN_X, GROUND_Y, SIZE = 760, 1140, 1010, 1.72
TAKES_OUT_S, GIVES_S, GIVES_BACK_S = 1.3, 2.5, 5.2


def draw(pen: Pen, t: float) -> None:
    """Draw the scene at ``t`` seconds after its beginning."""
    zoom = mix(1.0, 1.17, ease(t, 0.2, 2.6))
    with pen.at(950 - 950 * zoom, 700 - 700 * zoom, zoom):
        pen.sky(SKY_DAY, 700)
        clouds(pen, t, 31)
        with pen.at(-180, 770):
            street(pen, 61, 2400)
        road(pen, 768, 140)
        with pen.at(mix(-500, 2600, t / 6.8), 868, 0.95):
            bus(pen, t * 430, t)
        pavement(pen, 884)
        with pen.at(330, 940, 1.15):
            car(pen, 0, SILVER, police=True, t=t)
        tree(pen, 1620, 930, 1.75, t)
        lamp_post(pen, 1420, 930, 1.7)
        face = Face(look=0.6, eyes=blink(t, 0.6), smile=0.5)
        waits = standing(t, 0.6, near_hand=(-30, -226), far_hand=(24, -226), face=face)
        person(pen, PATROL_WOMAN, waits, 520, 985, 1.66)
        person(pen, STUDENT, man(t), MAN_X, GROUND_Y, SIZE, flip=True)
        person(pen, PATROL_MAN, officer(t), OFFICER_X, GROUND_Y, SIZE)
        card(pen, t)
        if t > GIVES_BACK_S + 0.4:
            tick(pen, 950, 280, 0.9 * spring(t, GIVES_BACK_S + 0.4), ease(t, GIVES_BACK_S + 0.6, GIVES_BACK_S + 1.0))
        if 0.4 < t < TAKES_OUT_S + 0.6:
            shown = spring(t, 0.4, 0.5) * (1 - ease(t, TAKES_OUT_S + 0.3, TAKES_OUT_S + 0.6))
            bubble(pen, 940, 190, 210, 150, -60, shown)
            with pen.at(940, 190, shown * 1.5):
                identity_card(pen, 1)


def hands(t: float) -> tuple[float, float]:
    """Return how far the man and the officer stretch out their hands."""
    man_gives = there_and_back(t, GIVES_S - 0.5, GIVES_S + 0.6)
    man_takes = there_and_back(t, GIVES_BACK_S - 0.2, GIVES_BACK_S + 0.8)
    officer_takes = there_and_back(t, GIVES_S - 0.3, GIVES_S + 0.7)
    officer_gives = there_and_back(t, GIVES_BACK_S - 0.5, GIVES_BACK_S + 0.6)
    return man_gives + man_takes, officer_takes + officer_gives


def man(t: float) -> Pose:
    """Return the man: he takes the card from his jacket, waits, and takes it back."""
    reach = hands(t)[0]
    pocket = there_and_back(t, TAKES_OUT_S - 0.6, TAKES_OUT_S + 0.8)
    face = Face(
        look=0.85,
        eyes=blink(t, 0.3),
        smile=mix(0.2, 1, ease(t, 4.6, 5.4)),
        mouth=talking(t, 0.2) * there_and_back(t, 3.4, 4.4),
    )
    hand = (mix(mix(48, 6, pocket), 108, reach), mix(mix(-207, -288, pocket), -272, reach))
    return standing(t, 0.4, turned=0.4, far_hand=hand, face=face)


def officer(t: float) -> Pose:
    """Return the officer: he asks, takes the card, reads it, and gives it back with a nod."""
    reach = hands(t)[1]
    reads = there_and_back(t, GIVES_S + 0.4, GIVES_BACK_S - 0.2)
    thanks = there_and_back(t, GIVES_BACK_S, GIVES_BACK_S + 1.2)
    speaks = there_and_back(t, 0.2, 1.4) + there_and_back(t, 4.3, 5.4)
    face = Face(
        look=0.85, eyes=blink(t) * mix(1, 0.6, reads), smile=0.7, mouth=talking(t) * speaks, tilt=9 * reads + 8 * thanks
    )
    hand = (mix(mix(48, 60, reads), 112, reach), mix(mix(-207, -286, reads), -272, reach))
    pose = standing(t, turned=0.4, far_hand=hand, face=face)
    return replace(pose, near_hand=(mix(-53, 26, reads), mix(-206, -276, reads)))


def card(pen: Pen, t: float) -> None:
    """Draw the card in the hand that has it."""
    man_reaches, officer_reaches = hands(t)
    if TAKES_OUT_S < t < GIVES_S:
        x, y = MAN_X - mix(6, 118, man_reaches) * SIZE, GROUND_Y - mix(292, 280, man_reaches) * SIZE
    elif GIVES_S <= t < GIVES_BACK_S:
        x, y = OFFICER_X + mix(68, 124, officer_reaches) * SIZE, GROUND_Y - mix(300, 284, officer_reaches) * SIZE
    elif GIVES_BACK_S <= t < GIVES_BACK_S + 1.0:
        x, y = MAN_X - mix(48, 118, man_reaches) * SIZE, GROUND_Y - mix(215, 284, man_reaches) * SIZE
    else:
        return
    with pen.at(x, y, 0.8, turn=4 * wave(t, 0.5)):
        identity_card(pen, 1)
