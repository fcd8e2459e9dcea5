"""A pen on a canvas of 1920 × 1080 points; y grows downwards."""

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise

import skia

from demonstration.palette import Colour, faint

WIDTH, HEIGHT = 1920, 1080

Point = tuple[float, float]


def fill(colour: Colour) -> skia.Paint:
    """Return a paint that fills a shape."""
    return skia.Paint(Color=colour, AntiAlias=True)


def stroke(colour: Colour, width: float) -> skia.Paint:
    """Return a paint that draws a line with round ends."""
    return skia.Paint(
        Color=colour,
        AntiAlias=True,
        Style=skia.Paint.kStroke_Style,
        StrokeWidth=width,
        StrokeCap=skia.Paint.kRound_Cap,
        StrokeJoin=skia.Paint.kRound_Join,
    )


def outline(points: Sequence[Point], *, closed: bool = True) -> skia.Path:
    """Return a path with straight sides."""
    path = skia.Path()
    path.addPoly([skia.Point(*point) for point in points], closed)
    return path


def curve(points: Sequence[Point], *, closed: bool = True) -> skia.Path:
    """Return a smooth path through the middles between the points: the points pull it, as in soft wire."""
    path = skia.Path()
    if closed:
        corners = [*points, points[0]]
        path.moveTo(*middle(points[-1], points[0]))
        for corner, following in pairwise(corners):
            path.quadTo(*corner, *middle(corner, following))
        path.close()
        return path
    path.moveTo(*points[0])
    for corner, following in pairwise(points[1:-1]):
        path.quadTo(*corner, *middle(corner, following))
    path.quadTo(*points[-2], *points[-1])
    return path


def rounded(x: float, y: float, width: float, height: float, radius: float) -> skia.Path:
    """Return a rectangle with round corners as a path."""
    path = skia.Path()
    path.addRoundRect(skia.Rect.MakeXYWH(x, y, width, height), radius, radius)
    return path


def circle(x: float, y: float, radius: float) -> skia.Path:
    """Return a circle as a path."""
    path = skia.Path()
    path.addCircle(x, y, radius)
    return path


def without(path: skia.Path, other: skia.Path) -> skia.Path:
    """Return what of a shape lies outside another one."""
    return skia.Op(path, other, skia.PathOp.kDifference_PathOp)


def middle(one: Point, other: Point) -> Point:
    """Return the point halfway between two points."""
    return (one[0] + other[0]) / 2, (one[1] + other[1]) / 2


class Pen:
    """Draws flat shapes; keeps where on the canvas it stands."""

    def __init__(self, canvas: skia.Canvas) -> None:
        self.canvas = canvas

    @contextmanager
    def at(
        self, x: float = 0, y: float = 0, scale: float = 1, turn: float = 0, *, flip: bool = False
    ) -> Iterator[None]:
        """Draw the following at another place, larger, turned by degrees, or mirrored."""
        self.canvas.save()
        self.canvas.translate(x, y)
        if turn:
            self.canvas.rotate(turn)
        self.canvas.scale(-scale if flip else scale, scale)
        yield
        self.canvas.restore()

    @contextmanager
    def inside(self, path: skia.Path) -> Iterator[None]:
        """Draw the following only within a shape."""
        self.canvas.save()
        self.canvas.clipPath(path, doAntiAlias=True)
        yield
        self.canvas.restore()

    @contextmanager
    def ghost(self, alpha: float) -> Iterator[None]:
        """Draw the following as one picture that lets the ground shine through; 0 is invisible."""
        self.canvas.saveLayerAlpha(None, round(alpha * 255))
        yield
        self.canvas.restore()

    def shape(self, path: skia.Path, colour: Colour) -> None:
        """Fill a path."""
        self.canvas.drawPath(path, fill(colour))

    def polygon(self, points: Sequence[Point], colour: Colour) -> None:
        """Fill a shape with straight sides."""
        self.shape(outline(points), colour)

    def blob(self, points: Sequence[Point], colour: Colour) -> None:
        """Fill a soft shape."""
        self.shape(curve(points), colour)

    def box(self, x: float, y: float, width: float, height: float, colour: Colour, radius: float = 0) -> None:
        """Fill a rectangle, with round corners if it has a radius."""
        self.canvas.drawRoundRect(skia.Rect.MakeXYWH(x, y, width, height), radius, radius, fill(colour))

    def oval(self, x: float, y: float, radius_x: float, radius_y: float, colour: Colour) -> None:
        """Fill an ellipse around a point."""
        self.canvas.drawOval(skia.Rect.MakeLTRB(x - radius_x, y - radius_y, x + radius_x, y + radius_y), fill(colour))

    def dot(self, x: float, y: float, radius: float, colour: Colour) -> None:
        """Fill a circle around a point."""
        self.canvas.drawCircle(x, y, radius, fill(colour))

    def ring(self, x: float, y: float, radius: float, colour: Colour, width: float) -> None:
        """Draw a circle around a point."""
        self.canvas.drawCircle(x, y, radius, stroke(colour, width))

    def line(self, points: Sequence[Point], colour: Colour, width: float) -> None:
        """Draw a line with straight parts."""
        self.canvas.drawPath(outline(points, closed=False), stroke(colour, width))

    def bow(self, points: Sequence[Point], colour: Colour, width: float) -> None:
        """Draw a soft line; it needs three points or more."""
        self.canvas.drawPath(curve(points, closed=False), stroke(colour, width))

    def arc(self, x: float, y: float, radius: float, start: float, sweep: float, colour: Colour, width: float) -> None:
        """Draw a part of a circle, in degrees from the right, clockwise."""
        bounds = skia.Rect.MakeLTRB(x - radius, y - radius, x + radius, y + radius)
        self.canvas.drawArc(bounds, start, sweep, False, stroke(colour, width))  # noqa: FBT003 (skia's own signature)

    def limb(self, joints: Sequence[Point], widths: Sequence[float], colour: Colour) -> None:
        """Draw a limb that grows thinner from joint to joint."""
        pairs = list(zip(joints, widths, strict=True))
        for (start, start_width), (end, end_width) in pairwise(pairs):
            along = math.atan2(end[1] - start[1], end[0] - start[0])
            across = (-math.sin(along) / 2, math.cos(along) / 2)
            sides = [
                (start[0] + across[0] * start_width, start[1] + across[1] * start_width),
                (end[0] + across[0] * end_width, end[1] + across[1] * end_width),
                (end[0] - across[0] * end_width, end[1] - across[1] * end_width),
                (start[0] - across[0] * start_width, start[1] - across[1] * start_width),
            ]
            self.polygon(sides, colour)
        for (x, y), width in pairs:
            self.dot(x, y, width / 2, colour)

    def sky(self, colours: Sequence[Colour], horizon: float = HEIGHT) -> None:
        """Fill everything with a sky, from its colour at the top to the one at the horizon."""
        self.gradient((-WIDTH, -HEIGHT, 3 * WIDTH, 3 * HEIGHT), (0, 0), (0, horizon), colours)

    def gradient(
        self, bounds: tuple[float, float, float, float], start: Point, end: Point, colours: Sequence[Colour]
    ) -> None:
        """Fill the rectangle (left, top, width, height) with a run of colours."""
        shader = skia.GradientShader.MakeLinear([skia.Point(*start), skia.Point(*end)], list(colours))
        self.canvas.drawRect(skia.Rect.MakeXYWH(*bounds), skia.Paint(Shader=shader, Dither=True))

    def glow(self, x: float, y: float, radius: float, colour: Colour, alpha: float = 0.6) -> None:
        """Let light shine around a point."""
        colours = [faint(colour, alpha), faint(colour, alpha * 0.3), faint(colour, 0)]
        shader = skia.GradientShader.MakeRadial(skia.Point(x, y), radius, colours, [0, 0.45, 1])
        self.canvas.drawCircle(x, y, radius, skia.Paint(Shader=shader, Dither=True))
