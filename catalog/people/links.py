"""The way in without an account: an address in a letter, signed by Filmbote, that leads one organisation to its page.

The address holds three numbers and a signature: which link, whose, until
when. It names nobody, and who changes a number breaks the signature.
"""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from catalog.foundation import audit
from catalog.foundation.config import Config, secret_key
from catalog.foundation.database import utc_now
from catalog.foundation.errors import N_, NotFound, Refused
from catalog.people.models import Link, Organisation
from catalog.people.permissions import Action, Actor, Role, require

#: How long a letter's link leads in: a campaign, its reminders and the autumn after.
LASTS_DAYS = 180
#: What the signature is for, so that no other signature of ours fits.
PURPOSE = "link of an organisation"


class LinkUnknown(NotFound):
    """The address was shortened, mistyped or made up."""

    sentence = N_(
        "This link is not complete or was changed. Please open it again from our letter, or copy the whole address."
    )


class LinkExpired(Refused):
    """The link's last day has passed."""

    sentence = N_("This link has expired. Please use the link in our latest letter, or ask the ministry for a new one.")
    status = 410


class LinkRevoked(Refused):
    """The ministry has taken the link back."""

    sentence = N_(
        "This link is no longer valid. Please use the link in our latest letter, or ask the ministry for a new one."
    )
    status = 410


class OrganisationGone(Refused):
    """The organisation has been given up, and nobody carries on for it."""

    sentence = N_(
        "This link belongs to an organisation that is no longer in our register. Please ask the ministry where to turn."
    )
    status = 410


def issue(session: Session, organisation_ids: Iterable[int], days: int = LASTS_DAYS) -> Sequence[Link]:
    """Make a link for each organisation, valid for some days, written in one go."""
    now = utc_now()
    expires_at = now + timedelta(days=days)
    fresh = [Link(organisation_id=each, issued_at=now, expires_at=expires_at) for each in set(organisation_ids)]
    session.add_all(fresh)
    session.flush()
    return fresh


def hand_out(session: Session, organisation_id: int, *, by: Actor) -> Link:
    """Make a link for somebody who has lost the letter and asks for the way in.

    Raises:
        NotPermitted: the role does not allow it.
    """
    require(by, Action.KEEP_REGISTER)
    (link,) = issue(session, [organisation_id])
    audit.record(session, by, "made a link", f"organisation:{organisation_id}", link=link.id)
    return link


def address_of(config: Config, link: Link) -> str:
    """Return the absolute address to which a link leads."""
    token = _signing(config).dumps([link.id, link.organisation_id, int(link.expires_at.timestamp())])
    return f"{config.public_url}/link/{token}/"


def opened(session: Session, config: Config, token: str, now: datetime) -> Actor:
    """Return who comes in by a link: its organisation, or the one that carries on for it.

    Raises:
        LinkUnknown: the signature does not fit, or there is no such link.
        LinkExpired: its last day has passed.
        LinkRevoked: it was taken back.
        OrganisationGone: the organisation has been given up.
    """
    try:
        link_id, organisation_id, expires = _signing(config).loads(token)
    except (BadSignature, ValueError) as error:
        raise LinkUnknown from error
    if now.timestamp() >= expires:
        raise LinkExpired
    visitor = visitor_by(session, link_id, now)
    if session.get_one(Link, link_id).organisation_id != organisation_id:
        raise LinkUnknown
    return visitor


def visitor_by(session: Session, link_id: int, now: datetime) -> Actor:
    """Return who comes in by the link with this number, which somebody has signed already; see ``opened``."""
    link = session.get(Link, link_id)
    if link is None:
        raise LinkUnknown
    if now >= link.expires_at:
        raise LinkExpired
    if link.revoked_at:
        raise LinkRevoked
    carrying_on = _carrying_on(session, link.organisation_id)
    if carrying_on is None:
        raise OrganisationGone
    return Actor(Role.RECIPIENT, carrying_on.name, organisation_id=carrying_on.id, link_id=link.id)


def of_organisation(session: Session, organisation_id: int) -> Sequence[Link]:
    """Return every link that was made for an organisation, the newest first."""
    return session.scalars(select(Link).where(Link.organisation_id == organisation_id).order_by(Link.id.desc())).all()


def revoke(session: Session, link_id: int, *, by: Actor) -> Link:
    """Take a link back: from now on it leads nowhere. A second time changes nothing.

    Raises:
        NotFound: there is no such link.
        NotPermitted: the role does not allow it.
    """
    require(by, Action.KEEP_REGISTER)
    link = session.get(Link, link_id, with_for_update=True)
    if link is None:
        raise NotFound
    if link.revoked_at is None:
        link.revoked_at = utc_now()
        audit.record(session, by, "revoked a link", f"organisation:{link.organisation_id}", link=link.id)
    return link


def revoke_all(session: Session, organisation_id: int, *, by: Actor) -> int:
    """Take every link of an organisation back that still leads in; return how many.

    Raises:
        NotPermitted: the role does not allow it.
    """
    require(by, Action.KEEP_REGISTER)
    now = utc_now()
    leading_in = (
        update(Link)
        .where(Link.organisation_id == organisation_id, Link.revoked_at.is_(None), Link.expires_at > now)
        .values(revoked_at=now)
        .returning(Link.id)
    )
    revoked = sorted(session.scalars(leading_in))
    if revoked:
        audit.record(session, by, "revoked all links", f"organisation:{organisation_id}", links=revoked)
    return len(revoked)


def _signing(config: Config) -> URLSafeSerializer:
    return URLSafeSerializer(secret_key(config), salt=PURPOSE, signer_kwargs={"digest_method": hashlib.sha256})


def _carrying_on(session: Session, organisation_id: int) -> Organisation | None:
    """Return an organisation, or who carries on for it now; None when nobody does."""
    seen: set[int] = set()
    organisation = session.get(Organisation, organisation_id)
    while organisation and organisation.successor_id and organisation.id not in seen:
        seen.add(organisation.id)
        organisation = session.get(Organisation, organisation.successor_id)
    return organisation if organisation and organisation.active else None
