"""The states that captions have had: which one is in use, who saved the others, and what each has changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.films import register
from catalog.films.models import Captions, LanguageVersion
from catalog.foundation import audit
from catalog.foundation.errors import N_, NotFound
from catalog.foundation.storage import Storage
from catalog.people.models import Account
from catalog.people.permissions import MACHINE
from catalog.production.captioning.changes import Change, changes
from catalog.production.models import CaptionsRevision
from media import captions
from media.captions import Cue

#: How a state came about, in the book of deeds.
SAVED, RESTORED = "corrected captions", "restored captions"


class NoSuchCaptions(NotFound):
    """The version has no captions in this language, or never had this state of them."""

    sentence = N_("There are no such captions here. Please hand them in first.")


@dataclass(frozen=True, slots=True)
class Saved:
    """A state of captions in their history."""

    number: int
    at: datetime
    who: str
    cues: int
    #: How many captions are not as in the state before; None for one that was handed in.
    changed: int | None
    #: The number of the state that it brought back; None when somebody wrote it.
    restored: int | None
    in_use: bool


def of_version(version: LanguageVersion, tag: str) -> Captions:
    """Return the captions of a version in one language.

    Raises:
        NoSuchCaptions: it has none.
    """
    for text in version.captions:
        if text.language == tag:
            return text
    raise NoSuchCaptions


def history(session: Session, version: LanguageVersion, tag: str) -> list[Saved]:
    """Return every state of the captions, the newest first.

    Raises:
        NoSuchCaptions: there are none in this language.
    """
    text = of_version(version, tag)
    now = in_use(session, text)
    states = {revision.number: revision for revision in [*_revisions(session, text), now]}
    ids = {revision.saved_by_id for revision in states.values()}
    names = {account.id: account.name for account in session.scalars(select(Account).where(Account.id.in_(ids)))}
    told = _told(session, version, tag)
    return [
        Saved(
            number=number,
            at=revision.saved_at,
            who=names.get(revision.saved_by_id or 0, MACHINE.name),
            cues=revision.cues,
            changed=told.get(number, {}).get("changed"),
            restored=told.get(number, {}).get("restored"),
            in_use=number == now.number,
        )
        for number, revision in sorted(states.items(), reverse=True)
    ]


def difference(session: Session, storage: Storage, version: LanguageVersion, tag: str, number: int) -> list[Change]:
    """Return what a state of the captions has changed of the one before; nothing for the first.

    Raises:
        NoSuchCaptions: there is no such state.
    """
    text = of_version(version, tag)
    after = state(session, text, number)
    if number == 1:
        return []
    before = state(session, text, number - 1)
    return changes(stored_cues(storage, before.webvtt_sha256), stored_cues(storage, after.webvtt_sha256))


def stored_cues(storage: Storage, webvtt_sha256: str) -> Sequence[Cue]:
    """Return the captions of a stored WebVTT file."""
    return captions.read(b"".join(storage.read(webvtt_sha256)))


def _revisions(session: Session, text: Captions) -> Sequence[CaptionsRevision]:
    of_text = select(CaptionsRevision).where(
        CaptionsRevision.version_id == text.version_id, CaptionsRevision.language == text.language
    )
    return session.scalars(of_text.order_by(CaptionsRevision.number)).all()


def in_use(session: Session, text: Captions) -> CaptionsRevision:
    """Return the state in use; one that was handed in after the last save, or before the first, is not written yet."""
    newest = next(iter(reversed(_revisions(session, text))), None)
    if newest and newest.webvtt_sha256 == text.webvtt_sha256:
        return newest
    version = register.version(session, text.version_id)
    return CaptionsRevision(
        version_id=text.version_id,
        language=text.language,
        number=newest.number + 1 if newest else 1,
        webvtt_sha256=text.webvtt_sha256,
        srt_sha256=text.srt_sha256,
        cues=text.cues,
        saved_at=version.entered_at,
        saved_by_id=version.entered_by_id,
    )


def state(session: Session, text: Captions, number: int) -> CaptionsRevision:
    """Return one state of captions by its number.

    Raises:
        NoSuchCaptions: there was none.
    """
    for revision in [*_revisions(session, text), in_use(session, text)]:
        if revision.number == number:
            return revision
    raise NoSuchCaptions


def _told(session: Session, version: LanguageVersion, tag: str) -> Mapping[int, Mapping[str, int]]:
    """Return what the book of deeds says of each save, by its number."""
    entries = (entry for entry in audit.history(session, version.subject) if entry.verb in (SAVED, RESTORED))
    return {entry.details["number"]: entry.details for entry in entries if entry.details["language"] == tag}
