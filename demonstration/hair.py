"""Hair, and what is worn over it. The origin is the base of the neck; ``gaze`` is where the face looks."""

from collections.abc import Mapping

from demonstration.badges import star
from demonstration.cast import Hair, Look
from demonstration.palette import INK, NIGHT, POLICE, RED, SILVER, darker, lighter
from demonstration.pen import Pen, Point, curve, without

# fmt: off
#: The outline of the hair behind the neck.
BEHIND: Mapping[Hair, list[Point]] = {
    Hair.BOB: [(-37, -106), (37, -106), (40, -60), (36, -18), (20, -20), (-20, -20), (-37, -18), (-40, -60)],
    Hair.LONG: [(-37, -106), (37, -106), (42, -60), (42, 10), (30, 36), (-30, 36), (-44, 10), (-42, -60)],
    Hair.SCARF: [(-36, -100), (0, -122), (36, -100), (40, -60), (34, -10), (44, 22), (0, 34), (-44, 22), (-36, -10),
                 (-40, -60)],
}
#: The outline of the hair above the forehead; the third number tells how far the point goes with the gaze.
BEFORE: Mapping[Hair, list[tuple[float, float, float]]] = {
    Hair.SHORT: [(-31, -58, 0), (-34, -96, 0), (-18, -116, 0), (14, -116, 0), (34, -98, 0), (31, -60, 0),
                 (26, -80, 0.3), (16, -90, 1), (-6, -86, 1), (-24, -84, 0)],
    Hair.BUN: [(-31, -62, 0), (-33, -96, 0), (-16, -113, 0), (16, -113, 0), (33, -96, 0), (31, -62, 0),
               (26, -78, 0), (10, -94, 1), (-10, -94, 1), (-26, -78, 0)],
    Hair.BOB: [(-37, -46, 0), (-37, -98, 0), (-16, -116, 0), (16, -116, 0), (37, -98, 0), (37, -44, 0),
               (29, -60, 0), (24, -84, 0), (-2, -92, 1), (-20, -84, 0), (-29, -62, 0)],
    Hair.TAILS: [(-32, -62, 0), (-34, -98, 0), (-14, -114, 0), (14, -114, 0), (34, -98, 0), (32, -62, 0),
                 (25, -84, 0), (4, -82, 0), (2, -96, 0), (-2, -96, 0), (-6, -82, 0), (-25, -84, 0)],
}
#: Curls as x, y and radius: those behind the head, and those above the forehead.
CURLS_BEHIND = ((-28, -74, 19), (28, -74, 19), (-24, -98, 22), (24, -98, 22), (0, -108, 24), (-31, -54, 13),
                (31, -54, 13))
CURLS_BEFORE = ((-22, -94, 13), (-8, -100, 14), (8, -100, 14), (22, -94, 13))
SCARF_EDGE = curve([(-37, -70), (-33, -106), (0, -120), (33, -106), (37, -70), (36, -30), (18, -4), (0, 0), (-18, -4),
                    (-36, -30)])
SCARF_OPENING = ((-25, -66), (-20, -94), (0, -98), (22, -94), (26, -66), (22, -34), (10, -18), (-10, -18), (-22, -34))
# fmt: on


def hair_behind(pen: Pen, look: Look, gaze: float) -> None:
    """Draw the hair that lies behind the neck."""
    back = -gaze * 6
    if look.style in BEHIND:
        pen.blob(BEHIND[look.style], darker(look.hair, 0.17))
    elif look.style is Hair.BUN and look.cap:
        pen.dot(-29 + back, -44, 15, darker(look.hair, 0.15))
    elif look.style is Hair.BUN:
        pen.dot(back * 3.2 - 4, -112, 17, darker(look.hair, 0.1))
    elif look.style is Hair.TAILS:
        for side in (-1, 1):
            tail = ((24, -84), (48, -88), (56, -52), (44, -30), (34, -56))
            pen.blob([(side * x, y) for x, y in tail], look.hair)
    elif look.style is Hair.CURLY:
        for x, y, radius in CURLS_BEHIND:
            pen.dot(x + back * 0.5, y, radius, look.hair)


def hair_before(pen: Pen, look: Look, gaze: float) -> None:
    """Draw the hair above the forehead."""
    shift = gaze * 5
    style = Hair.BOB if look.style is Hair.LONG else look.style
    if style in BEFORE:
        pen.blob([(x + share * shift, y) for x, y, share in BEFORE[style]], look.hair)
    if style is Hair.TAILS:
        for side in (-1, 1):
            pen.dot(side * 33, -80, 6, RED)
    elif style is Hair.CURLY:
        for x, y, radius in CURLS_BEFORE:
            pen.dot(x + shift * 0.4, y, radius, look.hair)
    elif style is Hair.SCARF:
        scarf(pen, look, shift)


def scarf(pen: Pen, look: Look, shift: float) -> None:
    """Draw a headscarf that leaves the face free and is laid round the neck."""
    opening = curve([(x + shift, y) for x, y in SCARF_OPENING])
    pen.shape(without(SCARF_EDGE, opening), look.hair)
    pen.blob([(-36, -16), (0, -10), (36, -18), (46, 14), (24, 34), (-10, 40), (-46, 18)], look.hair)
    pen.bow([(-30, 4), (0, 16), (34, 0)], darker(look.hair, 0.2), 3)
    pen.bow([(-24, -104), (0, -112), (24, -104)], lighter(look.hair, 0.16), 3)


def police_cap(pen: Pen, gaze: float) -> None:
    """Draw a peaked cap with a star."""
    shift = gaze * 7
    pen.blob([(-46, -104), (-36, -126), (0, -134), (36, -126), (46, -104), (28, -94), (-28, -94)], POLICE)
    pen.blob([(-44, -106), (-30, -124), (0, -131), (-10, -118), (-20, -100)], lighter(POLICE, 0.12))
    pen.box(-33, -104, 66, 16, darker(POLICE, 0.4), 6)
    pen.box(-33, -104, 66, 3.5, SILVER, 1)
    peak = ((-30, -92, 1), (30, -92, 1), (34, -80, 1.8), (0, -77, 2), (-34, -81, 1.2))
    pen.blob([(x + share * shift, y) for x, y, share in peak], NIGHT)
    star(pen, shift * 1.3, -112, 9)


def headset(pen: Pen, gaze: float) -> None:
    """Draw a headset with its microphone."""
    x = -27 - gaze * 7
    pen.arc(-gaze * 4, -68, 38, 190, 160, INK, 5)
    pen.box(x - 7, -72, 16, 28, INK, 8)
    pen.bow([(x, -46), (x + 8, -24), (gaze * 9 - 8, -24)], INK, 3)
    pen.oval(gaze * 9 - 8, -25, 5, 4, INK)
