"""Scripts, by ISO 15924: whose letters a text is written in, and how much of it a reader sees. Pure."""

import unicodedata

import regex

#: What Unicode calls the letters of a script that ISO 15924 knows as a mixture.
MIXTURES = {
    "Hans": ("Hani", "Bopo"),
    "Hant": ("Hani", "Bopo"),
    "Jpan": ("Hani", "Hira", "Kana"),
    "Kore": ("Hang", "Hani"),
}
RIGHT_TO_LEFT = frozenset({"Adlm", "Arab", "Hebr", "Nkoo", "Rohg", "Syrc", "Thaa"})

CLUSTER = regex.compile(r"\X")
LETTER = regex.compile(r"\p{L}")
#: Marks that steer the letters beside them and are not seen themselves.
UNSEEN = regex.compile(r"^[\p{Cf}\p{Mn}]+$")


def clusters(text: str) -> list[str]:
    """Return what a reader sees as single characters: a letter with its vowel signs, marks and joiners."""
    return [cluster for cluster in CLUSTER.findall(text) if not UNSEEN.match(cluster)]


def columns(text: str) -> int:
    """Return how much room a text takes: one column for a character, two for one as wide as a Chinese one."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(cluster[0]) in "WF" else 1 for cluster in clusters(text))


def foreign_share(text: str, script: str) -> float:
    """Return the share of letters that belong to another script, 0 to 1; 0 where there are no letters.

    Raises:
        ValueError: Unicode knows no such script.
    """
    letters = len(LETTER.findall(text))
    return 1 - len(letters_of(script).findall(text)) / letters if letters else 0.0


def letters_of(script: str) -> "regex.Pattern[str]":
    """Return a pattern for one letter of a script.

    Raises:
        ValueError: Unicode knows no such script.
    """
    scripts = "".join(rf"\p{{Script={name}}}" for name in MIXTURES.get(script, (script,)))
    try:
        # regex keeps what it has compiled.
        return regex.compile(rf"[[{scripts}]&&\p{{L}}]", regex.V1)
    except regex.error as error:
        raise ValueError(f"there is no script {script!r}") from error
