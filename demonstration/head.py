"""Heads and faces. The origin is the base of the neck."""

from demonstration.cast import Hair, Look
from demonstration.hair import hair_before, hair_behind, headset, police_cap
from demonstration.palette import INK, RED, WHITE, Colour, blend, darker, faint, rgb
from demonstration.pen import Pen, curve
from demonstration.pose import Face

FACE = curve(
    [(-29, -70), (-27, -98), (0, -106), (27, -98), (29, -70), (27, -38), (15, -19), (0, -15), (-15, -19), (-27, -38)]
)
#: A short full beard; the third number tells how far the point goes with the gaze.
BEARD = ((-36, -56, 0), (-26, -46, 0.4), (-15, -40, 1), (0, -43, 1), (15, -40, 1), (27, -46, 0.4), (36, -56, 0),
         (34, -6, 0), (-34, -6, 0))  # fmt: skip
EYE_Y, MOUTH_Y = -60.0, -33.5


def head(pen: Pen, look: Look, face: Face) -> None:
    """Draw a head on its neck."""
    shadow = darker(look.skin, 0.2)
    with pen.at(turn=face.tilt):
        hair_behind(pen, look, face.look)
        if look.style is not Hair.SCARF:
            pen.box(-12, -34, 24, 46, shadow, 10)
            ears(pen, look, face.look)
        pen.shape(FACE, look.skin)
        with pen.inside(FACE):
            pen.oval(-34 - face.look * 6, -52, 20, 60, faint(shadow, 0.35))
            for side in (-1, 1):
                pen.oval(side * 16.5 + face.look * 9, -45, 6.5, 4.5, faint(RED, 0.13))
        features(pen, look, face)
        hair_before(pen, look, face.look)
        if look.cap:
            police_cap(pen, face.look)
        if look.headset:
            headset(pen, face.look)


def ears(pen: Pen, look: Look, gaze: float) -> None:
    """Draw the ears that are to be seen."""
    for side in (-1, 1):
        if side * gaze < 0.5:
            pen.oval(side * 28 - gaze * 8, -57, 7, 10, darker(look.skin, 0.08))
            pen.oval(side * 28 - gaze * 8, -57, 3.5, 6, darker(look.skin, 0.22))


def features(pen: Pen, look: Look, face: Face) -> None:
    """Draw eyes, nose and mouth, and what is worn there."""
    ahead = face.look * 9
    for side in (-1, 1):
        with pen.at(side * 11.5 + ahead, EYE_Y):
            eye(pen, look, face, side)
    pen.bow([(ahead + 1, -57), (ahead + 4 + face.look * 3, -48), (ahead - 1, -45.5)], darker(look.skin, 0.26), 2.4)
    if look.beard:
        with pen.inside(FACE):
            pen.blob([(x + share * ahead * 0.5, y) for x, y, share in BEARD], look.hair)
        pen.oval(ahead, MOUTH_Y + 1, 10, 5, darker(look.skin, 0.06))
    with pen.at(ahead, MOUTH_Y):
        mouth(pen, look.skin, face)
    if look.glasses:
        pen.line([(ahead - 3, -61), (ahead + 3, -61)], INK, 2)
    if look.elderly:
        for side in (-1, 1):
            pen.bow(
                [(ahead + side * 19, -52), (ahead + side * 17, -46), (ahead + side * 19, -41)], darker(look.skin), 1.6
            )


def eye(pen: Pen, look: Look, face: Face, side: int) -> None:
    """Draw an eye around the origin with its brow, its lashes and its glass."""
    lid = darker(look.skin, 0.6)
    if face.eyes > 0.3:
        pen.oval(0, 0, 4.9, 5.6 * face.eyes, WHITE)
        pen.oval(face.look * 1.5, 0.4, 3.4, 4 * face.eyes, INK)
        pen.dot(face.look * 1.5 + 1.2, -1.4, 1.1, WHITE)
    pen.arc(0, 1, 6, 205, 130, lid, 2.6 if look.lashes else 1.7)
    if look.lashes:
        pen.line([(side * 5, -2.5), (side * 8.5, -5)], lid, 2)
    worry = 2.5 * min(face.smile, 0)
    brow = INK if look.style is Hair.SCARF else darker(look.hair, 0.3)
    pen.bow([(side * -6.5, -10.5 + worry), (0, -14), (side * 7, -8 - 1.5 * face.smile)], brow, 2.7)
    if look.glasses:
        pen.ring(0, 0, 9, INK, 2)


def mouth(pen: Pen, skin: Colour, face: Face) -> None:
    """Draw a mouth around the origin that is shut or speaks."""
    if face.mouth < 0.12:
        bend = 6.5 * face.smile
        lips = blend(skin, rgb("B83A38"), 0.6)
        pen.bow([(-8.5, -bend * 0.35), (0, bend), (8.5, -bend * 0.35)], lips, 3)
        return
    opening = 2.5 + 6 * face.mouth
    shape = curve([(-9, -2.5), (0, -3.5), (9, -2.5), (6, opening), (-6, opening)])
    pen.shape(shape, rgb("6E2436"))
    with pen.inside(shape):
        pen.box(-8, -5, 16, 5.2, WHITE)
        pen.oval(0, opening, 6, 3, RED)
