"""What one recipient has, what waits for it, and what it lacks: the question behind its pages."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload, selectinload

from catalog.distribution.ledger import OFFERED
from catalog.distribution.models import Delivery, Recall, Request
from catalog.distribution.stages import ARRIVED, EventKind, Stage, stage_of
from catalog.films.languages import ORDER, UnknownLanguage, canonical
from catalog.films.lifecycle import Status
from catalog.films.models import Film, LanguageVersion, Rendition, RenditionKind
from catalog.foundation.errors import NotFound
from catalog.people.models import Organisation

#: Whatever belongs to a version.
Row = TypeVar("Row", Rendition, Recall)


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
    stage: Stage
    #: When each thing happened for the first time.
    happened: Mapping[EventKind, datetime]
    due_on: date | None
    #: The largest picture first; none when the version was recalled.
    files: Sequence[Rendition]
    recall: Recall | None
    #: An earlier revision that the recipient has downloaded.
    older_revision: int | None

    @property
    def film(self) -> Film:
        """Return the film that it is a version of."""
        return self.version.edition.film

    @property
    def mark(self) -> Mark:
        """Return what this amounts to."""
        if self.stage == Stage.RECALLED:
            return Mark.RECALLED
        return Mark.HAVE if EventKind.COLLECTED in self.happened or self.stage in ARRIVED else Mark.WAITING

    @property
    def wants_receipt(self) -> bool:
        """Return whether it was downloaded and nobody has said that it plays."""
        return self.mark == Mark.HAVE and self.stage not in ARRIVED


@dataclass(frozen=True, slots=True)
class Holdings:
    """One recipient at one look."""

    organisation: Organisation
    holdings: tuple[Holding, ...]
    #: BCP 47 tags of languages that it needs and that nobody has published for it.
    lacking: tuple[str, ...]

    def marked(self, mark: Mark) -> int:
        """Return how many languages have the mark."""
        if mark == Mark.LACKING:
            return len(self.lacking)
        return sum(holding.mark == mark for holding in self.holdings)

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
        .options(
            joinedload(Delivery.version).selectinload(LanguageVersion.captions),
            joinedload(Delivery.campaign),
            selectinload(Delivery.events),
        )
    ).all()
    standing = _newest_of_each(deliveries)
    version_ids = [delivery.version_id for delivery in standing]
    files = _by_version(session.scalars(_files(version_ids)))
    recalls = _by_version(session.scalars(select(Recall).where(Recall.version_id.in_(version_ids))))
    held = _held_revisions(deliveries)
    holdings = []
    for delivery in standing:
        version = delivery.version
        happened = {EventKind(event.kind): event.at for event in reversed(delivery.events)}
        older = [revision for revision in held.get(_work(version), ()) if revision < version.revision]
        holdings.append(
            Holding(
                delivery_id=delivery.id,
                version=version,
                stage=stage_of(happened.keys(), delivery.campaign.due_on, now),
                happened=happened,
                due_on=delivery.campaign.due_on,
                files=files.get(version.id, ()) if version.status == Status.PUBLISHED else (),
                recall=next(iter(recalls.get(version.id, ())), None),
                older_revision=max(older, default=None),
            )
        )
    published = {holding.version.language for holding in holdings if holding.version.status == Status.PUBLISHED}
    asked = session.scalars(select(Request.language).where(Request.organisation_id == organisation_id))
    needed = {*_known(organisation.needed_languages), *asked}
    return Holdings(organisation, tuple(holdings), tuple(sorted(needed - published, key=ORDER.__getitem__)))


def by_need(version: LanguageVersion) -> tuple[int, int]:
    """Return what lists of versions are sorted by: the film, then the most needed language first."""
    return version.edition.film_id, ORDER[version.language]


def _known(tags: Iterable[str]) -> Iterator[str]:
    """Yield our tags for what an imported list calls languages; nobody could offer those that we do not know."""
    for tag in tags:
        with suppress(UnknownLanguage):
            yield canonical(tag)


def _newest_of_each(deliveries: Iterable[Delivery]) -> list[Delivery]:
    """Return of each film and language the newest revision that was sent out: the most needed language first."""
    newest: dict[tuple[int, str], Delivery] = {}
    for delivery in deliveries:
        known = newest.get(_work(delivery.version))
        sent_out = delivery.version.status in OFFERED
        if sent_out and (known is None or delivery.version.revision > known.version.revision):
            newest[_work(delivery.version)] = delivery
    return sorted(newest.values(), key=lambda delivery: by_need(delivery.version))


def _held_revisions(deliveries: Iterable[Delivery]) -> dict[tuple[int, str], list[int]]:
    held: dict[tuple[int, str], list[int]] = {}
    for delivery in deliveries:
        if any(event.kind == EventKind.COLLECTED for event in delivery.events):
            held.setdefault(_work(delivery.version), []).append(delivery.version.revision)
    return held


def _work(version: LanguageVersion) -> tuple[int, str]:
    return version.edition_id, version.language


def _files(version_ids: Sequence[int]) -> Select[Rendition]:
    films = select(Rendition).where(Rendition.version_id.in_(version_ids), Rendition.kind == RenditionKind.FILM)
    return films.order_by(Rendition.height_px.desc())


def _by_version(rows: Iterable[Row]) -> Mapping[int, Sequence[Row]]:
    of: dict[int, list[Row]] = {}
    for row in rows:
        of.setdefault(row.version_id or 0, []).append(row)
    return of
