"""Collects the sentences of code and templates into the translations: python .ci/messages.py [--check].

German is complete or the check fails. The other languages speak only on pages
for everybody: they have the sentences of those pages, all of them, and no other.
"""

import sys
from collections.abc import Container
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

from catalog.films.languages import LANGUAGES, ORIGINAL, chain

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "translations"
#: What a page for everybody may say. Whatever else it may say is marked "translators: for everybody" where it stands.
FOR_EVERYBODY = (
    "templates/base.html",
    "templates/error.html",
    "templates/public/",
    "templates/macros/film.html",
    "templates/macros/frame.html",
    "templates/macros/player.html",
    "templates/macros/public.html",
    "templates/macros/watching.html",
    "catalog/web/public/",
)
#: Pages of a German authority, in German and English, and those that only staff open.
OFFICIAL = tuple(
    f"templates/public/{name}.html"
    for name in ("accessibility", "barrier", "imprint", "privacy", "sources", "unsubscribe")
)
MARK = "for everybody"
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "N_": None}
REVIEW = "Native review: "
HEADER = "# {language}: {reach}\n# {review}\n"


def collected() -> tuple[Catalog, set[str]]:
    """Return every sentence that code and templates say, and which of them stand on pages for everybody."""
    with (FOLDER / "babel.cfg").open(encoding="utf-8") as mapping:
        methods, options = parse_mapping_cfg(mapping)
    found, public = Catalog(), set[str]()
    for file, _, message, comments, context in extract_from_dir(
        ROOT, methods, options, keywords=KEYWORDS, comment_tags=("translators:",), strip_comment_tags=True
    ):
        found.add(message, None, auto_comments=comments, context=context)
        if MARK in " ".join(comments) or (file.startswith(FOR_EVERYBODY) and file not in OFFICIAL):
            public.add(_first(message))
    return found, public


def merged(path: Path, sentences: Catalog, wanted: Container[str]) -> Catalog:
    """Return the catalogue at ``path`` with those of today's sentences that are wanted in its language."""
    with path.open("rb") as content:
        catalogue = read_po(content, locale=locale_of(path.parts[-3]), abort_invalid=True)
    catalogue.update(sentences, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    for message in list(catalogue):
        if message.id and _first(message.id) not in wanted:
            catalogue.delete(message.id)
    return catalogue


def write(path: Path, catalogue: Catalog) -> None:
    """Write a catalogue without dates, places and authors, so that only sentences make a difference."""
    tag = path.parts[-3]
    reach = "every sentence." if tag == ORIGINAL else "the sentences of pages for everybody."
    review = next(line for line in catalogue.header_comment.splitlines() if REVIEW in line).lstrip("# ")
    head = [
        HEADER.format(language=LANGUAGES[tag].name_en, reach=reach, review=review),
        'msgid ""\nmsgstr ""\n',
        f'"Language: {tag}\\n"\n',
        '"MIME-Version: 1.0\\n"\n',
        '"Content-Type: text/plain; charset=utf-8\\n"\n',
        '"Content-Transfer-Encoding: 8bit\\n"\n',
        f'"Plural-Forms: {catalogue.plural_forms}\\n"\n\n',
    ]
    with path.open("wb") as output:
        output.write("".join(head).encode())
        write_po(output, catalogue, width=120, no_location=True, omit_header=True, sort_output=True)


def unsaid(catalogue: Catalog) -> list[str]:
    """Return the sentences that a catalogue leaves untranslated, or whose places it gets wrong."""
    missing = {str(message.id) for message in catalogue if message.id and not all(_forms(message.string))}
    wrong = {str(message.id): errors for message, errors in catalogue.check()}
    return sorted(missing | {f"{sentence}: {wrong[sentence]}" for sentence in wrong.keys() - missing})


def locale_of(tag: str) -> str:
    """Return what Babel counts the plurals of a language by: the next one's, where it does not know the language."""
    return next(locale for each in chain(tag) if (locale := LANGUAGES[each].babel_locale))


def _first(message: str | tuple[str, ...]) -> str:
    return message if isinstance(message, str) else message[0]


def _forms(string: str | tuple[str, ...] | None) -> tuple[str, ...]:
    return string if isinstance(string, tuple) else (string or "",)


def main() -> int:
    """Merge, or only check; return the exit code."""
    (sentences, public), wrong = collected(), 0
    every = {_first(message.id) for message in sentences if message.id}
    for path in sorted(FOLDER.glob("*/LC_MESSAGES/*.po")):
        catalogue = merged(path, sentences, every if path.parts[-3] == ORIGINAL else public)
        if "--check" not in sys.argv:
            write(path, catalogue)
        for sentence in unsaid(catalogue):
            wrong += 1
            print(f"{path.parts[-3]} does not say: {sentence}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
