"""What becomes of each row of a package, and what an import of it does."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from catalog.foundation.errors import FilmboteError
from catalog.production.models import Purpose
from catalog.production.packages.manifest import Kind, Line, Texts


class Outcome(StrEnum):
    """What becomes of a row."""

    ENTER = "enter"
    #: What it brings is here already.
    UNCHANGED = "unchanged"
    #: Nothing is wrong with it, but another row of its language is refused.
    HELD = "held"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Looked:
    """What a file of the package is, once it has been read."""

    size_bytes: int
    sha256: str
    #: It holds nothing but text.
    is_text: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """What becomes of one line of the manifest."""

    line: Line
    #: Our tag of its language; None where there is none.
    tag: str | None
    outcome: Outcome
    #: Which revision of its language it goes into; None where there is none.
    revision: int | None = None
    size_bytes: int = 0
    reasons: tuple[FilmboteError, ...] = ()

    @property
    def purpose(self) -> Purpose:
        """Return what its file is sent for."""
        return Purpose.FILM if self.line.kind is Kind.OWN else Purpose(self.line.kind or "")


@dataclass(frozen=True, slots=True)
class Entry:
    """One language of the package."""

    tag: str
    rows: tuple[Row, ...]
    texts: Texts
    revision: int
    outcome: Outcome

    @property
    def own_picture(self) -> bool:
        """Return whether it brings a picture for itself alone."""
        return any(row.line.kind is Kind.OWN for row in self.rows)

    @property
    def size_bytes(self) -> int:
        """Return how much it brings."""
        return sum(row.size_bytes for row in self.rows)


@dataclass(frozen=True, slots=True)
class Report:
    """What an import does."""

    slug: str
    #: The film itself is entered.
    new_film: bool
    #: Every line of the manifest, in its order.
    rows: Sequence[Row]
    #: Every language, in the order in which they are entered: what brings the picture first.
    entries: Sequence[Entry]
    #: Files that the manifest does not name.
    strays: Sequence[str]
    #: What stands in the way of everything.
    reasons: Sequence[FilmboteError]

    @property
    def refused(self) -> list[Row]:
        """Return the rows that have to be corrected."""
        return [row for row in self.rows if row.outcome is Outcome.REFUSED]

    @property
    def to_enter(self) -> list[Entry]:
        """Return the languages that are entered."""
        return [entry for entry in self.entries if entry.outcome is Outcome.ENTER]

    @property
    def unchanged(self) -> list[Entry]:
        """Return the languages whose files are here already."""
        return [entry for entry in self.entries if entry.outcome is Outcome.UNCHANGED]

    @property
    def about(self) -> list[Row]:
        """Return the rows with which a new film is entered."""
        return [row for row in self.rows if row.line.kind is Kind.ABOUT and row.outcome is Outcome.ENTER]

    def possible(self, *, skip_bad: bool) -> bool:
        """Return whether an import goes ahead; ``skip_bad`` leaves out what is refused."""
        return not self.reasons and (skip_bad or not self.refused)
