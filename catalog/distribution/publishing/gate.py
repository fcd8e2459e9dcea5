"""What must be so before a version leaves the house, and what stands in its way. Pure."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from catalog.films.contacts import address_of
from catalog.foundation.errors import N_, Refused


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the gate asks about a version."""

    has_films: bool
    #: In the language that is spoken; for a sign language, in German.
    has_captions: bool
    entered_by_id: int | None
    approved_by_id: int | None
    blocking_findings: int
    #: The last day on which the film may be shown; None when the rights do not end.
    rights_until: date | None
    contact: str
    #: The day of the publication.
    day: date


class Obstacle(Refused):
    """Something stands in the way of publishing a version."""

    #: What is so when it does not stand in the way.
    wanted: ClassVar[str]
    #: Whether an administrator may let the version pass nevertheless.
    can_be_overridden: ClassVar[bool] = True

    @classmethod
    def of(cls, facts: Facts) -> "Obstacle | None":
        """Return this obstacle when it stands in the way."""
        raise NotImplementedError


class FilesMissing(Obstacle):
    """The workshop has made nothing that could be downloaded."""

    wanted = N_("The film files are there")
    sentence = N_("There is no finished film file for this version yet. Please wait until processing has ended.")
    can_be_overridden = False

    @classmethod
    def of(cls, facts: Facts) -> Obstacle | None:
        """Return it when nothing could be sent out."""
        return None if facts.has_films else cls()


class CaptionsMissing(Obstacle):
    """A version without captions in its own language shuts out everybody who cannot hear."""

    wanted = N_("The captions are there")
    sentence = N_("This version has no captions yet. Please upload a caption file before you publish it.")

    @classmethod
    def of(cls, facts: Facts) -> Obstacle | None:
        """Return it when there are none in the version's own language."""
        return None if facts.has_captions else cls()


class SignOffMissing(Obstacle):
    """Nobody but the one who entered the version has said that it is right."""

    wanted = N_("A second person has approved it")
    sentence = N_("No second person has approved this version. Please send it to a colleague for review.")

    @classmethod
    def of(cls, facts: Facts) -> Obstacle | None:
        """Return it when there was no second pair of eyes."""
        signed_off = facts.approved_by_id is not None and facts.approved_by_id != facts.entered_by_id
        return None if signed_off else cls()


class FindingsOpen(Obstacle):
    """Inspection has found something that must be mended."""

    wanted = N_("Inspection has found nothing that must be mended")
    sentence = N_("Inspection has found something that must be mended. Please mend it and hand the files in again.")

    @classmethod
    def of(cls, facts: Facts) -> Obstacle | None:
        """Return it when a blocking finding is open."""
        return cls() if facts.blocking_findings else None


class RightsEnded(Obstacle):
    """The film may not be shown any more."""

    wanted = N_("The rights are valid")
    sentence = N_("The rights to this film end on %(day)s. Please agree on a later day and enter it with the film.")

    @classmethod
    def of(cls, facts: Facts) -> Obstacle | None:
        """Return it when the last permitted day is over; on that day itself the film may still go out."""
        last_day = facts.rights_until
        return None if last_day is None or last_day >= facts.day else cls(day=last_day.isoformat())


class ContactMissing(Obstacle):
    """A viewer with a question would not know whom to ask."""

    wanted = N_("A contact for questions is named")
    sentence = N_(
        "No contact is named for this film. Please enter a mail address, a telephone number or a page with the film."
    )

    @classmethod
    def of(cls, facts: Facts) -> Obstacle | None:
        """Return it when nobody could be reached."""
        return None if address_of(facts.contact) else cls()


#: In the order in which a page lists them.
CONDITIONS: tuple[type[Obstacle], ...] = (
    FilesMissing,
    CaptionsMissing,
    SignOffMissing,
    FindingsOpen,
    RightsEnded,
    ContactMissing,
)


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the list that is gone through before publishing."""

    wanted: str
    #: None when this is as it should be.
    obstacle: Obstacle | None


def checks(facts: Facts) -> list[Check]:
    """Return every condition, fulfilled or not."""
    return [Check(condition.wanted, condition.of(facts)) for condition in CONDITIONS]


def obstacles(facts: Facts, overridden: Collection[str] = ()) -> list[Obstacle]:
    """Return what stands in the way, without that of whose code an administrator has said that it shall not count.

    What cannot be overridden counts always.
    """
    found = [check.obstacle for check in checks(facts) if check.obstacle]
    return [each for each in found if not (each.can_be_overridden and each.code in overridden)]
