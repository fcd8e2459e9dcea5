"""Two officers walk through a street; the camera walks with them."""

from demonstration.cast import LETTER_WRITER, NEIGHBOUR, PATROL_MAN, PATROL_WOMAN, PENSIONER
from demonstration.figure import walker
from demonstration.houses import street
from demonstration.motion import blink, mix, talking, there_and_back
from demonstration.nature import clouds, tree
from demonstration.palette import LEAF_DARK, SKY_DAY
from demonstration.pen import Pen
from demonstration.pose import Face
from demonstration.sets import lamp_post, pavement

#: Points a second; so are all layers whole points from frame to frame, and an encoder can follow them.
SPEED = 250.0


def draw(pen: Pen, t: float) -> None:
    """Draw the scene at ``t`` seconds after its beginning."""
    travelled = SPEED * t
    pen.sky(SKY_DAY, 800)
    clouds(pen, t, 8)
    with pen.at(-200 - travelled * 0.6, 880, 1.35):
        street(pen, 23, 2600)
    pavement(pen, 872, travelled)
    for x in (420, 1500, 2700):
        tree(pen, x - travelled * 0.8, 905, 1.5, t, LEAF_DARK)
    passers_by(pen, t, travelled)
    officers(pen, t)
    walker(pen, NEIGHBOUR, t, 3300 - travelled - 240 * t, 1066, 1.7, speed=240, phase=0.7, flip=True)
    for x in (1100, 2900):
        lamp_post(pen, x - travelled * 1.4, 1150, 2.3)


def passers_by(pen: Pen, t: float, travelled: float) -> None:
    """Draw those who walk farther away: one comes towards the officers, they overtake the other."""
    smile = Face(look=0.3, eyes=blink(t, 0.4), smile=1)
    walker(pen, LETTER_WRITER, t, 2250 - travelled - 180 * t, 930, 1.42, speed=180, phase=0.2, face=smile, flip=True)
    walker(pen, PENSIONER, t, 1650 - travelled + 112 * t, 920, 1.4, speed=112, phase=0.4)


def officers(pen: Pen, t: float) -> None:
    """Draw the two officers; first he says something to her, then she answers."""
    turns = there_and_back(t, 1.2, 3.4)
    answers = there_and_back(t, 3.2, 5.8)
    his = Face(look=mix(0.9, 0.1, turns), eyes=blink(t, 0.2), mouth=talking(t) * turns)
    hers = Face(look=0.9, eyes=blink(t), mouth=talking(t, 0.3) * answers, smile=0.9)
    walker(pen, PATROL_MAN, t, 1130, 1000, 1.72, speed=SPEED, phase=0.5, face=his)
    walker(pen, PATROL_WOMAN, t, 740, 1022, 1.72, speed=SPEED, phase=0.12, face=hers)
