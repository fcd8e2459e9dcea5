"""Captions and subtitles go into the storage: as they came, as strict WebVTT, and as SRT."""

from collections.abc import Collection, Mapping
from pathlib import Path

from catalog.films.models import Captions, LanguageVersion
from catalog.foundation.attempts import Attempt
from catalog.production.examination import Read
from media import captions

#: What was read of captions and subtitles, by the BCP 47 tag of their language.
Reads = Mapping[str, Read]


def kept(attempt: Attempt, files: Mapping[str, Path], reads: Reads) -> list[Captions]:
    """Keep all texts of a version, and return their rows."""
    return [_kept(attempt, tag, files[tag], read) for tag, read in reads.items()]


def carried_over(before: LanguageVersion, replaced: Collection[str]) -> list[Captions]:
    """Return the rows of the texts that a revision takes from the one before: those in languages not ``replaced``."""
    return [
        Captions(
            language=text.language,
            source_sha256=text.source_sha256,
            webvtt_sha256=text.webvtt_sha256,
            srt_sha256=text.srt_sha256,
            cues=text.cues,
        )
        for text in before.captions
        if text.language not in replaced
    ]


def _kept(attempt: Attempt, tag: str, file: Path, read: Read) -> Captions:
    return Captions(
        language=tag,
        source_sha256=attempt.runtime.storage.keep(file).sha256,
        webvtt_sha256=_kept_words(attempt, "captions.vtt", captions.to_webvtt(read.cues)),
        srt_sha256=_kept_words(attempt, "captions.srt", captions.to_srt(read.cues)),
        cues=len(read.cues),
    )


def _kept_words(attempt: Attempt, name: str, words: str) -> str:
    file = attempt.scratch / name
    file.write_bytes(words.encode())
    return attempt.runtime.storage.keep(file).sha256
