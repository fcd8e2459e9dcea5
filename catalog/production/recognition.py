"""Whether the picture of a film is one that is here already: surely, perhaps, or not.

The packets are asked first, which costs reading the file; then what its frames
look like, which costs decoding it.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from catalog.foundation.attempts import Attempt
from catalog.production.choices import Question
from catalog.production.examination import Examined
from catalog.production.handing_in import OWN_PICTURE
from catalog.production.intake import Order
from catalog.production.models import Matter, Purpose
from catalog.production.pictures import Known, New, Same
from catalog.production.workshop import workshop_of
from media import fingerprint, luma, stills, verdict
from media.facts import MediaFacts, VideoFacts
from media.graph.pictures import picture_of
from media.likeness import likeness
from media.luma import Luma
from media.verdict import Judgement, Verdict

Outcome = Same | New | Question

#: How the answer begins that names the picture that is here; its number follows.
SAME = "same:"
NEW = "new"


def picture_for(attempt: Attempt, order: Order, examined: Examined) -> Outcome | None:
    """Return the picture that a version goes with, or the question which; None when it keeps the one it had."""
    if order.purpose == Purpose.DUB:
        return Same(order.common.picture_id, tempo=examined.tempo) if order.common else None
    if order.sound is None or examined.facts is None:
        return None
    answer = order.answers.get(Matter.PICTURE)
    if answer and answer.chosen.startswith(SAME):
        return _chosen(answer.chosen, answer.about["known"])
    video = picture_of(examined.facts)
    workshop, track = workshop_of(attempt.runtime.config), str(video.index)
    packets = fingerprint.packet_hashes(workshop, order.sound, track)
    if answer is None and (same := _same(attempt, order, video, packets)):
        return same
    slices = fingerprint.slice_hashes(workshop, order.sound, track, video.codec)
    if answer is None:
        found = _same(attempt, order, video, slices) or _alike(attempt, order, order.sound, video)
        if found:
            return found
    own = bool(answer and answer.chosen == OWN_PICTURE)
    return _new(attempt, order.sound, examined.facts, fingerprint.joined(packets, slices), own=own)


def _chosen(chosen: str, known: Sequence[dict[str, Any]]) -> Same:
    """Return the picture that a person has said to be the same."""
    about = next(about for about in known if chosen == f"{SAME}{about['picture_id']}")
    return Same(about["picture_id"], about["offset_s"], 1 / Fraction(about["speed"]))


def _same(attempt: Attempt, order: Order, video: VideoFacts, hashes: fingerprint.Hashes) -> Same | None:
    """Return the picture that has the same packets as the film, or the same slices inside them."""
    for picture in order.pictures:
        if hashes and picture.fingerprint_sha256 and picture.fps == video.fps:
            path = attempt.runtime.storage.fetch(picture.fingerprint_sha256, attempt.scratch)
            if fingerprint.same_picture(hashes, path.read_bytes(), video.duration_s, picture.duration_s):
                return Same(picture.picture_id)
    return None


def _alike(attempt: Attempt, order: Order, file: Path, video: VideoFacts) -> Same | Question | None:
    """Return the picture that looks the same as the film's, or ask about those that look alike."""
    pictures = {picture: looks for picture in order.pictures if (looks := _looks_of(attempt, picture))}
    if not pictures:
        return None
    workshop = workshop_of(attempt.runtime.config)
    upload = luma.hashes(workshop, file, str(video.index), video.duration_s, cancelled=attempt.cancelled)
    judged = {
        picture: verdict.judge(likeness(looks, upload), picture.fps, video.fps) for picture, looks in pictures.items()
    }
    for picture, judgement in judged.items():
        if judgement.verdict == Verdict.SAME:
            return Same(picture.picture_id, judgement.offset_s, by_looks=True)
    alike = {picture: found for picture, found in judged.items() if found.verdict == Verdict.RE_EDIT}
    if not alike:
        return None
    known = [_about(attempt, file, picture, judgement) for picture, judgement in alike.items()]
    options = [f"{SAME}{about['picture_id']}" for about in known]
    return Question(Matter.PICTURE, (*options, NEW, OWN_PICTURE), {"known": known})


def _looks_of(attempt: Attempt, picture: Known) -> Luma | None:
    if picture.likeness_sha256 is None:
        return None
    return Luma.from_bytes(attempt.runtime.storage.fetch(picture.likeness_sha256, attempt.scratch).read_bytes())


def _about(attempt: Attempt, file: Path, picture: Known, found: Judgement) -> dict[str, Any]:
    """Return what a page shows of a picture that is here, beside the film; the frames are kept in the storage."""
    return {
        "picture_id": picture.picture_id,
        "score": round(found.score, 2),
        "offset_s": found.offset_s,
        "speed": str(found.speed),
        "reasons": [{"sentence": reason.sentence, "places": dict(reason.places)} for reason in found.reasons],
        "pairs": list(_pairs(attempt, file, picture.shown_sha256, found)) if picture.shown_sha256 else [],
    }


def _pairs(attempt: Attempt, file: Path, shown_sha256: str, found: Judgement) -> Iterator[dict[str, Any]]:
    """Yield moments of both films, to be looked at side by side."""
    here = attempt.runtime.storage.fetch(shown_sha256, attempt.scratch)
    for pair in found.pairs:
        yield {"here": _frame(attempt, here, pair.known_s), "there": _frame(attempt, file, pair.upload_s)}


def _frame(attempt: Attempt, file: Path, at_s: float) -> dict[str, Any]:
    """Keep one frame of a film, and return its name and its time."""
    still = stills.at(workshop_of(attempt.runtime.config), file, at_s, attempt.scratch)
    return {"sha256": attempt.runtime.storage.keep(still).sha256, "at_s": round(at_s, 2)}


def _new(attempt: Attempt, file: Path, facts: MediaFacts, hashes: bytes, *, own: bool) -> New:
    """Keep the film as the master of a new picture."""
    kept = attempt.scratch / "fingerprint"
    kept.write_bytes(hashes)
    storage = attempt.runtime.storage
    return New(storage.keep(file), storage.keep(kept), facts, own)
