"""Captions drawn into the picture, for players and screens that show no captions of their own."""

import shutil
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path

from media.boxes import read
from media.check import decode_whole, probe_output
from media.cues.cue import Cue
from media.errors import BrokenOutput
from media.facts import Burned
from media.fonts import FOLDER
from media.graph.burning import burned
from media.graph.pictures import Rung, picture_of
from media.join import described
from media.lettering import Lettering, lettering
from media.listen import OnProgress
from media.process import Workshop
from media.profiles import Profile, profile_named

PROFILE = profile_named("480p")


def burn_in(
    workshop: Workshop,
    rendition: Path,
    cues: Sequence[Cue],
    script: str,
    scratch: Path,
    *,
    profile: Profile = PROFILE,
    fonts: Path = FOLDER,
    on_progress: OnProgress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Burned:
    """Return one size of the picture with captions in it, of the same shape as the one without.

    The captions have our own style whatever they came as: a box behind them,
    letters as large for every script, lines that run as the script runs.

    Args:
        workshop: where ffmpeg runs.
        rendition: one rung of the picture, as the workshop made it.
        cues: the captions; those that end before they begin are not drawn.
        script: ISO 15924 of their language, such as "Arab".
        scratch: an empty folder that the caller will remove.
        profile: the rung's quality.
        fonts: where the machine's fonts lie, in the folder or below.
        on_progress: told the share that is done and the seconds left.
        cancelled: asked whether to stop.

    Raises:
        FontMissing, LetterMissing: the words cannot be drawn here.
        BrokenOutput, CommandFailed, TookTooLong, Cancelled, DiskFull: see media.errors.
    """
    facts = probe_output(workshop, rendition)
    video = picture_of(facts)
    drawn = lettering(cues, script, video.width_px, video.height_px, fonts)
    words, letters = _laid_out(drawn, cues, scratch)
    target = scratch / f"{profile.name}.mp4"
    rung = Rung(profile, video.width_px, video.height_px, _rate(rendition), halved=False, path=target)
    ran = workshop.run(
        burned(rendition, words, letters, rung),
        reads=[rendition, words, letters],
        writes=scratch,
        duration_s=facts.duration_s,
        on_progress=on_progress,
        cancelled=cancelled,
    )
    encoded = described(workshop, rung)
    if encoded.frames != video.frames:
        raise BrokenOutput(detail=f"{rung.path.name}: {encoded.frames} frames, not {video.frames}")
    return Burned(encoded, ran.cost + decode_whole(workshop, rung.path, encoded.duration_s))


def _rate(rendition: Path) -> Fraction:
    """Return how many frames a second a rung has, from its own clock."""
    track = read(rendition)
    lasts = [ticks for fragment in track.fragments for ticks in fragment.lasts]
    return Fraction(track.ticks_per_s * len(lasts), sum(lasts)).limit_denominator(1001)


def _laid_out(drawn: Lettering, cues: Sequence[Cue], folder: Path) -> tuple[Path, Path]:
    """Return the words as ASS, and a folder with the fonts that they need and no others."""
    words, fonts = folder / "words.ass", folder / "fonts"
    words.write_text(drawn.as_ass([cue for cue in cues if cue.end_ms > cue.start_ms]), encoding="utf-8")
    fonts.mkdir()
    for path in {face.path for face in drawn.faces}:
        shutil.copyfile(path, fonts / path.name)
    return words, fonts
