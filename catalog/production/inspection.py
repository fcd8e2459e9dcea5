"""The first job: look into what was handed in, and keep it or refuse it.

What is refused leaves nothing behind but its findings. What is kept gets its
picture.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.films import languages, register
from catalog.films.languages import Language
from catalog.films.lifecycle import Status
from catalog.films.models import Captions, LanguageVersion, Track, TrackKind
from catalog.foundation import audit
from catalog.foundation.attempts import Attempt
from catalog.foundation.errors import N_
from catalog.foundation.storage import Kept, Storage, sha256_of
from catalog.people.permissions import MACHINE
from catalog.production import leftovers, pictures, setbacks, uploads
from catalog.production.examination import Heard, Read, listen, read_captions
from catalog.production.models import Finding, Purpose, Upload
from catalog.production.workshop import workshop_of
from media import captions, facts

FILE_LOST = N_("A file that was handed in is not on the server any more. Please upload it once more.")
NO_PICTURE_YET = N_("There is no picture for this dub yet. Please hand in a whole film in one language first.")
SAME_AGAIN = N_("These are the very files of revision %(revision)s, which is public. Please choose the corrected ones.")
CAPTIONS_MISSING = N_("There are no captions yet. They are needed before this version can be published.")

#: A file: the BCP 47 tag of its text, or None for a sound; and its SHA-256.
Marked = tuple[str | None, str]
#: What is read of captions and subtitles, by the BCP 47 tag of their language.
Reads = Mapping[str, Read]


@dataclass(frozen=True, slots=True)
class Order:
    """What was handed in, and what it has to be compared with."""

    version_id: int
    language: Language
    #: The film or the dub.
    sounds: Mapping[Purpose, Path]
    #: Captions and subtitles by the BCP 47 tag of their language.
    texts: Mapping[str, Path]
    #: The edition's pictures, the newest first.
    pictures: Sequence[pictures.Known]
    #: The public version's revision, and the files it was made from.
    public: tuple[int, frozenset[Marked]] | None

    @property
    def purpose(self) -> Purpose:
        """Return whether a whole film or a dub was handed in."""
        return Purpose.FILM if Purpose.FILM in self.sounds else Purpose.DUB

    @property
    def files(self) -> frozenset[Path]:
        """Return everything that was handed in."""
        return frozenset([*self.sounds.values(), *self.texts.values()])


@dataclass(frozen=True, slots=True)
class Goods:
    """What was kept of the files, because nothing stands against them."""

    sound: Kept
    picture: pictures.Known | pictures.New
    captions: list[Captions]


def inspect(attempt: Attempt) -> None:
    """Look into the files of a version, and keep or refuse them."""
    with attempt.runtime.question() as session:
        order = _order(session, attempt)
    findings, heard, reads = _judged(attempt, order)
    attempt.tell(0.6)
    refused = any(finding.blocking for finding in findings)
    goods = None if refused else _kept(attempt, order, heard, reads)
    with attempt.result() as session:
        version = register.version(session, order.version_id)
        if goods is None:
            setbacks.refuse(session, version, *findings)
        else:
            session.add_all(findings)
            _enter_files(session, version, order, goods, heard)
            pictures.give(session, attempt.held, version, goods.picture)
        done_with = leftovers.forget(session, attempt.runtime.config, version.id)
    for file in done_with:
        file.unlink(missing_ok=True)


def _order(session: Session, attempt: Attempt) -> Order:
    version = register.version(session, attempt.held.arguments["version_id"])
    spoken = languages.language(version.language)
    sounds, texts = {}, {}
    for upload in session.scalars(select(Upload).where(Upload.version_id == version.id)):
        path = uploads.path_of(attempt.runtime.config, upload)
        if upload.purpose in (Purpose.FILM, Purpose.DUB):
            sounds[Purpose(upload.purpose)] = path
        else:
            texts[upload.language or spoken.text_tag] = path
    return Order(
        version_id=version.id,
        language=spoken,
        sounds=sounds,
        texts=texts,
        pictures=pictures.known(session, version.edition_id),
        public=_public(session, version),
    )


def _public(session: Session, version: LanguageVersion) -> tuple[int, frozenset[Marked]] | None:
    """Return the revision that is public in the same language, and what it was made from."""
    public = session.scalar(
        select(LanguageVersion).where(
            LanguageVersion.edition_id == version.edition_id,
            LanguageVersion.language == version.language,
            LanguageVersion.status == Status.PUBLISHED,
        )
    )
    if public is None:
        return None
    sounds = {(None, track.source_sha256) for track in public.tracks}
    return public.revision, frozenset(sounds | {(text.language, text.source_sha256) for text in public.captions})


def _judged(attempt: Attempt, order: Order) -> tuple[list[Finding], Heard, Reads]:
    """Return every finding, and what the files hold."""
    sound = order.sounds.get(order.purpose)
    if sound is None or not all(file.exists() for file in order.files):
        return [_row(order, facts.Finding("file_lost", blocking=True, sentence=FILE_LOST))], Heard([]), {}
    picture_s = order.pictures[0].duration_s if order.pictures else None
    heard = listen(workshop_of(attempt.runtime.config), sound, order.purpose, order.language, picture_s)
    if order.purpose == Purpose.FILM:
        picture_s = heard.facts.duration_s if heard.facts else None
    reads = {tag: read_captions(file, picture_s or 0.0, languages.language(tag)) for tag, file in order.texts.items()}
    findings = [_row(order, finding, order.purpose) for finding in heard.findings]
    for tag, read in reads.items():
        about = (Purpose.CAPTIONS, None) if tag == order.language.text_tag else (Purpose.SUBTITLES, tag)
        findings += [_row(order, finding, *about) for finding in read.findings]
    findings += [_row(order, finding) for finding in _compared(order)]
    return findings, heard, reads


def _compared(order: Order) -> Iterator[facts.Finding]:
    """Yield what is missing, and what stands against the files because of what is there already."""
    if order.purpose == Purpose.DUB and not order.pictures:
        yield facts.Finding("no_picture_yet", blocking=True, sentence=NO_PICTURE_YET)
    if order.language.text_tag not in order.texts:
        yield facts.Finding("captions_missing", blocking=False, sentence=CAPTIONS_MISSING)
    if order.public:
        revision, before = order.public
        sounds = {(None, sha256_of(file)) for file in order.sounds.values()}
        if before == sounds | {(tag, sha256_of(file)) for tag, file in order.texts.items()}:
            yield facts.Finding("same_again", blocking=True, sentence=SAME_AGAIN, places={"revision": revision})


def _kept(attempt: Attempt, order: Order, heard: Heard, reads: Reads) -> Goods:
    """Keep everything in the storage, before any row names it."""
    file = order.sounds[order.purpose]
    sound = attempt.runtime.storage.keep(file)
    if order.purpose == Purpose.FILM and heard.video:
        picture = pictures.recognise(attempt, order.pictures, file, sound, heard.video)
    else:
        picture = order.pictures[0]
    attempt.tell(0.8)
    texts = [_kept_text(attempt, tag, order.texts[tag], read) for tag, read in reads.items()]
    return Goods(sound, picture, texts)


def _kept_text(attempt: Attempt, tag: str, file: Path, read: Read) -> Captions:
    """Keep captions as they came, as WebVTT and as SRT, and return their row."""
    storage, scratch = attempt.runtime.storage, attempt.scratch
    return Captions(
        language=tag,
        source_sha256=storage.keep(file).sha256,
        webvtt_sha256=_kept_words(storage, scratch / "captions.vtt", captions.to_webvtt(read.cues)).sha256,
        srt_sha256=_kept_words(storage, scratch / "captions.srt", captions.to_srt(read.cues)).sha256,
        cues=len(read.cues),
    )


def _kept_words(storage: Storage, file: Path, words: str) -> Kept:
    file.write_bytes(words.encode())
    return storage.keep(file)


def _enter_files(session: Session, version: LanguageVersion, order: Order, goods: Goods, heard: Heard) -> None:
    """Enter the rows of the sound and of the captions."""
    if heard.track is None or heard.loudness is None:
        message = "a file without sound was not refused"
        raise ValueError(message)
    version.tracks = [
        Track(
            kind=TrackKind.ORIGINAL if order.purpose == Purpose.FILM else TrackKind.DUB,
            source_sha256=goods.sound.sha256,
            source_size_bytes=goods.sound.size_bytes,
            audio_index=heard.track.index,
            duration_s=heard.track.duration_s,
            integrated_lufs=_finite(heard.loudness.integrated_lufs),
            true_peak_dbtp=_finite(heard.loudness.true_peak_dbtp),
        )
    ]
    version.captions = goods.captions
    files = [goods.sound.sha256, *(text.source_sha256 for text in goods.captions)]
    audit.record(session, MACHINE, "kept the files", f"version:{version.id}", sha256=files)


def _row(order: Order, finding: facts.Finding, purpose: Purpose | None = None, language: str | None = None) -> Finding:
    """Return the row of a finding; subtitles are told apart by their language."""
    return Finding(
        version_id=order.version_id,
        purpose=purpose,
        language=language,
        code=finding.code,
        blocking=finding.blocking,
        sentence=finding.sentence,
        places=dict(finding.places),
        at_s=finding.at_s,
    )


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
