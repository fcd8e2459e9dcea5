"""Films on show that say something."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from catalog.films.languages import LANGUAGES
from catalog.films.lifecycle import Status
from catalog.films.models import Captions, Film, LanguageVersion
from catalog.films.searching import filling, finding, needles
from catalog.films.searching.finding import Answer
from catalog.foundation.runtime import Runtime
from media.captions import Cue, to_webvtt
from tests.factory import Factory

#: Each sentence stands for so long.
STANDS_S = 5


@dataclass
class Library:
    """Publishes what can be found, and finds it."""

    make: Factory
    house: Runtime
    folder: Path

    def publishes(
        self,
        language: str,
        *said: str,
        subtitles: Mapping[str, str] | None = None,
        status: Status = Status.PUBLISHED,
        film: Film | None = None,
        **facts: object,
    ) -> LanguageVersion:
        """Return a version that says these sentences one after the other; it is committed."""
        version = self.make.version(language, status, film, **facts)
        texts = {LANGUAGES[language].text_tag: said} | {tag: (text,) for tag, text in (subtitles or {}).items()}
        version.captions = [self._captions(tag, sentences) for tag, sentences in texts.items()]
        self.make.session.commit()
        return version

    def fill(self) -> int:
        """Let a worker do what is left; return how many texts that were."""
        self.make.session.commit()
        return filling.fill_up(self.house)

    def find(self, words: str, *readers: str) -> Answer:
        """Return what is found by whoever asks for these languages."""
        with self.house.question() as session:
            return finding.find(session, needles.asked(words), readers)

    def lines(self, words: str, *readers: str) -> list[tuple[str, int, str]]:
        """Return the language, the second and the text of all lines that are found, in their order."""
        found = self.find(words, *readers).films
        return [(film.language, line.at_s, line.text) for film in found for line in film.lines]

    def _captions(self, tag: str, sentences: tuple[str, ...]) -> Captions:
        cues = [
            Cue(number * STANDS_S * 1000, (number + 1) * STANDS_S * 1000, sentence)
            for number, sentence in enumerate(sentences)
        ]
        file = self.folder / "captions.vtt"
        file.write_text(to_webvtt(cues), encoding="utf-8")
        kept = self.house.storage.keep(file).sha256
        return Captions(language=tag, source_sha256=kept, webvtt_sha256=kept, srt_sha256=kept, cues=len(cues))


@pytest.fixture
def library(make: Factory, runtime: Runtime, tmp_path: Path) -> Library:
    return Library(make, runtime, tmp_path)


@pytest.fixture
def publishes(library: Library) -> Callable[..., LanguageVersion]:
    return library.publishes
