"""Encode a picture once, in every size, each part of it from one decoding."""

from collections.abc import Callable, Sequence
from pathlib import Path

from media import parts
from media.boxes import layout
from media.check import decode_whole
from media.damage import blaming_the_source
from media.errors import BrokenOutput
from media.facts import Cost, MediaFacts, Picture, Pieces
from media.graph import pictures
from media.graph.pictures import Rung, picture_of
from media.join import join
from media.listen import OnProgress
from media.parts import Part
from media.process import Workshop
from media.profiles import Profile

#: The share of the progress that encoding takes; the rest is for the proof.
ENCODING_SHARE = 0.92


def encode_part(
    workshop: Workshop,
    source: Path,
    facts: MediaFacts,
    profiles: Sequence[Profile],
    part: Part,
    scratch: Path,
    *,
    on_progress: OnProgress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Pieces:
    """Return one part of a film in every size, each piece proved by a full decoding.

    A piece is an fMP4 without sound that begins at 0, whose frames are exactly
    those of the part. All sizes are cut at the same frames.

    Args:
        workshop: where ffmpeg runs.
        source: the film; its own sound is left out.
        facts: what ``probe`` said of it.
        profiles: the rungs to make; see ``profiles.rounds_for``.
        part: which frames; see ``parts.plan``.
        scratch: an empty folder that the caller will remove.
        on_progress: told the share that is done and the seconds left.
        cancelled: asked whether to stop.

    Raises:
        NoPicture: there is only sound.
        Damaged: the picture cannot be decoded.
        BrokenOutput, CommandFailed, TookTooLong, Cancelled, DiskFull: see media.errors.
    """
    video = picture_of(facts)
    rungs = pictures.rungs(video, profiles, scratch)

    def encoded(*, sought: bool) -> Cost:
        with blaming_the_source(float(part.first_frame / video.fps)):
            ran = workshop.run(
                pictures.ladder(source, facts, part, rungs, sought=sought),
                reads=[source],
                writes=scratch,
                duration_s=float(part.frames / video.fps),
                on_progress=_share(on_progress, 0.0, ENCODING_SHARE),
                cancelled=cancelled,
            )
        return ran.cost

    sought = part.first_frame > 0 and parts.found_exactly(facts)
    cost = encoded(sought=sought)
    if sought and not all(_whole(rung, part) for rung in rungs):
        # A broken index leads to a frame that cannot be decoded by itself.
        cost += encoded(sought=False)
    for number, rung in enumerate(rungs, start=1):
        if not _whole(rung, part):
            raise BrokenOutput(detail=f"{rung.path.name}: not the {rung.frames_of(part)} frames of the part")
        cost += decode_whole(workshop, rung.path, float(rung.frames_of(part) / rung.fps), cancelled=cancelled)
        if on_progress is not None:
            on_progress(ENCODING_SHARE + (1 - ENCODING_SHARE) * number / len(rungs), None)
    return Pieces({rung.profile.name: rung.path for rung in rungs}, cost)


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
    """Return the picture of a whole film in every size: all its parts, one after the other, and joined.

    Each rung is an fMP4 without sound, cut at the same frames: a playlist
    names its segments, and a language is laid over it without encoding.
    Arguments and refusals are those of ``encode_part``.
    """
    planned = parts.plan(facts)
    made, cost = [], Cost()
    for part in planned:
        folder = scratch / f"part-{part.number}"
        folder.mkdir()
        told = _share(on_progress, part.number / len(planned), (part.number + 1) / len(planned))
        pieces = encode_part(workshop, source, facts, profiles, part, folder, on_progress=told, cancelled=cancelled)
        made.append(pieces.paths)
        cost += pieces.cost
    rungs = pictures.rungs(picture_of(facts), profiles, scratch)
    joined = tuple(join(workshop, [paths[rung.profile.name] for paths in made], planned, rung) for rung in rungs)
    top = joined[0]
    return Picture(joined, top.frames, rungs[0].fps, top.duration_s, cost)


def _whole(rung: Rung, part: Part) -> bool:
    """Whether a piece has all frames of its part."""
    try:
        return layout(rung.path).samples == rung.frames_of(part)
    except BrokenOutput:
        return False


def _share(on_progress: OnProgress | None, begin: float, end: float) -> OnProgress | None:
    """Return a listener for some of the work."""
    if on_progress is None:
        return None
    return lambda share, left_s: on_progress(begin + (end - begin) * share, left_s)
