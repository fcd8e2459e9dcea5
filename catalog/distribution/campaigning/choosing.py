"""What a campaign can be made of: versions that are public, and everything by which recipients can be picked."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from catalog.distribution.ledger import OFFERED
from catalog.films.languages import ORDER
from catalog.films.lifecycle import Status
from catalog.films.models import Edition, LanguageVersion
from catalog.people import organisations
from catalog.people.models import Organisation, OrganisationGroup

#: What somebody may have been offered.
SENT_OUT = (*OFFERED, Status.SUPERSEDED)


@dataclass(frozen=True, slots=True)
class Choices:
    """What the form of a campaign offers."""

    versions: Sequence[LanguageVersion]
    #: What somebody may hold, or not have acknowledged.
    sent_out: Sequence[LanguageVersion]
    districts: Sequence[Organisation]
    groups: Sequence[OrganisationGroup]


def choices(session: Session) -> Choices:
    """Return what can be chosen; of each film the most needed language comes first."""
    asked = select(LanguageVersion).where(LanguageVersion.status.in_(SENT_OUT))
    whole = asked.options(joinedload(LanguageVersion.edition).joinedload(Edition.film))
    sent_out = sorted(session.scalars(whole), key=_place)
    return Choices(
        versions=[version for version in sent_out if version.status == Status.PUBLISHED],
        sent_out=sent_out,
        districts=organisations.districts(session),
        groups=session.scalars(select(OrganisationGroup).order_by(OrganisationGroup.name)).all(),
    )


def _place(version: LanguageVersion) -> tuple[int, int, int, int]:
    return version.edition.film_id, version.edition_id, ORDER[version.language], -version.revision
