"""At the door: somebody in plain clothes must show a warrant card; we look at it closely."""

from demonstration.cast import NEIGHBOUR, PLAIN_CLOTHES
from demonstration.figure import person
from demonstration.motion import blink, ease, mix, spring, talking, there_and_back, wave
from demonstration.palette import CREAM, GOLD, INK, TIMBER, WHITE, WINDOW, darker, faint, lighter, rgb
from demonstration.pen import Pen, circle
from demonstration.pose import Face, standing
from demonstration.props import tick, warrant_card
from demonstration.sets import pot_plant

CLOSE_S = 2.2


def draw(pen: Pen, t: float) -> None:
    """Draw the scene at ``t`` seconds after its beginning."""
    near = ease(t, CLOSE_S, CLOSE_S + 0.9)
    zoom = mix(1.0, 1.1, ease(t, 0, CLOSE_S)) + 0.5 * near
    with pen.at(900 - 900 * zoom, 480 - 480 * zoom, zoom):
        doorway(pen, t)
        people(pen, t, 1 - near)
    if near > 0:
        pen.box(0, 0, 1920, 1080, faint(rgb("F3E3CC"), 0.55 * near))
        close_up(pen, t, near)


def doorway(pen: Pen, t: float) -> None:
    """Draw the front of a house with its open door."""
    pen.box(-500, -500, 3000, 2000, rgb("F0D9B5"))
    for x in (-140, 560, 1640, 2080):
        pen.box(x, -500, 44, 1500, TIMBER)
    pen.box(-500, 96, 3000, 44, TIMBER)
    pen.line([(1230, 110), (1640, -300)], TIMBER, 40)
    pen.box(1070, 150, 470, 800, CREAM, 8)
    pen.box(1110, 190, 390, 760, rgb("6F5A63"))
    pen.gradient((1110, 190, 390, 760), (1110, 0), (1500, 0), (rgb("F2C98F"), rgb("B98A6A")))
    pen.polygon([(1500, 190), (1600, 150), (1600, 1000), (1500, 950)], rgb("3F6B62"))
    pen.dot(1578, 590, 11, GOLD)
    pen.box(120, 270, 300, 350, WHITE, 8)
    pen.box(140, 290, 260, 310, WINDOW)
    pen.polygon([(140, 520), (300, 290), (370, 290), (140, 600)], lighter(WINDOW, 0.25))
    pen.box(262, 290, 16, 310, WHITE)
    pen.box(140, 430, 260, 14, WHITE)
    pen.box(-500, 948, 3000, 300, rgb("CDBBA4"))
    pen.box(1010, 930, 600, 40, darker(rgb("CDBBA4"), 0.16), 6)
    pot_plant(pen, 930, 985, 1.25, t)
    pen.box(960, 330, 60, 90, INK, 10)
    pen.dot(990, 390, 13, lighter(GOLD, 0.2 + 0.2 * wave(t, 0.5)))


def people(pen: Pen, t: float, unsure: float) -> None:
    """Draw the man outside, who raises his card, and the woman in the door."""
    shows = ease(t, 0.9, 1.6)
    face = Face(look=0.8, eyes=blink(t, 0.3), smile=0.7, mouth=talking(t) * there_and_back(t, 0.1, 1.2))
    hand = (mix(48, 104, shows), mix(-207, -318 + 2 * wave(t, 0.7), shows))
    person(pen, PLAIN_CLOTHES, standing(t, turned=0.4, far_hand=hand, face=face), 660, 1040, 1.85)
    if shows > 0.2 and unsure == 1:
        with pen.at(660 + (hand[0] + 16) * 1.85, 1040 + (hand[1] - 22) * 1.85, 0.17 * shows):
            warrant_card(pen, PLAIN_CLOTHES, 0)
    asks = there_and_back(t, 1.1, 2.2)
    smile = mix(0.8, -0.6, unsure)
    her_face = Face(look=0.85, eyes=blink(t, 0.6), smile=smile, mouth=talking(t, 0.4) * asks, tilt=5 * asks)
    pose = standing(t, 0.4, far_hand=(56, -250), near_hand=(-40, -214), face=her_face)
    person(pen, NEIGHBOUR, pose, 1300, 985, 1.8, flip=True)


def close_up(pen: Pen, t: float, near: float) -> None:
    """Draw the card large, and the glass that is moved over it."""
    sway = 1.6 * wave(t, 0.22)
    size = mix(0.187, 1.45, near) + 0.02 * near * wave(t, 0.3)
    x, y = mix(880, 960, near), mix(404, 540, near)
    with pen.at(x, y, size, turn=(sway - 4) * near):
        with pen.ghost(near):
            palm(pen)
        warrant_card(pen, PLAIN_CLOTHES, ease(t, 3.1, 4.3))
        with pen.ghost(near):
            pen.limb([(210, 520), (250, 300), (236, 190)], [150, 104, 78], PLAIN_CLOTHES.skin)
            pen.oval(234, 180, 22, 30, lighter(PLAIN_CLOTHES.skin, 0.4))
    if t > 3.6:
        part = ease(t, 3.6, 4.4)
        glass_x = mix(mix(2300, 640, part), 1340, ease(t, 4.7, 5.9))
        magnifier(pen, t, glass_x, mix(mix(1200, 600, part), 690, ease(t, 4.7, 5.9)), sway)
    if t > 6.0:
        tick(pen, 1560, 250, 1.3 * spring(t, 6.0), ease(t, 6.1, 6.6))


def palm(pen: Pen) -> None:
    """Draw the hand behind the card."""
    pen.blob([(60, 120), (330, 100), (380, 330), (420, 700), (150, 700), (90, 380)], darker(PLAIN_CLOTHES.skin, 0.12))
    pen.limb([(300, 560), (350, 900)], [330, 380], rgb("7B6250"))


def magnifier(pen: Pen, t: float, x: float, y: float, sway: float) -> None:
    """Draw a magnifying glass; what lies below it is drawn larger."""
    with pen.inside(circle(x, y, 190)):
        pen.box(x - 200, y - 200, 400, 400, CREAM)
        with pen.at(x + (960 - x) * 1.4, y + (540 - y) * 1.4, 1.45 * 1.4, turn=-4 + sway):
            warrant_card(pen, PLAIN_CLOTHES, ease(t, 3.1, 4.3))
    pen.limb([(x + 140, y + 140), (x + 330, y + 330)], [34, 54], TIMBER)
    pen.ring(x, y, 190, INK, 24)
    pen.arc(x, y, 160, 200, 60, faint(WHITE, 0.7), 14)
