"""Versions as they leave the workshop: with film files and captions that lie in the storage."""

from pathlib import Path

from sqlalchemy.orm import Session

from catalog.films.models import Captions, LanguageVersion, Rendition, RenditionKind
from catalog.foundation.storage import Kept, Storage
from tests.films.composing import Put, put_together

#: Profile, width, height, size of a small film. The bytes are no film; nobody plays them here.
SIZES = (("1080p", 1920, 1080, 300_000), ("720p", 1280, 720, 200_000), ("240p", 426, 240, 70_000))
WEBVTT = "WEBVTT\n\n00:00.000 --> 00:02.000\nDie Polizei hilft.\n"
NOWHERE = Kept("0" * 64, len(WEBVTT))


def finish(
    session: Session,
    version: LanguageVersion,
    storage: Storage | None = None,
    folder: Path | None = None,
    sizes: tuple[tuple[str, int, int, int], ...] = SIZES,
    subtitles: tuple[str, ...] = (),
) -> LanguageVersion:
    """Give the version its files; with a storage and a folder to write in, also their bytes."""

    def film_of(content: bytes) -> Put:
        """Every film is put together, as those from the workshop are."""
        return put_together(storage, folder, content) if storage else Put(NOWHERE.sha256, len(content), None)

    def kept(content: bytes) -> Kept:
        if not storage:
            return Kept(NOWHERE.sha256, len(content))
        file = folder / "content"
        file.write_bytes(content)
        return storage.keep(file)

    for profile, width_px, height_px, size_bytes in sizes:
        content = f"{version.language} {profile} {version.revision} ".encode().ljust(size_bytes, b"\0")
        file = film_of(content)
        session.add(
            Rendition(
                version_id=version.id,
                kind=RenditionKind.FILM,
                profile=profile,
                sha256=file.sha256,
                size_bytes=file.size_bytes,
                recipe_sha256=file.recipe_sha256,
                duration_s=80.0,
                width_px=width_px,
                height_px=height_px,
            )
        )
    text = kept(WEBVTT.encode())
    for tag in (*subtitles, version.language):
        session.add(
            Captions(
                version_id=version.id,
                language=tag,
                source_sha256=text.sha256,
                webvtt_sha256=text.sha256,
                srt_sha256=text.sha256,
                cues=1,
            )
        )
    session.flush()
    return version
