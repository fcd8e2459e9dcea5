"""The colours of the film: warm walls, teal nature, one police blue."""

import skia

Colour = int


def rgb(text: str, alpha: float = 1.0) -> Colour:
    """Return the colour written as six hexadecimal digits."""
    value = int(text, 16)
    return skia.ColorSetARGB(round(alpha * 255), value >> 16, value >> 8 & 255, value & 255)


def darker(colour: Colour, part: float = 0.16) -> Colour:
    """Return the colour in shadow: nearer to the night blue by ``part``."""
    return blend(colour, NIGHT, part)


def lighter(colour: Colour, part: float = 0.2) -> Colour:
    """Return the colour in light: nearer to warm white by ``part``."""
    return blend(colour, CREAM, part)


def blend(colour: Colour, other: Colour, part: float) -> Colour:
    """Return a mixture of two colours; the first keeps its transparency."""
    mixed = (
        round(take(colour) * (1 - part) + take(other) * part)
        for take in (skia.ColorGetR, skia.ColorGetG, skia.ColorGetB)
    )
    return skia.ColorSetARGB(skia.ColorGetA(colour), *mixed)


def faint(colour: Colour, alpha: float) -> Colour:
    """Return the colour with another transparency; 0 is invisible."""
    return skia.ColorSetA(colour, round(alpha * 255))


NIGHT = rgb("1B2440")
INK = rgb("26304D")
WHITE = rgb("FFFFFF")
CREAM = rgb("FFF4E3")
SAND = rgb("F1DEC2")
STONE = rgb("D9CBB8")
GREY = rgb("8C93A3")
ASPHALT = rgb("5B6377")
KERB = rgb("C3BDB6")

POLICE = rgb("24396B")
BLUE = rgb("2F6FDE")
BLUE_LIGHT = rgb("7FC4FF")
SILVER = rgb("E3E8F0")
GOLD = rgb("F2B93B")
NEON = rgb("E6F23E")
RED = rgb("D8493E")
GREEN = rgb("3FA66B")

ROOF = rgb("C4553B")
ROOF_DARK = rgb("9E3F34")
TIMBER = rgb("6A4032")
WALLS = (rgb("FFF1DC"), rgb("F7DDB5"), rgb("F3C9A5"), rgb("DDE5DA"), rgb("F5E6C8"), rgb("E9C7B0"))
WINDOW = rgb("6F93B5")
WINDOW_LIT = rgb("FFD877")

LEAF = rgb("4C9A78")
LEAF_DARK = rgb("35786A")
LEAF_LIGHT = rgb("84BE83")
TRUNK = rgb("7A5240")
HILLS = (rgb("A9CFC6"), rgb("86B9AC"), rgb("62A08F"))

SKY_DAY = (rgb("86CDEB"), rgb("E6F5F3"))
SKY_DAWN = (rgb("6FA3DE"), rgb("F3B8B0"), rgb("FFE0A6"))
SKY_EVENING = (rgb("5878C6"), rgb("E59BB0"), rgb("FFD08F"))
SKY_NIGHT = (rgb("111A3A"), rgb("34457F"))

SKINS = (rgb("F6CDAE"), rgb("E8B28C"), rgb("C98D63"), rgb("9A6444"), rgb("6E4530"))
HAIRS = (rgb("2B2226"), rgb("54362B"), rgb("8A5A34"), rgb("D9A95B"), rgb("A7A4A6"), rgb("A34A2C"))
