"""Who holds a copy of a revision, since when and how, and what has become of it: the question behind a recall."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, exists, func, select
from sqlalchemy.orm import Session, aliased, joinedload

from catalog.distribution.corrections import counts
from catalog.distribution.models import Delivery, DeliveryEvent, Recall
from catalog.distribution.stages import CALLED_BACK, HELD, EventKind, Standing
from catalog.films.lifecycle import Status
from catalog.films.models import Edition, LanguageVersion
from catalog.people.models import Organisation
from catalog.people.organisations import alphabetical

#: What the database answers.
Line = Row[*tuple[Any, ...]]
#: How the event of a kit names its size.
KIT = "kit"


class Way(StrEnum):
    """How somebody came to have a copy, or has shown that there is one."""

    DOWNLOADED = "downloaded"
    KIT = "kit"
    #: A download that has begun and not come to its end.
    BEGUN = "begun"
    SHIPPED = "shipped"
    ACKNOWLEDGED = "acknowledged"
    SCREENED = "screened"


class Answer(StrEnum):
    """How far a holder has come with a recall."""

    OPEN = "open"
    DONE = "done"
    UNREACHABLE = "unreachable"


#: Where a delivery stands of which a copy is, or was, out there.
WITH_A_COPY: Mapping[Standing, Answer | None] = {
    **dict.fromkeys(HELD),
    Standing.TO_SETTLE: Answer.OPEN,
    Standing.SETTLED: Answer.DONE,
    Standing.LOST: Answer.UNREACHABLE,
}
#: What tells how a copy came there.
_WAYS: Mapping[EventKind, Way] = {
    EventKind.COLLECTED: Way.DOWNLOADED,
    EventKind.BEGUN: Way.BEGUN,
    EventKind.SHIPPED: Way.SHIPPED,
    EventKind.ACKNOWLEDGED: Way.ACKNOWLEDGED,
    EventKind.SCREENED: Way.SCREENED,
}
_IN_ORDER = tuple(Way)
#: What was said last of copies that are gone, or why nobody says anything.
_SAID: Mapping[Answer, frozenset[EventKind]] = {
    Answer.DONE: frozenset({EventKind.DESTROYED, EventKind.REPLACED}),
    Answer.UNREACHABLE: frozenset({EventKind.UNREACHABLE, EventKind.BOUNCED}),
}
_ANSWERS = frozenset().union(*_SAID.values())


@dataclass(frozen=True, slots=True)
class Trace:
    """What proves a copy: how often, and when for the last time."""

    way: Way
    times: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Copy:
    """One recipient that holds a copy, or held one when the revision was recalled."""

    delivery_id: int
    organisation_id: int
    name: str
    key: str
    district_key: str | None
    district: str
    #: None while the revision has not been recalled.
    answer: Answer | None
    #: In the order of ``Way``.
    traces: tuple[Trace, ...]
    #: What was said of the copies last: destroyed, replaced, nobody reached; None when nothing was.
    said: EventKind | None
    said_at: datetime | None
    #: Of what the ministry entered: who had told it, and how.
    note: str


@dataclass(frozen=True, slots=True)
class Copies:
    """Everybody who holds a copy of a revision, by name."""

    holders: tuple[Copy, ...]

    def answered(self, answer: Answer) -> int:
        """Return how many have come so far."""
        return sum(copy.answer == answer for copy in self.holders)

    def by_way(self, way: Way) -> int:
        """Return how many recipients have a copy in this way."""
        return sum(any(trace.way == way for trace in copy.traces) for copy in self.holders)

    @property
    def by_district(self) -> dict[str, "Copies"]:
        """Return the holders of each district, by its name; those without one come under an empty name."""
        names = sorted({copy.district for copy in self.holders}, key=alphabetical)
        return {name: Copies(tuple(copy for copy in self.holders if copy.district == name)) for name in names}

    def narrowed(self, answer: str = "", district_key: str = "") -> "Copies":
        """Return the holders that have come so far, in one district; all of them without a wish."""
        return Copies(
            tuple(
                copy
                for copy in self.holders
                if (not answer or copy.answer == answer) and (not district_key or copy.district_key == district_key)
            )
        )


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one recall has come."""

    recall: Recall
    version: LanguageVersion
    #: How many holders have come how far.
    answers: Mapping[Answer, int]

    @property
    def holders(self) -> int:
        """Return how many recipients held a copy."""
        return sum(self.answers.values())


def stands_for_itself() -> ColumnElement[bool]:
    """Return the condition that a delivery's organisation has not gone into another one, which has the copy then."""
    gone = aliased(Organisation)
    return ~exists().where(gone.id == Delivery.organisation_id, gone.successor_id.is_not(None))


def every_recall(session: Session) -> list[Progress]:
    """Return every recall with how far it has come, the latest first. A fixed number of questions."""
    counted: dict[int, dict[Answer, int]] = {}
    tally = (
        select(Delivery.version_id, Delivery.standing, func.count())
        .where(
            Delivery.standing.in_(CALLED_BACK),
            Delivery.version_id.in_(select(Recall.version_id)),
            stands_for_itself(),
        )
        .group_by(Delivery.version_id, Delivery.standing)
    )
    for version_id, standing, count in session.execute(tally):
        answer = WITH_A_COPY.get(Standing(standing))
        if answer:
            counted.setdefault(version_id, {})[answer] = count
    recalled = session.execute(
        select(Recall, LanguageVersion)
        .join(LanguageVersion, LanguageVersion.id == Recall.version_id)
        .options(joinedload(LanguageVersion.edition).joinedload(Edition.film))
        .order_by(Recall.id.desc())
    )
    return [Progress(recall, version, counted.get(version.id, {})) for recall, version in recalled]


def recallable(session: Session) -> Sequence[LanguageVersion]:
    """Return every revision that went out and may still be recalled, the newest publication first."""
    return session.scalars(
        select(LanguageVersion)
        .where(LanguageVersion.status.in_((Status.PUBLISHED, Status.SUPERSEDED)))
        .options(joinedload(LanguageVersion.edition).joinedload(Edition.film))
        .order_by(LanguageVersion.published_at.desc(), LanguageVersion.id.desc())
    ).all()


def copies_of(session: Session, version_id: int) -> Copies:
    """Return who holds a copy of a version, in two questions however many they are."""
    happened = _by_delivery(session.execute(_traces(version_id)))
    copies = [_copy(row, happened.get(row.delivery_id, ())) for row in session.execute(_holding(version_id))]
    return Copies(tuple(sorted(copies, key=lambda copy: alphabetical(copy.name))))


def _holding(version_id: int) -> Select[int, int, Standing, str, str, str | None, str | None]:
    district = aliased(Organisation)
    return (
        select(
            Delivery.id.label("delivery_id"),
            Delivery.organisation_id,
            Delivery.standing,
            Organisation.name,
            Organisation.key,
            Organisation.district_key,
            district.name.label("district"),
        )
        .join(Organisation, Organisation.id == Delivery.organisation_id)
        .outerjoin(district, (district.key == Organisation.district_key) & (district.kind == "district"))
        .where(Delivery.version_id == version_id, Delivery.standing.in_(WITH_A_COPY), stands_for_itself())
    )


def _traces(version_id: int) -> Select[int, EventKind, bool, str | None, int, datetime]:
    """Count what has happened to each delivery, by its kind, by whether it was a kit, and by what was noted."""
    is_kit = DeliveryEvent.details["profile"].as_string() == KIT
    note = DeliveryEvent.details["note"].as_string()
    return (
        select(
            DeliveryEvent.delivery_id,
            DeliveryEvent.kind,
            func.coalesce(is_kit, False).label("is_kit"),
            note.label("note"),
            func.count().label("times"),
            func.max(DeliveryEvent.at).label("last_at"),
            func.max(DeliveryEvent.id).label("last_id"),
        )
        .join(Delivery, Delivery.id == DeliveryEvent.delivery_id)
        .where(
            Delivery.version_id == version_id,
            DeliveryEvent.kind.in_((*_WAYS, *_ANSWERS)),
            counts(DeliveryEvent.id),
        )
        .group_by(DeliveryEvent.delivery_id, DeliveryEvent.kind, "is_kit", "note")
        .order_by("last_id")
    )


def _by_delivery(rows: Iterable[Line]) -> dict[int, list[Line]]:
    of: dict[int, list[Line]] = {}
    for row in rows:
        of.setdefault(row.delivery_id, []).append(row)
    return of


def _copy(row: Line, happened: Sequence[Line]) -> Copy:
    answer = WITH_A_COPY[Standing(row.standing)]
    fitting = _SAID.get(answer, frozenset()) if answer else frozenset()
    said = next((event for event in reversed(happened) if event.kind in fitting), None)
    return Copy(
        delivery_id=row.delivery_id,
        organisation_id=row.organisation_id,
        name=row.name,
        key=row.key,
        district_key=row.district_key,
        district=row.district or "",
        answer=answer,
        traces=tuple(_told(happened)),
        said=EventKind(said.kind) if said else None,
        said_at=said.last_at if said else None,
        note=(said.note or "") if said else "",
    )


def _told(happened: Sequence[Line]) -> list[Trace]:
    """Return the traces of one delivery, those of the same way as one."""
    found: dict[Way, Trace] = {}
    for event in happened:
        if event.kind not in _WAYS:
            continue
        way = Way.KIT if event.is_kit else _WAYS[EventKind(event.kind)]
        known = found.get(way)
        found[way] = Trace(
            way,
            event.times + (known.times if known else 0),
            max(event.last_at, known.last_at) if known else event.last_at,
        )
    if Way.DOWNLOADED in found or Way.KIT in found:
        found.pop(Way.BEGUN, None)
    return [found[way] for way in _IN_ORDER if way in found]
