"""The register of films: enter a film, a language version, a new revision of one; find them again."""

import re
from collections.abc import Mapping, Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, selectinload

from catalog.films import languages
from catalog.films.languages import ORIGINAL
from catalog.films.lifecycle import UNDER_WAY, Status, step
from catalog.films.models import FULL, Edition, Film, FilmText, LanguageVersion
from catalog.films.wording.words import FIELDS, Words, words_from, words_of
from catalog.foundation import audit
from catalog.foundation.errors import N_, Invalid, NotFound, Refused
from catalog.people.permissions import Action, Actor, require

SLUG = re.compile(r"(?=.{1,80}$)[a-z0-9]+(-[a-z0-9]+)*")


class BadSlug(Invalid):
    """A film's short name cannot stand in an address."""

    sentence = N_(
        "“%(slug)s” cannot be used as a short name. "
        "Please use small letters, digits and hyphens, such as “police-film”."
    )


class SlugTaken(Refused):
    """Another film has the short name already."""

    sentence = N_("There is a film with the short name “%(slug)s” already. Please choose another one.")


class TitleMissing(Invalid):
    """A film was entered without a title."""

    sentence = N_("Please give the film a title in at least one language, such as de=Titel.")


class NoSuchFilm(NotFound):
    """No film has this short name."""

    sentence = N_("There is no film with the short name “%(slug)s”.")


class NoSuchVersion(NotFound):
    """The film is not there in this language."""

    sentence = N_("The film is not available in this language.")


class VersionRecalled(Refused):
    """The ministry has called this version back."""

    sentence = N_("This language version was recalled. Please do not show it any more.")
    status = 410


class RevisionUnderWay(Refused):
    """A revision in this language is still being made."""

    sentence = N_(
        "Revision %(revision)s in this language is still in work. Please finish it or send it back before you enter "
        "another one."
    )


class ChangeNoteMissing(Invalid):
    """A later revision does not say what is new; recipients who hold the earlier one have to know."""

    sentence = N_("Please say in a sentence what is different from the revision before.")


def enter_film(
    session: Session, slug: str, titles: Mapping[str, str], *, by: Actor, descriptions: Mapping[str, str] | None = None
) -> Film:
    """Enter a film with its full edition.

    Args:
        session: a writing session.
        slug: its short name in addresses.
        titles: by BCP 47 tag.
        by: who enters it.
        descriptions: likewise; may be left out.

    Raises:
        BadSlug, SlugTaken, TitleMissing, UnknownLanguage, NotPermitted.
    """
    require(by, Action.ENTER_FILM)
    if not SLUG.fullmatch(slug):
        raise BadSlug(slug=slug)
    if session.scalar(select(Film.id).where(Film.slug == slug)):
        raise SlugTaken(slug=slug)
    named = {languages.canonical(tag): title.strip() for tag, title in titles.items() if title.strip()}
    if not named:
        raise TitleMissing
    told = {languages.canonical(tag): text.strip() for tag, text in (descriptions or {}).items()}
    entered = Film(slug=slug)
    entered.texts = [FilmText(language=tag, title=title, description=told.get(tag, "")) for tag, title in named.items()]
    entered.editions = [Edition(name=FULL)]
    session.add(entered)
    session.flush()
    audit.record(session, by, "entered a film", f"film:{entered.id}", slug=slug)
    return entered


def enter_version(
    session: Session,
    film: Film,
    language: str,
    *,
    by: Actor,
    title: str = "",
    description: str = "",
    call_to_action: str = "",
    change_note: str = "",
) -> LanguageVersion:
    """Enter the next revision of the film in a language, as a draft without files.

    Words that are not given are those of the revision before.

    A revision that was refused never left the house: it is entered anew
    under its own number. It is taken to be made from the newest revision of
    the original that is public or under way.

    Raises:
        UnknownLanguage, RevisionUnderWay, NotPermitted.
        ChangeNoteMissing: it is not the first revision, and does not say what is different.
    """
    require(by, Action.UPLOAD)
    tag = languages.canonical(language)
    edition = session.scalars(select(Edition).where(Edition.film_id == film.id, Edition.name == FULL)).one()
    session.refresh(edition, with_for_update={"of": Edition})
    before = session.scalar(_newest_first(edition.film_id, tag).limit(1))
    if before and before.status in UNDER_WAY:
        raise RevisionUnderWay(revision=before.revision)
    given = words_from({"title": title, "description": description, "call_to_action": call_to_action})
    earlier = words_of(before) if before else Words("")
    made_from_words = _made_from_words(session, film, tag, given, before)
    if before and before.status == Status.REFUSED:
        version = before
        version.status = step(Status.REFUSED, Status.DRAFT)
        version.tracks, version.captions, version.renditions, version.picture = [], [], [], None
        version.remark = ""
    else:
        version = LanguageVersion(edition=edition, language=tag, revision=before.revision + 1 if before else 1)
        session.add(version)
    if version.revision > 1 and not change_note.strip():
        raise ChangeNoteMissing
    for field in FIELDS:
        setattr(version, field, given[field] or earlier[field])
    version.title = version.title or film.title(tag)
    version.worded_after_sha256 = made_from_words
    version.change_note = change_note.strip()
    version.entered_by_id = by.account_id
    version.made_from_id = None if tag == ORIGINAL else _original(session, film)
    session.flush()
    audit.record(session, by, "entered a version", version.subject, language=tag, revision=version.revision)
    return version


def film(session: Session, slug: str) -> Film:
    """Return the film with this short name.

    Raises:
        NoSuchFilm: there is none.
    """
    found = session.scalar(select(Film).where(Film.slug == slug))
    if found is None:
        raise NoSuchFilm(slug=slug)
    return found


def edition(session: Session, slug: str, name: str) -> Edition:
    """Return one cut of a film.

    Raises:
        NoSuchFilm: there is no such film.
        NoSuchVersion: it has no cut of that name.
    """
    found = next((cut for cut in film(session, slug).editions if cut.name == name), None)
    if found is None:
        raise NoSuchVersion
    return found


def films(session: Session) -> Sequence[Film]:
    """Return all films, in the order in which they were entered."""
    return session.scalars(select(Film).order_by(Film.id)).all()


def version(session: Session, version_id: int) -> LanguageVersion:
    """Return a version by its number.

    Raises:
        NoSuchVersion: there is none.
    """
    found = session.get(LanguageVersion, version_id)
    if found is None:
        raise NoSuchVersion
    return found


def locked(session: Session, version_id: int) -> LanguageVersion:
    """Return a version as it is now; nobody else changes it until the transaction ends.

    Raises:
        NoSuchVersion: there is none.
    """
    found = version(session, version_id)
    # Reading it anew would undo what has been changed here and not been written yet.
    session.flush()
    session.refresh(found, with_for_update={"of": LanguageVersion})
    return found


def newest(session: Session, slug: str, language: str) -> LanguageVersion:
    """Return the newest revision of a film in a language, whatever its status.

    Raises:
        NoSuchFilm, UnknownLanguage, NoSuchVersion.
    """
    found = session.scalar(_newest_first(film(session, slug).id, languages.canonical(language)).limit(1))
    if found is None:
        raise NoSuchVersion
    return found


def versions_of(session: Session, slug: str) -> Sequence[LanguageVersion]:
    """Return every revision of a film in every language: by language, newest first."""
    found = film(session, slug)
    return session.scalars(
        select(LanguageVersion)
        .join(Edition)
        .where(Edition.film_id == found.id)
        .order_by(LanguageVersion.language, LanguageVersion.revision.desc())
        .options(selectinload(LanguageVersion.captions), selectinload(LanguageVersion.renditions))
    ).all()


def published(session: Session, slug: str, language: str) -> LanguageVersion:
    """Return the version that everybody may see.

    Raises:
        NoSuchFilm, UnknownLanguage, NoSuchVersion.
        VersionRecalled: it was public and has been called back.
    """
    tag = languages.canonical(language)
    public = _newest_first(film(session, slug).id, tag).where(
        LanguageVersion.status.in_([Status.PUBLISHED, Status.RECALLED])
    )
    found = session.scalar(public.limit(1))
    if found is None:
        raise NoSuchVersion
    if found.status == Status.RECALLED:
        raise VersionRecalled
    return found


def published_versions(session: Session, slug: str) -> Sequence[LanguageVersion]:
    """Return what everybody may see of a film: one version a language."""
    public = (found for found in versions_of(session, slug) if found.status == Status.PUBLISHED)
    return [found for found in public if found.edition.name == FULL]


def _original(session: Session, film: Film) -> int | None:
    """Return the number of the original that somebody who works on another language has before them."""
    at_hand = LanguageVersion.status.in_([*UNDER_WAY, Status.PUBLISHED])
    found = session.scalar(_newest_first(film.id, ORIGINAL).where(at_hand).limit(1))
    return found.id if found else None


def _made_from_words(
    session: Session, film: Film, tag: str, given: Words, before: LanguageVersion | None
) -> str | None:
    """Return the state of the original's words from which those of a new revision are made.

    Words that are given for all that the original says were made from it as it is now.
    """
    german = None if tag == ORIGINAL else session.scalar(_newest_first(film.id, ORIGINAL).limit(1))
    original = words_of(german) if german else None
    if original and all(given[field] for field in FIELDS if original[field]):
        return original.sha256
    return before.worded_after_sha256 if before else None


def _newest_first(film_id: int, tag: str) -> Select[LanguageVersion]:
    return (
        select(LanguageVersion)
        .join(Edition)
        .where(Edition.film_id == film_id, Edition.name == FULL, LanguageVersion.language == tag)
        .order_by(LanguageVersion.revision.desc())
    )
