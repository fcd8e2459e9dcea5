"""``filmbote search``: what search looks through, written anew."""

import click

from catalog.commands.answers import Answer, answering, house
from catalog.films.searching import filling


@click.group("search")
def search() -> None:
    """Keep what search looks through."""


@search.command("rebuild")
@answering(lambda answer: click.echo(f"{answer['texts']} texts can be found."))
def rebuild() -> Answer:
    """Write all lines anew, which workers do by themselves whenever a text has changed.

    Until it is done, some texts cannot be found.
    """
    with house() as runtime:
        with runtime.transaction() as session:
            filling.empty(session)
        return {"texts": filling.fill_up(runtime)}
