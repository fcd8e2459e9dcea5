"""Whom a viewer may ask about a film: a mail address, a telephone number or a page. Pure."""

import re
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email

#: As people write numbers: 115, +49 611 353-0, (06051) 12 34. The most digits are those of ITU-T E.164.
PHONE = re.compile(r"\+?[\d\s()/.\-–]+", re.ASCII)
FEWEST_DIGITS, MOST_DIGITS = 3, 15
HOST = re.compile(r"[a-z0-9äöüß-]+(\.[a-z0-9äöüß-]+)*\.[a-z]{2,}", re.IGNORECASE)


def address_of(contact: str) -> str | None:
    """Return where a click on a contact leads: "mailto:…", "tel:…" or a page; None when it is none."""
    text = contact.strip()
    return _page(text) or _mail(text) or _phone(text)


def _mail(text: str) -> str | None:
    try:
        return f"mailto:{validate_email(text, check_deliverability=False, test_environment=True).normalized}"
    except EmailNotValidError:
        return None


def _phone(text: str) -> str | None:
    digits = "".join(sign for sign in text if sign.isdigit())
    if not PHONE.fullmatch(text) or not FEWEST_DIGITS <= len(digits) <= MOST_DIGITS:
        return None
    return f"tel:{'+' if text.startswith('+') else ''}{digits}"


def _page(text: str) -> str | None:
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return None
    # What has an @ is a mail address, or would send the reader to a host other than the one that he sees.
    if parts.scheme not in ("http", "https") or "@" in text or not HOST.fullmatch(host) or re.search(r"\s", text):
        return None
    return parts.geturl()
