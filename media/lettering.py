"""Words as they are drawn into a picture: every letter in a font that has it, lines broken where they fit.

What comes out is ASS of our own making. Nothing of a stranger's styles is in
it, and no words of theirs can become a command.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import regex

from media.cues.cue import Cue
from media.errors import LetterMissing
from media.fonts import FOLDER, LATIN, OF_SCRIPT, SYMBOLS, Face, faces, font_of
from media.scripts import CLUSTER, RIGHT_TO_LEFT

#: Of the picture's shorter side: the letters, and the box around them.
LETTER_SHARE, BOX_SHARE = 0.055, 0.012
#: Of each side: where nothing is written, because a screen may hide it (EBU R 95).
EDGE_SHARE = 0.05
BOX_COLOUR, LETTER_COLOUR = "&H40000000", "&H00FFFFFF"

RIGHT_TO_LEFT_MARK = "\u200f"
#: The base direction of a line: always left to right, or what its first mark says.
LEFT_TO_RIGHT, AS_MARKED = 1, -1
WORD_JOINER = "\u2060"

#: A word with the blanks after it. Chinese and Japanese break after every character, but never before a closing mark.
WORD = regex.compile(
    r"[\p{Han}\p{Hiragana}\p{Katakana}][\p{Mn}\u30FC]*[\p{Pe}\p{Pf}\p{Po}]*"
    r"|(?:[^\s\p{Han}\p{Hiragana}\p{Katakana}]|[\u00A0\u202F])+[ \t\u3000]*|\s+"
)
LETTER = regex.compile(r"\p{L}")
#: What asks for a font of its own; blanks and signs take the one at hand.
BOUND_TO_FONT = regex.compile(r"[\p{L}\p{M}\p{Nd}]")
#: How much narrower a line is tried at each step, to make all lines of a caption about as wide.
STEPS = 20

HEAD = """[Script Info]
ScriptType: v4.00+
PlayResX: {width_px}
PlayResY: {height_px}
WrapStyle: 2
ScaledBorderAndShadow: yes
YCbCr Matrix: None

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, \
StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
Style: Words,{family},{size},{letters},{letters},{box},{box},0,0,0,0,100,100,0,0,4,0,{padding},2,{side},{side},{below},\
{direction}

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
"""


@dataclass(frozen=True, slots=True)
class Lettering:
    """How the words of one language are set into a picture of one size."""

    script: str
    width_px: int
    height_px: int
    #: The first is the script's own; then Latin, then what the words need besides.
    faces: tuple[Face, ...]

    @property
    def em_px(self) -> float:
        """How large the letters are."""
        return LETTER_SHARE * min(self.width_px, self.height_px)

    @property
    def room_em(self) -> float:
        """How wide a line may be, as a multiple of the letters' size."""
        edges_px = 2 * (EDGE_SHARE * self.width_px + BOX_SHARE * min(self.width_px, self.height_px))
        return (self.width_px - edges_px) / self.em_px

    def as_ass(self, cues: Sequence[Cue]) -> str:
        """Return the captions as ASS, with our own one style."""
        right_to_left = self.script in RIGHT_TO_LEFT
        padding_px = BOX_SHARE * min(self.width_px, self.height_px)
        head = HEAD.format(
            width_px=self.width_px,
            height_px=self.height_px,
            family=self.faces[0].font.family,
            size=self._size(self.faces[0]),
            letters=LETTER_COLOUR,
            box=BOX_COLOUR,
            padding=round(padding_px),
            side=round(EDGE_SHARE * self.width_px + padding_px),
            below=round(EDGE_SHARE * self.height_px + padding_px),
            direction=AS_MARKED if right_to_left else LEFT_TO_RIGHT,
        )
        # The mark makes a line that begins with a foreign name or a number run as its language does.
        mark = RIGHT_TO_LEFT_MARK if right_to_left else ""
        events = []
        for cue in cues:
            lines = (line for given in cue.text.split("\n") for line in self.broken(given))
            words = "\\N".join(mark + self._drawn(line) for line in lines)
            events.append(f"Dialogue: 0,{_clock(cue.start_ms)},{_clock(cue.end_ms)},Words,,0,0,0,,{words}\n")
        return head + "".join(events)

    def broken(self, line: str) -> list[str]:
        """Return a line as it fits: whole, or as few lines as need be, all about equally wide."""
        words = [piece for word in WORD.findall(line) for piece in self._fitting(word)]
        widths = [self.width_em(word) for word in words]
        fewest = _filled(words, widths, self.room_em)
        if len(fewest) < 2:
            return [line.strip()]
        for step in range(STEPS):
            even_em = sum(widths) / len(fewest)
            room_em = even_em + (self.room_em - even_em) * step / STEPS
            lines = _filled(words, widths, room_em)
            if len(lines) == len(fewest):
                return lines
        return fewest

    def width_em(self, text: str) -> float:
        """Return how wide a text becomes, as a multiple of the letters' size."""
        return sum(face.width_em(run) for face, run in self.runs(text))

    def runs(self, text: str) -> Iterator[tuple[Face, str]]:
        """Yield a text in pieces, each with the font that draws it; what no font draws is left out."""
        face, run = self.faces[0], ""
        for found in CLUSTER.findall(text):
            cluster = " " if found.isspace() else found
            chosen = self._face_for(cluster, face)
            if chosen is None:
                continue
            if chosen is not face and run:
                yield face, run
                run = ""
            face, run = chosen, run + cluster
        if run:
            yield face, run

    def _face_for(self, cluster: str, at_hand: Face) -> Face | None:
        if not BOUND_TO_FONT.search(cluster) and at_hand.draws(cluster):
            return at_hand
        fitting = [face for face in self.faces if face.draws(cluster)]
        # Names and numbers look alike in every language, though other fonts have their own idea of a digit's size.
        latin = (face for face in fitting if cluster.isascii() and face.font is LATIN)
        return next(latin, fitting[0] if fitting else None)

    def _fitting(self, word: str) -> Iterator[str]:
        """Yield a word, or the pieces of one that is wider than the picture, such as a long address."""
        if self.width_em(word.rstrip()) <= self.room_em:
            yield word
            return
        pieces = CLUSTER.findall(word)
        yield from _filled(pieces, [self.width_em(piece) for piece in pieces], self.room_em)

    def _drawn(self, line: str) -> str:
        own = self.faces[0]
        return "".join(
            _plain(run) if face is own else f"{{\\fn{face.font.family}\\fs{self._size(face)}}}{_plain(run)}{{\\r}}"
            for face, run in self.runs(line)
        )

    def _size(self, face: Face) -> str:
        return f"{self.em_px * face.size_per_em:.2f}"


def lettering(cues: Sequence[Cue], script: str, width_px: int, height_px: int, folder: Path = FOLDER) -> Lettering:
    """Return how captions are set into a picture.

    Args:
        cues: what will be written; it decides which fonts are needed besides the script's own.
        script: ISO 15924 of the captions' language.
        width_px: of the picture.
        height_px: the same.
        folder: where the fonts lie, in it or below.

    Raises:
        FontMissing: a font is not there; it names the package.
        LetterMissing: none of our fonts has it.
    """
    needed = [OF_SCRIPT.get(script, LATIN), LATIN]
    missing = _not_drawn(cues, faces(needed, folder))
    needed += [font for font in map(font_of, missing) if font]
    if not all(map(LETTER.match, missing)):
        needed += SYMBOLS
    opened = faces(needed, folder)
    for cluster in filter(LETTER.match, _not_drawn(cues, opened)):
        raise LetterMissing(letter=cluster)
    return Lettering(script, width_px, height_px, opened)


def _not_drawn(cues: Sequence[Cue], opened: Sequence[Face]) -> list[str]:
    """Return what none of the fonts draws."""
    drawn = {cluster for cue in cues for cluster in CLUSTER.findall(cue.text) if not cluster.isspace()}
    return sorted(cluster for cluster in drawn if not any(face.draws(cluster) for face in opened))


def _filled(words: Sequence[str], widths_em: Sequence[float], room_em: float) -> list[str]:
    """Return lines, each with as many words as fit."""
    lines, width_em = [""], 0.0
    for word, word_em in zip(words, widths_em, strict=True):
        if lines[-1] and width_em + word_em > room_em:
            lines.append("")
            width_em = 0.0
        lines[-1] += word
        width_em += word_em
    return [line.strip() for line in lines if line.strip()]


def _plain(text: str) -> str:
    """Return words in which ASS finds no command."""
    return text.replace("\\", f"\\{WORD_JOINER}").replace("{", "\\{").replace("}", "\\}")


def _clock(time_ms: int) -> str:
    """Return 3723004 as "1:02:03.00"; ASS counts in hundredths."""
    hundredths = time_ms // 10
    seconds, hundredths = divmod(hundredths, 100)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}.{hundredths:02}"
