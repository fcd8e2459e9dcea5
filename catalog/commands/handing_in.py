"""``filmbote version add`` and ``answer``: hand files in, and say what only a person can decide."""

import os
from pathlib import Path

import click

from catalog.commands.answers import Answer, VersionRefused, actor_named, answering, house
from catalog.commands.progress import shown
from catalog.commands.telling import show_version, told
from catalog.films import register
from catalog.films.lifecycle import Status
from catalog.foundation.runtime import Runtime
from catalog.people.permissions import Actor
from catalog.production import choices, handing_in
from catalog.production.arriving import uploads
from catalog.production.models import Matter, Purpose
from catalog.worker import Worker

#: A file that is handed in; the last place is the language of subtitles.
Given = tuple[Purpose, Path, str | None]
FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)


def _files_by_tag(context: click.Context, option: click.Parameter, values: tuple[str, ...]) -> list[tuple[str, Path]]:
    """Return each file with its language; each is written as TAG=FILE."""
    pairs = [value.partition("=") for value in values]
    if not all(tag and sign for tag, sign, _ in pairs):
        message = "Please write TAG=FILE, such as ti=ti.srt."
        raise click.BadParameter(message)
    return [(tag, FILE.convert(name, option, context)) for tag, _, name in pairs]


@click.command("add")
@click.argument("slug")
@click.argument("language")
@click.option("--film", type=FILE, help="A whole film, with picture and sound.")
@click.option("--own-picture", is_flag=True, help="The film's picture is for this version alone.")
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
@answering(show_version)
def add(
    slug: str,
    language: str,
    film: Path | None,
    own_picture: bool,  # noqa: FBT001 - click hands every option over by its name
    dub: Path | None,
    captions: Path | None,
    subtitles: list[tuple[str, Path]],
    title: str,
    description: str,
    change_note: str,
    account: str | None,
    wait: bool,  # noqa: FBT001 - click hands every option over by its name
) -> Answer:
    """Hand in the film SLUG in LANGUAGE: a whole film or only a dub, its captions, and subtitles in other languages.

    With captions or subtitles alone the sound of the revision before stays.
    """
    if (film and dub) or not (film or dub or captions or subtitles):
        message = "Please name either --film or --dub, or only --captions or --subtitles."
        raise click.UsageError(message)
    given = {Purpose.FILM: film, Purpose.DUB: dub, Purpose.CAPTIONS: captions}
    files: list[Given] = [(purpose, file, None) for purpose, file in given.items() if file]
    files += [(Purpose.SUBTITLES, file, tag) for tag, file in subtitles]
    texts = {"title": title, "description": description, "change_note": change_note}
    with house() as runtime:
        version_id = _hand_in(
            runtime, slug, language, files, texts, actor_named(runtime, account), own_picture=own_picture
        )
        if wait:
            with shown(runtime, version_id):
                Worker(runtime, f"command-{os.getpid()}").help_along(version_id)
        with runtime.question() as session:
            answer = told(session, register.version(session, version_id))
    if answer["status"] == Status.REFUSED:
        raise VersionRefused(answer)
    return answer


def _hand_in(
    runtime: Runtime,
    slug: str,
    language: str,
    files: list[Given],
    texts: dict[str, str],
    by: Actor,
    *,
    own_picture: bool,
) -> int:
    """Copy the files in, enter the version and order its inspection; a refusal leaves no copy behind."""
    brought = []
    try:
        with runtime.transaction() as session:
            for purpose, file, tag in files:
                brought.append(handing_in.bring(session, runtime.config, file, purpose, by, tag))
            film = register.film(session, slug)
            entered = register.enter_version(session, film, language, by=by, **texts)
            handing_in.hand_in(session, entered, brought, by, own_picture=own_picture)
            return entered.id
    except BaseException:
        for upload in brought:
            uploads.path_of(runtime.config, upload).unlink(missing_ok=True)
        raise


@click.command("answer")
@click.argument("slug")
@click.argument("language")
@click.option("--sound", default="", help="The number of the sound that is meant, counted from 0.")
@click.option("--picture", default="", help="same:NUMBER, new or own.")
@click.option("--tempo", default="", help="fit: the sound may run a little faster or slower.")
@click.option("--as", "account", metavar="ACCOUNT", help="Who answers; without it, the operator.")
@answering(show_version)
def answer(slug: str, language: str, sound: str, picture: str, tempo: str, account: str | None) -> Answer:
    """Answer what inspection asks about the film SLUG in LANGUAGE; it goes on then."""
    chosen = {Matter.SOUND.value: sound, Matter.PICTURE.value: picture, Matter.TEMPO.value: tempo}
    with house() as runtime:
        by = actor_named(runtime, account)
        with runtime.transaction() as session:
            found = register.newest(session, slug, language)
            return told(session, choices.answer(session, found.id, chosen, by=by))
