"""What a film has cost so far: its picture once, and each language that is laid over it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from catalog.films import register
from catalog.films.models import Edition, Film, LanguageVersion, Picture, Rendition, RenditionKind
from catalog.foundation.queue import Job
from catalog.production import workbench
from catalog.production.setbacks import picture_subject
from catalog.production.workbench import Cost


@dataclass(frozen=True, slots=True)
class Item:
    """Something that was made once, and what that took."""

    cost: Cost
    #: Of the files that were made; what the ministry handed in is not among them.
    stored_bytes: int


@dataclass(frozen=True, slots=True)
class PictureItem(Item):
    """A picture in all its sizes, which its languages share."""

    picture: Picture


@dataclass(frozen=True, slots=True)
class LanguageItem(Item):
    """A language, in its newest revision. Films that are put together from other files take no room of their own."""

    version: LanguageVersion
    #: Of all films in it that can be downloaded.
    offered_bytes: int
    #: Its processor time against that of its picture; None when either has cost nothing.
    share: float | None


@dataclass(frozen=True, slots=True)
class Bill:
    """All that a film has cost so far."""

    pictures: Sequence[PictureItem]
    languages: Sequence[LanguageItem]

    @property
    def items(self) -> list[Item]:
        """Return everything on the bill."""
        return [*self.pictures, *self.languages]

    @property
    def cost(self) -> Cost:
        """Return the cost of the whole film."""
        return Cost(sum(item.cost.cpu_s for item in self.items), sum(item.cost.wall_s for item in self.items))

    @property
    def stored_bytes(self) -> int:
        """Return how much room the whole film takes."""
        return sum(item.stored_bytes for item in self.items)

    @property
    def offered_bytes(self) -> int:
        """Return how much can be downloaded of it."""
        return sum(item.offered_bytes for item in self.languages)

    @property
    def most_cpu_s(self) -> float:
        """Return the processor time of the dearest item, against which the others are drawn."""
        return max((item.cost.cpu_s for item in self.items), default=0.0)


@dataclass(frozen=True, slots=True)
class Total:
    """What a film has cost with every revision that it ever had."""

    film: Film
    cpu_s: float
    #: Of the files that were made. One that several revisions share is counted once.
    stored_bytes: int


def totals(session: Session) -> list[Total]:
    """Return what each film has cost, the dearest first, in a fixed number of queries."""
    versions = select(LanguageVersion.id, Edition.film_id).join(Edition, Edition.id == LanguageVersion.edition_id)
    pictures = select(Picture.id, Edition.film_id).join(Edition, Edition.id == Picture.edition_id)
    film_of_version = dict(session.execute(versions).all())
    film_of_picture = dict(session.execute(pictures).all())
    cpu_s: dict[int, float] = defaultdict(float)
    for subject, seconds in session.execute(select(Job.subject, func.sum(Job.cpu_s)).group_by(Job.subject)):
        kind, _, number = subject.partition(":")
        owners = film_of_picture if kind == "picture" else film_of_version if kind == "version" else {}
        if number.isdecimal() and (film_id := owners.get(int(number))):
            cpu_s[film_id] += seconds
    stored: dict[int, dict[str, int]] = defaultdict(dict)
    files = select(Rendition.version_id, Rendition.picture_id, Rendition.sha256, Rendition.size_bytes)
    for version_id, picture_id, sha256, size_bytes in session.execute(files.where(Rendition.recipe_sha256.is_(None))):
        owner = film_of_version.get(version_id or 0) or film_of_picture[picture_id or 0]
        stored[owner][sha256] = size_bytes
    found = [Total(film, cpu_s[film.id], sum(stored[film.id].values())) for film in register.films(session)]
    return sorted(found, key=lambda total: -total.cpu_s)


def bill(session: Session, film: Film) -> Bill:
    """Return what a film has cost so far, in a fixed number of queries."""
    pictures = session.scalars(
        select(Picture).join(Edition).where(Edition.film_id == film.id).order_by(Picture.id)
    ).all()
    costs = workbench.costs_of(session, [picture_subject(picture.id) for picture in pictures])
    by_picture = {picture.id: costs.get(picture_subject(picture.id), Cost()) for picture in pictures}
    lines = workbench.lines(session, film)
    versions = [line.version.id for line in lines]
    stored = Rendition.recipe_sha256.is_(None)
    picture_bytes = _bytes(session, Rendition.picture_id, list(by_picture), stored)
    own_bytes = _bytes(session, Rendition.version_id, versions, stored)
    offered_bytes = _bytes(session, Rendition.version_id, versions, Rendition.kind == RenditionKind.FILM)
    return Bill(
        pictures=[
            PictureItem(by_picture[picture.id], picture_bytes.get(picture.id, 0), picture) for picture in pictures
        ],
        languages=[
            LanguageItem(
                cost=line.cost,
                stored_bytes=own_bytes.get(line.version.id, 0),
                version=line.version,
                offered_bytes=offered_bytes.get(line.version.id, 0),
                share=_share(line.cost, by_picture.get(line.version.picture_id or 0, Cost())),
            )
            for line in lines
        ],
    )


def _bytes(
    session: Session, owner: InstrumentedAttribute[int | None], ids: list[int], which: ColumnElement[bool]
) -> dict[int, int]:
    """Return the size of the files of each owner."""
    summed = select(owner, func.sum(Rendition.size_bytes)).where(owner.in_(ids), which).group_by(owner)
    return {number: int(size_bytes) for number, size_bytes in session.execute(summed) if number is not None}


def _share(language: Cost, picture: Cost) -> float | None:
    return language.cpu_s / picture.cpu_s if language.cpu_s and picture.cpu_s else None
