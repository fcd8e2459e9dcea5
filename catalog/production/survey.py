"""What a picture looks like, once its smallest size is there: frames to stand for it, a storyboard, and its faults."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.films.lifecycle import UNDER_WAY
from catalog.films.models import LanguageVersion, Picture, RenditionKind, Track
from catalog.foundation import queue
from catalog.foundation.attempts import Attempt
from catalog.production.models import Finding, Purpose
from catalog.production.setbacks import picture_subject
from catalog.production.workshop import workshop_of
from media import luma, stills, watch
from media.facts import Encoded
from media.facts import Finding as Found
from media.picture_rules import judge_watched
from media.storyboard import Storyboard, storyboard

#: Frames that can stand for a picture: the name of each content, and where in the film it is.
Candidates = list[dict[str, Any]]
#: Where the job stands when the picture has been watched, and when its storyboard is there.
WATCHED_SHARE, DRAWN_SHARE = 0.4, 0.7


@dataclass(frozen=True, slots=True)
class Order:
    """The smallest size of a picture."""

    picture_id: int
    sha256: str
    duration_s: float
    width_px: int
    height_px: int


def candidates(attempt: Attempt, size: Encoded, small: Encoded) -> Candidates:
    """Return frames that can stand for a picture, the best first; they are looked for in a ``small`` size of it."""
    found = stills.candidates(
        workshop_of(attempt.runtime.config),
        size.path,
        size.duration_s,
        attempt.scratch,
        small=small.path,
        cancelled=attempt.cancelled,
    )
    best = stills.best(found, size.duration_s)
    ordered = [best, *(still for still in found if still is not best)]
    keep = attempt.runtime.storage.keep
    return [{"sha256": keep(still.path).sha256, "at_s": round(still.at_s, 3)} for still in ordered]


def offer(picture: Picture, found: Candidates) -> None:
    """Let the best frame stand for a picture, unless a person has chosen another one."""
    best_before = {candidate["sha256"] for candidate in (picture.candidates or [])[:1]}
    if picture.poster_sha256 is None or picture.poster_sha256 in best_before:
        picture.poster_sha256 = found[0]["sha256"]
    picture.candidates = found


def order(session: Session, picture: Picture) -> None:
    """Order a picture to be looked over, of which the smallest size is there."""
    key = f"survey:{picture.id}"
    queue.order(session, "survey", picture_subject(picture.id), key=key, picture_id=picture.id)


def survey(attempt: Attempt) -> None:
    """Look a picture over: its faults, its storyboard, and what it will be known by after another encoding."""
    workshop, storage = workshop_of(attempt.runtime.config), attempt.runtime.storage
    with attempt.runtime.question() as session:
        size = _order(session, attempt.held.arguments["picture_id"])
    file = storage.fetch(size.sha256, attempt.scratch)
    watched = watch.watch(workshop, file, size.duration_s, cancelled=attempt.cancelled)
    attempt.tell(WATCHED_SHARE)
    drawn = storyboard(
        workshop,
        file,
        size.duration_s,
        attempt.scratch,
        width_px=size.width_px,
        height_px=size.height_px,
        cancelled=attempt.cancelled,
    )
    board = _kept_board(attempt, drawn)
    attempt.tell(DRAWN_SHARE)
    looks = attempt.scratch / "likeness"
    looks.write_bytes(luma.hashes(workshop, file, "v:0", size.duration_s, cancelled=attempt.cancelled).to_bytes())
    likeness = storage.keep(looks)
    with attempt.result() as session:
        picture = session.get_one(Picture, size.picture_id)
        picture.storyboard, picture.likeness_sha256 = board, likeness.sha256
        _tell(session, picture, judge_watched(watched))


def _order(session: Session, picture_id: int) -> Order:
    picture = session.get_one(Picture, picture_id)
    sizes = [size for size in picture.renditions if size.kind == RenditionKind.PICTURE]
    smallest = min(sizes, key=lambda size: (size.height_px, size.profile))
    return Order(picture_id, smallest.sha256, smallest.duration_s, smallest.width_px, smallest.height_px)


def _kept_board(attempt: Attempt, drawn: Storyboard) -> dict[str, Any]:
    """Keep the sheets of a storyboard, and return what a page needs to show it."""
    tiling = drawn.tiling
    return {
        "sheets": [attempt.runtime.storage.keep(sheet).sha256 for sheet in drawn.sheets],
        "interval_s": tiling.every_s,
        "columns": tiling.columns,
        "rows": tiling.rows,
        "tile": [tiling.width_px, tiling.height_px],
        "webvtt": drawn.webvtt,
    }


def _tell(session: Session, picture: Picture, findings: Sequence[Found]) -> None:
    """Add what is wrong with a picture to the findings of the version that has brought it."""
    brought_it = select(LanguageVersion).where(
        LanguageVersion.picture_id == picture.id,
        LanguageVersion.status.in_(UNDER_WAY),
        LanguageVersion.tracks.any(Track.source_sha256 == picture.source_sha256),
    )
    for version in session.scalars(brought_it):
        session.add_all(Finding.about(version.id, finding, Purpose.FILM) for finding in findings)
