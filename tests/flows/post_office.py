"""What people have been written, as a flow reads it at the post office."""

from email.message import EmailMessage

from tests.postbox import PostOffice
from tests.waiting import eventually

DELIVERED_WITHIN_S = 180.0


def letters_to(office: PostOffice, address: str) -> list[str]:
    """Return what somebody has read, in the order of arrival."""
    return [words_of(letter) for letter in office.letters if letter["To"] == address]


def letter_to(office: PostOffice, address: str, number: int) -> str:
    """Wait for the letter with this number, counted from 1, and return what it says."""
    eventually(lambda: len(letters_to(office, address)) >= number, DELIVERED_WITHIN_S, f"letter {number} to {address}")
    return letters_to(office, address)[number - 1]


def words_of(letter: EmailMessage) -> str:
    """Return the plain text of a letter."""
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content())
