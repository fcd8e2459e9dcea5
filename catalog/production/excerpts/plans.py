"""What an excerpt of a film can be cut from, and what it would be and cost before anything is cut."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from catalog.films import register, storyboards
from catalog.films.languages import ORDER
from catalog.films.lifecycle import Status
from catalog.films.models import FULL, Edition, Film, LanguageVersion, Picture, PictureStatus, Rendition, RenditionKind
from catalog.films.storyboards import Tile
from catalog.foundation.errors import N_, Refused
from catalog.people.permissions import Action, Actor, require
from catalog.production import encoding, workbench
from catalog.production.excerpts import spans
from catalog.production.excerpts.spans import Span
from catalog.production.setbacks import picture_subject

#: A version in one of these is good enough to be cut; the excerpt is reviewed by itself.
GOOD = (Status.IN_REVIEW, Status.APPROVED, Status.PUBLISHED)


class NothingToCut(Refused):
    """No language of the film is finished yet."""

    sentence = N_("No language of this film is finished yet. Please cut the excerpt when the first one is.")


@dataclass(frozen=True, slots=True)
class Offer:
    """What an excerpt can be cut from."""

    film: Film
    #: The newest finished revision in each language; at least one.
    finished: Sequence[LanguageVersion]

    @property
    def watched(self) -> LanguageVersion:
        """Return the version in which the excerpt is chosen: the original, else that of the most needed language."""
        return min(self.finished, key=lambda version: ORDER[version.language])

    @property
    def picture(self) -> Picture:
        """Return the picture whose frames are counted."""
        return picture_of(self.watched)

    @property
    def size(self) -> Rendition | None:
        """Return the smallest file in which it can be watched on a page."""
        films = [file for file in self.watched.renditions if file.kind == RenditionKind.FILM and not file.burned_in]
        return min(films, key=lambda file: (file.for_newer_phones, file.size_bytes), default=None)

    @property
    def tiles(self) -> list[Tile]:
        """Return small frames of the whole film; none before they have been made."""
        board = self.picture.storyboard
        return storyboards.tiles(board, self.picture.duration_s) if board else []

    @property
    def languages(self) -> list[str]:
        """Return the languages in which it will be cut, the most needed first."""
        return sorted((version.language for version in self.finished), key=ORDER.__getitem__)

    @property
    def pictures(self) -> int:
        """Return how many pictures will be encoded: one, and one for each version that has its own."""
        return len({(picture.source_sha256, picture.own) for picture in map(picture_of, self.finished)})

    @property
    def shortest_s(self) -> float:
        """Return how long the film is in the language in which it is shortest."""
        return min(picture_of(version).duration_s for version in self.finished)

    def snapped(self, from_s: float, to_s: float) -> Span:
        """Return the frames that are nearest to two moments.

        Raises:
            BadSpan: they do not lie inside the film, or too near to each other.
        """
        return spans.snapped(from_s, to_s, fps=Fraction(self.picture.fps), film_s=self.shortest_s)

    def free_name(self, span: Span) -> str:
        """Return a short name for these frames that no other excerpt of the film has."""
        return spans.proposed_name(span, {edition.name for edition in self.film.editions})


@dataclass(frozen=True, slots=True)
class Plan:
    """What an excerpt would be, and what it would cost."""

    span: Span
    name: str
    languages: Sequence[str]
    pictures: int
    #: Processor time that its pictures will take, as the film's own took it; None when that is not known.
    cpu_s: float | None


def offer(session: Session, film: Film) -> Offer | None:
    """Return what an excerpt of a film can be cut from; None when no language is finished. In two queries."""
    found = finished(session, film.id)
    return Offer(film, found) if found else None


def plan(session: Session, slug: str, from_s: float, to_s: float, *, by: Actor) -> Plan:
    """Return what an excerpt between two moments would be; nothing is entered.

    Raises:
        NoSuchFilm, BadSpan, NothingToCut: as ``enter``.
    """
    require(by, Action.UPLOAD)
    found = offered(session, register.film(session, slug))
    span = found.snapped(from_s, to_s)
    pictures = {picture.id: picture for picture in map(picture_of, found.finished)}
    costs = workbench.costs_of(session, [picture_subject(number) for number in pictures])
    spent_s = sum(cost.cpu_s for cost in costs.values())
    film_s = sum(picture.duration_s for picture in pictures.values())
    return Plan(
        span=span,
        name=found.free_name(span),
        languages=found.languages,
        pictures=found.pictures,
        cpu_s=spent_s * span.duration_s * found.pictures / film_s if spent_s else None,
    )


def offered(session: Session, film: Film) -> Offer:
    """Return what an excerpt can be cut from.

    Raises:
        NothingToCut: no language is finished.
    """
    if found := offer(session, film):
        return found
    raise NothingToCut


def picture_of(version: LanguageVersion) -> Picture:
    """Return the picture of a finished version; it has one."""
    if version.picture is None:
        raise encoding.PictureFailed
    return version.picture


def finished(session: Session, film_id: int) -> Sequence[LanguageVersion]:
    """Return the newest finished revision of the full film in each language."""
    all_finished = (
        select(LanguageVersion)
        .join(Edition)
        .where(Edition.film_id == film_id, Edition.name == FULL, LanguageVersion.status.in_(GOOD))
        .options(selectinload(LanguageVersion.picture))
    )
    newest = {version.language: version for version in session.scalars(all_finished.order_by(LanguageVersion.revision))}
    return [version for version in newest.values() if version.picture and version.picture.status == PictureStatus.READY]
