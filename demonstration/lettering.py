"""The few letters and numerals that stand in the picture, drawn as strokes: no font is needed."""

from demonstration.palette import Colour
from demonstration.pen import Pen, Point, curve, stroke

#: Each glyph is a list of strokes on a field 4 wide and 6 high, y downwards.
#: A stroke that begins with "~" in ROUND is a soft line through its points.
STRAIGHT: dict[str, list[list[Point]]] = {
    "E": [[(4, 0), (0, 0), (0, 6), (4, 6)], [(0, 3), (3.2, 3)]],
    "I": [[(2, 0), (2, 6)]],
    "L": [[(0, 0), (0, 6), (4, 6)]],
    "P": [[(0, 6), (0, 0), (3, 0), (4, 0.9), (4, 2.3), (3, 3.2), (0, 3.2)]],
    "Z": [[(0, 0), (4, 0), (0, 6), (4, 6)]],
    "1": [[(0.6, 1.4), (2.4, 0), (2.4, 6)]],
    "4": [[(3.2, 6), (3.2, 0), (0, 4.2), (4, 4.2)]],
    "7": [[(0, 0), (4, 0), (1.4, 6)]],
}
ROUND: dict[str, list[list[Point]]] = {
    "O": [[(2, 0), (4, 0), (4, 3), (4, 6), (2, 6), (0, 6), (0, 3), (0, 0), (2, 0)]],
    "0": [[(2, 0), (4, 0), (4, 3), (4, 6), (2, 6), (0, 6), (0, 3), (0, 0), (2, 0)]],
    "2": [[(0.2, 1.4), (0.4, 0), (3.8, -0.2), (4, 2), (2, 3.8), (0, 6)], [(0, 6), (2, 6), (4, 6)]],
    "3": [
        [(0.2, 0.6), (2, -0.4), (4, 0.4), (3.6, 2.9), (1.6, 2.9)],
        [(1.6, 2.9), (4.4, 2.9), (4, 6.2), (1.4, 6.4), (0, 5.2)],
    ],
    "5": [
        [(3.8, 0), (2, 0), (0.6, 0)],
        [(0.6, 0), (0.4, 1.4), (0.2, 2.8)],
        [(0.2, 2.8), (2.6, 1.8), (4.4, 3), (4, 6.2), (1.4, 6.4), (0, 5.2)],
    ],
    "6": [[(3.4, 0), (0.4, 1.4), (-0.2, 4.6), (1, 6.2), (3.4, 6.2), (4.4, 4.4), (3.4, 2.6), (1.4, 2.6), (0.1, 4)]],
    "8": [
        [(2, 2.9), (0, 2.6), (0.2, 0), (2, 0), (3.8, 0), (4, 2.6), (2, 2.9)],
        [(2, 2.9), (-0.4, 3.2), (-0.2, 6), (2, 6), (4.2, 6), (4.4, 3.2), (2, 2.9)],
    ],
    "9": [[(0.6, 6), (3.6, 4.6), (4.2, 1.4), (3, -0.2), (0.6, -0.2), (-0.4, 1.6), (0.6, 3.4), (2.6, 3.4), (3.9, 2)]],
}
#: How far one letter stands from the next; a narrow one needs less.
ADVANCE, NARROW = 5.6, {"I": 0.0, "1": 0.6}


def write(pen: Pen, text: str, x: float, y: float, height: float, colour: Colour) -> None:
    """Write capitals or numerals; the point is the left end of the line they stand on."""
    unit = height / 6
    with pen.at(x, y - height, unit):
        place = 0.0
        for letter in text:
            narrow = letter in NARROW
            with pen.at(place - (1.2 if narrow else 0)):
                glyph(pen, letter, colour)
            place += ADVANCE - (2.2 if narrow else 0)


def glyph(pen: Pen, letter: str, colour: Colour) -> None:
    """Draw one letter or numeral in units of a sixth of its height."""
    for points in STRAIGHT.get(letter, []):
        pen.line(points, colour, 1.15)
    for points in ROUND.get(letter, []):
        pen.canvas.drawPath(curve(points, closed=False), stroke(colour, 1.15))


def width_of(text: str, height: float) -> float:
    """Return how wide the text becomes."""
    narrow = sum(letter in NARROW for letter in text)
    return (len(text) * ADVANCE - narrow * 2.2 - 1.6) * height / 6
