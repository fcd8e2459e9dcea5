"""Lines are written anew when a text that everybody may see has none, or others than it should have."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TypeVarTuple

from sqlalchemy import Row, Select, delete, insert, select
from sqlalchemy.orm import Session

from catalog.films.languages import LANGUAGES
from catalog.films.lifecycle import Status
from catalog.films.models import FULL, Captions, Edition, Film, FilmText, LanguageVersion
from catalog.films.searching.haystacks import FORM, haystack
from catalog.films.searching.models import LineKind, SearchLine, SearchText, Source
from catalog.foundation import queue
from catalog.foundation.database import alone
from catalog.foundation.queue import Claim
from catalog.foundation.runtime import Runtime
from catalog.foundation.storage import ContentMissing, Storage
from media import captions
from media.errors import NotCaptions

Columns = TypeVarTuple("Columns")

TASK = "fill_search"
SUBJECT = "search"
#: Marks every line that is not said, so that titles are found among a million sentences.
WRITTEN = "words"


@dataclass(frozen=True, slots=True)
class Key:
    """Which text lines belong to."""

    version_id: int
    source: Source
    language: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is to be written."""

    kind: LineKind
    text: str
    haystack: str
    at_s: int = 0


@dataclass(frozen=True, slots=True)
class Text:
    """A text that is to be found: its lines, and the captions that have more of them."""

    state_sha256: str
    lines: Sequence[Line]
    webvtt_sha256: str | None = None


def order(session: Session, version: LanguageVersion) -> None:
    """Order the lines of a version that has just become public."""
    queue.order(session, TASK, SUBJECT, key=f"{TASK}:{version.id}")


def carry_out(runtime: Runtime, _held: Claim) -> None:
    """Do what was ordered."""
    fill_up(runtime)


def fill_up(runtime: Runtime) -> int:
    """Write what is missing, take away what is public no more, and return how many texts that were.

    What is right is left alone, so this can be done at any time and by several at once.
    """
    with runtime.question() as session:
        public, kept = _public(session), _kept(session)
    missing = {key: text for key, text in public.items() if kept.get(key) != text.state_sha256}
    gone = kept.keys() - public.keys()
    for key, text in missing.items():
        # ``filmbote check`` names what is missing or broken; the other texts can be found nevertheless.
        with suppress(ContentMissing, NotCaptions):
            lines = [*text.lines, *_said(runtime.storage, key, text)]
            with runtime.transaction() as session:
                _write(session, key, text.state_sha256, lines)
    if gone:
        with runtime.transaction() as session:
            for key in gone:
                _forget(session, key)
    return len(missing) + len(gone)


def follow(session: Session, version: LanguageVersion) -> None:
    """Let the words of a public version be found as they are now."""
    if version.status == Status.PUBLISHED:
        session.flush()
        for key, text in _words(session, version.id):
            _write(session, key, text.state_sha256, text.lines)


def empty(session: Session) -> None:
    """Forget every line."""
    session.execute(delete(SearchLine))
    session.execute(delete(SearchText))


def astray(session: Session) -> list[Key]:
    """Return every public text that cannot be found, or not as it is now."""
    kept = _kept(session)
    return [key for key, text in _public(session).items() if kept.get(key) != text.state_sha256]


def _kept(session: Session) -> dict[Key, str]:
    rows = session.execute(
        select(SearchText.version_id, SearchText.source, SearchText.language, SearchText.state_sha256)
    )
    return {Key(version_id, Source(source), language): state for version_id, source, language, state in rows}


def _public(session: Session) -> Mapping[Key, Text]:
    return dict([*_words(session), *_captions(session)])


def _words(session: Session, version_id: int | None = None) -> Iterator[tuple[Key, Text]]:
    """Yield the words of what is public, or of one version."""
    names = _names_of_films(session)
    versions = select(
        LanguageVersion.id,
        LanguageVersion.language,
        LanguageVersion.title,
        LanguageVersion.description,
        LanguageVersion.call_to_action,
        Edition.film_id,
    )
    for version in session.execute(_of_public(versions, version_id)):
        lines = list(_written(version, names.get(version.film_id, [])))
        state = _state([[line.kind, line.text, line.haystack] for line in lines])
        yield Key(version.id, Source.WORDS, version.language), Text(state, lines)


def _written(version: Row[int, str, str, str, str, int], names: Iterable[str]) -> Iterator[Line]:
    marks = (version.language, WRITTEN)
    yield Line(LineKind.TITLE, version.title, haystack(version.title, marks))
    yield _named(version.title, names, version.language)
    for text in filter(None, (version.call_to_action, version.description)):
        yield Line(LineKind.DESCRIPTION, text, haystack(text, marks))


def _named(title: str, names: Iterable[str], tag: str) -> Line:
    """Return the line by which staff find a film in a language that they do not write: "Polizei Tigrinya"."""
    language = LANGUAGES[tag]
    called = " ".join([title, *names, language.own_name, language.name_de, language.name_en])
    return Line(LineKind.NAMES, title, haystack(called, (tag, WRITTEN)))


def _names_of_films(session: Session) -> dict[int, list[str]]:
    names: dict[int, list[str]] = {}
    for film_id, slug in session.execute(select(Film.id, Film.slug)):
        names[film_id] = [slug]
    titles = select(FilmText.film_id, FilmText.title).order_by(FilmText.film_id, FilmText.language)
    for film_id, title in session.execute(titles):
        names[film_id].append(title)
    return names


def _captions(session: Session) -> Iterator[tuple[Key, Text]]:
    names = _names_of_films(session)
    texts = select(
        LanguageVersion.id,
        LanguageVersion.title,
        LanguageVersion.language.label("spoken"),
        Captions.language,
        Captions.webvtt_sha256,
        Edition.film_id,
    ).join(Captions, Captions.version_id == LanguageVersion.id)
    for text in session.execute(_of_public(texts)):
        # A sign language's own captions are written in German, and lead to the sign language.
        own = text.language == LANGUAGES[text.spoken].text_tag
        tag = text.spoken if own else text.language
        lines = [] if own else [_named(text.title, names.get(text.film_id, []), tag)]
        state = _state([text.webvtt_sha256, *(line.haystack for line in lines)])
        yield Key(text.id, Source.CAPTIONS, tag), Text(state, lines, text.webvtt_sha256)


def _of_public(texts: Select[*Columns], version_id: int | None = None) -> Select[*Columns]:
    public = texts.join(Edition, Edition.id == LanguageVersion.edition_id)
    public = public.where(LanguageVersion.status == Status.PUBLISHED, Edition.name == FULL)
    return public.where(LanguageVersion.id == version_id) if version_id else public


def _said(storage: Storage, key: Key, text: Text) -> Iterator[Line]:
    if text.webvtt_sha256:
        for cue in captions.read(b"".join(storage.read(text.webvtt_sha256))):
            words = " ".join(cue.text.split())
            yield Line(LineKind.CUE, words, haystack(words, (key.language,)), cue.start_ms // 1000)


def _state(source: object) -> str:
    return hashlib.sha256(json.dumps([FORM, source]).encode()).hexdigest()


def _write(session: Session, key: Key, state_sha256: str, lines: Sequence[Line]) -> None:
    alone(session.connection(), TASK)
    _forget(session, key)
    text = SearchText(version_id=key.version_id, source=key.source, language=key.language, state_sha256=state_sha256)
    session.add(text)
    session.flush()
    rows = [
        {"text_id": text.id, "kind": line.kind, "at_s": line.at_s, "text": line.text, "haystack": line.haystack}
        for line in lines
    ]
    if rows:
        session.execute(insert(SearchLine), rows)


def _forget(session: Session, key: Key) -> None:
    session.execute(
        delete(SearchText).where(
            SearchText.version_id == key.version_id,
            SearchText.source == key.source,
            SearchText.language == key.language,
        )
    )
