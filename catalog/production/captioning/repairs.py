"""Small repairs of captions: each save is a revision of its own beside those before, and none is ever lost."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from catalog.films import languages, plans, register
from catalog.films.lifecycle import Status, WrongStatus, step
from catalog.films.models import Captions, LanguageVersion
from catalog.foundation import audit
from catalog.foundation.errors import N_, Refused
from catalog.foundation.storage import Storage
from catalog.people.models import Account
from catalog.people.permissions import MACHINE, Action, Actor, require
from catalog.production import composition, extras
from catalog.production.captioning.changes import changes
from catalog.production.captioning.states import RESTORED, SAVED, in_use, of_version, state, stored_cues
from catalog.production.captioning.words import readable
from catalog.production.excerpts.cutting import shifted
from catalog.production.models import CaptionsRevision, Finding, Purpose
from catalog.production.reviewing import letters
from media import captions, legibility
from media.captions import Cue

#: A version in one of these is still in the house, and finished as far as its captions go.
EDITABLE = (Status.REFUSED, Status.IN_REVIEW, Status.APPROVED)
#: In these, recipients hold the captions.
GIVEN_AWAY = (Status.PUBLISHED, Status.SUPERSEDED, Status.RECALLED)
#: What the workshop's judge finds in captions; these findings follow the captions that are in use.
JUDGED = (*legibility.RULES, "no_captions", "other_script")


class HeldByRecipients(Refused):
    """Captions were to be changed that recipients have downloaded."""

    sentence = N_(
        "These captions are published and are not changed any more. "
        "Please enter a new revision with the corrected captions."
    )


class SavedMeanwhile(Refused):
    """Somebody else has saved since the page was loaded."""

    sentence = N_(
        "%(who)s has saved these captions meanwhile. Your text is not lost: it stands below and is not saved yet. "
        "Please look at the history first, then save yours over it or load the page anew."
    )


class NothingChanged(Refused):
    """What was saved is what is in use already."""

    sentence = N_("These captions are just as they were saved last. There is nothing to save.")


class NotFinished(Refused):
    """A version was to go back into review whose films are not there."""

    sentence = N_("The films of this version are not finished. Please hand in its files again.")


@dataclass(frozen=True, slots=True)
class _Kept:
    """Captions in the storage."""

    webvtt_sha256: str
    srt_sha256: str
    cues: int


def refuse_closed(version: LanguageVersion) -> None:
    """Let the repair go on only while the version is in the house and nothing is made of it.

    Raises:
        HeldByRecipients: it is published, or was.
        WrongStatus: it is still being made.
    """
    if version.status in GIVEN_AWAY:
        raise HeldByRecipients
    if version.status not in EDITABLE:
        raise WrongStatus(status=Status(version.status).value, wanted=Status.IN_REVIEW.value)


def save(
    session: Session,
    storage: Storage,
    version_id: int,
    tag: str,
    words: str,
    *,
    base: int,
    by: Actor,
    back_to_review: bool = False,
) -> LanguageVersion:
    """Record a new state of the captions, and let everything follow that was made from the one before.

    An approved version goes back into review, because somebody has approved
    other words.

    Args:
        session: a writing session.
        storage: where the captions are kept.
        version_id: the version.
        tag: the language of the captions.
        words: WebVTT, or another text that captions are written in.
        base: the number of the state that the editor started from.
        by: who saves.
        back_to_review: whether this mends what a reviewer has sent the version back for.

    Raises:
        NoSuchVersion, NoSuchCaptions, NotPermitted.
        HeldByRecipients, WrongStatus: see ``refuse_closed``.
        SavedMeanwhile: ``base`` is not in use any more.
        UnreadableCaptions: nobody could show these; see ``caption_words``.
        NothingChanged, NotFinished.
    """
    version, text, now = _opened(session, version_id, tag, base, by)
    cues = readable(words, languages.language(tag))
    kept = _kept(storage, cues)
    changed = kept.webvtt_sha256 != text.webvtt_sha256
    handed_back = back_to_review and version.status == Status.REFUSED
    if not (changed or handed_back):
        raise NothingChanged
    if handed_back:
        _hand_back(session, version, by)
    if changed:
        _replace(session, storage, now, kept, by=by, verb=SAVED)
    return version


def restore(
    session: Session, storage: Storage, version_id: int, tag: str, number: int, *, base: int, by: Actor
) -> LanguageVersion:
    """Bring an earlier state of the captions back, as a new one.

    Raises:
        NoSuchVersion, NoSuchCaptions, HeldByRecipients, WrongStatus, SavedMeanwhile, NothingChanged: see ``save``.
    """
    version, text, now = _opened(session, version_id, tag, base, by)
    earlier = state(session, text, number)
    if earlier.webvtt_sha256 == text.webvtt_sha256:
        raise NothingChanged
    kept = _Kept(earlier.webvtt_sha256, earlier.srt_sha256, earlier.cues)
    _replace(session, storage, now, kept, by=by, verb=RESTORED, restored=earlier.number)
    return version


def _opened(
    session: Session, version_id: int, tag: str, base: int, by: Actor
) -> tuple[LanguageVersion, Captions, CaptionsRevision]:
    """Return a locked version, its captions and their state in use, when they may be changed from ``base``."""
    require(by, Action.UPLOAD)
    version = register.locked(session, version_id)
    text = of_version(version, tag)
    refuse_closed(version)
    now = in_use(session, text)
    if now.number != base:
        saver = session.get(Account, now.saved_by_id) if now.saved_by_id else None
        raise SavedMeanwhile(who=saver.name if saver else MACHINE.name)
    return version, text, now


def _kept(storage: Storage, cues: Sequence[Cue]) -> _Kept:
    """Keep captions in the storage, before any row names them."""
    with TemporaryDirectory() as scratch:

        def keep(name: str, words: str) -> str:
            file = Path(scratch) / name
            file.write_bytes(words.encode())
            return storage.keep(file).sha256

        return _Kept(
            keep("captions.vtt", captions.to_webvtt(cues)), keep("captions.srt", captions.to_srt(cues)), len(cues)
        )


def _replace(
    session: Session,
    storage: Storage,
    now: CaptionsRevision,
    kept: _Kept,
    *,
    by: Actor,
    verb: str,
    **told: int,
) -> None:
    """Let a version use other captions than ``now``, and everything follow that was made from those."""
    version = register.version(session, now.version_id)
    text = of_version(version, now.language)
    before, after = stored_cues(storage, now.webvtt_sha256), stored_cues(storage, kept.webvtt_sha256)
    newest = CaptionsRevision(
        version_id=version.id,
        language=text.language,
        number=now.number + 1,
        webvtt_sha256=kept.webvtt_sha256,
        srt_sha256=kept.srt_sha256,
        cues=kept.cues,
        saved_by_id=by.account_id,
    )
    session.add_all([now, newest])
    text.webvtt_sha256, text.srt_sha256, text.cues = kept.webvtt_sha256, kept.srt_sha256, kept.cues
    told |= {"number": newest.number, "changed": len(changes(before, after))}
    audit.record(session, by, verb, version.subject, language=text.language, **told)
    _judge_anew(session, version, text.language, after)
    if version.status == Status.APPROVED:
        _review_anew(session, version)
    extras.draw_anew(session, version, text)
    _cut_anew(session, storage, version, text, before, after, by)


def _cut_anew(
    session: Session,
    storage: Storage,
    version: LanguageVersion,
    text: Captions,
    before: Sequence[Cue],
    after: Sequence[Cue],
    by: Actor,
) -> None:
    """Let excerpts that nobody holds yet say what the full film says, unless they have been corrected themselves."""
    cut_from = select(LanguageVersion.id).where(LanguageVersion.cut_from_id == version.id)
    for excerpt_id in session.scalars(cut_from.where(LanguageVersion.status.not_in(GIVEN_AWAY))).all():
        excerpt = register.locked(session, excerpt_id)
        span_s = excerpt.edition.from_s or 0.0, excerpt.edition.to_s or 0.0
        said, to_say = shifted(before, *span_s), shifted(after, *span_s)
        for own in excerpt.captions:
            untouched = own.language == text.language and list(stored_cues(storage, own.webvtt_sha256)) == said
            if untouched and to_say != said:
                _replace(session, storage, in_use(session, own), _kept(storage, to_say), by=by, verb=SAVED)


def _judge_anew(session: Session, version: LanguageVersion, tag: str, cues: Sequence[Cue]) -> None:
    """Let the findings about captions speak of those that are in use."""
    spoken, written = languages.language(version.language), languages.language(tag)
    purpose, about = (Purpose.CAPTIONS, None) if tag == spoken.text_tag else (Purpose.SUBTITLES, tag)
    of_captions = (Finding.version_id == version.id, Finding.purpose == purpose, Finding.language == about)
    session.execute(delete(Finding).where(*of_captions, Finding.code.in_(JUDGED)))
    duration_s = version.picture.duration_s if version.picture else 0.0
    found = captions.judge(cues, duration_s, tag, written.text_script)
    session.add_all(Finding.about(version.id, finding, purpose, about) for finding in found)


def _review_anew(session: Session, version: LanguageVersion) -> None:
    """Take the approval back, and with it the hour at which the version would have published itself."""
    version.status = step(Status.APPROVED, Status.IN_REVIEW)
    version.approved_at, version.approved_by_id = None, None
    plans.withdraw(session, version)
    letters.call_reviewers(session, version)


def _hand_back(session: Session, version: LanguageVersion, by: Actor) -> None:
    """Let a version that was sent back be reviewed once more, with the films that it has."""
    if not composition.complete(version):
        raise NotFinished
    version.status, version.remark = step(Status.REFUSED, Status.IN_REVIEW), ""
    audit.record(session, by, "handed back for review", version.subject)
    letters.call_reviewers(session, version)
