"""Who plays in the film: how people look, not what they do."""

from dataclasses import dataclass
from enum import Enum, auto

from demonstration.palette import (
    CREAM,
    GOLD,
    GREEN,
    HAIRS,
    INK,
    NIGHT,
    POLICE,
    RED,
    SKINS,
    WHITE,
    Colour,
    darker,
    rgb,
)


class Hair(Enum):
    """How hair is worn, or what covers it."""

    SHORT = auto()
    CURLY = auto()
    BOB = auto()
    LONG = auto()
    BUN = auto()
    TAILS = auto()
    SCARF = auto()


#: What most people wear.
TROUSERS, SHOES = rgb("4A5674"), rgb("3A3140")


@dataclass(frozen=True, slots=True)
class Look:
    """How somebody looks."""

    skin: Colour
    hair: Colour
    style: Hair
    top: Colour
    bottom: Colour = TROUSERS
    shoes: Colour = SHOES
    #: Wider shoulders, or a waist.
    broad: bool = False
    beard: bool = False
    glasses: bool = False
    #: A uniform with a cap, or without; a neon vest over it.
    police: bool = False
    cap: bool = False
    vest: bool = False
    #: An open jacket over the top.
    jacket: Colour | None = None
    #: A skirt from the waist to so many points above the ground.
    skirt_hem: float | None = None
    rucksack: Colour | None = None
    headset: bool = False
    #: The size compared with an adult; children have larger heads.
    size: float = 1.0
    head: float = 1.0
    elderly: bool = False

    @property
    def lashes(self) -> bool:
        """Women and girls are drawn with longer lashes."""
        return self.style in {Hair.BUN, Hair.BOB, Hair.LONG, Hair.TAILS, Hair.SCARF} or self.skirt_hem is not None


UNIFORM_TROUSERS = darker(POLICE, 0.45)

#: Officers.
PATROL_WOMAN = Look(SKINS[1], HAIRS[1], Hair.BUN, POLICE, UNIFORM_TROUSERS, NIGHT, police=True, cap=True, size=0.97)
PATROL_MAN = Look(
    SKINS[0], HAIRS[3], Hair.SHORT, POLICE, UNIFORM_TROUSERS, NIGHT, broad=True, police=True, cap=True, size=1.04
)
VEST_MAN = Look(
    SKINS[4], HAIRS[0], Hair.SHORT, POLICE, UNIFORM_TROUSERS, NIGHT, broad=True, police=True, vest=True, cap=True
)
VEST_WOMAN = Look(
    SKINS[0], HAIRS[5], Hair.BUN, POLICE, UNIFORM_TROUSERS, NIGHT, police=True, vest=True, cap=True, size=0.96
)
DISPATCHER = Look(SKINS[2], HAIRS[0], Hair.BOB, POLICE, police=True, headset=True)
SECOND_DISPATCHER = Look(SKINS[0], HAIRS[2], Hair.SHORT, POLICE, broad=True, police=True, headset=True, glasses=True)
#: An officer in plain clothes.
PLAIN_CLOTHES = Look(SKINS[1], HAIRS[2], Hair.SHORT, WHITE, rgb("5A5048"), broad=True, beard=True, jacket=rgb("7B6250"))

#: People in the town.
MOTHER = Look(SKINS[2], rgb("B5446E"), Hair.SCARF, rgb("3E7F86"), rgb("2F6168"), skirt_hem=26, size=0.95)
FATHER = Look(SKINS[2], HAIRS[0], Hair.SHORT, rgb("D98C3F"), rgb("44506B"), broad=True, beard=True)
DAUGHTER = Look(
    SKINS[2], HAIRS[0], Hair.TAILS, rgb("F0C24B"), rgb("B5446E"), size=0.62, head=1.32, skirt_hem=96, rucksack=RED
)
SCHOOLBOY = Look(SKINS[0], HAIRS[3], Hair.SHORT, rgb("4FA3C7"), rgb("5B6B4A"), size=0.66, head=1.28, rucksack=GREEN)
LITTLE_BOY = Look(SKINS[4], HAIRS[0], Hair.CURLY, rgb("E2644F"), rgb("3C4A6B"), size=0.58, head=1.36, rucksack=GOLD)
LETTER_WRITER = Look(SKINS[4], HAIRS[0], Hair.CURLY, rgb("E9A23B"), rgb("7A4B8A"), skirt_hem=70, size=0.96)
STUDENT = Look(SKINS[4], HAIRS[0], Hair.SHORT, rgb("5FA36F"), rgb("3F4763"), jacket=rgb("3E5F58"))
NEIGHBOUR = Look(SKINS[0], HAIRS[3], Hair.LONG, rgb("F4EFE6"), rgb("4D6FA8"), jacket=rgb("C95F6B"), size=0.97)
PENSIONER = Look(
    SKINS[0], HAIRS[4], Hair.SHORT, rgb("B9C7D6"), rgb("7B6F63"), jacket=rgb("6E7B55"), glasses=True, elderly=True
)
ACCUSED = Look(SKINS[1], HAIRS[5], Hair.SHORT, rgb("E9E3D8"), rgb("3B4C7A"), jacket=rgb("39776F"), broad=True)
INTERPRETER = Look(SKINS[1], HAIRS[0], Hair.LONG, CREAM, rgb("5C4A6B"), jacket=rgb("7A5FA8"), glasses=True, size=0.97)
LAWYER = Look(SKINS[3], HAIRS[0], Hair.BUN, WHITE, INK, jacket=INK, size=0.97)
COMMISSIONER = Look(SKINS[0], HAIRS[4], Hair.BOB, CREAM, rgb("6B4E57"), jacket=rgb("8C3F55"), glasses=True)
