"""One good frame of a film, for the page that shows it."""

import re
from pathlib import Path

from media import graph
from media.errors import BrokenOutput
from media.process import Workshop
from media.sandbox import Limits

#: The part of a film in which to look: after the titles, before the end spoils itself.
FROM_SHARE, TO_SHARE = 0.08, 0.6
#: A longer film is known by its key frames, a shorter one by every frame.
LONG_S = 30.0

FRAME = re.compile(r"pts_time:([\d.]+)\s+lavfi\.entropy\.entropy\.normal\.Y=([\d.]+)")


def poster(workshop: Workshop, rendition: Path, scratch: Path, duration_s: float) -> Path:
    """Return a JPEG of the frame in which there is most to see.

    A black or an empty frame holds nothing, so it never wins over another.

    Args:
        workshop: where ffmpeg runs.
        rendition: a size that the workshop made; the poster is no wider than a page shows it.
        scratch: a folder that the caller will remove.
        duration_s: how long it is.

    Raises:
        BrokenOutput: there is no frame at all.
        CommandFailed, TookTooLong, DiskFull: see media.errors.
    """
    start_s, length_s = FROM_SHARE * duration_s, (TO_SHARE - FROM_SHARE) * duration_s
    limits = Limits.for_film(duration_s, cpu_per_s=2)
    command = graph.interest(rendition, start_s, length_s, key_frames=duration_s > LONG_S)
    ran = workshop.run(command, reads=[rendition], writes=None, limits=limits, keep_output=True)
    frames = [(float(interest), float(at_s)) for at_s, interest in FRAME.findall(ran.output)]
    if not frames:
        raise BrokenOutput(detail=f"{rendition.name}: no frame to look at")
    target = scratch / "poster.jpg"
    _, at_s = max(frames)
    workshop.run(graph.still(rendition, start_s + at_s, target), reads=[rendition], writes=scratch, limits=limits)
    if not target.exists() or not target.stat().st_size:
        raise BrokenOutput(detail=f"{rendition.name}: no poster at {start_s + at_s:.2f} s")
    return target
