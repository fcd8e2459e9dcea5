"""The whole film: which file draws which scene, and each frame as raw pixels."""

from collections.abc import Callable, Iterator, Mapping

import skia

from demonstration.pen import HEIGHT, WIDTH, Pen
from demonstration.scenes import (
    call,
    card,
    check,
    complaint,
    control_room,
    crossing,
    directions,
    interpreter,
    night,
    patrol,
    rights,
    square,
    town,
)
from demonstration.timeline import FRAMES_PER_S, SHOTS, Shot

SCENES: Mapping[str, Callable[[Pen, float], None]] = {
    "town": town.draw,
    "patrol": patrol.draw,
    "crossing": crossing.draw,
    "directions": directions.draw,
    "call": call.draw,
    "control_room": control_room.draw,
    "night": night.draw,
    "interpreter": interpreter.draw,
    "check": check.draw,
    "card": card.draw,
    "rights": rights.draw,
    "complaint": complaint.draw,
    "square": square.draw,
}


def shot_at(film_s: float) -> Shot:
    """Return the scene that is on the screen at a time of the film."""
    return next(shot for shot in SHOTS if film_s < shot.end_s)


def draw(canvas: skia.Canvas, film_s: float) -> None:
    """Draw the picture at a time of the film."""
    shot = shot_at(film_s)
    SCENES[shot.name](Pen(canvas), film_s - shot.start_s)


def raw_frames(frames: range) -> Iterator[bytes]:
    """Yield the frames with these numbers as RGBA pixels."""
    surface = skia.Surface(WIDTH, HEIGHT)
    for frame in frames:
        draw(surface.getCanvas(), frame / FRAMES_PER_S)
        yield surface.toarray(colorType=skia.kRGBA_8888_ColorType).tobytes()


def still(film_s: float) -> skia.Image:
    """Return the picture at a time of the film."""
    surface = skia.Surface(WIDTH, HEIGHT)
    draw(surface.getCanvas(), film_s)
    return surface.makeImageSnapshot()
