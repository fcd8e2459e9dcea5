"""Cars, seen from the side; they stand on the ground at the origin and look to the right."""

from demonstration.lettering import write
from demonstration.motion import wave
from demonstration.palette import (
    BLUE,
    BLUE_LIGHT,
    CREAM,
    GOLD,
    GREY,
    INK,
    NEON,
    NIGHT,
    POLICE,
    RED,
    SILVER,
    WHITE,
    WINDOW,
    Colour,
    darker,
    faint,
    lighter,
    rgb,
)
from demonstration.pen import Pen, curve

# fmt: off
#: The outline of an estate car below its windows, and of the part with the windows.
BODY = curve([
    (-226, -44), (-236, -96), (-224, -132), (-150, -140), (60, -142), (140, -132), (214, -112), (236, -84),
    (234, -40), (150, -34), (0, -34), (-150, -34),
])
CABIN = curve([
    (-214, -124), (-206, -150), (-176, -204), (-90, -214), (0, -212), (60, -196), (126, -138), (120, -120),
    (0, -120), (-150, -120),
])
# fmt: on


def wheel(pen: Pen, x: float, travelled: float) -> None:
    """Draw a wheel that has rolled so far."""
    pen.dot(x, -42, 42, NIGHT)
    with pen.at(x, -42, turn=travelled / 42 * 57.3):
        pen.dot(0, 0, 25, GREY)
        pen.dot(0, 0, 21, SILVER)
        for spoke in range(5):
            with pen.at(turn=spoke * 72):
                pen.box(-3, -20, 6, 14, GREY, 3)
        pen.dot(0, 0, 6, GREY)


def car(
    pen: Pen, travelled: float, colour: Colour, *, police: bool = False, t: float = 0, lights: bool = False
) -> None:
    """Draw a car that has driven so far; a police car has its stripes, and its blue light may flash."""
    pen.oval(0, -2, 240, 12, faint(NIGHT, 0.25))
    with pen.at(0, 1.5 * wave(t, 2.3)):
        pen.shape(CABIN, darker(colour, 0.06))
        glass(pen)
        pen.shape(BODY, colour)
        with pen.inside(BODY):
            pen.box(-250, -66, 520, 60, darker(colour, 0.12))
            if police:
                livery(pen)
        doors(pen, colour)
        pen.oval(222, -96, 14, 12, CREAM)
        pen.box(-236, -118, 18, 28, RED, 6)
        pen.box(-236, -58, 472, 14, darker(INK, 0.2), 7)
        if police:
            light_bar(pen, t, flashing=lights)
    wheel(pen, -142, travelled)
    wheel(pen, 138, travelled)


def glass(pen: Pen) -> None:
    """Draw the side windows with a driver's shade behind them."""
    panes = (
        [(-186, -134), (-164, -194), (-108, -200), (-108, -134)],
        [(-98, -134), (-98, -200), (-8, -200), (-8, -134)],
        [(2, -134), (2, -199), (46, -186), (100, -134)],
    )
    for pane in panes:
        pen.polygon(pane, darker(WINDOW, 0.35))
    pen.dot(10, -160, 17, darker(WINDOW, 0.62))
    pen.box(-12, -146, 44, 14, darker(WINDOW, 0.62), 8)
    for x in (-170, -60, 36):
        pen.polygon([(x, -134), (x + 26, -190), (x + 40, -190), (x + 14, -134)], faint(WHITE, 0.18))


def doors(pen: Pen, colour: Colour) -> None:
    """Draw the gaps between the doors and their handles."""
    line = darker(colour, 0.35)
    pen.line([(-103, -136), (-103, -62)], line, 2.5)
    pen.line([(-3, -136), (-3, -62)], line, 2.5)
    pen.line([(100, -134), (86, -62)], line, 2.5)
    for x in (-40, 62):
        pen.box(x, -118, 24, 6, line, 3)


def livery(pen: Pen) -> None:
    """Draw the blue band, the neon line and the word on the door."""
    pen.box(-250, -128, 520, 46, BLUE)
    pen.box(-250, -80, 520, 9, NEON)
    pen.polygon([(150, -150), (190, -150), (150, -60), (110, -60)], POLICE)
    pen.polygon([(-200, -150), (-180, -150), (-216, -60), (-236, -60)], POLICE)
    write(pen, "POLIZEI", -128, -92, 28, WHITE)


def light_bar(pen: Pen, t: float, *, flashing: bool) -> None:
    """Draw the blue lights on the roof."""
    pen.box(-96, -224, 92, 14, INK, 5)
    left = flashing and t * 4 % 1 < 0.5
    for x, on in ((-92, left), (-44, flashing and not left)):
        pen.box(x, -236, 36, 16, lighter(BLUE_LIGHT, 0.4) if on else BLUE, 6)
        if on:
            pen.glow(x + 18, -230, 190, BLUE_LIGHT, 0.75)


def bus(pen: Pen, travelled: float, t: float) -> None:
    """Draw a town bus."""
    colour = rgb("E8A33D")
    pen.oval(0, -2, 330, 12, faint(NIGHT, 0.22))
    with pen.at(0, 1.5 * wave(t, 1.9)):
        pen.box(-330, -280, 660, 244, colour, 22)
        pen.box(-330, -110, 660, 74, darker(colour, 0.14), 14)
        for x in range(-300, 200, 118):
            pen.box(x, -250, 104, 96, darker(WINDOW, 0.3), 8)
            pen.polygon([(x + 14, -156), (x + 54, -248), (x + 76, -248), (x + 36, -156)], faint(WHITE, 0.16))
        pen.box(232, -254, 84, 200, darker(WINDOW, 0.3), 8)
        pen.oval(318, -74, 10, 14, CREAM)
        pen.box(-330, -132, 560, 8, GOLD)
    wheel(pen, -210, travelled)
    wheel(pen, 190, travelled)


def car_front(pen: Pen, colour: Colour, t: float) -> None:
    """Draw a waiting car from the front; it stands on the ground at the origin."""
    pen.oval(0, 0, 190, 16, faint(NIGHT, 0.3))
    for side in (-1, 1):
        pen.box(side * 138 - 28, -70, 56, 72, NIGHT, 14)
    with pen.at(0, 1.2 * wave(t, 3.1)):
        pen.shape(
            curve([(-150, -170), (-118, -300), (-90, -316), (90, -316), (118, -300), (150, -170)]), darker(colour, 0.12)
        )
        pen.polygon([(-128, -178), (-98, -288), (98, -288), (128, -178)], darker(WINDOW, 0.3))
        pen.dot(48, -222, 26, rgb("C98D63"))
        pen.blob([(10, -176), (20, -204), (76, -204), (90, -176)], rgb("E9C46A"))
        pen.polygon([(-84, -178), (-40, -288), (-6, -288), (-50, -178)], faint(WHITE, 0.16))
        pen.shape(
            curve([(-176, -150), (-160, -190), (0, -196), (160, -190), (176, -150), (178, -48), (0, -40), (-178, -48)]),
            colour,
        )
        pen.box(-96, -118, 192, 40, darker(colour, 0.5), 14)
        for side in (-1, 1):
            pen.oval(side * 134, -112, 30, 24, CREAM)
            pen.oval(side * 134, -112, 19, 15, WHITE)
            pen.oval(side * 172, -196, 18, 13, darker(colour, 0.2))
        pen.box(-62, -72, 124, 24, WHITE, 4)
        pen.box(-174, -58, 348, 16, darker(INK, 0.2), 8)
