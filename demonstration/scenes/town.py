"""Dawn over a Hessian town; a patrol car drives through it."""

from demonstration.cast import DAUGHTER, FATHER, PENSIONER
from demonstration.figure import walker
from demonstration.houses import church, rooftops, street
from demonstration.motion import ease, mix
from demonstration.nature import birds, clouds, hills, sun, tree
from demonstration.palette import ASPHALT, CREAM, HILLS, KERB, SILVER, SKY_DAWN, blend, darker, faint, rgb
from demonstration.pen import Pen
from demonstration.vehicles import car

#: Points a second: two whole ones from frame to frame, so that an encoder can follow the houses.
PAN = 50.0


def draw(pen: Pen, t: float) -> None:
    """Draw the scene at ``t`` seconds after its beginning."""
    pan = PAN * t
    pen.sky(SKY_DAWN, 760)
    sun(pen, 1330, mix(640, 540, ease(t, 0, 6.4)), 70, rgb("FFE9B8"))
    clouds(pen, t, 3, rgb("FFE3CC"), 0.75)
    with pen.at(-pan * 0.08):
        hills(pen, blend(HILLS[0], rgb("F3C9A5"), 0.35), 800, 330, 0.1)
    with pen.at(-pan * 0.16):
        hills(pen, HILLS[1], 850, 260, 0.55)
    with pen.at(-pan * 0.3, 820):
        rooftops(pen, 5, 2600, darker(HILLS[1], 0.16))
    with pen.at(1240 - pan * 0.45, 840, 0.8):
        church(pen)
    with pen.at(-120 - pan, 860):
        street(pen, 11, 2700)
    pen.box(0, 858, 1920, 60, KERB)
    pen.box(0, 900, 1920, 200, ASPHALT)
    for dash in range(18):
        pen.box((dash * 190 - pan * 1.2) % 3420 - 190, 985, 96, 10, faint(CREAM, 0.8))
    for x in (200, 900, 1650, 2300):
        tree(pen, x - pan, 880, 1.15, t)
    walker(pen, PENSIONER, t, 560 - pan + 58 * t, 902, 0.72, speed=58, phase=0.3)
    for look, x in ((FATHER, 1700), (DAUGHTER, 1640)):
        walker(pen, look, t, x - pan - 75 * t, 907, 0.72, speed=75, phase=0.1, flip=True)
    birds(pen, t, 1500, 190)
    with pen.at(mix(60, 1560, ease(t, -1.5, 7.5)), 1015, 1.06):
        car(pen, t * 280, SILVER, police=True, t=t)
