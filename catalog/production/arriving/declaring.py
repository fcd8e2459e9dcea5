"""What an editor says of the files that she has uploaded: what each is for and in which language."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.films import languages
from catalog.films.models import LanguageVersion
from catalog.foundation.errors import N_, Invalid
from catalog.people.permissions import Action, Actor, require
from catalog.production.arriving import uploads
from catalog.production.arriving.uploads import HandedIn
from catalog.production.models import Purpose, Upload

#: What a language version is made of.
PARTS = (Purpose.FILM, Purpose.DUB, Purpose.CAPTIONS, Purpose.SUBTITLES)
#: So many files that wait are shown to whom they belong, the newest first.
MOST_WAITING = 50


class LanguageNeeded(Invalid):
    """Nobody has said in which language subtitles are."""

    sentence = N_("Please say in which language the subtitles “%(filename)s” are.")


class OtherLanguage(Invalid):
    """A sound or its captions are said to be in another language than the version."""

    sentence = N_(
        "“%(filename)s” is marked as “%(language)s”, but that is not the language of this version. "
        "Please correct the language of the file or of the version."
    )


def declare(
    session: Session, version: LanguageVersion, upload_id: str, purpose: Purpose, language: str = "", *, by: Actor
) -> Upload:
    """Record what a file is for in a version, whatever was said when it was begun.

    Args:
        session: a writing session.
        version: the version that it is for.
        upload_id: a file of ``by``.
        purpose: what it is for.
        language: the tag of its language, or nothing; subtitles need one, all others are in the version's.
        by: who says it.

    Raises:
        NotFound: there is no such file, or it is somebody else's.
        HandedIn: it belongs to a version already.
        UnknownLanguage, LanguageNeeded, OtherLanguage: the language is not one that the file can be in.
    """
    require(by, Action.UPLOAD)
    upload = uploads.own(session, upload_id, by)
    if upload.version_id:
        raise HandedIn(filename=upload.filename)
    said = languages.language(language) if language else None
    if purpose == Purpose.SUBTITLES:
        if said is None:
            raise LanguageNeeded(filename=upload.filename)
        upload.language = said.text_tag
    else:
        if said and said.text_tag != languages.language(version.language).text_tag:
            raise OtherLanguage(filename=upload.filename, language=said.own_name)
        upload.language = None
    upload.purpose = purpose
    return upload


def waiting(session: Session, by: Actor) -> Sequence[Upload]:
    """Return the files of ``by`` that are here, whole or in part, and handed in for nothing."""
    require(by, Action.UPLOAD)
    mine = select(Upload).where(
        Upload.account_id == by.account_id, Upload.version_id.is_(None), Upload.purpose.in_(PARTS)
    )
    return session.scalars(mine.order_by(Upload.begun_at.desc()).limit(MOST_WAITING)).all()
