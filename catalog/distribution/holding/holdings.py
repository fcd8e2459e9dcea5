"""What one recipient has, what waits for it, and what it lacks: the question behind its pages.

A list of a hundred versions asks for the columns that it shows; what else a
version has is asked for on the page of one delivery.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session, load_only

from catalog.distribution.holding.held import UNSETTLED, HeldFilm, HeldRecall, HeldVersion, Holding, Mark
from catalog.distribution.ledger import OFFERED
from catalog.distribution.models import Campaign, Delivery, DeliveryEvent, Medium, Recall, Request
from catalog.distribution.responses.requests import wishes_of
from catalog.distribution.stages import CALLED_BACK, HELD, UNSEEN, EventKind, stage_at
from catalog.films.languages import ORDER, UnknownLanguage, canonical
from catalog.films.lifecycle import Status
from catalog.films.models import Edition, Film, FilmText, LanguageVersion, Rendition, RenditionKind
from catalog.foundation.errors import NotFound
from catalog.people.models import Organisation

#: What is read of one delivery.
Line = Row[*tuple[Any, ...]]
#: What a computer and most projectors need.
USUAL_HEIGHT_PX = 720
SHOWN_OF_A_FILE = (
    Rendition.version_id,
    Rendition.profile,
    Rendition.size_bytes,
    Rendition.height_px,
    Rendition.codecs,
)


@dataclass(frozen=True, slots=True)
class Holdings:
    """One recipient at one look."""

    organisation: Organisation
    #: Of each film and language the newest revision that was sent out, the most needed language first.
    holdings: Sequence[Holding]
    #: BCP 47 tags of languages that it needs and that nobody has published for it.
    lacking: Sequence[str]
    #: Earlier revisions that were called back, and of which copies are still there.
    unsettled: Sequence[Holding]
    #: What it has asked for and not got, the oldest wish first.
    wishes: Sequence[Request]

    @property
    def marks(self) -> Mapping[Mark, int]:
        """Return how many languages have each mark."""
        counted = Counter(holding.mark for holding in self.holdings)
        return {mark: len(self.lacking) if mark == Mark.LACKING else counted[mark] for mark in Mark}

    @property
    def offered(self) -> Sequence[Holding]:
        """Return everything that was not called back, first what somebody has to do something about."""
        these = (holding for holding in self.holdings if holding.mark != Mark.RECALLED)
        return sorted(these, key=lambda holding: holding.urgency)

    @property
    def recalled(self) -> Sequence[Holding]:
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
    newest, older = _read(session, _deliveries(organisation_id), now)
    published = {holding.version.language for holding in newest if holding.version.status == Status.PUBLISHED}
    wishes = wishes_of(session, organisation_id)
    asked = {wish.language for wish in wishes if wish.medium == Medium.VERSION}
    needed = asked.union(_known(organisation.needed_languages))
    return Holdings(organisation, newest, sorted(needed - published, key=ORDER.__getitem__), older, wishes)


def holding_of(session: Session, delivery: Delivery, now: datetime) -> Holding | None:
    """Return what a delivery is to its recipient; None when a newer revision has taken its place."""
    version = delivery.version
    of_language = _deliveries(delivery.organisation_id).where(
        LanguageVersion.edition_id == version.edition_id, LanguageVersion.language == version.language
    )
    newest, older = _read(session, of_language, now)
    return next((holding for holding in (*newest, *older) if holding.delivery_id == delivery.id), None)


def usual_files(session: Session, holdings: Iterable[Holding]) -> Mapping[int, Rendition]:
    """Return the file that most people need of each version that is public, by the version's id. One query.

    It plays everywhere and is no larger than a computer needs, if there is such a file.
    """
    version_ids = [holding.version.id for holding in holdings if holding.version.status == Status.PUBLISHED]
    films = select(Rendition).where(Rendition.version_id.in_(version_ids), Rendition.kind == RenditionKind.FILM)
    shown = load_only(
        Rendition.version_id, Rendition.profile, Rendition.size_bytes, Rendition.height_px, Rendition.codecs
    )
    usual: dict[int, Rendition] = {}
    for file in session.scalars(films.options(shown).order_by(Rendition.height_px.desc(), Rendition.id)):
        known = usual.get(file.version_id or 0)
        if not file.for_newer_phones and (known is None or known.height_px > USUAL_HEIGHT_PX >= file.height_px):
            usual[file.version_id or 0] = file
    return usual


def first_offers(session: Session, holdings: Iterable[Holding]) -> Mapping[int, datetime]:
    """Return when each was offered first, by its delivery. Of all events, only these are read, in one query."""
    offers = select(DeliveryEvent.delivery_id, func.min(DeliveryEvent.at)).where(
        DeliveryEvent.delivery_id.in_([holding.delivery_id for holding in holdings]),
        DeliveryEvent.kind == EventKind.OFFERED,
    )
    return dict(session.execute(offers.group_by(DeliveryEvent.delivery_id)).all())


def by_need(version: LanguageVersion) -> tuple[int, int]:
    """Return what lists of versions are sorted by: the film, then the most needed language first."""
    return version.edition.film_id, ORDER[version.language]


def _known(tags: Iterable[str]) -> Iterator[str]:
    """Yield our tags for what an imported list calls languages; nobody could offer those that we do not know."""
    for tag in tags:
        with suppress(UnknownLanguage):
            yield canonical(tag)


def _deliveries(organisation_id: int) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Delivery.id,
            Delivery.standing,
            Delivery.version_id,
            Campaign.due_on,
            LanguageVersion.edition_id,
            LanguageVersion.language,
            LanguageVersion.revision,
            LanguageVersion.status,
            LanguageVersion.title,
            Edition.name.label("edition"),
            Edition.film_id,
            Recall.at.label("recalled_at"),
            Recall.reason,
        )
        .select_from(Delivery)
        .join(Campaign, Campaign.id == Delivery.campaign_id)
        .join(LanguageVersion, LanguageVersion.id == Delivery.version_id)
        .join(Edition, Edition.id == LanguageVersion.edition_id)
        .outerjoin(Recall, Recall.version_id == Delivery.version_id)
        .where(Delivery.organisation_id == organisation_id)
        .order_by(Delivery.id)
    )


def _read(session: Session, deliveries: Select[*tuple[Any, ...]], now: datetime) -> tuple[list[Holding], list[Holding]]:
    """Return the newest revision of each film and language that was sent out, and older ones that are not settled."""
    rows = session.execute(deliveries).all()
    films = _films(session, {row.film_id for row in rows})
    of_language: dict[tuple[int, str], list[Line]] = defaultdict(list)
    for row in rows:
        of_language[row.edition_id, row.language].append(row)
    newest: list[Holding] = []
    older: list[Holding] = []
    for revisions in of_language.values():
        sent_out = [row for row in revisions if row.status in OFFERED]
        latest = max(sent_out, key=lambda row: row.revision, default=None)
        for row in revisions:
            if row is latest:
                newest.append(_holding(row, revisions, films, now))
            elif row.standing in UNSETTLED:
                older.append(_holding(row, revisions, films, now))
    return sorted(newest, key=lambda holding: holding.need), older


def _films(session: Session, film_ids: Collection[int]) -> Mapping[int, HeldFilm]:
    told = (
        select(Film.id, Film.slug, FilmText.language, FilmText.title)
        .outerjoin(FilmText, FilmText.film_id == Film.id)
        .where(Film.id.in_(film_ids))
        .order_by(FilmText.language)
    )
    films: dict[int, HeldFilm] = {}
    for film_id, slug, language, title in session.execute(told):
        film = films.setdefault(film_id, HeldFilm(film_id, slug, {}))
        if language:
            film.titles[language] = title
    return films


def _holding(row: Line, revisions: Sequence[Line], films: Mapping[int, HeldFilm], now: datetime) -> Holding:
    """Return what a row amounts to among all revisions of its film and language that the organisation was offered."""
    version = HeldVersion(
        row.version_id, row.edition_id, row.edition, row.language, row.revision, Status(row.status), row.title
    )
    earlier = (one.revision for one in revisions if one.standing in HELD and one.revision < row.revision)
    later = (one.revision for one in revisions if one.standing not in CALLED_BACK and one.revision > row.revision)
    return Holding(
        row.id,
        films[row.film_id],
        version,
        row.standing,
        stage_at(row.standing, row.due_on, now),
        row.due_on,
        HeldRecall(row.recalled_at, row.reason) if row.recalled_at else None,
        older_revision=max(earlier, default=None),
        newer_revision=max(later, default=None),
    )
