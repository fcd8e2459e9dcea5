"""What showings a recipient has reported, and those whose place it has taken: the question behind its pages."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.distribution.models import Screening
from catalog.distribution.responses.screenings import counts
from catalog.films.models import LanguageVersion
from catalog.people.models import Organisation


@dataclass(frozen=True, slots=True)
class Showing:
    """One showing."""

    screening_id: int
    held_on: date
    version: LanguageVersion
    #: How many people watched, about.
    audience: int
    place: str
    #: False when it was reported by mistake and taken back.
    counts: bool
    #: The organisation of before that has reported it; None when it was this one.
    predecessor: Organisation | None

    @property
    def can_be_taken_back(self) -> bool:
        """Return whether the organisation may say that its report was a mistake."""
        return self.counts and self.predecessor is None


def showings_of(session: Session, organisation_id: int, predecessors: Iterable[Organisation] = ()) -> Sequence[Showing]:
    """Return what an organisation and its predecessors have reported, the latest day first. One query."""
    before = {one.id: one for one in predecessors}
    asked = (
        select(Screening, LanguageVersion, counts())
        .join(LanguageVersion, LanguageVersion.id == Screening.version_id)
        .where(Screening.organisation_id.in_([organisation_id, *before]))
        .order_by(Screening.held_on.desc(), Screening.id.desc())
    )
    return [
        Showing(told.id, told.held_on, version, told.audience, told.place, counting, before.get(told.organisation_id))
        for told, version, counting in session.execute(asked)
    ]


def usual_language(showings: Iterable[Showing]) -> str | None:
    """Return the tag of the language that was shown most, of those as often the latest; None when none was."""
    shown = Counter(showing.version.language for showing in showings if showing.counts)
    return next((tag for tag, _ in shown.most_common(1)), None)


def usual_places(showings: Iterable[Showing], most: int = 10) -> list[str]:
    """Return where an organisation has shown films, the most usual place first."""
    places = Counter(showing.place for showing in showings if showing.counts and showing.place)
    return [place for place, _ in places.most_common(most)]
