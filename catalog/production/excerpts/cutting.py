"""Excerpts of a film: cut from one moment to another, in every language that the full film has."""

import re
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.films import register
from catalog.films.lifecycle import UNDER_WAY, Status, step
from catalog.films.models import Captions, Edition, LanguageVersion, Picture, PictureStatus
from catalog.foundation import audit, queue
from catalog.foundation.attempts import Attempt
from catalog.foundation.errors import N_, Invalid, NotFound, Refused
from catalog.people.permissions import Action, Actor, require
from catalog.production import encoding, sounds, texts
from catalog.production.entering import copied
from catalog.production.examination import Read
from catalog.production.excerpts import plans
from catalog.production.excerpts.spans import BadSpan
from media import captions, written
from media.captions import Cue

#: An end that is written as a fraction of seconds may lie so far behind the last frame.
ROUNDED_S = 0.001
NAME = re.compile(r"(?=.{1,60}$)[a-z0-9]+(-[a-z0-9]+)*")


class BadName(Invalid):
    """An excerpt's short name cannot stand in a file name."""

    sentence = N_("“%(name)s” cannot be used as a short name. Please use small letters, digits and hyphens.")


class NameTaken(Refused):
    """The film has an excerpt of that name."""

    sentence = N_("There is an excerpt “%(name)s” already. Please choose another name.")


def enter(session: Session, slug: str, name: str, from_s: float, to_s: float, *, by: Actor) -> Edition:
    """Enter an excerpt of a film, and order it in every language that is finished.

    It begins and ends between two frames, those nearest to the moments. Without
    a name it is called after its place.

    Raises:
        NoSuchFilm: there is no such film.
        BadName, NameTaken, BadSpan: the excerpt cannot be.
        NothingToCut: there is no language to cut.
    """
    require(by, Action.UPLOAD)
    film = register.film(session, slug)
    if name and not NAME.fullmatch(name):
        raise BadName(name=name)
    if any(edition.name == name for edition in film.editions):
        raise NameTaken(name=name)
    offered = plans.offered(session, film)
    span = offered.snapped(from_s, to_s)
    excerpt = Edition(film=film, name=name or offered.free_name(span), from_s=span.from_s, to_s=span.to_s)
    session.add(excerpt)
    session.flush()
    place = {"name": excerpt.name, "from_s": excerpt.from_s, "to_s": excerpt.to_s}
    audit.record(session, by, "entered an excerpt", f"film:{film.id}", **place)
    follow(session, excerpt, by=by)
    return excerpt


def follow(session: Session, excerpt: Edition, *, by: Actor) -> list[LanguageVersion]:
    """Cut an excerpt anew in every language in which the full film has changed, and return those versions.

    A language whose excerpt is still in work waits for the next time.

    Raises:
        NotFound: it is no excerpt, but the film itself.
        BadSpan: the film has become so short that the excerpt does not lie inside it.
    """
    require(by, Action.UPLOAD)
    if excerpt.from_s is None or excerpt.to_s is None:
        raise NotFound
    there: dict[str, LanguageVersion] = {}
    of_excerpt = select(LanguageVersion).where(LanguageVersion.edition_id == excerpt.id)
    for version in session.scalars(of_excerpt.order_by(LanguageVersion.revision)):
        there[version.language] = version
    entered = []
    for full in plans.finished(session, excerpt.film_id):
        before = there.get(full.language)
        if before is None or (before.cut_from_id != full.id and before.status not in UNDER_WAY):
            film_s = plans.picture_of(full).duration_s
            if film_s < excerpt.to_s - ROUNDED_S:
                raise BadSpan(seconds=int(film_s))
            entered.append(_entered(session, excerpt, full, before.revision + 1 if before else 1, by))
    return entered


def cut(attempt: Attempt) -> None:
    """Cut the captions of one language, and order its sound."""
    version_id = attempt.held.arguments["version_id"]
    with attempt.runtime.question() as session:
        version = register.version(session, version_id)
        from_s, to_s = version.edition.from_s or 0.0, version.edition.to_s or 0.0
        full = register.version(session, version.cut_from_id or 0)
        webvtt = {text.language: text.webvtt_sha256 for text in full.captions}
    rows = [_cut_text(attempt, tag, sha256, from_s, to_s) for tag, sha256 in webvtt.items()]
    with attempt.result() as session:
        version = register.version(session, version_id)
        version.captions = rows
        session.flush()
        sounds.order(session, version, attempt.held)


def shifted(cues: Sequence[Cue], from_s: float, to_s: float) -> list[Cue]:
    """Return what is said between two moments, counted from the first one."""
    begin_ms, end_ms = round(from_s * 1000), round(to_s * 1000)
    return [
        Cue(max(cue.start_ms, begin_ms) - begin_ms, min(cue.end_ms, end_ms) - begin_ms, cue.text)
        for cue in cues
        if cue.start_ms < end_ms and cue.end_ms > begin_ms
    ]


def _entered(session: Session, excerpt: Edition, full: LanguageVersion, revision: int, by: Actor) -> LanguageVersion:
    version = LanguageVersion(
        edition=excerpt,
        language=full.language,
        revision=revision,
        title=full.title,
        description=full.description,
        call_to_action=full.call_to_action,
        worded_after_sha256=full.worded_after_sha256,
        change_note=full.change_note if revision > 1 else "",
        picture=_picture(session, excerpt, full),
        cut_from_id=full.id,
        entered_by_id=by.account_id,
        tracks=[copied(track) for track in full.tracks],
    )
    version.status = step(Status.DRAFT, Status.PROCESSING)
    session.add(version)
    session.flush()
    audit.record(session, by, "cut from the full film", version.subject, version=full.id)
    queue.order(session, "cut_excerpt", version.subject, key=f"cut:{version.id}", version_id=version.id)
    return version


def _picture(session: Session, excerpt: Edition, full: LanguageVersion) -> Picture:
    """Return the excerpt's picture from the same master, ordered to be encoded when it is not there."""
    whole = full.picture
    if whole is None or whole.source_facts is None:
        raise encoding.PictureFailed
    known = select(Picture).where(
        Picture.edition_id == excerpt.id,
        Picture.source_sha256 == whole.source_sha256,
        Picture.own == whole.own,
        Picture.status != PictureStatus.FAILED,
    )
    if picture := session.scalar(known):
        return picture
    picture = Picture(
        edition=excerpt,
        source_sha256=whole.source_sha256,
        source_size_bytes=whole.source_size_bytes,
        source_facts=whole.source_facts,
        own=whole.own,
        width_px=whole.width_px,
        height_px=whole.height_px,
        fps=whole.fps,
        duration_s=(excerpt.to_s or 0.0) - (excerpt.from_s or 0.0),
    )
    session.add(picture)
    session.flush()
    encoding.order_encoding(session, picture, written.from_json(whole.source_facts))
    return picture


def _cut_text(attempt: Attempt, tag: str, webvtt_sha256: str, from_s: float, to_s: float) -> Captions:
    """Keep the part of a text that belongs to an excerpt, and return its row."""
    file = attempt.scratch / "excerpt.vtt"
    whole = captions.read(b"".join(attempt.runtime.storage.read(webvtt_sha256)))
    cues = shifted(whole, from_s, to_s)
    file.write_bytes(captions.to_webvtt(cues).encode())
    (row,) = texts.kept(attempt, {tag: file}, {tag: Read((), cues)})
    return row
