"""A complaint: it is written, carried to the independent office, read, and answered."""

from demonstration.cast import COMMISSIONER, LETTER_WRITER
from demonstration.figure import person
from demonstration.hands import pointing
from demonstration.motion import blink, ease, mix, spring, talking, there_and_back, wave
from demonstration.palette import BLUE, CREAM, GOLD, INK, RED, TIMBER, WHITE, blend, darker, faint, lighter, rgb
from demonstration.pen import Pen
from demonstration.pose import Face, standing
from demonstration.props import envelope, paper, scales, tick
from demonstration.sets import bubble, pot_plant, room, table, window_view

CUT_S = 3.6


def draw(pen: Pen, t: float) -> None:
    """Draw the scene at ``t`` seconds after its beginning: first the letter, then the office."""
    if t < CUT_S:
        writing(pen, t)
    else:
        office(pen, t - CUT_S)


def writing(pen: Pen, t: float) -> None:
    """Draw the letter from above while it is written, folded and put into an envelope."""
    zoom = mix(1.0, 1.08, ease(t, 0, CUT_S))
    with pen.at(960 - 960 * zoom, 540 - 540 * zoom, zoom):
        pen.gradient((-100, -100, 2200, 1300), (0, 0), (1920, 1080), (rgb("D9A06B"), rgb("C3834F")))
        for row in range(7):
            pen.bow(
                [(-100, 90 + row * 170), (600, 70 + row * 170), (1300, 110 + row * 170), (2000, 80 + row * 170)],
                faint(TIMBER, 0.16),
                6,
            )
        cup_from_above(pen, t)
        folds, moves = ease(t, 2.4, 2.9), ease(t, 2.5, 3.0)
        written = ease(t, 0.1, 2.3)
        if moves < 1:
            with pen.at(900, mix(560, 540, folds), turn=mix(-4, 0, folds)):
                paper(pen, 640, mix(800, 330, folds), mix(written, 1, folds), 9)
        with pen.at(mix(1645, 900, moves), mix(215, 540, moves), turn=mix(8, 0, moves)):
            envelope(pen, mix(1.05, 2.3, moves), 1 - ease(t, 2.9, 3.3))
        if t < 2.7:
            hand_with_pen(pen, t, written)


def hand_with_pen(pen: Pen, t: float, written: float) -> None:
    """Draw the hand that writes: along each line, then back to the next one."""
    line = written * 9
    x = 680 + 430 * (line % 1) + 760 * ease(t, 2.25, 2.7)
    y = 300 + 66 * int(line) + 7 * wave(t, 5)
    with pen.at(x, y, 1.0):
        pen.limb([(0, 0), (20, -11)], [4, 14], INK)
        pen.limb([(20, -11), (270, -140)], [20, 24], BLUE)
        with pen.at(62, -34, 0.86):
            pointing(pen, LETTER_WRITER.skin, LETTER_WRITER.top)


def cup_from_above(pen: Pen, t: float) -> None:
    """Draw a cup of tea beside the letter."""
    pen.dot(252, 268, 150, faint(TIMBER, 0.3))
    pen.dot(240, 250, 150, WHITE)
    pen.dot(240, 250, 122, darker(WHITE, 0.06))
    pen.limb([(320, 330), (380, 390)], [40, 34], WHITE)
    pen.dot(240, 250, 92, WHITE)
    pen.dot(240, 250, 80, rgb("B5652F"))
    pen.arc(240, 250, 56 + 4 * wave(t, 0.6), 200 + 40 * t, 90, faint(GOLD, 0.7), 7)


def office(pen: Pen, t: float) -> None:
    """Draw the office: the letter is handed over, opened, read, and an answer is promised."""
    zoom = mix(1.0, 1.12, ease(t, 0.4, 3.4))
    with pen.at(1040 - 1040 * zoom, 560 - 560 * zoom, zoom):
        room(pen, rgb("D5E4E4"), rgb("B79F83"), 900)
        window_view(pen, 190, 120, 420, 360, t)
        shelf(pen)
        scales(pen, 1715, 330, 0.52, 4 * wave(t, 0.3))
        pot_plant(pen, 90, 985, 1.7, t)
        gives = ease(t, 0.1, 1.1)
        reads = there_and_back(t, 1.8, 3.5)
        nods = there_and_back(t, 3.3, 5.2)
        reach = there_and_back(t, 0.7, 1.7)
        face = Face(
            look=0.8,
            eyes=blink(t) * mix(1, 0.6, reads),
            smile=0.8,
            tilt=8 * reads + 4 * nods * wave(t, 1.1),
            mouth=talking(t) * nods,
        )
        counsel_hand = (mix(mix(40, 30, reads), 104, reach), mix(mix(-206, -268, reads), -262, reach))
        pose = standing(
            t,
            0.2,
            sitting=True,
            turned=0.3,
            near_hand=(mix(-20, -36, reads), mix(-206, -262, reads)),
            far_hand=counsel_hand,
            face=face,
        )
        person(pen, COMMISSIONER, pose, 1350, 1240, 1.95, flip=True)
        table(pen, 850, 1000, 1900, rgb("C99A6B"))
        visitor(pen, t, gives, nods)
        letter(pen, t, gives, reads)


def visitor(pen: Pen, t: float, gives: float, nods: float) -> None:
    """Draw the woman who brings the letter."""
    face = Face(
        look=0.9, eyes=blink(t, 0.4), smile=mix(-0.4, 1, nods), mouth=talking(t, 0.3) * there_and_back(t, 0.2, 1.2)
    )
    out = gives * (1 - ease(t, 1.4, 2.0))
    hand = (mix(46, 116, out), mix(-210, -268, out))
    person(pen, LETTER_WRITER, standing(t, 0.6, turned=0.4, far_hand=hand, face=face), 800, 1050, 1.9)


def letter(pen: Pen, t: float, gives: float, reads: float) -> None:
    """Draw the envelope on its way, then the letter that is read, then the tick."""
    if t < 1.8:
        x = mix(mix(900, 1030, gives), 1170, ease(t, 1.0, 1.6))
        with pen.at(x, mix(640, 560, gives) + 30 * ease(t, 1.0, 1.6), 1, turn=-6):
            envelope(pen, 0.52)
        return
    with pen.at(1310, mix(790, 690, reads), 0.9, turn=-3 * reads):
        if reads > 0.05:
            pen.box(-78, -100, 156, 200, blend(WHITE, CREAM, 0.6), 6)
            pen.box(-50, -70, 100, 9, faint(INK, 0.25), 4)
            pen.box(-30, 60, 60, 26, faint(RED, 0.15), 6)
    answer = spring(t, 3.4)
    bubble(pen, 1170, 330, 220, 190, 60, answer)
    tick(pen, 1170, 330, 0.85 * answer, ease(t, 3.6, 4.1))


def shelf(pen: Pen) -> None:
    """Draw shelves with files."""
    for row, y in enumerate((330, 560)):
        pen.box(1000, y, 840, 20, TIMBER, 4)
        for number in range(11 if row else 7):
            height = 130 + (number * 37 % 3) * 14
            colour = (rgb("B5536A"), rgb("4E7FA8"), rgb("D9A441"), rgb("5E9B83"))[number * 7 % 4]
            pen.box(1024 + number * 66, y - height, 54, height, colour, 4)
            pen.box(1034 + number * 66, y - height + 24, 34, 40, lighter(colour, 0.7), 3)
