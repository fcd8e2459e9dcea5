"""``filmbote film``: enter a film, list them."""

import click

from catalog.commands.answers import Answer, actor_named, answering, house
from catalog.films import register
from catalog.films.lifecycle import Status
from catalog.films.models import Film, LanguageVersion


@click.group("film")
def film() -> None:
    """Enter films and list them."""


def _show_film(answer: Answer) -> None:
    titles = " · ".join(f"{tag}: {title}" for tag, title in answer["titles"].items())
    click.echo(f"{answer['slug']}  {titles}")


def _show_films(answer: Answer) -> None:
    for entry in answer["films"]:
        _show_film(entry)


def _titles(_context: click.Context, _option: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    """Return the titles by language; each is written as LANGUAGE=TITLE."""
    pairs = [value.partition("=") for value in values]
    for tag, sign, _ in pairs:
        if not tag or not sign:
            message = "Please write LANGUAGE=TITLE, such as de=Titel."
            raise click.BadParameter(message)
    return {tag: title for tag, _, title in pairs}


@film.command("add")
@click.argument("slug")
@click.option("--title", "titles", multiple=True, required=True, callback=_titles, help="LANGUAGE=TITLE; repeatable.")
@click.option("--as", "account", metavar="ACCOUNT", help="Who enters it; without it, the operator.")
@answering(_show_film)
def add(slug: str, titles: dict[str, str], account: str | None) -> Answer:
    """Enter the film SLUG."""
    with house() as runtime:
        by = actor_named(runtime, account)
        with runtime.transaction() as session:
            return _told(register.enter_film(session, slug, titles, by=by), [])


@film.command("list")
@answering(_show_films)
def list_films() -> Answer:
    """List the films."""
    with house() as runtime, runtime.question() as session:
        films = register.films(session)
        return {"films": [_told(film, list(register.versions_of(session, film.slug))) for film in films]}


def _told(film: Film, versions: list[LanguageVersion]) -> Answer:
    return {
        "slug": film.slug,
        "titles": {text.language: text.title for text in film.texts},
        "languages": sorted({version.language for version in versions}),
        "published": sorted({version.language for version in versions if version.status == Status.PUBLISHED}),
    }
