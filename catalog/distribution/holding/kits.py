"""A kit: the film, its captions and a read-me in one file, for use without a network. Its bytes are never stored."""

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session
from zipstream import ZipStream

from catalog.distribution.deliveries import NoSuchFile, files_of, own_delivery
from catalog.films import composed
from catalog.films.models import LanguageVersion
from catalog.foundation.storage import Storage
from catalog.people.permissions import Action, Actor, require

READ_ME = "LIESMICH.txt"
CHECKSUMS = "SHA256SUMS.txt"


@dataclass(frozen=True, slots=True)
class Kit:
    """A ZIP whose size is known before its first byte is made."""

    filename: str
    size_bytes: int
    pieces: Iterator[bytes]


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a kit."""

    name: str
    sha256: str
    size_bytes: int
    #: How it is put together; None when it is stored as it is.
    recipe_sha256: str | None = None


def parts_of(
    session: Session, storage: Storage, delivery_id: int, profiles: Collection[str], *, by: Actor
) -> tuple[LanguageVersion, list[Part]]:
    """Return what goes into a kit: the film in the sizes that were chosen, or in all, its captions and subtitles.

    Raises:
        NotFound: there is no such delivery to the organisation of ``by``.
        NoSuchFile: the film was not made in one of the sizes.
        VersionRecalled, Replaced: see ``deliveries.files_of``.
        NotPermitted: the role does not allow it.
    """
    require(by, Action.COLLECT)
    delivery = own_delivery(session, delivery_id, by)
    version = delivery.version
    films = {file.profile: file for file in files_of(session, delivery)}
    if not films or not films.keys() >= set(profiles):
        raise NoSuchFile
    chosen = [
        Part(version.file_name("mp4", profile), file.sha256, file.size_bytes, file.recipe_sha256)
        for profile, file in films.items()
        if not profiles or profile in profiles
    ]
    return version, [*chosen, *_texts(storage, version, chosen)]


def pack(storage: Storage, version: LanguageVersion, parts: list[Part], read_me: str) -> Kit:
    """Return the parts and the read-me as one ZIP, with the checksums of all of them."""
    words = read_me.encode()
    sums = [(part.sha256, part.name) for part in parts] + [(hashlib.sha256(words).hexdigest(), READ_ME)]
    zipped = ZipStream(sized=True)
    zipped.add(words, READ_ME)
    for part in parts:
        zipped.add(composed.read(storage, part), part.name, size=part.size_bytes)
    zipped.add("".join(f"{sha256}  {name}\n" for sha256, name in sums), CHECKSUMS)
    return Kit(version.file_name("zip"), len(zipped), iter(zipped))


def _texts(storage: Storage, version: LanguageVersion, films: list[Part]) -> Iterator[Part]:
    """Yield all captions as SRT beside each film, where a player finds them by its name, and once as WebVTT."""
    for text in version.captions:
        tag = "" if text is version.own_captions else text.language
        size_bytes = storage.size_bytes(text.srt_sha256)
        for film in films:
            name = ".".join(filter(None, [film.name.removesuffix(".mp4"), tag, "srt"]))
            yield Part(name, text.srt_sha256, size_bytes)
        yield Part(version.file_name("vtt", tag), text.webvtt_sha256, storage.size_bytes(text.webvtt_sha256))
