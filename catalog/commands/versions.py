"""``filmbote version``: hand in a language version, look at it, approve it, publish it, take its film out."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click
from sqlalchemy.orm import Session

from catalog.commands.answers import Answer, VersionRefused, actor_named, answering, house
from catalog.commands.progress import shown
from catalog.distribution import publication
from catalog.films import register
from catalog.films.lifecycle import Status
from catalog.films.models import LanguageVersion, Rendition, RenditionKind
from catalog.foundation.errors import N_, NotFound
from catalog.foundation.runtime import Runtime
from catalog.foundation.storage import ContentMissing, sha256_of
from catalog.people.permissions import Actor
from catalog.production import approval, uploads, workbench
from catalog.production.models import Finding, Purpose
from catalog.worker import Worker

#: A file that is handed in; the last place is the language of subtitles.
Given = tuple[Purpose, Path, str | None]
FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)


class NoSuchSize(NotFound):
    """The version has not been made in the size that was asked for."""

    sentence = N_("There is no “%(profile)s” of this version. There is: %(there)s.")


@click.group("version")
def version() -> None:
    """Hand in language versions, review, publish and export them."""


def _show_version(answer: Answer) -> None:
    click.echo(f"{answer['film']}  {answer['language']}  revision {answer['revision']}  {answer['status']}")
    for rendition in answer.get("renditions", []):
        size = f"{rendition['width_px']}×{rendition['height_px']}"
        click.echo(f"  {rendition['profile']:>6}  {size:>10}  {rendition['size_bytes'] / 1e6:8.1f} MB")
    for finding in answer.get("findings", []):
        click.echo(f"  {'refused' if finding['blocking'] else 'note'}: {finding['sentence']}")


def _show_versions(answer: Answer) -> None:
    for entry in answer["versions"]:
        _show_version(entry)


def _show_export(answer: Answer) -> None:
    click.echo(f"{answer['file']}  {answer['size_bytes'] / 1e6:.1f} MB  sha256 {answer['sha256']}")


def _files_by_tag(context: click.Context, option: click.Parameter, values: tuple[str, ...]) -> list[tuple[str, Path]]:
    """Return each file with its language; each is written as TAG=FILE."""
    pairs = [value.partition("=") for value in values]
    if not all(tag and sign for tag, sign, _ in pairs):
        message = "Please write TAG=FILE, such as ti=ti.srt."
        raise click.BadParameter(message)
    return [(tag, FILE.convert(name, option, context)) for tag, _, name in pairs]


@version.command("add")
@click.argument("slug")
@click.argument("language")
@click.option("--film", type=FILE, help="A whole film, with picture and sound.")
@click.option("--dub", type=FILE, help="Only the sound, for the picture that is there.")
@click.option("--captions", type=FILE, help="SRT, WebVTT or ASS.")
@click.option(
    "--subtitles",
    metavar="TAG=FILE",
    multiple=True,
    callback=_files_by_tag,
    help="Captions in another language than the sound's, such as ti=ti.srt; repeatable.",
)
@click.option("--title", default="", help="The title in this language.")
@click.option("--description", default="", help="A sentence or two in this language.")
@click.option("--change-note", default="", help="What is different from the revision before.")
@click.option("--as", "account", metavar="ACCOUNT", help="Who hands it in; without it, the operator.")
@click.option("--wait", is_flag=True, help="Work on it until it has been made or refused.")
@answering(_show_version)
def add(
    slug: str,
    language: str,
    film: Path | None,
    dub: Path | None,
    captions: Path | None,
    subtitles: list[tuple[str, Path]],
    title: str,
    description: str,
    change_note: str,
    account: str | None,
    wait: bool,  # noqa: FBT001 - click hands every option over by its name
) -> Answer:
    """Hand in the film SLUG in LANGUAGE: a whole film or only a dub, its captions, and subtitles in other languages."""
    if (film is None) == (dub is None):
        message = "Please name either --film or --dub."
        raise click.UsageError(message)
    given = {Purpose.FILM: film, Purpose.DUB: dub, Purpose.CAPTIONS: captions}
    files: list[Given] = [(purpose, file, None) for purpose, file in given.items() if file]
    files += [(Purpose.SUBTITLES, file, tag) for tag, file in subtitles]
    texts = {"title": title, "description": description, "change_note": change_note}
    with house() as runtime:
        version_id = _hand_in(runtime, slug, language, files, texts, actor_named(runtime, account))
        if wait:
            with shown(runtime, version_id):
                Worker(runtime, f"command-{os.getpid()}").help_along(version_id)
        with runtime.question() as session:
            answer = _told(session, register.version(session, version_id))
    if answer["status"] == Status.REFUSED:
        raise VersionRefused(answer)
    return answer


def _hand_in(runtime: Runtime, slug: str, language: str, files: list[Given], texts: dict[str, str], by: Actor) -> int:
    """Copy the files in, enter the version and order its inspection; a refusal leaves no copy behind."""
    brought = []
    try:
        with runtime.transaction() as session:
            for purpose, file, tag in files:
                brought.append(uploads.bring(session, runtime.config, file, purpose, by, tag))
            film = register.film(session, slug)
            entered = register.enter_version(session, film, language, by=by, **texts)
            uploads.hand_in(session, entered, brought, by)
            return entered.id
    except BaseException:
        for upload in brought:
            uploads.path_of(runtime.config, upload).unlink(missing_ok=True)
        raise


@version.command("list")
@click.argument("slug")
@answering(_show_versions)
def list_versions(slug: str) -> Answer:
    """List every revision of the film SLUG in every language."""
    with house() as runtime, runtime.question() as session:
        return {"versions": [_head(found) for found in register.versions_of(session, slug)]}


@version.command("show")
@click.argument("slug")
@click.argument("language")
@answering(_show_version)
def show(slug: str, language: str) -> Answer:
    """Show the newest revision of the film SLUG in LANGUAGE."""
    with house() as runtime, runtime.question() as session:
        return _told(session, register.newest(session, slug, language))


@version.command("approve")
@click.argument("slug")
@click.argument("language")
@click.option("--as", "account", metavar="ACCOUNT", required=True, help="The reviewer.")
@answering(_show_version)
def approve(slug: str, language: str, account: str) -> Answer:
    """Approve the newest revision; whoever has handed it in cannot."""
    with house() as runtime:
        by = actor_named(runtime, account)
        with runtime.transaction() as session:
            found = register.newest(session, slug, language)
            return _told(session, approval.approve(session, found.id, by=by))


@version.command("publish")
@click.argument("slug")
@click.argument("language")
@click.option("--as", "account", metavar="ACCOUNT", required=True, help="The editor.")
@click.option("--due", type=click.DateTime(["%Y-%m-%d"]), help="Until when recipients should acknowledge it.")
@answering(_show_version)
def publish(slug: str, language: str, account: str, due: datetime | None) -> Answer:
    """Publish the newest revision and offer it to every recipient."""
    with house() as runtime:
        by = actor_named(runtime, account)
        with runtime.transaction() as session:
            found = register.newest(session, slug, language)
            published = publication.publish(session, found.id, by=by, due_on=due.date() if due else None)
            return _told(session, published)


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
                for piece in runtime.storage.read(rendition.sha256):
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


def _head(found: LanguageVersion) -> Answer:
    """Return what a version is, without its files."""
    return {
        "id": found.id,
        "film": found.edition.film.slug,
        "language": found.language,
        "revision": found.revision,
        "status": found.status,
        "title": found.title,
        "published_at": found.published_at.isoformat() if found.published_at else None,
    }


def _told(session: Session, found: LanguageVersion) -> Answer:
    """Return everything about a version."""
    sheet = workbench.sheet(session, found.id)
    films = [rendition for rendition in found.renditions if rendition.kind == RenditionKind.FILM]
    return {
        **_head(found),
        "description": found.description,
        "duration_s": films[0].duration_s if films else None,
        "picture_sha256": found.picture.source_sha256 if found.picture else None,
        "renditions": [_rendition(rendition) for rendition in films],
        "captions": [
            {"language": text.language, "cues": text.cues, "webvtt_sha256": text.webvtt_sha256}
            for text in found.captions
        ],
        "findings": [_finding(finding) for finding in sheet.findings],
        "remark": found.remark,
        "cost": {"cpu_s": round(sheet.cost.cpu_s, 2), "wall_s": round(sheet.cost.wall_s, 2)},
    }


def _rendition(rendition: Rendition) -> Answer:
    return {
        "profile": rendition.profile,
        "width_px": rendition.width_px,
        "height_px": rendition.height_px,
        "size_bytes": rendition.size_bytes,
        "sha256": rendition.sha256,
    }


def _finding(finding: Finding) -> Answer:
    return {
        "code": finding.code,
        "blocking": finding.blocking,
        "sentence": finding.sentence % finding.places,
        "purpose": finding.purpose,
        "language": finding.language,
        "at_s": finding.at_s,
    }
