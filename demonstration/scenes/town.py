"""Dawn over a Hessian town; a patrol car drives through it."""

from demonstration.houses import church, rooftops, street
from demonstration.motion import ease, mix
from demonstration.nature import clouds, hills, sun, tree
from demonstration.palette import ASPHALT, CREAM, HILLS, KERB, SILVER, SKY_DAWN, blend, darker, faint, rgb
from demonstration.pen import Pen
from demonstration.vehicles import car


def draw(pen: Pen, t: float) -> None:
    """Draw the scene at ``t`` seconds after its beginning."""
    pan = 60 * t
    pen.sky(*SKY_DAWN, 760)
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
    with pen.at(mix(-320, 1500, ease(t, -1.5, 7.5)), 1010, 1.0):
        car(pen, t * 260, SILVER, police=True, t=t)
