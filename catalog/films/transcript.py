"""What is said in a film, as text to read: taken from its captions, put together to sentences and paragraphs. Pure."""

import html
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

ARROW = "-->"
#: What ends a sentence: in Latin, Arabic, Urdu, Ethiopic, Devanagari and Bengali, Armenian and Chinese letters.
ENDS = tuple(".!?…؟۔።፧।॥։。！？")
#: What may stand behind such an end.
CLOSING = "\"'”’»›“)]」』"
#: After such a silence a new thought begins.
SILENCE_S = 1.5
#: A paragraph is not longer, so that the eye finds its place again.
MOST_SENTENCES = 5
#: Captions that never end a sentence are cut after so many letters.
LONGEST_SENTENCE = 400


@dataclass(frozen=True, slots=True)
class Line:
    """What stands on the picture from one moment to another."""

    from_s: float
    to_s: float
    text: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """What is said from a moment on, to its full stop."""

    at_s: int
    text: str


Paragraph = Sequence[Sentence]


def lines(webvtt: str) -> list[Line]:
    """Return the lines of strict WebVTT, as the workshop writes it."""
    found = []
    for block in webvtt.replace("\r\n", "\n").split("\n\n"):
        before, arrow, after = block.partition(ARROW)
        if arrow:
            until, _, text = after.partition("\n")
            words = html.unescape(" ".join(text.split()))
            found.append(Line(_seconds(before.strip().splitlines()[-1]), _seconds(until.split()[0]), words))
    return found


def paragraphs(spoken: Iterable[Line]) -> list[Paragraph]:
    """Return what is said as paragraphs: a silence begins a new one, and so do many sentences."""
    found: list[list[Sentence]] = []
    ended_s = 0.0
    for from_s, to_s, text in _sentences(spoken):
        if not found or from_s - ended_s >= SILENCE_S or len(found[-1]) == MOST_SENTENCES:
            found.append([])
        found[-1].append(Sentence(int(from_s), text))
        ended_s = to_s
    return [tuple(paragraph) for paragraph in found]


def plain(title: str, told: Iterable[Paragraph]) -> str:
    """Return the text alone, with its title above it, for whoever takes it along."""
    blocks = [title, *(" ".join(sentence.text for sentence in paragraph) for paragraph in told)]
    return "\n\n".join(blocks) + "\n"


def _sentences(spoken: Iterable[Line]) -> Iterator[tuple[float, float, str]]:
    """Yield begin, end and words of each sentence; one that runs over several lines is put together."""
    begun: list[Line] = []
    for line in spoken:
        if begun and line.from_s - begun[-1].to_s >= SILENCE_S:
            yield _joined(begun)
            begun = []
        begun.append(line)
        so_far = sum(len(part.text) for part in begun)
        if line.text.rstrip(CLOSING).endswith(ENDS) or so_far > LONGEST_SENTENCE:
            yield _joined(begun)
            begun = []
    if begun:
        yield _joined(begun)


def _joined(parts: Sequence[Line]) -> tuple[float, float, str]:
    return parts[0].from_s, parts[-1].to_s, " ".join(part.text for part in parts)


def _seconds(clock: str) -> float:
    """Return the seconds of "00:01:02.500", or of "01:02.500"."""
    seconds = 0.0
    for part in clock.split(":"):
        seconds = seconds * 60 + float(part)
    return seconds
