"""Rights: one may remain silent, and one may speak to a lawyer."""

from demonstration.cast import ACCUSED, LAWYER, VEST_MAN
from demonstration.figure import person
from demonstration.motion import blink, ease, mix, spring, talking, there_and_back, wave
from demonstration.palette import BLUE, GREY, INK, RED, SAND, TIMBER, WHITE, darker, faint, rgb
from demonstration.pen import Pen
from demonstration.pose import Face, seated
from demonstration.props import paper, scales, tick
from demonstration.sets import bubble, room, table, window_view

#: The officer asks; the man is silent; his lawyer comes and speaks for him.
ASKS_S, SILENT_S, COMES_S, SPEAKS_S = 0.3, 1.9, 3.6, 4.8

SIZE = 1.95


def draw(pen: Pen, t: float) -> None:
    """Draw the scene at ``t`` seconds after its beginning."""
    zoom = mix(1.0, 1.14, ease(t, 0, 4.8))
    centre = mix(700, 1250, ease(t, 1.2, 4.2))
    with pen.at(centre - centre * zoom, 600 - 600 * zoom, zoom):
        room(pen, rgb("D9D3E6"), rgb("A79BB5"), 900)
        window_view(pen, 130, 120, 360, 330, t)
        pen.dot(880, 330, 240, faint(WHITE, 0.5))
        pen.box(740, 620, 280, 18, TIMBER, 4)
        scales(pen, 880, 620, 1.0, mix(11, 2.5, ease(t, SPEAKS_S, 7.0)) * wave(t, 0.28))
        people(pen, t)
        table(pen, 850, 120, 1800, SAND)
        with pen.at(900, 838, 1):
            pen.polygon([(-96, 12), (72, 12), (96, 38), (-120, 38)], WHITE)
            pen.line([(-70, 21), (34, 21)], GREY, 4)
            pen.line([(-82, 30), (54, 30)], GREY, 4)
        signs(pen, t)


def people(pen: Pen, t: float) -> None:
    """Draw the officer, the man, and the lawyer who sits down beside him."""
    asks = there_and_back(t, ASKS_S, SILENT_S)
    asking = Face(look=0.8, eyes=blink(t), smile=0.2, mouth=talking(t) * asks, tilt=2 * wave(t, 0.35))
    calm = ease(t, SPEAKS_S, SPEAKS_S + 0.8)
    shakes = there_and_back(t, SILENT_S, SILENT_S + 1.4)
    gaze = mix(0.8, 0.2, shakes) + 0.3 * shakes * wave(t, 1.3)
    silent = Face(look=gaze, eyes=blink(t, 0.5), smile=mix(-0.4, 0.8, calm))
    speaks = there_and_back(t, SPEAKS_S, 7.7, 0.3)
    advising = Face(look=0.85, eyes=blink(t, 0.3), smile=0.6, mouth=talking(t, 0.6) * speaks)
    x = mix(2150, 1600, ease(t, COMES_S - 0.6, SPEAKS_S))
    rises = 60 * there_and_back(t, COMES_S - 0.8, SPEAKS_S + 0.1)
    person(pen, VEST_MAN, seated(t, 0.1, asking, asks), 480, 1240, SIZE)
    person(pen, ACCUSED, seated(t, 0.5, silent), 1300, 1240, SIZE, flip=True)
    person(pen, LAWYER, seated(t, 0.8, advising, speaks), x, 1240 - rises, SIZE, flip=True)


def signs(pen: Pen, t: float) -> None:
    """Draw the bubbles: a question, a silence that is allowed, and what the lawyer says."""
    question = spring(t, ASKS_S) * (1 - ease(t, SILENT_S + 0.6, SILENT_S + 0.9))
    bubble(pen, 620, 210, 230, 170, -70, question)
    with pen.at(620, 210, question):
        pen.bow([(-34, -28), (-30, -60), (36, -60), (38, -16), (0, -6), (0, 20)], INK, 16)
        pen.dot(0, 50, 11, INK)
    silence = spring(t, SILENT_S + 0.3)
    bubble(pen, 1200, 226, 250, 180, 60, silence)
    with pen.at(1200, 226, silence):
        for place in (-58, 0, 58):
            pen.dot(place, 0, 15 + 2 * wave(t, 0.8, place * 0.005), GREY)
        struck = ease(t, SILENT_S + 0.9, SILENT_S + 1.3)
        if struck > 0:
            pen.line([(-88, 50), (-88 + 176 * struck, 50 - 100 * struck)], RED, 15)
    if t > SILENT_S + 1.5:
        tick(pen, 1318, 146, 0.55 * spring(t, SILENT_S + 1.5), ease(t, SILENT_S + 1.6, SILENT_S + 2.0))
    advice = spring(t, SPEAKS_S + 0.2)
    bubble(pen, 1560, 226, 230, 190, 50, advice)
    with pen.at(1560, 226, advice):
        paper(pen, 110, 140, ease(t, SPEAKS_S + 0.4, 6.6), 5, rgb("FFF8EC"))
        pen.bow([(-16, 52), (0, 40), (10, 56), (36, 44)], BLUE, 5)
    if t > 6.5:
        tick(pen, 1664, 150, 0.55 * spring(t, 6.5), ease(t, 6.6, 7.0))
    pen.line([(120, 872), (1800, 872)], faint(darker(SAND, 0.2), 0.4), 3)
