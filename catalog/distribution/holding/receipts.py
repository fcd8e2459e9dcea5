"""What a recipient's receipt for the file says: each version, when it was offered, taken and acknowledged; showings."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session, aliased, joinedload

from catalog.distribution.holding.holdings import UNSETTLED, by_need
from catalog.distribution.models import Delivery, DeliveryEvent
from catalog.distribution.responses.showings import Showing, showings_of
from catalog.distribution.stages import EventKind, today
from catalog.films.models import LanguageVersion, Rendition, RenditionKind
from catalog.foundation.errors import NotFound
from catalog.people.models import Organisation
from catalog.people.predecessors import predecessors_of

#: What says that the copies of a recalled version are gone.
GONE = (EventKind.DESTROYED, EventKind.REPLACED)
#: What a receipt tells of. How often a letter was opened is nobody's business there.
TOLD = (
    EventKind.OFFERED,
    EventKind.COLLECTED,
    EventKind.SHIPPED,
    EventKind.RETURNED,
    EventKind.ACKNOWLEDGED,
    EventKind.RECALLED,
    *GONE,
)


@dataclass(frozen=True, slots=True)
class File:
    """A file that was downloaded to its end."""

    at: datetime
    profile: str
    size_bytes: int
    #: None for a kit, and for a file that is not kept any more.
    sha256: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """One version."""

    #: The film's German title.
    film: str
    language: str
    revision: int
    offered_at: datetime | None
    acknowledged_at: datetime | None
    recalled_at: datetime | None
    #: When it was said that the copies of the recalled version are gone.
    gone_at: datetime | None
    #: Whether it was recalled, and a copy has still to be destroyed or replaced.
    to_settle: bool
    #: The key of the predecessor from which it was carried over; empty when it was offered to this organisation itself.
    carried_from: str
    files: Sequence[File]


@dataclass(frozen=True, slots=True)
class Stick:
    """A stick or disc that was sent, with what is on it."""

    #: What is written on it; empty for one of before the book had numbers.
    number: str
    carrier: str
    shipped_on: date
    came_back: bool
    versions: Sequence[LanguageVersion]


@dataclass(frozen=True, slots=True)
class Receipt:
    """Everything that one organisation can prove."""

    organisation: Organisation
    predecessors: Sequence[Organisation]
    lines: Sequence[Line]
    sticks: Sequence[Stick]
    #: Those that count, the earliest first.
    showings: Sequence[Showing]


def of_organisation(session: Session, organisation_id: int) -> Receipt:
    """Return an organisation's receipt. A fixed number of queries.

    Raises:
        NotFound: there is no such organisation.
    """
    organisation = session.get(Organisation, organisation_id)
    if organisation is None:
        raise NotFound
    deliveries = session.scalars(
        select(Delivery).where(Delivery.organisation_id == organisation_id).options(joinedload(Delivery.version))
    ).all()
    ordered = sorted(deliveries, key=lambda one: (*by_need(one.version), one.version.revision))
    events: dict[int, list[DeliveryEvent]] = {}
    for event in session.scalars(_events([delivery.id for delivery in deliveries])):
        events.setdefault(event.delivery_id, []).append(event)
    films = select(Rendition.version_id, Rendition.profile, Rendition.sha256).where(
        Rendition.version_id.in_([delivery.version_id for delivery in deliveries]), Rendition.kind == RenditionKind.FILM
    )
    sums = {(version_id, profile): sha256 for version_id, profile, sha256 in session.execute(films)}
    predecessors = predecessors_of(session, organisation_id)
    showings = showings_of(session, organisation_id, predecessors)
    return Receipt(
        organisation,
        predecessors,
        [_line(delivery, events.get(delivery.id, []), sums) for delivery in ordered],
        _sticks((delivery.version, events.get(delivery.id, [])) for delivery in ordered),
        [showing for showing in reversed(showings) if showing.counts],
    )


def _events(delivery_ids: Sequence[int]) -> Select[DeliveryEvent]:
    correction = aliased(DeliveryEvent)
    mistaken = exists().where(correction.corrects_id == DeliveryEvent.id)
    told = select(DeliveryEvent).where(DeliveryEvent.delivery_id.in_(delivery_ids), DeliveryEvent.kind.in_(TOLD))
    return told.where(~mistaken).order_by(DeliveryEvent.id)


def _line(delivery: Delivery, events: Sequence[DeliveryEvent], sums: Mapping[tuple[int | None, str], str]) -> Line:
    version = delivery.version
    first = {EventKind(event.kind): event for event in reversed(events)}

    def at(kind: EventKind) -> datetime | None:
        return first[kind].at if kind in first else None

    offer = first.get(EventKind.OFFERED)
    return Line(
        version.edition.film.title("de"),
        version.language,
        version.revision,
        at(EventKind.OFFERED),
        at(EventKind.ACKNOWLEDGED),
        at(EventKind.RECALLED),
        next((event.at for event in reversed(events) if event.kind in GONE), None),
        delivery.standing in UNSETTLED,
        str(offer.details.get("from", "")) if offer else "",
        [
            File(
                event.at,
                str(event.details.get("profile", "")),
                int(event.details.get("size_bytes", 0)),
                sums.get((version.id, event.details.get("profile", ""))),
            )
            for event in events
            if event.kind == EventKind.COLLECTED
        ],
    )


def _sticks(histories: Iterable[tuple[LanguageVersion, Sequence[DeliveryEvent]]]) -> list[Stick]:
    """Return what was sent by post, in the order in which it was sent; several versions can be on one stick."""
    sent: dict[tuple[str, str, date], list[LanguageVersion]] = {}
    back: set[str] = set()
    for version, events in histories:
        for event in events:
            number = str(event.details.get("number", ""))
            if event.kind == EventKind.RETURNED:
                back.add(number)
            elif event.kind == EventKind.SHIPPED:
                told = str(event.details.get("shipped_on", ""))
                day = date.fromisoformat(told) if told else today(event.at)
                on_it = sent.setdefault((number, str(event.details.get("carrier", "")), day), [])
                on_it.append(version)
    return [
        Stick(number, carrier, day, number in back, versions)
        for (number, carrier, day), versions in sorted(sent.items(), key=lambda one: (one[0][2], one[0][0]))
    ]
