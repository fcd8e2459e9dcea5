"""The address by which one press ends the reminders to a recipient (RFC 8058); offers and recalls still go out."""

import hashlib

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy.orm import Session

from catalog.foundation.config import Config, secret_key
from catalog.foundation.database import utc_now
from catalog.foundation.errors import N_, NotFound
from catalog.people import contacts
from catalog.people.models import Organisation

#: What the signature is for, so that no other signature of ours fits.
PURPOSE = "no more reminders"


class AddressIncomplete(NotFound):
    """The address was shortened, mistyped or made up."""

    sentence = N_("This address is not complete. Please open it again from the letter, or copy all of it.")


def address(config: Config, organisation_id: int, contact_id: int | None) -> str:
    """Return where a reader of an organisation's letters ends the reminders. It holds two numbers and a signature."""
    return f"{config.public_url}/unsubscribe/{_signing(config).dumps([organisation_id, contact_id])}"


def organisation_of(session: Session, config: Config, token: str) -> Organisation:
    """Return whose reminders an address ends.

    Raises:
        AddressIncomplete: the signature does not fit, or the organisation is gone.
    """
    organisation_id, _ = _read(config, token)
    organisation = session.get(Organisation, organisation_id)
    if organisation is None:
        raise AddressIncomplete
    return organisation


def sign_off(session: Session, config: Config, token: str) -> Organisation:
    """End the reminders to whom an address belongs. A second time changes nothing.

    Raises:
        AddressIncomplete: the signature does not fit, or nobody reads letters there any more.
    """
    organisation_id, contact_id = _read(config, token)
    try:
        contacts.no_more_reminders(session, organisation_id, contact_id, utc_now())
    except NotFound as error:
        raise AddressIncomplete from error
    return session.get_one(Organisation, organisation_id)


def _read(config: Config, token: str) -> tuple[int, int | None]:
    try:
        organisation_id, contact_id = _signing(config).loads(token)
    except (BadSignature, ValueError) as error:
        raise AddressIncomplete from error
    return organisation_id, contact_id


def _signing(config: Config) -> URLSafeSerializer:
    return URLSafeSerializer(secret_key(config), salt=PURPOSE, signer_kwargs={"digest_method": hashlib.sha256})
