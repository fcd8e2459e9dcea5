"""A film on show, with small contents in the storage in place of real ones."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from catalog.films import languages
from catalog.films.lifecycle import Status
from catalog.films.models import Captions, LanguageVersion, Picture, PictureStatus, Rendition, RenditionKind
from catalog.foundation.runtime import Runtime
from tests.factory import Factory

SIZES = {"1080p": (1920, 1080), "480p": (854, 480), "240p": (426, 240)}
WEBVTT = "WEBVTT\n\n00:00:01.000 --> 00:00:03.000\nThe police help\neverybody.\n\n00:00:04.000 --> 00:00:06.500\n110\n"


@dataclass
class Cinema:
    """Puts films on show."""

    make: Factory
    house: Runtime
    folder: Path

    def shows(
        self, language: str, status: Status = Status.PUBLISHED, subtitles: tuple[str, ...] = (), **facts: object
    ) -> LanguageVersion:
        """Return a version with its files, as the workshop leaves it; it is committed."""
        version = self.make.version(language=language, status=status, **facts)
        version.picture = self._picture(version)
        version.renditions = [
            self._rendition(RenditionKind.FILM, name, f"film {language} {name}" * 100, size)
            for name, size in SIZES.items()
        ]
        version.renditions.append(self._rendition(RenditionKind.SOUND, "aac", f"sound {language}", (0, 0)))
        own = languages.language(language).text_tag
        version.captions = [self._text(tag, WEBVTT.replace("everybody", f"everybody in {tag}")) for tag in subtitles]
        version.captions.append(self._text(own, WEBVTT))
        self.make.session.commit()
        return version

    def _text(self, tag: str, webvtt: str) -> Captions:
        vtt = self._keep(webvtt)
        return Captions(language=tag, source_sha256=vtt, webvtt_sha256=vtt, srt_sha256=self._keep(f"{tag}\n"), cues=2)

    def _picture(self, version: LanguageVersion) -> Picture:
        known = self.make.session.query(Picture).filter_by(edition_id=version.edition.id).first()
        return known or Picture(
            edition_id=version.edition.id,
            status=PictureStatus.READY,
            source_sha256=self._keep("picture"),
            source_size_bytes=7,
            width_px=1920,
            height_px=1080,
            fps="25/1",
            duration_s=88.0,
            poster_sha256=self._keep("poster"),
            renditions=[
                self._rendition(RenditionKind.PICTURE, name, f"picture {name}", size) for name, size in SIZES.items()
            ],
        )

    def _rendition(self, kind: RenditionKind, profile: str, content: str, size: tuple[int, int]) -> Rendition:
        return Rendition(
            kind=kind,
            profile=profile,
            sha256=self._keep(content),
            size_bytes=len(content),
            duration_s=88.0,
            width_px=size[0],
            height_px=size[1],
            codecs="mp4a.40.2" if kind == RenditionKind.SOUND else "avc1.64001f",
            bandwidth_bps=1000 * (size[1] or 96),
            average_bps=800 * (size[1] or 96),
            playlist=None if kind == RenditionKind.FILM else "#EXTM3U\n{uri}\n",
        )

    def _keep(self, content: str) -> str:
        file = self.folder / "content"
        file.write_text(content)
        return self.house.storage.keep(file).sha256


@pytest.fixture
def cinema(make: Factory, runtime: Runtime, tmp_path: Path) -> Cinema:
    return Cinema(make, runtime, tmp_path)


@pytest.fixture
def shows(cinema: Cinema) -> Callable[..., LanguageVersion]:
    return cinema.shows
