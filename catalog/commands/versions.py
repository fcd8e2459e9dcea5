"""``filmbote version``: hand in a language version, look at it, approve it, publish it, take its film out."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click
from sqlalchemy.orm import Session

from catalog.commands.answers import Answer, actor_named, answering, house
from catalog.commands.telling import head, show_version, told
from catalog.distribution.publishing import planning, publication
from catalog.distribution.publishing.hours import moment_of
from catalog.films import composed, register
from catalog.films.lifecycle import Status
from catalog.films.models import LanguageVersion, Rendition, RenditionKind
from catalog.foundation.errors import N_, NotFound
from catalog.foundation.storage import ContentMissing, sha256_of
from catalog.production.models import Purpose
from catalog.production.reviewing import approval

#: A file that is handed in; the last place is the language of subtitles.
Given = tuple[Purpose, Path, str | None]
FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)


class NoSuchSize(NotFound):
    """The version has not been made in the size that was asked for."""

    sentence = N_("There is no “%(profile)s” of this version. There is: %(there)s.")


@click.group("version")
def version() -> None:
    """Hand in language versions, review, publish and export them."""


def _show_versions(answer: Answer) -> None:
    for entry in answer["versions"]:
        show_version(entry)


def _show_export(answer: Answer) -> None:
    click.echo(f"{answer['file']}  {answer['size_bytes'] / 1e6:.1f} MB  sha256 {answer['sha256']}")


@version.command("list")
@click.argument("slug")
@answering(_show_versions)
def list_versions(slug: str) -> Answer:
    """List every revision of the film SLUG in every language."""
    with house() as runtime, runtime.question() as session:
        return {"versions": [head(found) for found in register.versions_of(session, slug)]}


@version.command("show")
@click.argument("slug")
@click.argument("language")
@answering(show_version)
def show(slug: str, language: str) -> Answer:
    """Show the newest revision of the film SLUG in LANGUAGE."""
    with house() as runtime, runtime.question() as session:
        return told(session, register.newest(session, slug, language))


@version.command("approve")
@click.argument("slug")
@click.argument("language")
@click.option("--as", "account", metavar="ACCOUNT", required=True, help="The reviewer.")
@answering(show_version)
def approve(slug: str, language: str, account: str) -> Answer:
    """Approve the newest revision; whoever has handed it in cannot."""
    with house() as runtime:
        by = actor_named(runtime, account)
        with runtime.transaction() as session:
            found = register.newest(session, slug, language)
            return told(session, approval.approve(session, found.id, by=by))


@version.command("publish")
@click.argument("slug")
@click.argument("language")
@click.option("--as", "account", metavar="ACCOUNT", required=True, help="The editor.")
@click.option("--due", type=click.DateTime(["%Y-%m-%d"]), help="Until when recipients should acknowledge it.")
@click.option("--at", metavar="HOUR", help="Such as “2027-03-31 08:00”: not now, but by itself then, in Hessen's time.")
@answering(show_version)
def publish(slug: str, language: str, account: str, due: datetime | None, at: str | None) -> Answer:
    """Publish the newest revision and offer it to every recipient, now or at an hour."""
    due_on = due.date() if due else None
    with house() as runtime:
        by = actor_named(runtime, account)
        with runtime.transaction() as session:
            found = register.newest(session, slug, language)
            if at:
                return told(session, planning.plan(session, found.id, moment_of(at), by=by, due_on=due_on))
            return told(session, publication.publish(session, found.id, by=by, due_on=due_on))


@version.command("export")
@click.argument("slug")
@click.argument("language")
@click.option("--profile", required=True, help="Such as 720p.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True)
@answering(_show_export)
def export(slug: str, language: str, profile: str, output: Path) -> Answer:
    """Write the film SLUG in LANGUAGE to a file of one's own, whole or not at all."""
    if not output.parent.is_dir():
        message = f"There is no folder {output.parent}."
        raise click.BadParameter(message, param_hint="--output")
    with house() as runtime:
        with runtime.question() as session:
            rendition = _film_of(_newest_made(session, slug, language), profile)
        with _appearing(output) as beside:
            with beside.open("wb") as target:
                for piece in composed.read(runtime.storage, rendition):
                    target.write(piece)
            if sha256_of(beside) != rendition.sha256:
                raise ContentMissing
    return {
        "file": str(output),
        "profile": profile,
        "size_bytes": rendition.size_bytes,
        "sha256": rendition.sha256,
    }


@contextmanager
def _appearing(output: Path) -> Iterator[Path]:
    """Open a name beside the output, which takes its place when all is well."""
    beside = output.with_name(f".{output.name}.{os.getpid()}")
    try:
        yield beside
        beside.replace(output)
    finally:
        beside.unlink(missing_ok=True)


def _newest_made(session: Session, slug: str, language: str) -> LanguageVersion:
    """Return the newest revision that the workshop has made; without any, the newest."""
    newest = register.newest(session, slug, language)
    same_language = [found for found in register.versions_of(session, slug) if found.language == newest.language]
    return next((found for found in same_language if found.renditions), newest)


def _film_of(found: LanguageVersion, profile: str) -> Rendition:
    """Return the download of a version in one size.

    Raises:
        VersionRecalled: nobody may show it any more.
        NoSuchSize: it was not made in this size.
    """
    if found.status == Status.RECALLED:
        raise register.VersionRecalled
    films = {rendition.profile: rendition for rendition in found.renditions if rendition.kind == RenditionKind.FILM}
    if profile not in films:
        raise NoSuchSize(profile=profile, there=", ".join(films) or "–")
    return films[profile]
