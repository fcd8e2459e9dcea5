"""Whether an upload shows a picture that is here already: surely, perhaps, or not.

A wrong "the same" gives a language the picture of another one, and nobody is
asked. So it is said only where nothing stands against it; whatever does is
told to a person, with the moments to look at.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import groupby
from statistics import fmean

from media.errors import N_
from media.facts import Finding
from media.likeness import ALIKE, Likeness

#: Films that share so much of the shorter one are the same, if nothing else stands against it, or have a common source.
SAME_FROM, RELATED_FROM = 0.90, 0.30
#: Shapes that match differ by more than this when the picture is cropped, has bars, or was badly encoded.
FRAMED_ALIKE = 0.14
#: Where nothing matches, another scene differs by more than this; the same scene, framed otherwise, by less.
FOREIGN_FROM = 0.5
#: An encoder may spoil single shapes; whoever looks sees that something else is shown for longer than this.
UNSEEN_S = 0.75
#: Black before or after the film may differ by so much; a longer leader is no accident.
LEADER_S = 3.0
#: Fewer seconds with something to see prove nothing.
PROOF_S = 5.0

MIRRORED = N_("The picture is mirrored.")
FASTER = N_("The picture runs %(percent)s percent faster than the one we have.")
SLOWER = N_("The picture runs %(percent)s percent slower than the one we have.")
OTHER_RATE = N_("The film has %(fps)s frames a second; the picture we have has %(known_fps)s.")
EXCERPT = N_("The film shows only a part of the picture we have, its seconds %(from_s)s to %(to_s)s.")
SCENES = N_(
    "From second %(from_s)s to second %(to_s)s the film shows something else than the picture we have at that moment."
)
FRAMED = N_("The picture is cropped, has bars, or looks different in other ways.")
LEADER = N_("The film begins or ends %(seconds)s seconds earlier or later than the picture we have.")
LITTLE = N_("There is too little to see in the film to know its picture again for certain.")


class Verdict(StrEnum):
    """What an upload's picture is to a known one."""

    #: The known picture can carry the upload's sound.
    SAME = "same"
    #: A person has to say.
    RE_EDIT = "re-edit"
    DIFFERENT = "different"


@dataclass(frozen=True, slots=True)
class Pair:
    """One moment of both films, to be looked at side by side."""

    known_s: float
    upload_s: float
    #: From 0, the same, to 1.
    difference: float


@dataclass(frozen=True, slots=True)
class Judgement:
    """What an upload's picture is to a known one, why, and how the two lie over each other."""

    verdict: Verdict
    score: float
    #: What stands against "the same"; nothing when it is the same or another film.
    reasons: tuple[Finding, ...]
    #: Second t of the upload shows what second ``speed * t + offset_s`` of the known picture shows.
    offset_s: float
    speed: Fraction
    #: Two moments that are alike, and the one that is least so.
    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Neighbouring steps at which two films do not match, and how far they differ there."""

    first: int
    after: int
    difference: float


def judge(found: Likeness, known_fps: Fraction, upload_fps: Fraction) -> Judgement:
    """Return what the likeness of two films amounts to.

    Black at either end is no picture: a film with a black leader is the same,
    and its offset says where it begins. Anything else that only one of them
    shows makes it another edit.
    """
    if found.score < RELATED_FROM:
        return Judgement(Verdict.DIFFERENT, found.score, (), 0.0, Fraction(1), ())
    reasons = tuple(_reasons(found, known_fps, upload_fps))
    verdict = Verdict.RE_EDIT if reasons else Verdict.SAME
    return Judgement(verdict, found.score, reasons, found.offset_s, found.speed, tuple(_pairs(found)))


def _reasons(found: Likeness, known_fps: Fraction, upload_fps: Fraction) -> Iterator[Finding]:
    """Yield what stands against "the same"."""
    if found.mirrored:
        yield _reason("mirrored", MIRRORED)
    if found.speed != 1:
        percent = round(100 * abs(float(found.speed) - 1), 1)
        yield _reason("speed", FASTER if found.speed > 1 else SLOWER, percent=percent)
    elif upload_fps != known_fps:
        yield _reason("rate", OTHER_RATE, fps=round(float(upload_fps), 2), known_fps=round(float(known_fps), 2))
    yield from _edits(found)
    if _matching(found) * found.step_s < PROOF_S:
        yield _reason("little", LITTLE)


def _edits(found: Likeness) -> Iterator[Finding]:
    """Yield what was done to one film and not to the other."""
    strange = list(_strange(found))
    inside = [seen for seen in strange if seen.after > found.upload.start and seen.first < found.upload.stop]
    begin_s, end_s = (found.known_s(step * found.step_s) for step in (found.upload.start, found.upload.stop))
    apart_s = max(abs(found.offset_s), abs(found.known.stop - found.upload.stop) * found.step_s)
    if len(inside) < len(strange):
        yield _reason("excerpt", EXCERPT, from_s=round(max(0.0, begin_s)), to_s=round(end_s))
    elif not strange and apart_s > LEADER_S:
        yield _reason("leader", LEADER, seconds=round(apart_s, 1))
    scenes = [seen for seen in inside if seen.difference >= FOREIGN_FROM]
    if scenes:
        from_s, to_s = (found.upload_s(step) for step in (max(0, scenes[0].first), scenes[0].after - 1))
        yield _reason("scenes", SCENES, at_s=from_s, from_s=round(from_s, 1), to_s=round(to_s, 1))
    scattered = not strange and _matching(found) < SAME_FROM * len(_told(found))
    if found.difference > FRAMED_ALIKE or scattered or len(scenes) < len(inside):
        yield _reason("framed", FRAMED)


def _strange(found: Likeness) -> Iterator[_Stretch]:
    """Yield the stretches in which the two do not match; an encoder's short slip is none."""
    for matching, stretch in groupby(_told(found), key=lambda told: told[1] <= ALIKE):
        steps, differences = zip(*stretch, strict=True)
        if not matching and len(steps) * found.step_s > UNSEEN_S:
            yield _Stretch(steps[0], steps[-1] + 1, fmean(differences))


def _matching(found: Likeness) -> int:
    """Return at how many steps the two show the same."""
    return sum(difference <= ALIKE for _, difference in _told(found))


def _told(found: Likeness) -> list[tuple[int, float]]:
    """Return the steps at which there is something to see, with how far the two differ."""
    pairs = zip(found.steps, found.differences, strict=True)
    return [(step, difference) for step, difference in pairs if difference is not None]


def _pairs(found: Likeness) -> Iterator[Pair]:
    """Yield the clearest match of each half of what both show, then the largest difference."""
    both = [(difference, step) for step, difference in _told(found) if step in found.known and step in found.upload]
    halves = both[: len(both) // 2], both[len(both) // 2 :]
    chosen = [min(half) for half in halves if half] + ([max(both)] if both else [])
    for difference, step in dict.fromkeys(chosen):
        upload_s = found.upload_s(step)
        yield Pair(max(0.0, found.known_s(upload_s)), upload_s, difference)


def _reason(code: str, sentence: str, *, at_s: float | None = None, **places: str | float) -> Finding:
    return Finding(code, blocking=False, sentence=sentence, places=places, at_s=at_s)
