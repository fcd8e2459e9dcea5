"""``filmbote film``: enter a film, list them."""

from datetime import datetime

import click

from catalog.commands.answers import Answer, actor_named, answering, house
from catalog.films import register, rights
from catalog.films.lifecycle import Status
from catalog.films.models import Film, LanguageVersion
from catalog.production.excerpts import cutting


@click.group("film")
def film() -> None:
    """Enter films and list them."""


def _show_film(answer: Answer) -> None:
    titles = " · ".join(f"{tag}: {title}" for tag, title in answer["titles"].items())
    click.echo(f"{answer['slug']}  {titles}")


def _show_films(answer: Answer) -> None:
    for entry in answer["films"]:
        _show_film(entry)


def _show_excerpt(answer: Answer) -> None:
    click.echo(f"{answer['film']}  {answer['excerpt']}  {answer['from_s']:.1f}–{answer['to_s']:.1f} s")


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
@click.option("--contact", default="", help="Whom viewers may ask: a mail address, a telephone number or a page.")
@click.option("--rights-holder", default="", help="Whom the rights belong to.")
@click.option(
    "--rights-until", type=click.DateTime(["%Y-%m-%d"]), help="The last day on which it may be shown, if there is one."
)
@click.option("--as", "account", metavar="ACCOUNT", help="Who enters it; without it, the operator.")
@answering(_show_film)
def add(
    slug: str,
    titles: dict[str, str],
    contact: str,
    rights_holder: str,
    rights_until: datetime | None,
    account: str | None,
) -> Answer:
    """Enter the film SLUG."""
    with house() as runtime:
        by = actor_named(runtime, account)
        with runtime.transaction() as session:
            entered = register.enter_film(session, slug, titles, by=by)
            if contact or rights_holder or rights_until:
                until = rights_until.date() if rights_until else None
                rights.declare(session, entered, until=until, holder=rights_holder, contact=contact, by=by)
            return _told(entered, [])


@film.command("rights")
@click.argument("slug")
@click.option("--contact", default="", help="Whom viewers may ask: a mail address, a telephone number or a page.")
@click.option("--holder", default="", help="Whom the rights belong to.")
@click.option(
    "--until", type=click.DateTime(["%Y-%m-%d"]), help="The last day on which it may be shown, if there is one."
)
@click.option("--as", "account", metavar="ACCOUNT", help="Who declares them; without it, the operator.")
@answering(_show_film)
def declare_rights(slug: str, contact: str, holder: str, until: datetime | None, account: str | None) -> Answer:
    """Say anew whom the film SLUG belongs to, until when it may be shown and whom viewers may ask."""
    with house() as runtime:
        by = actor_named(runtime, account)
        with runtime.transaction() as session:
            found = register.film(session, slug)
            rights.declare(session, found, until=until.date() if until else None, holder=holder, contact=contact, by=by)
            return _told(found, list(register.versions_of(session, slug)))


@film.command("excerpt")
@click.argument("slug")
@click.argument("name")
@click.option("--from", "from_s", type=float, required=True, help="Where it begins, in seconds.")
@click.option("--to", "to_s", type=float, required=True, help="Where it ends, in seconds.")
@click.option("--as", "account", metavar="ACCOUNT", help="Who cuts it; without it, the operator.")
@answering(_show_excerpt)
def excerpt(slug: str, name: str, from_s: float, to_s: float, account: str | None) -> Answer:
    """Cut an excerpt called NAME from the film SLUG, in every language that is finished."""
    with house() as runtime:
        by = actor_named(runtime, account)
        with runtime.transaction() as session:
            entered = cutting.enter(session, slug, name, from_s, to_s, by=by)
            return {"film": slug, "excerpt": entered.name, "from_s": entered.from_s, "to_s": entered.to_s}


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
        "contact": film.contact,
        "rights_holder": film.rights_holder,
        "rights_until": film.rights_until.isoformat() if film.rights_until else None,
        "languages": sorted({version.language for version in versions}),
        "published": sorted({version.language for version in versions if version.status == Status.PUBLISHED}),
    }
