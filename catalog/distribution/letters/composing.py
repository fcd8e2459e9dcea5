"""What a letter to an organisation says: as true as at the moment at which it is composed, with a fresh way in."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, aliased

from catalog.distribution.letters import texts, unsubscribing
from catalog.distribution.letters.texts import Told
from catalog.distribution.models import Delivery, MailingKind, Recall
from catalog.distribution.stages import CALLED_BACK, CAN_BE_OVERDUE, Standing, today
from catalog.films.lifecycle import Status
from catalog.films.models import LanguageVersion
from catalog.foundation.config import Config
from catalog.foundation.stationery import LetterText
from catalog.people import links
from catalog.people.contacts import Addressee
from catalog.people.models import Organisation

#: A copy of what was called back is out there.
UNSETTLED = frozenset({Standing.TO_SETTLE, Standing.LOST})
#: Of what a letter tells as long as it has not left: a film may have been recalled or acknowledged in the meantime.
STILL: Mapping[MailingKind, ColumnElement[bool]] = MappingProxyType(
    {
        MailingKind.OFFER: LanguageVersion.status == Status.PUBLISHED,
        MailingKind.REMINDER: Delivery.standing.in_(CAN_BE_OVERDUE) & (LanguageVersion.status == Status.PUBLISHED),
        MailingKind.RECALL: Delivery.standing.in_(CALLED_BACK - {Standing.SETTLED}),
        MailingKind.RECALL_REMINDER: Delivery.standing.in_(UNSETTLED),
    }
)


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter that is written and not yet in the outbox."""

    to: str
    text: LetterText
    #: Where its reader ends letters of its kind; empty where nobody can.
    unsubscribe_url: str


def drafts(
    session: Session,
    config: Config,
    kind: MailingKind,
    due: Mapping[int, Sequence[Delivery]],
    addressees: Mapping[int, Addressee],
    now: datetime,
) -> Mapping[int, Draft]:
    """Return what organisations are told, by organisation, in as many questions for a hundred as for one.

    Args:
        session: a writing session; each letter gets a link of its own.
        config: where the house is to be found.
        kind: why they are written to.
        due: of what each is told, at least of one delivery.
        addressees: where the letters of each go.
        now: this moment.
    """
    names = dict(session.execute(select(Organisation.id, Organisation.name).where(Organisation.id.in_(due))).all())
    addresses = {link.organisation_id: links.address_of(config, link) for link in links.issue(session, due)}
    composing = _Composing(session, kind, due, today(now))
    written = {}
    for organisation_id, deliveries in due.items():
        addressee, unsubscribe = addressees[organisation_id], ""
        if kind == MailingKind.REMINDER:
            unsubscribe = unsubscribing.address(config, organisation_id, addressee.contact_id)
        places = {
            texts.ADDRESS: addresses[organisation_id],
            texts.UNSUBSCRIBE: unsubscribe,
            texts.RECIPIENT: names[organisation_id],
        }
        text = composing.text(deliveries, addressee.language).filled(places)
        written[organisation_id] = Draft(addressee.email, text, unsubscribe)
    return written


class _Composing:
    """Writes what many recipients are told only once."""

    def __init__(self, session: Session, kind: MailingKind, due: Mapping[int, Sequence[Delivery]], day: date) -> None:
        self._kind, self._day = kind, day
        versions = {delivery.version_id for deliveries in due.values() for delivery in deliveries}
        self._reasons, self._newer, self._replaced = {}, {}, {}
        if kind == MailingKind.OFFER:
            self._replaced = _still_to_replace(session, versions, due)
        else:
            self._reasons, self._newer = _reasons(session, versions), _newer(session, versions)
        self._texts: dict[tuple[object, ...], LetterText] = {}

    def text(self, deliveries: Sequence[Delivery], language: str) -> LetterText:
        """Return what somebody is told of these deliveries, with signs where the recipient belongs."""
        matter = (
            language,
            *((delivery.version_id, delivery.campaign_id, self._replaces(delivery)) for delivery in deliveries),
        )
        if matter not in self._texts:
            self._texts[matter] = self._composed(deliveries, language)
        return self._texts[matter]

    def _composed(self, deliveries: Sequence[Delivery], language: str) -> LetterText:
        told = [
            Told(
                delivery.version,
                delivery.campaign.due_on,
                self._reasons.get(delivery.version_id, ""),
                self._newer.get(delivery.version_id),
                self._replaces(delivery),
            )
            for delivery in deliveries
        ]
        words = dict.fromkeys(texts.words_in(delivery.campaign.words, language) for delivery in deliveries)
        return texts.compose(self._kind, language, told, self._day, [said for said in words if said])

    def _replaces(self, delivery: Delivery) -> int | None:
        return self._replaced.get((delivery.organisation_id, delivery.version_id))


def _reasons(session: Session, versions: Collection[int]) -> dict[int, str]:
    """Return why versions were called back, by version."""
    return dict(session.execute(select(Recall.version_id, Recall.reason).where(Recall.version_id.in_(versions))).all())


def _newer(session: Session, versions: Collection[int]) -> dict[int, int]:
    """Return the public revision that takes the place of each of these versions; none where there is none."""
    old, new = aliased(LanguageVersion), aliased(LanguageVersion)
    asked = (
        select(old.id, func.max(new.revision))
        .join(new, (new.edition_id == old.edition_id) & (new.language == old.language) & (new.revision > old.revision))
        .where(old.id.in_(versions), new.status == Status.PUBLISHED)
        .group_by(old.id)
    )
    return dict(session.execute(asked).all())


def _still_to_replace(
    session: Session, versions: Collection[int], organisations: Collection[int]
) -> dict[tuple[int, int], int]:
    """Return which recalled revision an organisation has still to replace by a version, by organisation and version."""
    old, new = aliased(LanguageVersion), aliased(LanguageVersion)
    asked = (
        select(Delivery.organisation_id, new.id, func.max(old.revision))
        .join(old, old.id == Delivery.version_id)
        .join(new, (new.edition_id == old.edition_id) & (new.language == old.language) & (new.revision > old.revision))
        .where(new.id.in_(versions), Delivery.organisation_id.in_(organisations), Delivery.standing.in_(UNSETTLED))
        .group_by(Delivery.organisation_id, new.id)
    )
    return {(organisation_id, version_id): revision for organisation_id, version_id, revision in session.execute(asked)}
