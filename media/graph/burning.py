"""Words drawn into a picture that the workshop made."""

from pathlib import Path

from media.graph.inputs import command_of, output, source
from media.graph.pictures import Rung, encoder


def burned(rendition: Path, words: Path, fonts: Path, rung: Rung) -> list[str]:
    """Return the command that encodes one rung once more, with words in it.

    Args:
        rendition: the rung without words.
        words: ASS of our own making; never a stranger's.
        fonts: a folder with the fonts that the words need, and no others.
        rung: what comes out, of the same size and rate.
    """
    picture = source(rendition)["v:0"].filter("ass", filename=str(words), fontsdir=str(fonts), shaping="complex")
    return [*command_of(output(rung.path, picture.filter("format", "yuv420p"), **encoder(rung))), "-xerror"]
