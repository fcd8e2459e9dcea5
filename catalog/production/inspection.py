"""The first job: look into what was handed in, and keep it or refuse it.

What is refused leaves nothing behind but its findings. What is kept gets its
picture: a known one, recognised by its packets, costs nothing; a new one is
ordered to be encoded.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.films import languages, register
from catalog.films.languages import Language
from catalog.films.lifecycle import Status
from catalog.films.models import Captions, Edition, LanguageVersion, Picture, PictureStatus, Track, TrackKind
from catalog.foundation import audit, queue
from catalog.foundation.attempts import Attempt
from catalog.foundation.errors import N_
from catalog.foundation.storage import Kept, Storage, sha256_of
from catalog.people.permissions import MACHINE
from catalog.production import setbacks, transcoding, uploads
from catalog.production.examination import Heard, Read, listen, read_captions
from catalog.production.models import Finding, Purpose, Upload
from catalog.production.workshop import workshop_of
from media import captions, facts, fingerprint

FILE_LOST = N_("A file that was handed in is not on the server any more. Please upload it once more.")
NO_PICTURE_YET = N_("There is no picture for this dub yet. Please hand in a whole film in one language first.")
SAME_AGAIN = N_("These are the very files of revision %(revision)s, which is public. Please choose the corrected ones.")
CAPTIONS_MISSING = N_("There are no captions yet. They are needed before this version can be published.")

Findings = list[tuple[Purpose | None, facts.Finding]]


@dataclass(frozen=True, slots=True)
class Known:
    """A picture that the edition has already."""

    picture_id: int
    fingerprint_sha256: str | None
    fps: Fraction
    duration_s: float


@dataclass(frozen=True, slots=True)
class Order:
    """What was handed in, and what it has to be compared with."""

    version_id: int
    language: Language
    edition_id: int
    files: Mapping[Purpose, Path]
    #: The edition's pictures, the newest first.
    pictures: Sequence[Known]
    #: The public version's revision, and the SHA-256 of the files it was made from.
    public: tuple[int, frozenset[str]] | None

    @property
    def purpose(self) -> Purpose:
        """Return whether a whole film or a dub was handed in."""
        return Purpose.FILM if Purpose.FILM in self.files else Purpose.DUB


@dataclass(frozen=True, slots=True)
class Goods:
    """What was kept of the files, because nothing stands against them."""

    sound: Kept
    #: The picture that it goes with; None when it brings a new one.
    picture_id: int | None
    fingerprint: Kept | None
    #: The captions as they came, as WebVTT and as SRT.
    captions: tuple[Kept, Kept, Kept] | None


def inspect(attempt: Attempt) -> None:
    """Look into the files of a version, and keep or refuse them."""
    with attempt.runtime.question() as session:
        order = _order(session, attempt)
    findings, heard, read = _judged(attempt, order)
    attempt.tell(0.6)
    refused = any(finding.blocking for _, finding in findings)
    goods = None if refused else _kept(attempt, order, heard, read)
    with attempt.result() as session:
        version = register.version(session, order.version_id)
        rows = [_row(version, purpose, finding) for purpose, finding in findings]
        if goods is None:
            setbacks.refuse(session, version, *rows)
        else:
            session.add_all(rows)
            _enter_files(session, version, order, goods, heard, read)
            _give_picture(session, attempt.held, version, goods, heard)
        leftovers = uploads.forget(session, attempt.runtime.config, version.id)
    for file in leftovers:
        file.unlink(missing_ok=True)


def _order(session: Session, attempt: Attempt) -> Order:
    version = register.version(session, attempt.held.arguments["version_id"])
    files = session.scalars(select(Upload).where(Upload.version_id == version.id)).all()
    usable = select(Picture).where(Picture.edition_id == version.edition_id, Picture.status != PictureStatus.FAILED)
    return Order(
        version_id=version.id,
        language=languages.language(version.language),
        edition_id=version.edition_id,
        files={Purpose(upload.purpose): uploads.path_of(attempt.runtime.config, upload) for upload in files},
        pictures=[
            Known(picture.id, picture.fingerprint_sha256, Fraction(picture.fps), picture.duration_s)
            for picture in session.scalars(usable.order_by(Picture.id.desc()))
        ],
        public=_public(session, version),
    )


def _public(session: Session, version: LanguageVersion) -> tuple[int, frozenset[str]] | None:
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
    sounds = {track.source_sha256 for track in public.tracks}
    return public.revision, frozenset(sounds | {text.source_sha256 for text in public.captions})


def _judged(attempt: Attempt, order: Order) -> tuple[Findings, Heard, Read]:
    """Return every finding, and what the files hold."""
    sound = order.files.get(order.purpose)
    if sound is None or not all(file.exists() for file in order.files.values()):
        return [(None, facts.Finding("file_lost", blocking=True, sentence=FILE_LOST))], Heard([]), Read([])
    picture_s = order.pictures[0].duration_s if order.pictures else None
    heard = listen(workshop_of(attempt.runtime.config), sound, order.purpose, order.language, picture_s)
    if order.purpose == Purpose.FILM:
        picture_s = heard.facts.duration_s if heard.facts else None
    findings: Findings = [(order.purpose, finding) for finding in heard.findings]
    read = Read([facts.Finding("captions_missing", blocking=False, sentence=CAPTIONS_MISSING)])
    if Purpose.CAPTIONS in order.files:
        read = read_captions(order.files[Purpose.CAPTIONS], picture_s or 0.0, order.language)
    findings += [(Purpose.CAPTIONS, finding) for finding in read.findings]
    findings += [(None, finding) for finding in _compared(order)]
    return findings, heard, read


def _compared(order: Order) -> Iterator[facts.Finding]:
    """Yield what stands against the files because of what is there already."""
    if order.purpose == Purpose.DUB and not order.pictures:
        yield facts.Finding("no_picture_yet", blocking=True, sentence=NO_PICTURE_YET)
    if order.public:
        revision, before = order.public
        if before == {sha256_of(file) for file in order.files.values()}:
            yield facts.Finding("same_again", blocking=True, sentence=SAME_AGAIN, places={"revision": revision})


def _kept(attempt: Attempt, order: Order, heard: Heard, read: Read) -> Goods:
    """Keep everything in the storage, before any row names it."""
    storage = attempt.runtime.storage
    sound = order.files[order.purpose]
    if order.purpose == Purpose.DUB or heard.facts is None or heard.video is None:
        picture_id: int | None = order.pictures[0].picture_id
        fingerprint_kept = None
    else:
        hashes = fingerprint.packet_hashes(workshop_of(attempt.runtime.config), sound, str(heard.video.index))
        picture_id = _recognised(attempt, order.pictures, heard.video, hashes)
        fingerprint_kept = _keep_bytes(storage, attempt.scratch / "fingerprint", hashes)
    attempt.tell(0.8)
    texts = None
    if Purpose.CAPTIONS in order.files:
        texts = (
            storage.keep(order.files[Purpose.CAPTIONS]),
            _keep_bytes(storage, attempt.scratch / "captions.vtt", captions.to_webvtt(read.cues).encode()),
            _keep_bytes(storage, attempt.scratch / "captions.srt", captions.to_srt(read.cues).encode()),
        )
    return Goods(storage.keep(sound), picture_id, fingerprint_kept, texts)


def _recognised(
    attempt: Attempt, pictures: Sequence[Known], video: facts.VideoFacts, hashes: fingerprint.Hashes
) -> int | None:
    """Return the known picture that has the same packets, or None."""
    for known in pictures:
        if known.fingerprint_sha256 and known.fps == video.fps:
            path = attempt.runtime.storage.fetch(known.fingerprint_sha256, attempt.scratch)
            if fingerprint.same_picture(hashes, path.read_bytes(), video.duration_s, known.duration_s):
                return known.picture_id
    return None


def _keep_bytes(storage: Storage, file: Path, content: bytes) -> Kept:
    file.write_bytes(content)
    return storage.keep(file)


def _enter_files(
    session: Session, version: LanguageVersion, order: Order, goods: Goods, heard: Heard, read: Read
) -> None:
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
    if goods.captions:
        source, webvtt, srt = goods.captions
        version.captions = [
            Captions(
                language=order.language.text_tag,
                source_sha256=source.sha256,
                webvtt_sha256=webvtt.sha256,
                srt_sha256=srt.sha256,
                cues=len(read.cues),
            )
        ]
    files = [file.sha256 for file in (goods.sound, *(goods.captions or ())[:1])]
    audit.record(session, MACHINE, "kept the files", f"version:{version.id}", sha256=files)


def _give_picture(session: Session, held: queue.Claim, version: LanguageVersion, goods: Goods, heard: Heard) -> None:
    """Give the version its picture, and order what has to be done next."""
    # Two films with one new picture may be looked into at the same moment; the second one waits here.
    session.get_one(Edition, version.edition_id, with_for_update={"of": Edition})
    known = select(Picture).where(Picture.edition_id == version.edition_id, Picture.status != PictureStatus.FAILED)
    if goods.picture_id is not None:
        known = known.where(Picture.id == goods.picture_id)
    else:
        known = known.where(Picture.fingerprint_sha256 == (goods.fingerprint.sha256 if goods.fingerprint else None))
    # Locked, so that a picture that becomes ready at this moment is seen here, or sees this version.
    picture = session.scalar(known.with_for_update())
    if picture is None:
        picture = _new_picture(session, version, goods, heard)
    version.picture = picture
    session.flush()
    if picture.status == PictureStatus.READY:
        transcoding.order_lay_over(session, version, held)


def _new_picture(session: Session, version: LanguageVersion, goods: Goods, heard: Heard) -> Picture:
    if heard.video is None:
        # The picture that was there when the dub was judged has failed since.
        raise transcoding.PictureFailed
    picture = Picture(
        edition_id=version.edition_id,
        source_sha256=goods.sound.sha256,
        source_size_bytes=goods.sound.size_bytes,
        fingerprint_sha256=goods.fingerprint.sha256 if goods.fingerprint else None,
        width_px=heard.video.width_px,
        height_px=heard.video.height_px,
        fps=str(heard.video.fps),
        duration_s=heard.video.duration_s,
        frames=heard.video.frames,
    )
    session.add(picture)
    session.flush()
    queue.order(
        session,
        "encode_picture",
        f"version:{version.id}",
        key=setbacks.encoding_key(picture.id),
        picture_id=picture.id,
        version_id=version.id,
    )
    return picture


def _row(version: LanguageVersion, purpose: Purpose | None, finding: facts.Finding) -> Finding:
    return Finding(
        version_id=version.id,
        purpose=purpose,
        code=finding.code,
        blocking=finding.blocking,
        sentence=finding.sentence,
        places=dict(finding.places),
        at_s=finding.at_s,
    )


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
