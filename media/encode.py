"""Encode a picture once, in every size, from one decoding."""

from collections.abc import Callable, Sequence
from pathlib import Path

from media import graph
from media.boxes import layout
from media.check import Expected, prove
from media.damage import blaming_the_source
from media.errors import BrokenOutput, NoPicture
from media.facts import Cost, Encoded, MediaFacts, Picture
from media.graph import Rung
from media.listen import OnProgress
from media.process import Workshop
from media.profiles import Profile

#: The share of the progress that encoding takes; the rest is for the proof.
ENCODING_SHARE = 0.92
#: How many frames the result may differ from what the length promises.
FRAMES_WITHIN = 3


def encode_picture(
    workshop: Workshop,
    source: Path,
    facts: MediaFacts,
    profiles: Sequence[Profile],
    scratch: Path,
    *,
    on_progress: OnProgress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Picture:
    """Return the picture of a film in every size, each proved by a full decoding.

    Each rung is an fMP4 without sound, cut at the same frames: a playlist
    names its segments, and a language is laid over it without encoding.

    Args:
        workshop: where ffmpeg runs.
        source: the film; its own sound is left out.
        facts: what ``probe`` said of it.
        profiles: the rungs to make; see ``profiles.ladder_for``.
        scratch: an empty folder that the caller will remove.
        on_progress: told the share that is done and the seconds left.
        cancelled: asked whether to stop.

    Raises:
        NoPicture: there is only sound.
        Damaged: the picture cannot be decoded.
        BrokenOutput, CommandFailed, TookTooLong, Cancelled, DiskFull: see media.errors.
    """
    if facts.video is None:
        raise NoPicture
    rungs = graph.rungs(facts.video, profiles, scratch)
    with blaming_the_source():
        ran = workshop.run(
            graph.ladder(source, facts.video, facts.duration_s, rungs),
            reads=[source],
            writes=scratch,
            duration_s=facts.duration_s,
            on_progress=_part_of(on_progress, 0.0, ENCODING_SHARE),
            cancelled=cancelled,
        )
    cost = ran.cost
    renditions = []
    for number, rung in enumerate(rungs):
        rendition, proof = _proved(workshop, rung, facts.duration_s)
        renditions.append(rendition)
        cost += proof
        if on_progress is not None:
            on_progress(ENCODING_SHARE + (1 - ENCODING_SHARE) * (number + 1) / len(rungs), None)
    top = renditions[0]
    return Picture(tuple(renditions), top.frames, rungs[0].fps, top.duration_s, cost)


def _proved(workshop: Workshop, rung: Rung, duration_s: float) -> tuple[Encoded, Cost]:
    """Return one rung after reading it back."""
    made = layout(rung.path)
    due = duration_s * rung.fps
    if abs(made.samples - due) > FRAMES_WITHIN:
        raise BrokenOutput(detail=f"{rung.path.name}: {made.samples} frames, not {due:.0f}")
    proof = prove(workshop, rung.path, Expected(made.duration_s, rung.width_px, rung.height_px, made.samples))
    rendition = Encoded(
        profile=rung.profile.name,
        path=rung.path,
        width_px=rung.width_px,
        height_px=rung.height_px,
        size_bytes=rung.path.stat().st_size,
        duration_s=made.duration_s,
        frames=made.samples,
        codecs=made.codecs,
        bandwidth_bps=made.peak_bps,
        average_bps=made.average_bps,
    )
    return rendition, proof


def _part_of(on_progress: OnProgress | None, begin: float, end: float) -> OnProgress | None:
    """Return a listener for one part of the work."""
    if on_progress is None:
        return None
    return lambda share, left_s: on_progress(begin + (end - begin) * share, left_s)
