"""``filmbote letters``: take note of letters that came back."""

from typing import BinaryIO

import click

from catalog.commands.answers import Answer, answering, house
from catalog.distribution.letters import bounces
from catalog.foundation.database import utc_now


@click.group("letters")
def letters() -> None:
    """Keep the letters to recipients."""


def _show(answer: Answer) -> None:
    told = "came back" if answer["news"] else "was known to have come back"
    click.echo(f"letter {answer['letter']} to {answer['to']} {told}: {answer['failure']}")


@letters.command("bounced")
@click.argument("file", type=click.File("rb"), default="-")
@answering(_show)
def bounced(file: BinaryIO) -> Answer:
    """Note that a letter came back, from the report in FILE or from standard input.

    A mail server hands such reports over by itself: in Postfix, for the
    address that letters come from, with a line in /etc/aliases such as
    filmbote: "|filmbote letters bounced".
    """
    content = file.read(bounces.MOST_BYTES)
    with house() as runtime, runtime.transaction() as session:
        noted = bounces.note(session, content, utc_now())
        letter = noted.letter
    return {
        "letter": letter.id,
        "to": letter.to,
        "subject": letter.subject,
        "failure": letter.failure,
        "news": noted.is_news,
    }
