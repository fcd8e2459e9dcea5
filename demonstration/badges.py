"""The star of the police, which is worn on cap and shirt and printed on the card."""

from demonstration.palette import BLUE, CREAM, GOLD
from demonstration.pen import Pen


def star(pen: Pen, x: float, y: float, radius: float) -> None:
    """Draw the star around a point."""
    with pen.at(x, y, radius / 10):
        for turn in (0, 45):
            with pen.at(turn=turn):
                pen.polygon([(0, -10), (3, -3), (10, 0), (3, 3), (0, 10), (-3, 3), (-10, 0), (-3, -3)], GOLD)
        pen.dot(0, 0, 4, BLUE)
        pen.dot(0, 0, 1.8, CREAM)
