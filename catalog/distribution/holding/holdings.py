"""What one recipient has, what waits for it, and what it lacks: the question behind its pages."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload

from catalog.distribution.ledger import OFFERED
from catalog.distribution.models import Delivery, DeliveryEvent, Medium, Recall, Request
from catalog.distribution.stages import (
    CALLED_BACK,
    HELD,
    RECEIVABLE,
    RECEIVED,
    UNSEEN,
    EventKind,
    Stage,
    Standing,
    stage_at,
)
from catalog.films.languages import ORDER, UnknownLanguage, canonical
from catalog.films.lifecycle import Status
from catalog.films.models import Film, LanguageVersion, Rendition, RenditionKind
from catalog.foundation.errors import NotFound
from catalog.people.models import Organisation

#: What a computer and most projectors need.
USUAL_HEIGHT_PX = 720
#: Called back, and nobody there has said that the copies are gone.
UNSETTLED = frozenset({Standing.TO_SETTLE, Standing.LOST})


class Mark(StrEnum):
    """What a recipient has of a language, at one look."""

    #: Downloaded, and perhaps acknowledged.
    HAVE = "have"
    #: Offered, and not downloaded yet.
    WAITING = "waiting"
    #: Called back, and nothing has taken its place.
    RECALLED = "recalled"
    #: Needed, and not there.
    LACKING = "lacking"


@dataclass(frozen=True, slots=True)
class Holding:
    """A version that was offered to the recipient, with everything that a page says of it."""

    delivery_id: int
    version: LanguageVersion
    standing: Standing
    stage: Stage
    offered_at: datetime | None
    due_on: date | None
    #: The largest picture first; none when the version was recalled.
    files: Sequence[Rendition]
    recall: Recall | None
    #: An earlier revision that the recipient has downloaded.
    older_revision: int | None
    #: Of a recalled version: the newer revision that has been offered since.
    newer_revision: int | None = None

    @property
    def film(self) -> Film:
        """Return the film that it is a version of."""
        return self.version.edition.film

    @property
    def mark(self) -> Mark:
        """Return what this amounts to."""
        if self.standing in CALLED_BACK:
            return Mark.RECALLED
        return Mark.HAVE if self.standing in HELD else Mark.WAITING

    @property
    def wants_receipt(self) -> bool:
        """Return whether it was downloaded and nobody has said that it plays."""
        return self.standing in RECEIVABLE

    @property
    def is_received(self) -> bool:
        """Return whether somebody has said that it arrived."""
        return self.standing in RECEIVED

    @property
    def usual_file(self) -> Rendition | None:
        """Return the file that plays everywhere and is no larger than most need; None when there is none."""
        everywhere = [file for file in self.files if not file.for_newer_phones]
        return next((file for file in everywhere if file.height_px <= USUAL_HEIGHT_PX), next(iter(everywhere), None))

    @property
    def wants_settling(self) -> bool:
        """Return whether it was called back, and a copy has to be destroyed or replaced."""
        return self.standing in UNSETTLED


@dataclass(frozen=True, slots=True)
class Holdings:
    """One recipient at one look."""

    organisation: Organisation
    holdings: tuple[Holding, ...]
    #: BCP 47 tags of languages that it needs and that nobody has published for it.
    lacking: tuple[str, ...]
    #: Earlier revisions that were called back, and of which copies are still there.
    unsettled: tuple[Holding, ...] = ()
    #: BCP 47 tags of the languages of which it has asked for a stick that was not sent yet.
    sticks: tuple[str, ...] = ()

    def marked(self, mark: Mark) -> int:
        """Return how many languages have the mark."""
        if mark == Mark.LACKING:
            return len(self.lacking)
        return sum(holding.mark == mark for holding in self.holdings)

    @property
    def recalled(self) -> tuple[Holding, ...]:
        """Return everything that must not be shown any more, first what has still to be settled."""
        called_back = (holding for holding in self.holdings if holding.mark == Mark.RECALLED)
        return (*self.unsettled, *sorted(called_back, key=lambda holding: not holding.wants_settling))

    @property
    def unseen(self) -> bool:
        """Return whether there is something at which nobody has looked yet."""
        return any(holding.standing in UNSEEN for holding in (*self.holdings, *self.unsettled))

    @property
    def receipts_wanted(self) -> int:
        """Return how many receipts are missing."""
        return sum(holding.wants_receipt for holding in self.holdings)


def holdings_of(session: Session, organisation_id: int, now: datetime) -> Holdings:
    """Return what an organisation has and lacks. A fixed number of queries, however many versions there are.

    Raises:
        NotFound: there is no such organisation.
    """
    organisation = session.get(Organisation, organisation_id)
    if organisation is None:
        raise NotFound
    deliveries = session.scalars(
        select(Delivery)
        .where(Delivery.organisation_id == organisation_id)
        .options(joinedload(Delivery.version), joinedload(Delivery.campaign))
    ).all()
    newest = _newest_of_each(deliveries)
    older = [
        delivery
        for delivery in deliveries
        if delivery.standing in UNSETTLED and newest.get(_work(delivery.version)) is not delivery
    ]
    read = _reading(session, [*newest.values(), *older], deliveries, now)
    holdings = sorted(map(read, newest.values()), key=lambda holding: by_need(holding.version))
    published = {holding.version.language for holding in holdings if holding.version.status == Status.PUBLISHED}
    asked = session.execute(
        select(Request.language, Request.medium).where(
            Request.organisation_id == organisation_id, Request.answered_at.is_(None)
        )
    ).all()
    needed = {*_known(organisation.needed_languages), *(tag for tag, medium in asked if medium == Medium.VERSION)}
    return Holdings(
        organisation,
        tuple(holdings),
        tuple(sorted(needed - published, key=ORDER.__getitem__)),
        unsettled=tuple(map(read, older)),
        sticks=tuple(tag for tag, medium in asked if medium == Medium.STICK),
    )


def _reading(
    session: Session, shown: Sequence[Delivery], deliveries: Iterable[Delivery], now: datetime
) -> Callable[[Delivery], Holding]:
    """Return what makes a holding of each of the deliveries that are ``shown``, in three queries for all of them."""
    version_ids = [delivery.version_id for delivery in shown]
    files = _by_version(session.scalars(_files(version_ids)))
    recalls = {recall.version_id: recall for recall in session.scalars(_recalls(version_ids))}
    offered = dict(session.execute(_offers([delivery.id for delivery in shown])).all())
    held, offers = _revisions(deliveries, HELD), _revisions(deliveries, frozenset(Standing) - CALLED_BACK)

    def read(delivery: Delivery) -> Holding:
        version = delivery.version
        older = [revision for revision in held.get(_work(version), ()) if revision < version.revision]
        newer = [revision for revision in offers.get(_work(version), ()) if revision > version.revision]
        return Holding(
            delivery_id=delivery.id,
            version=version,
            standing=Standing(delivery.standing),
            stage=stage_at(delivery.standing, delivery.campaign.due_on, now),
            offered_at=offered.get(delivery.id),
            due_on=delivery.campaign.due_on,
            files=files.get(version.id, ()) if version.status == Status.PUBLISHED else (),
            recall=recalls.get(version.id),
            older_revision=max(older, default=None),
            newer_revision=max(newer, default=None),
        )

    return read


def by_need(version: LanguageVersion) -> tuple[int, int]:
    """Return what lists of versions are sorted by: the film, then the most needed language first."""
    return version.edition.film_id, ORDER[version.language]


def _known(tags: Iterable[str]) -> Iterator[str]:
    """Yield our tags for what an imported list calls languages; nobody could offer those that we do not know."""
    for tag in tags:
        with suppress(UnknownLanguage):
            yield canonical(tag)


def _newest_of_each(deliveries: Iterable[Delivery]) -> dict[tuple[int, str], Delivery]:
    """Return of each film and language the newest revision that was sent out."""
    newest: dict[tuple[int, str], Delivery] = {}
    for delivery in deliveries:
        known = newest.get(_work(delivery.version))
        sent_out = delivery.version.status in OFFERED
        if sent_out and (known is None or delivery.version.revision > known.version.revision):
            newest[_work(delivery.version)] = delivery
    return newest


def _revisions(deliveries: Iterable[Delivery], standings: frozenset[Standing]) -> dict[tuple[int, str], list[int]]:
    """Return of each film and language the revisions that stand so."""
    revisions: dict[tuple[int, str], list[int]] = {}
    for delivery in deliveries:
        if delivery.standing in standings:
            revisions.setdefault(_work(delivery.version), []).append(delivery.version.revision)
    return revisions


def _work(version: LanguageVersion) -> tuple[int, str]:
    return version.edition_id, version.language


def _files(version_ids: Sequence[int]) -> Select[Rendition]:
    films = select(Rendition).where(Rendition.version_id.in_(version_ids), Rendition.kind == RenditionKind.FILM)
    return films.order_by(Rendition.height_px.desc())


def _recalls(version_ids: Sequence[int]) -> Select[Recall]:
    return select(Recall).where(Recall.version_id.in_(version_ids))


def _offers(delivery_ids: Sequence[int]) -> Select[int, datetime]:
    """Select when each delivery was offered first. Of all its events, only these are read."""
    offers = select(DeliveryEvent.delivery_id, func.min(DeliveryEvent.at))
    offers = offers.where(DeliveryEvent.delivery_id.in_(delivery_ids), DeliveryEvent.kind == EventKind.OFFERED)
    return offers.group_by(DeliveryEvent.delivery_id)


def _by_version(files: Iterable[Rendition]) -> Mapping[int, Sequence[Rendition]]:
    of: dict[int, list[Rendition]] = {}
    for file in files:
        of.setdefault(file.version_id or 0, []).append(file)
    return of
