"""What a recipient has of one language, and what is wanted of it, as its pages say it. Pure."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from catalog.distribution.stages import CALLED_BACK, HELD, RECEIVABLE, RECEIVED, Stage, Standing
from catalog.films.languages import ORDER
from catalog.films.lifecycle import Status

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
class HeldFilm:
    """What pages say of a film."""

    id: int
    slug: str
    #: By the language of the interface.
    titles: dict[str, str]

    def title(self, language: str) -> str:
        """Return the title in ``language``, else in German, else in any language, else the slug."""
        return self.titles.get(language) or self.titles.get("de") or next(iter(self.titles.values()), self.slug)


@dataclass(frozen=True, slots=True)
class HeldVersion:
    """What pages say of a language version."""

    id: int
    edition_id: int
    #: The edition's name: "full", or that of an excerpt.
    edition: str
    language: str
    revision: int
    status: Status
    title: str


@dataclass(frozen=True, slots=True)
class HeldRecall:
    """When and why a revision was called back."""

    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Holding:
    """A version that was offered to the recipient, with everything that a list says of it."""

    delivery_id: int
    film: HeldFilm
    version: HeldVersion
    standing: Standing
    stage: Stage
    due_on: date | None
    recall: HeldRecall | None
    #: An earlier revision that the recipient has downloaded.
    older_revision: int | None
    #: Of a recalled version: the newer revision that has been offered since.
    newer_revision: int | None

    @property
    def mark(self) -> Mark:
        """Return what this amounts to."""
        if self.standing in CALLED_BACK:
            return Mark.RECALLED
        return Mark.HAVE if self.standing in HELD else Mark.WAITING

    @property
    def need(self) -> tuple[int, int]:
        """Return what lists are sorted by: the film, then the most needed language first."""
        return self.film.id, ORDER[self.version.language]

    @property
    def wants_receipt(self) -> bool:
        """Return whether it was downloaded and nobody has said that it plays."""
        return self.standing in RECEIVABLE

    @property
    def wants_download(self) -> bool:
        """Return whether no whole copy of it is there."""
        return self.standing not in CALLED_BACK | RECEIVABLE | RECEIVED

    @property
    def urgency(self) -> int:
        """Return its place among what is there: what waits, then what was downloaded or begun, then the rest."""
        wanted = (self.mark == Mark.WAITING, self.wants_receipt, self.wants_download)
        return next((place for place, is_wanted in enumerate(wanted) if is_wanted), len(wanted))

    @property
    def wants_settling(self) -> bool:
        """Return whether it was called back, and a copy has to be destroyed or replaced."""
        return self.standing in UNSETTLED
