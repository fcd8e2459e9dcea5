"""The demonstration: our own film in eleven languages, and people who may sign in to handle it.

It goes the way of every other film: the editor hands the files in, the
workshop makes them, the reviewer approves, the editor publishes. Each step
looks at what is there already, so that a start that was broken off goes on
where it stood and a second start repeats nothing. What recipients have done
with the film so far is told by ``demonstrated``.
"""

import json
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.demonstrated import calling_back, past
from catalog.distribution.publishing import publication
from catalog.films import register, rights
from catalog.films.lifecycle import Status, WrongStatus
from catalog.films.models import Film, LanguageVersion
from catalog.foundation import queue
from catalog.foundation.database import utc_now
from catalog.foundation.runtime import Runtime
from catalog.people import accounts, organisations
from catalog.people.models import Account, Organisation, OrganisationKind
from catalog.people.permissions import MACHINE, Role
from catalog.production import handing_in
from catalog.production.models import Purpose
from catalog.production.reviewing import approval

PASSWORD = "filmbote-demo"  # noqa: S105 - everybody may know it; see config: demonstrations listen on loopback only
MINISTRY = "hmdi"
#: Nobody reads it: the domain belongs to examples alone.
CONTACT = "film@filmbote.example"


@dataclass(frozen=True, slots=True)
class SignIn:
    """Somebody of the demonstration, and the door that opens to them."""

    email: str
    name: str
    role: Role
    organisation: tuple[OrganisationKind, str] = (OrganisationKind.MINISTRY, MINISTRY)


EDITOR = SignIn("editor@filmbote.example", "Redaktion", Role.EDITOR)
REVIEWER = SignIn("reviewer@filmbote.example", "Prüfung", Role.REVIEWER)
SIGN_INS = (
    EDITOR,
    REVIEWER,
    SignIn("admin@filmbote.example", "Verwaltung", Role.ADMINISTRATOR),
    SignIn(
        "centre@filmbote.example",
        "Erstaufnahme Gießen",
        Role.RECIPIENT,
        (OrganisationKind.RECEPTION_CENTRE, "eae-giessen"),
    ),
    SignIn(
        "municipality@filmbote.example", "Gemeinde Gründau", Role.RECIPIENT, (OrganisationKind.MUNICIPALITY, "06435012")
    ),
)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one language of the demonstration has come."""

    language: str
    status: Status
    task: str | None
    percent: float
    seconds_left: float | None


@cache
def contents() -> dict[str, Any]:
    """Return the table of what ships: slug, titles, each version with its files, and subtitles in further languages."""
    table: dict[str, Any] = json.loads((_folder() / "film.json").read_text(encoding="utf-8"))
    return table


def enter_accounts(session: Session) -> None:
    """Enter the demonstration's ministry and accounts; those that are there stay as they are."""
    if session.scalar(select(Account.id).where(Account.email == SIGN_INS[-1].email)):
        return
    session.add(
        Organisation(
            kind=OrganisationKind.MINISTRY,
            key=MINISTRY,
            name="Hessisches Ministerium des Innern (Demonstration)",
            former_keys=[],
            needed_languages=[],
        )
    )
    session.flush()
    for person in SIGN_INS:
        accounts.add(
            session,
            person.email,
            person.name,
            person.role,
            by=MACHINE,
            password=PASSWORD,
            organisation=organisations.by_key(session, person.organisation[1], person.organisation[0]),
        )


def prepare(runtime: Runtime) -> None:
    """Enter the film and hand in the German version, which brings the picture and all subtitles."""
    table = contents()
    with runtime.transaction() as session:
        editor = accounts.named(session, EDITOR.email).actor
        if known := session.scalar(select(Film).where(Film.slug == table["slug"])):
            if not known.contact:
                # It was entered by a release in which no contact was asked for.
                rights.declare(session, known, contact=CONTACT, by=editor)
            return
        film = register.enter_film(
            session, table["slug"], table["titles"], by=editor, descriptions=table["descriptions"]
        )
        rights.declare(session, film, contact=CONTACT, by=editor)
        _hand_in(runtime, session, film, table["versions"][0], table["subtitles"])


def advance(runtime: Runtime) -> bool:
    """Do whatever the demonstration's people would do next; return whether everything is done.

    The other languages are handed in once the picture is known, because a dub
    needs a picture to be laid over; what shall replace the revision that was
    called back, once that has happened.
    """
    table = contents()
    wanted = {entry["language"]: entry for entry in table["versions"]}
    with runtime.question() as session:
        versions = register.versions_of(session, table["slug"])
    found = {version.language: version for version in versions if version.revision == 1}
    found |= {version.language: version for version in versions if calling_back.replaces(version)}
    to_correct = calling_back.waits(versions)
    if not to_correct and all(tag in found and found[tag].published_at for tag in wanted):
        with runtime.transaction() as session:
            past.give_addresses(session)
        return True
    if found[table["versions"][0]["language"]].picture_id and not wanted.keys() <= found.keys():
        with runtime.transaction() as session:
            film = register.film(session, table["slug"])
            for entry in wanted.values():
                if entry["language"] not in found:
                    _hand_in(runtime, session, film, entry)
    if to_correct:
        with runtime.transaction() as session:
            kept = {name: wanted[calling_back.LANGUAGE][name] for name in ("language", "captions")}
            corrected = kept | {"change_note": calling_back.CHANGE_NOTE}
            _hand_in(runtime, session, register.film(session, table["slug"]), corrected)
    for version in found.values():
        if version.language in wanted:
            _release(runtime, version)
    return False


def progress(runtime: Runtime) -> list[Progress]:
    """Return how far each language has come, in the order in which they are handed in."""
    table = contents()
    with runtime.question() as session:
        newest_last = reversed(register.versions_of(session, table["slug"]))
        versions = {version.language: version for version in newest_last}
        jobs = queue.of_subjects(session, [version.subject for version in versions.values()])
    return [_progress(entry["language"], versions.get(entry["language"]), jobs) for entry in table["versions"]]


def _progress(language: str, version: LanguageVersion | None, jobs: dict[str, queue.Job]) -> Progress:
    if version is None:
        return Progress(language, Status.DRAFT, None, 0.0, None)
    job = jobs.get(version.subject)
    if job is None or job.state != queue.JobState.RUNNING:
        return Progress(language, Status(version.status), None, 0.0, None)
    return Progress(language, Status(version.status), job.task, job.percent, job.seconds_left)


def _hand_in(
    runtime: Runtime, session: Session, film: Film, entry: dict[str, str], subtitles: dict[str, str] | None = None
) -> None:
    """Enter a version and hand its files in; what is lacking, a later revision has from the one before."""
    editor = accounts.named(session, EDITOR.email).actor
    brought = [
        handing_in.bring(session, runtime.config, _folder() / entry[purpose.value], purpose, editor)
        for purpose in (Purpose.FILM, Purpose.DUB, Purpose.CAPTIONS)
        if purpose.value in entry
    ]
    brought += [
        handing_in.bring(session, runtime.config, _folder() / name, Purpose.SUBTITLES, editor, tag)
        for tag, name in (subtitles or {}).items()
    ]
    words = {name: entry.get(name, "") for name in ("title", "description", "change_note")}
    version = register.enter_version(session, film, entry["language"], by=editor, **words)
    session.flush()
    handing_in.hand_in(session, version, brought, editor)


def _release(runtime: Runtime, version: LanguageVersion) -> None:
    """Approve and publish a version, unless a visitor of the demonstration has been quicker."""
    with suppress(WrongStatus):
        if version.status == Status.IN_REVIEW:
            with runtime.transaction() as session:
                approval.approve(session, version.id, by=accounts.named(session, REVIEWER.email).actor)
        if version.status in (Status.IN_REVIEW, Status.APPROVED):
            with runtime.transaction() as session:
                editor = accounts.named(session, EDITOR.email).actor
                now = utc_now()
                past.lay(session, session.get_one(LanguageVersion, version.id), now, editor)
                if not calling_back.concerns(version):
                    published = publication.publish(session, version.id, by=editor)
                    calling_back.date_back(published, now)


def _folder() -> Path:
    folder = files("catalog").joinpath("data/demonstration")
    if not isinstance(folder, Path):
        message = "Filmbote has to be installed as files, not inside an archive"
        raise TypeError(message)
    return folder
