"""What an editor has written as captions is read; what nobody could show is refused, with its place."""

from collections.abc import Sequence

from catalog.films.languages import Language
from catalog.foundation.errors import N_, Invalid
from media import captions
from media.captions import Cue
from media.cues.reading import cues_of
from media.errors import NotCaptions, TooManyCaptions
from media.legibility import clock


class UnreadableCaptions(Invalid):
    """Captions were written that nobody could show. The subclass says where and why."""

    sentence = N_("These captions cannot be read. Please write them as WebVTT.")


class BrokenLine(UnreadableCaptions):
    """A line cannot be read, mostly because of its times."""

    sentence = N_(
        "Line %(line)s of the captions cannot be read. "
        "Please write times as 00:01:02.345 --> 00:01:04.000 and an empty line before each caption."
    )


class TooMany(UnreadableCaptions):
    """More captions or more words than any film has."""

    sentence = N_("These captions are far too long. A film has at most %(most)s of them.")


class NoneLeft(UnreadableCaptions):
    """All captions were taken away."""

    sentence = N_("There is no caption left. Please keep at least one.")


class WithoutWords(UnreadableCaptions):
    """A caption is empty."""

    sentence = N_("The caption at %(time)s has no words. Please write some or delete it.")


class Backwards(UnreadableCaptions):
    """A caption ends before it begins, or in the same moment."""

    sentence = N_("The caption at %(time)s ends before it begins. Please correct its times.")


class Overlapping(UnreadableCaptions):
    """Two captions stand at the same time."""

    sentence = N_("The caption at %(time)s begins before the one above has ended. Please correct their times.")


def readable(words: str, language: Language) -> Sequence[Cue]:
    """Return captions in the order of time, each with its own time and with words.

    Raises:
        UnreadableCaptions: they cannot be shown; the subclass says where and why.
    """
    content = words.encode(errors="replace")
    try:
        cues = captions.read(content, language=language.text_tag, script=language.text_script)
        written = list(cues_of(content, language.text_tag, language.text_script))
    except TooManyCaptions as error:
        raise TooMany(most=error.places["most"]) from error
    except NotCaptions as error:
        raise (BrokenLine(line=error.places["line"]) if "line" in error.places else UnreadableCaptions) from error
    for cue in written:
        if not cue.text:
            raise WithoutWords(time=clock(cue.start_ms))
    if not cues:
        raise NoneLeft
    _refuse_tangled(sorted(written, key=lambda cue: (cue.start_ms, cue.end_ms)))
    return cues


def _refuse_tangled(cues: Sequence[Cue]) -> None:
    ended_ms = 0
    for cue in cues:
        if cue.end_ms <= cue.start_ms:
            raise Backwards(time=clock(cue.start_ms))
        if cue.start_ms < ended_ms:
            raise Overlapping(time=clock(cue.start_ms))
        ended_ms = cue.end_ms
