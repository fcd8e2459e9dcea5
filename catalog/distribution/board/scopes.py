"""What a question about the state of things is narrowed to: a film, a language, a campaign, recipients."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cache

from sqlalchemy import ColumnElement, CompoundSelect, Select, and_, select, union

from catalog.distribution import ledger
from catalog.distribution.models import Delivery, Mailing, MailingDelivery, MailingKind
from catalog.distribution.recipients import RECIPIENTS
from catalog.films.models import Edition, Film, LanguageVersion
from catalog.people.models import Organisation, OrganisationKind

#: Who is on the board: whoever is offered everything, and those whom a campaign may pick.
COUNTED = (*RECIPIENTS, OrganisationKind.DISTRICT)

#: Who is not on the board any more, or never was.
OUTSIDERS = select(Organisation.id).where(~and_(Organisation.active, Organisation.kind.in_(COUNTED)))


@dataclass(frozen=True, slots=True)
class Scope:
    """Which deliveries are meant: those that fit everything that is said here. Empty, it means all that count today."""

    #: Short name of a film.
    film: str = ""
    #: BCP 47 tag.
    language: str = ""
    campaign_id: int | None = None
    kind: OrganisationKind | None = None
    #: AGS of a district.
    district: str = ""
    #: Whether a campaign's revisions count that have been replaced since. Without a campaign none of them does.
    replaced: bool = True

    @property
    def key(self) -> str:
        """Return the name of the question, such as "board/district:06435"."""
        said = {
            "film": self.film,
            "language": self.language,
            "campaign": self.campaign_id,
            "kind": self.kind,
            "district": self.district,
        }
        return "/".join(["board", *(f"{word}:{value}" for word, value in said.items() if value)])

    @property
    def waiting(self) -> "Scope":
        """Return the same without what has been replaced since: nobody is asked for a receipt of that any more."""
        return replace(self, replaced=False)

    @property
    def versions(self) -> Select[int]:
        """Select the ids of the versions that are meant."""
        chosen = select(LanguageVersion.id) if self._of_any_day else ledger.on_offer()
        if self.film:
            chosen = chosen.join(Edition, Edition.id == LanguageVersion.edition_id).join(Film)
            chosen = chosen.where(Film.slug == self.film)
        return chosen.where(LanguageVersion.language == self.language) if self.language else chosen

    @property
    def recipients(self) -> ColumnElement[bool]:
        """Return the condition that an organisation is meant."""
        kinds = (self.kind,) if self.kind else COUNTED
        meant = and_(Organisation.active, Organisation.kind.in_(kinds))
        return and_(meant, Organisation.district_key == self.district) if self.district else meant

    @property
    def deliveries(self) -> ColumnElement[bool]:
        """Return the condition that a delivery is meant."""
        return self.of_anybody if self.is_of_some else and_(self.of_anybody, Delivery.organisation_id.not_in(OUTSIDERS))

    @property
    def is_of_some(self) -> bool:
        """Return whether only some recipients are meant."""
        return bool(self.kind or self.district)

    @property
    def of_anybody(self) -> ColumnElement[bool]:
        """Return the condition without looking whether its recipient is still on the board, unless only some are meant.

        Of a million deliveries nearly all are meant: it is quicker to leave out
        the others afterwards than to look each of them up.
        """
        meant = [self._of_versions]
        if self.campaign_id:
            offered = offered_by([self.campaign_id]).subquery()
            meant.append(Delivery.id.in_(select(offered.c.delivery_id)))
        if self.is_of_some:
            meant.append(Delivery.organisation_id.in_(select(Organisation.id).where(self.recipients)))
        return and_(*meant)

    @property
    def _of_any_day(self) -> bool:
        return self.replaced and self.campaign_id is not None

    @property
    def _of_versions(self) -> ColumnElement[bool]:
        if self.film or self.language or self._of_any_day:
            return Delivery.version_id.in_(self.versions)
        return _of_what_is_on_offer()


@cache
def _of_what_is_on_offer() -> ColumnElement[bool]:
    return Delivery.version_id.not_in(select(LanguageVersion.id).where(LanguageVersion.id.not_in(ledger.on_offer())))


def offered_by(campaigns: Collection[int]) -> CompoundSelect[tuple[int, int]]:
    """Select which deliveries campaigns have offered: of_campaign, delivery_id.

    A delivery is with the latest campaign that offered it; that an earlier one
    did stands in its mailing.
    """
    current = select(Delivery.campaign_id.label("of_campaign"), Delivery.id.label("delivery_id"))
    told = select(Mailing.campaign_id, MailingDelivery.delivery_id).join(
        MailingDelivery, MailingDelivery.mailing_id == Mailing.id
    )
    return union(
        current.where(Delivery.campaign_id.in_(campaigns)),
        told.where(Mailing.campaign_id.in_(campaigns), Mailing.kind == MailingKind.OFFER),
    )


EVERYTHING = Scope()
