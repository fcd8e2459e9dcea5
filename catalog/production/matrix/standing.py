"""Where one part of a language stands, and whether its source has moved on since it was made. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from catalog.films.languages import ORIGINAL
from catalog.films.lifecycle import Status


class State(StrEnum):
    """Where one part of a language stands, as the ministry counts it."""

    MISSING = "missing"
    #: With its editor or in the workshop.
    IN_WORK = "in_work"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    PUBLISHED = "published"
    #: Finished, but made from a revision of its source that another one has replaced for everybody.
    OUTDATED = "outdated"
    RECALLED = "recalled"


#: A revision in one of these is with its editor or in the workshop.
IN_WORK = frozenset({Status.DRAFT, Status.PROCESSING, Status.ASKING, Status.REFUSED})

_FINISHED: Mapping[Status, State] = {
    Status.IN_REVIEW: State.IN_REVIEW,
    Status.APPROVED: State.APPROVED,
    Status.PUBLISHED: State.PUBLISHED,
    Status.SUPERSEDED: State.OUTDATED,
    Status.RECALLED: State.RECALLED,
}


class Version(Protocol):
    """What has to be known of a revision to say what it was made from."""

    id: int
    edition_id: int
    language: str
    revision: int
    status: Status
    entered_at: datetime
    made_from_id: int | None
    cut_from_id: int | None


@dataclass(frozen=True, slots=True)
class Source:
    """What a version was made from: the original, or for an excerpt the full film in the same language."""

    #: The revision that it was made from.
    used: int
    #: The revision that everybody sees now; None when there is none.
    public: int | None

    @property
    def has_moved_on(self) -> bool:
        """Return whether everybody sees a newer revision than the one that was used."""
        return self.public is not None and self.public > self.used


def state_of(status: Status | None, *, behind: bool = False, there: bool = True) -> State:
    """Return where a part of a version stands.

    Work under way outweighs everything, because it will change the rest. A
    recall outweighs that the source has moved on.

    Args:
        status: that of the newest revision; None when there is none.
        behind: whether what it was made from has moved on since.
        there: whether that revision has the part at all.
    """
    if status is None:
        return State.MISSING
    if status in IN_WORK:
        return State.IN_WORK
    if not there:
        return State.MISSING
    if status != Status.RECALLED and behind:
        return State.OUTDATED
    return _FINISHED[status]


def sources(versions: Iterable[Version]) -> dict[int, Source]:
    """Return what each version was made from, by its number. Those without a known source are left out.

    A version from before sources were written down counts as made from the
    newest revision of the original that had been entered by then.
    """
    by_id = {version.id: version for version in versions}
    by_place: dict[tuple[int, str], list[Version]] = {}
    for version in by_id.values():
        by_place.setdefault((version.edition_id, version.language), []).append(version)
    found = {}
    for version in by_id.values():
        used = by_id.get(version.cut_from_id or 0)
        if used is None and version.language != ORIGINAL:
            originals = by_place.get((version.edition_id, ORIGINAL), [])
            used = by_id.get(version.made_from_id or 0) or _known_by_date(version, originals)
        if used:
            revisions = by_place[used.edition_id, used.language]
            public = [revision.revision for revision in revisions if revision.status == Status.PUBLISHED]
            found[version.id] = Source(used.revision, max(public, default=None))
    return found


def _known_by_date(version: Version, originals: Iterable[Version]) -> Version | None:
    earlier = [original for original in originals if original.entered_at <= version.entered_at]
    return max(earlier, key=lambda original: original.revision, default=None)
