"""The fonts that words are drawn with: which one a script needs, where it lies, what it can draw and how wide.

Nothing is left to a search over the system's fonts: a letter from the wrong
font loses its joins, or becomes an empty box.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from struct import unpack_from
from types import MappingProxyType

import regex
import uharfbuzz

from media.errors import FontMissing
from media.scripts import letters_of

#: Where Debian puts them.
FOLDER = Path("/usr/share/fonts")
CORE, CJK = "fonts-noto-core", "fonts-noto-cjk"
#: In the table OS/2 of a font: how far the tallest and the deepest letter reach, from which players reckon its size.
REACH = ">HH", 74


@dataclass(frozen=True, slots=True)
class Font:
    """A font by its name. ``scale`` makes its letters look as large as Latin ones."""

    family: str
    file: str
    package: str = CORE
    scale: float = 1.0


def _noto(script: str, scale: float = 1.0, kind: str = "Sans") -> Font:
    return Font(f"Noto {kind} {script}", f"Noto{kind}{script}-Regular.ttf", scale=scale)


LATIN = Font("Noto Sans", "NotoSans-Regular.ttf")
SYMBOLS = (Font("Noto Sans Symbols2", "NotoSansSymbols2-Regular.ttf"), Font("Noto Music", "NotoMusic-Regular.ttf"))
CHINESE = Font("Noto Sans CJK SC", "NotoSansCJK-Regular.ttc", CJK)

OF_SCRIPT: Mapping[str, Font] = MappingProxyType(
    {
        "Latn": LATIN,
        "Cyrl": LATIN,
        "Grek": LATIN,
        "Arab": _noto("Arabic", 1.2, "Naskh"),
        "Armn": _noto("Armenian"),
        "Beng": _noto("Bengali"),
        "Deva": _noto("Devanagari"),
        "Ethi": _noto("Ethiopic"),
        "Geor": _noto("Georgian"),
        "Gujr": _noto("Gujarati"),
        "Guru": _noto("Gurmukhi"),
        "Hebr": _noto("Hebrew"),
        "Khmr": _noto("Khmer"),
        "Laoo": _noto("Lao"),
        "Mlym": _noto("Malayalam"),
        "Mymr": _noto("Myanmar"),
        "Nkoo": _noto("NKo"),
        "Sinh": _noto("Sinhala"),
        "Syrc": _noto("Syriac"),
        "Taml": _noto("Tamil"),
        "Telu": _noto("Telugu"),
        "Tfng": _noto("Tifinagh"),
        "Thaa": _noto("Thaana"),
        "Thai": _noto("Thai"),
        "Hans": CHINESE,
        "Hant": Font("Noto Sans CJK TC", CHINESE.file, CJK),
        "Jpan": Font("Noto Sans CJK JP", CHINESE.file, CJK),
        "Kore": Font("Noto Sans CJK KR", CHINESE.file, CJK),
    }
)
LETTERS = {script: letters_of(script) for script in OF_SCRIPT}
#: What steers the letters beside it and is never drawn itself.
NEVER_DRAWN = regex.compile(r"[\p{Cf}\p{Variation_Selector}]")


@dataclass(frozen=True, slots=True)
class Face:
    """A font that was found and opened."""

    font: Font
    path: Path
    characters: frozenset[int]
    #: What a renderer calls its size, against the size of the letters themselves.
    size_per_em: float
    shaper: uharfbuzz.Font

    def draws(self, text: str) -> bool:
        """Whether there is a glyph for everything in a text that is drawn."""
        return all(ord(character) in self.characters for character in NEVER_DRAWN.sub("", text))

    def width_em(self, text: str) -> float:
        """Return how wide a text becomes, its letters joined, as a multiple of the letters' size."""
        buffer = uharfbuzz.Buffer()
        buffer.add_str(text)
        buffer.guess_segment_properties()
        uharfbuzz.shape(self.shaper, buffer)
        advance: int = sum(position.x_advance for position in buffer.glyph_positions)
        units_per_em: int = self.shaper.face.upem
        return self.font.scale * advance / units_per_em


def font_of(cluster: str) -> Font | None:
    """Return the font for a letter's script; None for a script that we have none for, and for what is no letter."""
    return next((OF_SCRIPT[script] for script, letters in LETTERS.items() if letters.match(cluster)), None)


def faces(fonts: Iterable[Font], folder: Path = FOLDER) -> tuple[Face, ...]:
    """Return some fonts, each once, opened.

    Raises:
        FontMissing: one of them does not lie in the folder or below it.
    """
    return tuple(_face(font, folder) for font in dict.fromkeys(fonts))


@cache
def _face(font: Font, folder: Path) -> Face:
    path = next(folder.rglob(font.file), None)
    if path is None:
        raise FontMissing(font=font.family, package=font.package)
    face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path)))
    up, down = unpack_from(REACH[0], face.reference_table("OS/2").data, REACH[1])
    return Face(font, path, frozenset(face.unicodes), font.scale * (up + down) / face.upem, uharfbuzz.Font(face))
