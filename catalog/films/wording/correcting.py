"""Correct the words of a film, or find them still right. They are not the film: what is public may be mended."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from catalog.films.models import LanguageVersion
from catalog.films.register import NoSuchVersion, VersionRecalled
from catalog.films.wording.desk import CORRECTED, Line, Sheet, sheet
from catalog.films.wording.words import FIELDS, Standing, Words, check
from catalog.foundation import audit
from catalog.foundation.errors import N_, FilmboteError, Invalid, Refused
from catalog.people.permissions import Action, Actor, require

STATE = re.compile(r"[0-9a-f]{64}")


class WordsChangedMeanwhile(Refused):
    """Somebody else has saved other words since the form was loaded."""

    sentence = N_(
        "Somebody else has changed these words meanwhile. Yours are still in the fields; "
        "what is saved now stands below them. Save again to replace it."
    )


class OriginalChangedMeanwhile(Refused):
    """The German words are no longer those that somebody has looked at."""

    sentence = N_("The German words have changed meanwhile. Please look at them again.")


class NotSaved(Refused):
    """Some words cannot be saved, so none were."""

    sentence = N_("Nothing has been saved yet. Please look at the languages that are marked.")

    def __init__(self, problems: Mapping[int, Mapping[str, FilmboteError]]) -> None:
        super().__init__()
        #: What stands in the way, by version and field; "" is for the version as a whole.
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody wants to be written, and what they had before their eyes."""

    words: Words
    #: The state of the words that the form was loaded with.
    loaded_sha256: str
    #: The state of the German words beside them.
    beside_sha256: str


def save(session: Session, slug: str, drafts: Mapping[int, Draft], *, by: Actor) -> list[LanguageVersion]:
    """Save the words of several versions, all or none, and return the versions that were changed.

    Words that are changed beside the German ones count as made from these.

    Args:
        session: a writing session.
        slug: the film.
        drafts: by the version's number; those that change nothing are passed over.
        by: who corrects them.

    Raises:
        NotPermitted, NoSuchFilm: see there.
        NoSuchVersion: a version's words are not on the film's sheet.
        NotSaved: some are too long, have no title, have changed meanwhile or belong to a recalled version.
    """
    require(by, Action.UPLOAD)
    found = sheet(session, slug, locked=True)
    wanted = [(_line(found, version_id), draft) for version_id, draft in drafts.items()]
    changing = [(line, draft) for line, draft in wanted if line.words != draft.words]
    problems = {line.version.id: _problems(line, draft) for line, draft in changing}
    if any(problems.values()):
        raise NotSaved({version_id: found for version_id, found in problems.items() if found})
    for line, draft in changing:
        made_from = draft.beside_sha256 if STATE.fullmatch(draft.beside_sha256) else None
        write(session, line, draft.words, made_from, by=by)
    return [line.version for line, _ in changing]


def still_right(session: Session, slug: str, version_id: int, beside_sha256: str, *, by: Actor) -> LanguageVersion:
    """Record that the words need no change although the original has changed.

    Raises:
        NotPermitted, NoSuchFilm, NoSuchVersion, VersionRecalled: see there.
        OriginalChangedMeanwhile: it is no longer what ``by`` has looked at.
    """
    require(by, Action.UPLOAD)
    found = sheet(session, slug, locked=True)
    line = _line(found, version_id)
    if not line.correctable:
        raise VersionRecalled
    if found.original is None or found.original.words.sha256 != beside_sha256:
        raise OriginalChangedMeanwhile
    if line.standing in (Standing.OUTDATED, Standing.UNCOMPARED):
        line.version.worded_after_sha256 = beside_sha256
        audit.record(session, by, "found the words still right", line.version.subject)
    return line.version


def write(
    session: Session, line: Line, words: Words, made_from: str | None, *, by: Actor, source: str | None = None
) -> None:
    """Write checked words into a version; ``source`` names the file that brought them.

    The book of deeds keeps what they were, which tells translators later what has changed.
    """
    version = line.version
    for field in FIELDS:
        setattr(version, field, words[field])
    if line.standing is not Standing.ORIGINAL:
        version.worded_after_sha256 = made_from
    details = {"before": line.words.as_list(), "after": words.as_list(), "status": version.status}
    audit.record(session, by, CORRECTED, version.subject, **details, source=source)


def _line(found: Sheet, version_id: int) -> Line:
    for line in found.everything:
        if line.version.id == version_id:
            return line
    raise NoSuchVersion


def _problems(line: Line, draft: Draft) -> dict[str, FilmboteError]:
    """Return what stands in the way of a draft, by field."""
    if not line.correctable:
        return {"": VersionRecalled()}
    problems: dict[str, FilmboteError] = {}
    if line.words.sha256 != draft.loaded_sha256:
        problems[""] = WordsChangedMeanwhile()
    for field in FIELDS:
        if line.words[field] != draft.words[field]:
            try:
                check(field, draft.words[field])
            except Invalid as problem:
                problems[field] = problem
    return problems
