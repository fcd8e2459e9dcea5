"""Things that matter in the film: telephone, card, papers, scales, signs."""

from demonstration.badges import star
from demonstration.cast import Look
from demonstration.head import head
from demonstration.lettering import width_of, write
from demonstration.motion import clamp, wave
from demonstration.palette import (
    BLUE,
    BLUE_LIGHT,
    CREAM,
    GOLD,
    GREEN,
    GREY,
    INK,
    NIGHT,
    POLICE,
    RED,
    SILVER,
    WHITE,
    Colour,
    darker,
    faint,
    lighter,
    rgb,
)
from demonstration.pen import Pen, curve, outline, rounded
from demonstration.pose import Face

KEYS = ("123", "456", "789")


def key_place(digit: str) -> tuple[float, float]:
    """Return where a key lies on the telephone's screen."""
    for row, keys in enumerate(KEYS):
        if digit in keys:
            return (keys.index(digit) - 1) * 118.0, -40.0 + row * 112
    return 0.0, 296.0


def telephone(pen: Pen, dialled: str, pressed: str | None, *, calling: float) -> None:
    """Draw a telephone with its keys around the origin; ``calling`` turns the green key into a call."""
    pen.box(-228, -448, 468, 910, faint(NIGHT, 0.18), 64)
    pen.box(-234, -456, 468, 910, NIGHT, 62)
    pen.box(-216, -438, 432, 874, rgb("F5F8FC"), 46)
    pen.box(-60, -424, 120, 20, NIGHT, 10)
    pen.box(-216, -382, 432, 250, faint(BLUE_LIGHT, 0.25))
    height = 112.0
    width = width_of(dialled, height) if dialled else 0
    write(pen, dialled, -width / 2, -204, height, RED if dialled == "110" else INK)
    for digit in "1234567890":
        x, y = key_place(digit)
        down = digit == pressed
        pen.dot(x, y, 50 if down else 46, faint(BLUE, 0.9) if down else rgb("DFE7F2"))
        write(pen, digit, x - width_of(digit, 40) / 2, y + 20, 40, WHITE if down else INK)
    green = 40 + 4 * wave(calling, 1.0)
    pen.dot(132, 296, green, GREEN)
    receiver(pen, 132, 296, 0.62, WHITE)


def receiver(pen: Pen, x: float, y: float, scale: float, colour: Colour) -> None:
    """Draw the sign of a telephone receiver."""
    with pen.at(x, y, scale, turn=-45):
        pen.arc(0, 18, 34, 200, 140, colour, 15)
        pen.box(-44, -6, 24, 28, colour, 8)
        pen.box(20, -6, 24, 28, colour, 8)


def coin_struck_out(pen: Pen, x: float, y: float, scale: float, strike: float) -> None:
    """Draw a coin, and the stroke through it that says: no money."""
    with pen.at(x, y, scale):
        pen.dot(6, 10, 104, faint(NIGHT, 0.14))
        pen.dot(0, 0, 104, GOLD)
        pen.ring(0, 0, 84, darker(GOLD, 0.18), 7)
        pen.arc(8, 0, 44, 50, 260, darker(GOLD, 0.4), 14)
        for level in (-12, 12):
            pen.line([(-52, level), (14, level)], darker(GOLD, 0.4), 11)
        if strike > 0:
            pen.line([(-98, 98), (-98 + 196 * strike, 98 - 196 * strike)], WHITE, 30)
            pen.line([(-98, 98), (-98 + 196 * strike, 98 - 196 * strike)], RED, 19)


def day_and_night(pen: Pen, x: float, y: float, scale: float, t: float) -> None:
    """Draw a disc, half of it day and half of it night."""
    with pen.at(x, y, scale):
        pen.dot(6, 10, 104, faint(NIGHT, 0.14))
        pen.dot(0, 0, 104, rgb("8FD3F0"))
        with pen.inside(outline([(0, -110), (110, -110), (110, 110), (0, 110)])):
            pen.dot(0, 0, 104, NIGHT)
            pen.dot(42, -6, 30, CREAM)
            pen.dot(56, -14, 26, NIGHT)
            for star_x, star_y in ((30, -62), (72, 42), (28, 58)):
                pen.dot(star_x, star_y, 4.5, CREAM)
        with pen.at(-48, 0, turn=t * 24):
            for ray in range(8):
                with pen.at(turn=ray * 45):
                    pen.line([(0, -30), (0, -40)], GOLD, 7)
            pen.dot(0, 0, 22, GOLD)


def warrant_card(pen: Pen, look: Look, shine: float) -> None:
    """Draw a warrant card around the origin, 760 × 480, with a light that runs over it."""
    pen.box(-374, -226, 760, 480, faint(NIGHT, 0.2), 36)
    card = rounded(-380, -240, 760, 480, 34)
    pen.box(-380, -240, 760, 480, rgb("EEF3FA"), 34)
    with pen.inside(card):
        pen.box(-380, -240, 760, 104, POLICE)
        for band in range(9):
            pen.bow(
                [(-380, -90 + band * 42), (-120, -130 + band * 42), (120, -50 + band * 42), (380, -90 + band * 42)],
                faint(BLUE, 0.1),
                5,
            )
        write(pen, "POLIZEI", -250, -164, 50, WHITE)
        star(pen, -318, -188, 38)
        pen.box(-340, -110, 230, 290, rgb("CFDCEB"), 12)
        with pen.inside(rounded(-340, -110, 230, 290, 12)):
            pen.blob([(-330, 200), (-310, 100), (-225, 76), (-140, 100), (-120, 200)], POLICE)
            with pen.at(-225, 108, 1.5):
                head(pen, look, Face(look=0, smile=0.3))
        for row, width in enumerate((330, 270, 300, 180)):
            pen.box(-70, -96 + row * 52, width, 20, faint(INK, 0.75 if row == 0 else 0.4), 10)
        pen.bow([(-60, 146), (-30, 96), (0, 150), (40, 116), (90, 146), (150, 120)], INK, 5)
        pen.dot(286, 128, 60, faint(GOLD, 0.85))
        star(pen, 286, 128, 50)
        x = -700 + 1500 * shine
        pen.polygon([(x, -250), (x + 120, -250), (x - 40, 250), (x - 160, 250)], faint(WHITE, 0.45))
        pen.polygon([(x + 150, -250), (x + 180, -250), (x + 20, 250), (x - 10, 250)], faint(WHITE, 0.35))


def tick(pen: Pen, x: float, y: float, scale: float, drawn: float) -> None:
    """Draw a green disc with a tick that is written while ``drawn`` grows to 1."""
    with pen.at(x, y, scale):
        pen.dot(4, 8, 76, faint(NIGHT, 0.15))
        pen.dot(0, 0, 76, GREEN)
        first, second = clamp(drawn * 2.5), clamp((drawn - 0.4) / 0.6)
        if first > 0:
            pen.line([(-34, 2), (-34 + 24 * first, 2 + 26 * first)], WHITE, 15)
        if second > 0:
            pen.line([(-10, 28), (-10 + 46 * second, 28 - 54 * second)], WHITE, 15)


def scales(pen: Pen, x: float, y: float, scale: float, tilt: float) -> None:
    """Draw the scales of justice on the ground at the point; the beam leans by so many degrees."""
    with pen.at(x, y, scale):
        pen.box(-90, -22, 180, 22, darker(GOLD, 0.25), 8)
        pen.box(-54, -44, 108, 24, darker(GOLD, 0.12), 8)
        pen.limb([(0, -40), (0, -420)], [24, 14], GOLD)
        with pen.at(0, -410, turn=tilt):
            pen.limb([(-230, 0), (0, -12), (230, 0)], [10, 18, 10], GOLD)
            for side in (-230, 230):
                with pen.at(side, 0, turn=-tilt):
                    pen.line([(0, 0), (-78, 170)], darker(GOLD, 0.3), 4)
                    pen.line([(0, 0), (78, 170)], darker(GOLD, 0.3), 4)
                    pen.shape(curve([(-96, 168), (96, 168), (60, 220), (-60, 220)]), darker(GOLD, 0.1))
        pen.dot(0, -416, 22, GOLD)


def paper(pen: Pen, width: float, height: float, written: float, lines: int = 7, colour: Colour = WHITE) -> None:
    """Draw a sheet around the origin on which lines appear while ``written`` grows to 1."""
    pen.box(-width / 2 + 6, -height / 2 + 8, width, height, faint(NIGHT, 0.15), 6)
    pen.box(-width / 2, -height / 2, width, height, colour, 6)
    for row in range(lines):
        part = clamp(written * lines - row)
        full = width * (0.72 if row % 3 != 2 else 0.46)
        if part > 0:
            pen.box(
                -width * 0.37,
                -height * 0.36 + row * height * 0.74 / lines,
                full * part,
                height * 0.03,
                faint(INK, 0.6),
                height * 0.015,
            )


def envelope(pen: Pen, scale: float, opened: float = 0.0) -> None:
    """Draw an envelope, 300 × 190, around the origin."""
    with pen.at(scale=scale):
        pen.box(-146, -88, 300, 190, faint(NIGHT, 0.16), 10)
        pen.box(-150, -95, 300, 190, CREAM, 10)
        pen.line([(-146, 90), (-20, -6)], darker(CREAM, 0.14), 4)
        pen.line([(146, 90), (20, -6)], darker(CREAM, 0.14), 4)
        tip = 20 - 130 * opened
        pen.polygon([(-150, -92), (0, tip), (150, -92)], darker(CREAM, 0.07 + 0.06 * opened))
        if opened < 0.3:
            pen.dot(0, tip - 14, 15, RED)


def town_map(pen: Pen, scale: float) -> None:
    """Draw a folded map around the origin, 150 × 100."""
    with pen.at(scale=scale):
        pen.polygon(
            [(-75, -46), (-25, -54), (25, -46), (75, -54), (75, 46), (25, 54), (-25, 46), (-75, 54)],
            lighter(CREAM, 0.4),
        )
        pen.polygon([(-25, -54), (25, -46), (25, 54), (-25, 46)], darker(CREAM, 0.08))
        pen.bow([(-70, 20), (-30, 0), (10, 26), (72, -20)], GREEN, 7)
        pen.bow([(-50, -48), (-20, 0), (-40, 48)], BLUE_LIGHT, 6)
        pen.line([(20, -44), (34, 50)], GREY, 4)
        pen.dot(44, -12, 9, RED)


def identity_card(pen: Pen, scale: float) -> None:
    """Draw a small card with a portrait around the origin, 90 × 58."""
    with pen.at(scale=scale):
        pen.box(-45, -29, 90, 58, rgb("D8EBDD"), 7)
        pen.box(-38, -16, 24, 32, SILVER, 3)
        pen.dot(-26, -4, 7, darker(SILVER, 0.4))
        pen.box(-34, 5, 16, 11, darker(SILVER, 0.4), 5)
        for row in range(3):
            pen.box(-6, -14 + row * 12, 40 - row * 8, 5, faint(INK, 0.6), 2)
