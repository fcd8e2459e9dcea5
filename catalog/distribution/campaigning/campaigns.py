"""Campaigns: these versions to these recipients until a day, in one act that is the same act when it comes twice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, exists, insert, literal, select, update
from sqlalchemy.orm import Session

from catalog.distribution import ledger
from catalog.distribution.campaigning import picking, previewing
from catalog.distribution.campaigning.picking import Pick
from catalog.distribution.campaigning.previewing import Fate
from catalog.distribution.letters import mailings, reminding
from catalog.distribution.models import Campaign, Delivery, MailingKind
from catalog.distribution.publishing.publication import DueDayPassed
from catalog.distribution.stages import CAN_BE_OVERDUE, EventKind, today
from catalog.films.lifecycle import Status
from catalog.films.models import LanguageVersion
from catalog.films.register import NoSuchVersion
from catalog.foundation import audit
from catalog.foundation.database import alone, utc_now
from catalog.foundation.errors import N_, Invalid, NotFound, Refused
from catalog.people.models import Organisation
from catalog.people.permissions import Action, Actor, require

remind = reminding.remind

LONGEST_NAME, LONGEST_WORDS, LONGEST_KEY = 200, 4000, 64


class NothingChosen(Invalid):
    """A campaign without a film."""

    sentence = N_("Please choose at least one language version.")


class NobodyPicked(Invalid):
    """A campaign to nobody."""

    sentence = N_("Nobody in the register fits what you have chosen. Please choose other recipients.")


class NothingToTell(Refused):
    """Everybody who was picked has acknowledged everything that was chosen."""

    sentence = N_("Everybody you have picked has acknowledged all of this already. There is nothing to send.")


class NotPublic(Refused):
    """A version was chosen that nobody may have yet, or not any more."""

    sentence = N_(
        "Revision %(revision)d in the language “%(language)s” is not public, or was replaced. "
        "Please choose the one that is public now."
    )


class RecalledMeanwhile(Refused):
    """A version was chosen that has been called back."""

    sentence = N_(
        "Revision %(revision)d in the language “%(language)s” has been recalled and goes to nobody any more. "
        "Please take it out of the campaign."
    )


class NameTooLong(Invalid):
    """The name does not fit on a line."""

    sentence = N_("The name may have at most %(most)d characters.")


class WordsTooLong(Invalid):
    """The words beside the usual ones are longer than a letter."""

    sentence = N_("Your own words in the letter may have at most %(most)d characters in each language.")


class KeyMissing(Invalid):
    """The form came without the number that keeps it from being sent twice."""

    sentence = N_("This form is not complete. Please begin the campaign again.")


class NoSuchCampaign(NotFound):
    """There is no such campaign."""

    sentence = N_("There is no such campaign.")


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a form that was sent."""

    campaign: Campaign
    #: False when the same form had been sent before: then this is what it came to.
    is_new: bool


def campaign_of(session: Session, campaign_id: int) -> Campaign:
    """Return a campaign.

    Raises:
        NoSuchCampaign: there is none.
    """
    campaign = session.get(Campaign, campaign_id)
    if campaign is None:
        raise NoSuchCampaign
    return campaign


def check(
    session: Session,
    versions: Sequence[int],
    pick: Pick,
    *,
    name: str = "",
    due_on: date | None = None,
    words: Mapping[str, str] | None = None,
    locked: bool = False,
) -> list[LanguageVersion]:
    """Return the versions of a campaign that could be sent now, in the order of their ids.

    Raises:
        NothingChosen, NoSuchVersion, NotPublic, RecalledMeanwhile: something is wrong with the versions.
        UnknownOrganisation, NoSuchGroup: the district or the group is not there.
        DueDayPassed, NameTooLong, WordsTooLong: see there.
    """
    if len(name.strip()) > LONGEST_NAME:
        raise NameTooLong(most=LONGEST_NAME)
    if any(len(text) > LONGEST_WORDS for text in (words or {}).values()):
        raise WordsTooLong(most=LONGEST_WORDS)
    if due_on and due_on < today(utc_now()):
        raise DueDayPassed(day=due_on)
    picking.named(session, pick)
    return _public(session, versions, locked=locked)


def send(
    session: Session,
    versions: Sequence[int],
    pick: Pick,
    name: str,
    due_on: date | None,
    words: Mapping[str, str],
    key: str,
    *,
    by: Actor,
) -> Sent:
    """Offer versions to everybody who is picked, and order the letters: one act, whole or not at all.

    Whoever was offered a version before and has not acknowledged it is
    offered it again, and the new day counts. Whoever has acknowledged it is
    left alone.

    ``words`` is what the letters say beside the usual words, by their
    language. ``key`` is the number of the form: a form that comes twice is
    one campaign.

    Raises:
        NobodyPicked, NothingToTell: there would be no letter.
        KeyMissing: ``key`` is none.
        NotPermitted: the role does not allow it.
        And whatever ``check`` raises.
    """
    require(by, Action.CAMPAIGN)
    if not key or len(key) > LONGEST_KEY:
        raise KeyMissing
    alone(session.connection(), f"campaign:{key}")
    if known := session.scalar(select(Campaign).where(Campaign.key == key)):
        return Sent(known, is_new=False)
    chosen = check(session, versions, pick, name=name, due_on=due_on, words=words, locked=True)
    ids = [version.id for version in chosen]
    tally = _tally(previewing.fates(session, ids, pick))
    if not sum(tally.values()):
        raise NobodyPicked
    if not tally[Fate.NEW] + tally[Fate.AGAIN]:
        raise NothingToTell
    now = utc_now()
    own_words = {language: text.strip() for language, text in words.items() if text.strip()}
    campaign = Campaign(
        versions=chosen,
        name=name.strip(),
        begun_at=now,
        begun_by_id=by.account_id,
        due_on=due_on,
        picked=pick.told(),
        words=own_words,
        key=key,
    )
    session.add(campaign)
    session.flush()
    _offer(session, campaign, ids, pick, by, now)
    audit.record(
        session,
        by,
        "sent a campaign",
        f"campaign:{campaign.id}",
        name=campaign.name,
        versions=ids,
        picked=campaign.picked,
        due_on=due_on.isoformat() if due_on else None,
        **{fate.value: count for fate, count in tally.items()},
    )
    return Sent(campaign, is_new=True)


def extend(session: Session, campaign_id: int, due_on: date, *, by: Actor) -> Campaign:
    """Give the recipients of a campaign another day for their acknowledgements.

    Raises:
        NoSuchCampaign: there is none.
        DueDayPassed: the day lies in the past.
        NotPermitted: the role does not allow it.
    """
    require(by, Action.CAMPAIGN)
    campaign = session.get(Campaign, campaign_id, with_for_update=True)
    if campaign is None:
        raise NoSuchCampaign
    if due_on < today(utc_now()):
        raise DueDayPassed(day=due_on)
    if due_on != campaign.due_on:
        before = campaign.due_on.isoformat() if campaign.due_on else None
        subject = f"campaign:{campaign.id}"
        audit.record(session, by, "moved the deadline", subject, before=before, due_on=due_on.isoformat())
        campaign.due_on = due_on
    return campaign


def _public(session: Session, versions: Sequence[int], *, locked: bool) -> list[LanguageVersion]:
    """Return the versions, each of them public; locked, so that nobody calls one back or offers it in the meantime."""
    if not versions:
        raise NothingChosen
    if max(versions) > picking.LARGEST_ID:
        raise NoSuchVersion
    asked = select(LanguageVersion).where(LanguageVersion.id.in_(set(versions))).order_by(LanguageVersion.id)
    if locked:
        asked = asked.with_for_update(of=LanguageVersion)
    found = list(session.scalars(asked.execution_options(populate_existing=True)))
    if len(found) < len(set(versions)):
        raise NoSuchVersion
    for version in found:
        if version.status == Status.RECALLED:
            raise RecalledMeanwhile(language=version.language, revision=version.revision)
        if version.status != Status.PUBLISHED:
            raise NotPublic(language=version.language, revision=version.revision)
    return found


def _tally(tallies: Mapping[int, Mapping[Fate, int]]) -> dict[Fate, int]:
    return {fate: sum(tally.get(fate, 0) for tally in tallies.values()) for fate in Fate}


def _offer(session: Session, campaign: Campaign, versions: list[int], pick: Pick, by: Actor, now: datetime) -> None:
    """Write the campaign down for everybody at once, in as many statements for ten thousand as for one."""
    known = _known(versions, pick)
    # Locked in one order, as the ledger does it.
    known_ids = select(Delivery.id).where(known, Delivery.standing.in_(CAN_BE_OVERDUE))
    session.execute(known_ids.order_by(Delivery.id).with_for_update(of=Delivery)).all()
    lacking = (
        select(literal(campaign.id), LanguageVersion.id, Organisation.id)
        .select_from(Organisation)
        .join(LanguageVersion, LanguageVersion.id.in_(versions))
        .where(picking.condition(pick), ~_has_it())
    )
    again = (
        update(Delivery)
        .where(known, Delivery.standing.in_(CAN_BE_OVERDUE))
        .values(campaign_id=campaign.id)
        .execution_options(synchronize_session=False)
    )
    columns = ["campaign_id", "version_id", "organisation_id"]
    newly = insert(Delivery).from_select(columns, lacking)
    for statement in (again, newly):
        session.execute(statement)
    offered = Delivery.campaign_id == campaign.id
    ledger.record(session, offered, EventKind.OFFERED, by, now, campaign=campaign.id)
    mailing = mailings.order(session, MailingKind.OFFER, offered, f"campaign:{campaign.id}", by=by)
    if mailing:
        mailing.campaign_id = campaign.id


def _known(versions: list[int], pick: Pick) -> ColumnElement[bool]:
    """Return the condition that a delivery is of one of the versions to somebody who is picked."""
    picked = select(Organisation.id).where(picking.condition(pick))
    return and_(Delivery.version_id.in_(versions), Delivery.organisation_id.in_(picked))


def _has_it() -> ColumnElement[bool]:
    return exists().where(Delivery.version_id == LanguageVersion.id, Delivery.organisation_id == Organisation.id)
