"""What is wrong with the lines of a manifest: each by itself, and one beside the other. Pure."""

import difflib
from collections.abc import Iterator, Mapping, Sequence

from catalog.films import languages
from catalog.films.languages import LANGUAGES, UnknownLanguage
from catalog.foundation.errors import N_, FilmboteError, Invalid
from catalog.production.arriving import naming
from catalog.production.arriving.uploads import TooLarge
from catalog.production.models import Purpose
from catalog.production.packages.manifest import SOUNDS, Kind, Line, Texts
from catalog.production.packages.report import Looked

#: How like another name has to be to be proposed, and how many are.
LIKE_ENOUGH, MOST_PROPOSED = 0.6, 3
#: For so many rows something is proposed; whoever has more of them wrong knows by then.
MOST_PROPOSALS = 20
#: Of a name, so many letters are compared.
MOST_COMPARED = 200
MB = 1_000_000
#: What the suffix of a file has to say for each kind. A film file may hold nothing but a sound.
SUFFIXES: Mapping[Kind, frozenset[Purpose]] = {
    Kind.FILM: frozenset({Purpose.FILM}),
    Kind.OWN: frozenset({Purpose.FILM}),
    Kind.DUB: frozenset({Purpose.FILM, Purpose.DUB}),
    Kind.CAPTIONS: frozenset({Purpose.CAPTIONS}),
    Kind.SUBTITLES: frozenset({Purpose.SUBTITLES}),
}

#: A reason and the number of the line that it is about.
Found = Iterator[tuple[int, FilmboteError]]


class NoSuchLanguage(Invalid):
    """A tag means none of our languages, and nothing is like it."""

    sentence = N_("There is no language “%(tag)s” in our table.")


class LanguageMeant(Invalid):
    """A tag means none of our languages, but is like some."""

    sentence = N_("There is no language “%(tag)s” in our table. Is one of these meant: %(tags)s?")


class FileMissing(Invalid):
    """The manifest names a file that is not there."""

    sentence = N_("There is no file “%(file)s” in the package.")


class FileMeant(Invalid):
    """The manifest names a file that is not there, but one is called nearly so."""

    sentence = N_("There is no file “%(file)s” in the package. Is “%(near)s” meant?")


class FileEmpty(Invalid):
    """A file has no content."""

    sentence = N_("The file “%(file)s” is empty.")


class ChecksumDiffers(Invalid):
    """A file is not the one that the manifest describes."""

    sentence = N_("The file “%(file)s” has another SHA-256 than the manifest says. Please pack it again.")


class WrongKind(Invalid):
    """A file cannot be what its row says."""

    sentence = N_("“%(file)s” does not look like a file of the kind “%(kind)s”.")


class GivenTwice(Invalid):
    """A language has two sounds, two files of captions, or two texts in one language."""

    sentence = N_("Line %(line)s has a file for the same purpose in this language already.")


class FileTwice(Invalid):
    """A file stands in two rows."""

    sentence = N_("Line %(line)s names the file “%(file)s” already.")


class TextTwice(Invalid):
    """Two rows of a language say different things in one column."""

    sentence = N_("The column “%(column)s” says something else in line %(line)s. Please write it once for a language.")


def tag_of(language: str) -> str | None:
    """Return our tag for what a manifest calls a language; None when there is no such language."""
    try:
        return languages.canonical(language)
    except UnknownLanguage:
        return None


def by_themselves(lines: Sequence[Line], files: Mapping[str, Looked], most_bytes: int) -> Found:
    """Yield what is wrong with each line whatever the others say."""
    # To look for what may be meant takes its time.
    left = MOST_PROPOSALS
    for line in lines:
        unknown = [tag for tag in (line.language, line.subtitles_language) if tag and tag_of(tag) is None]
        missing = [file for file in (line.file,) if file and line.kind not in (None, Kind.ABOUT) and file not in files]
        reasons = [*line.reasons]
        reasons += [_unknown(tag) if left > 0 else NoSuchLanguage(tag=tag[:40]) for tag in unknown]
        reasons += [_missing(file, files) if left > 0 else FileMissing(file=file[:200]) for file in missing]
        left -= len(unknown) + len(missing)
        if line.kind and line.file in files:
            reasons += _about_file(line, line.kind, files[line.file], most_bytes)
        for reason in reasons:
            yield line.number, reason


def _missing(file: str, files: Mapping[str, Looked]) -> FilmboteError:
    """Return that there is no such file, with the one that may be meant."""
    near = difflib.get_close_matches(file[:MOST_COMPARED], files, n=1, cutoff=LIKE_ENOUGH)
    return FileMeant(file=file[:200], near=near[0][:200]) if near else FileMissing(file=file[:200])


def _unknown(tag: str) -> FilmboteError:
    """Return that there is no such language, with those that may be meant."""
    names = {
        name.casefold(): tag
        for tag, language in LANGUAGES.items()
        for name in (tag, *language.also, language.iso639, language.own_name, language.name_de, language.name_en)
    }
    alike = difflib.get_close_matches(tag.casefold()[:MOST_COMPARED], names, n=2 * MOST_PROPOSED, cutoff=LIKE_ENOUGH)
    meant = dict.fromkeys([*naming.read(tag).languages, *(names[name] for name in alike)])
    if not meant:
        return NoSuchLanguage(tag=tag[:40])
    return LanguageMeant(tag=tag[:40], tags=", ".join(list(meant)[:MOST_PROPOSED]))


def _about_file(line: Line, kind: Kind, looked: Looked, most_bytes: int) -> Iterator[FilmboteError]:
    if kind is Kind.ABOUT:
        return
    if not looked.size_bytes:
        yield FileEmpty(file=line.file)
    elif not SUFFIXES[kind].intersection(naming.read(line.file).purposes) or (kind in SOUNDS and looked.is_text):
        yield WrongKind(file=line.file, kind=kind.value)
    if looked.size_bytes > most_bytes:
        yield TooLarge(size_mb=round(looked.size_bytes / MB), most_mb=max(1, round(most_bytes / MB)))
    if line.sha256 and line.sha256 != looked.sha256:
        yield ChecksumDiffers(file=line.file)


def named_twice(lines: Sequence[Line]) -> Found:
    """Yield the lines with a file that another line has named before."""
    first: dict[str, int] = {}
    for line in lines:
        if line.file and first.setdefault(line.file, line.number) != line.number:
            yield line.number, FileTwice(line=first[line.file], file=line.file[:200])


def given_twice(lines: Sequence[Line]) -> Found:
    """Yield the lines of one language that say the same as another one before, or something else of the same."""
    first: dict[str, int] = {}
    for line in lines:
        place = place_of(line)
        if place and first.setdefault(place, line.number) != line.number:
            yield line.number, GivenTwice(line=first[place])
    for column in Texts.__slots__:
        said = [(line.number, text) for line in lines if (text := getattr(line.texts, column))]
        for number, text in said[1:]:
            if text != said[0][1]:
                yield number, TextTwice(column=column, line=said[0][0])


def place_of(line: Line) -> str:
    """Return of what a version has one at most: a sound, or a text in one language."""
    if line.kind in SOUNDS:
        return "sound"
    tag = tag_of(line.subtitles_language if line.kind is Kind.SUBTITLES else line.language)
    return LANGUAGES[tag].text_tag if tag and line.kind else ""
