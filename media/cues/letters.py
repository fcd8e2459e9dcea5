"""From bytes to letters: old files in many encodings are still about.

UTF-8 and UTF-16 prove themselves. Everything else is a guess, so only the
encodings that the captions' language was ever written in are tried, and a
guess that does not look like that language is refused: asking is better.
"""

from codecs import getincrementaldecoder
from collections import Counter
from collections.abc import Sequence

import regex
from charset_normalizer import from_bytes

from media.errors import UnknownLetters
from media.scripts import foreign_share

WESTERN = ("cp1252", "mac_roman", "cp850")
CENTRAL = ("cp1250", "iso8859_2", "mac_latin2", "cp852")
TURKISH = ("cp1254", "mac_turkish", "cp857")
BALTIC = ("cp1257", "iso8859_13")

OF_LANGUAGE = {
    **dict.fromkeys(("bs", "cs", "hr", "hu", "pl", "rom", "sk", "sl", "sr"), CENTRAL),
    **dict.fromkeys(("ro", "sq"), (*CENTRAL, "iso8859_16", "cp1252", "mac_roman")),
    **dict.fromkeys(("az", "kmr", "ku", "tr"), TURKISH),
    **dict.fromkeys(("et", "lt", "lv"), BALTIC),
    "vi": ("cp1258",),
}
#: A script that is missing here was never written in anything but Unicode.
OF_SCRIPT = {
    "Latn": WESTERN,
    "Arab": ("cp1256", "iso8859_6"),
    "Cyrl": ("cp1251", "koi8_r", "koi8_u", "iso8859_5", "mac_cyrillic", "cp866"),
    "Grek": ("cp1253", "iso8859_7"),
    "Hebr": ("cp1255", "iso8859_8"),
    "Thai": ("cp874",),
    "Hans": ("gb18030", "big5"),
    "Hant": ("big5", "gb18030"),
}
#: The letters beyond A to Z of languages whose encodings differ in little else.
ALPHABETS = {
    "az": "çəğıöşü",
    "bs": "čćđšž",
    "cs": "áčďéěíňóřšťúůýž",
    "de": "äöüß",
    "es": "áéíñóúü",
    "fr": "àâæçèéêëîïôœùûüÿ",
    "hr": "čćđšž",
    "hu": "áéíóöőúüű",
    "it": "àèéìíòóùú",
    "kmr": "çêîşû",
    "pl": "ąćęłńóśźż",
    "pt": "àáâãçéêíóôõúü",
    "ro": "ăâîşșţț",
    "sk": "áäčďéíĺľňóôŕšťúýž",
    "sl": "čšž",
    "sq": "çë",
    "sr": "čćđšž",
    "tr": "çğıöşüâîû",
}
BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
#: How many bytes tell whether every second one is zero, and how few zeros no other text has.
LOOKED_AT, ZERO_SHARE = 400, 1 / 16
#: How many bytes of the lines beyond ASCII are looked at for a guess.
MOST_TELLING = 1 << 16
CONTROL = regex.compile(r"[\p{Cc}--[\t\n\r]]", regex.V1)
#: Above this the guess is wrong: a text in Arabic may quote names, but not mostly.
MOST_FOREIGN = 0.5


def decoded(content: bytes, language: str | None = None, script: str | None = None) -> str:
    """Return the text of a file.

    Args:
        content: the file.
        language: BCP 47 tag of what should be in it, for a file that is not in Unicode.
        script: ISO 15924, the same.

    Raises:
        UnknownLetters: no encoding fits.
    """
    encoding = _unicode(content)
    try:
        return content.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        if encoding != "utf-8":
            raise UnknownLetters from error
    return _guessed(content, (language or "").partition("-")[0], script or "Latn")


def _unicode(content: bytes) -> str:
    """Return the encoding of Unicode that a file seems to be in."""
    for mark, encoding in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return encoding
    head = content[:LOOKED_AT]
    if head.count(0) > ZERO_SHARE * len(head):
        return "utf-16-be" if head[::2].count(0) > head[1::2].count(0) else "utf-16-le"
    return "utf-8"


def _usual(language: str, script: str) -> Sequence[str]:
    """Return the encodings that a language was ever written in."""
    if script == "Latn" and language in OF_LANGUAGE:
        return OF_LANGUAGE[language]
    return OF_SCRIPT.get(script, ())


def _fitting(sample: bytes, encodings: Sequence[str], alphabet: str) -> list[str]:
    """Return the encodings in which the fewest letters are foreign to an alphabet."""
    foreign = {}
    for encoding in encodings:
        try:
            # The sample may end within a letter.
            text = getincrementaldecoder(encoding)().decode(sample).lower()
        except UnicodeDecodeError:
            continue
        beyond = Counter(letter for letter in text if letter.isalpha() and not letter.isascii())
        foreign[encoding] = sum(count for letter, count in beyond.items() if alphabet and letter not in alphabet)
    return [encoding for encoding, count in foreign.items() if count == min(foreign.values())]


def _guessed(content: bytes, language: str, script: str) -> str:
    """Return the text of a file that is not in Unicode."""
    telling = b"\n".join(line for line in content.splitlines() if not line.isascii())[:MOST_TELLING]
    fitting = _fitting(telling, _usual(language, script), ALPHABETS.get(language, ""))
    best = from_bytes(telling, cp_isolation=fitting).best() if fitting else None
    if best is None:
        raise UnknownLetters
    if CONTROL.search(str(best)) or foreign_share(str(best), script) > MOST_FOREIGN:
        raise UnknownLetters(detail=f"{best.encoding} does not look like {script}")
    try:
        return content.decode(best.encoding)
    except UnicodeDecodeError as error:
        raise UnknownLetters(detail=str(error)) from error
