"""Collects the sentences of code and templates into the translations: python .ci/messages.py [--check].

German is complete or the check fails. The other languages speak only on the
public door: they keep the sentences that they have, and may not keep one that
nobody says any more.
"""

import sys
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "translations"
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "N_": None}
HEADER = "# {language}: {reach}\n"


def collected() -> Catalog:
    """Return every sentence that code and templates say."""
    with (FOLDER / "babel.cfg").open(encoding="utf-8") as mapping:
        methods, options = parse_mapping_cfg(mapping)
    found = Catalog()
    for _, _, message, comments, context in extract_from_dir(
        ROOT, methods, options, keywords=KEYWORDS, comment_tags=("translators:",), strip_comment_tags=True
    ):
        found.add(message, None, auto_comments=comments, context=context)
    return found


def merged(path: Path, sentences: Catalog, *, complete: bool) -> Catalog:
    """Return the catalogue at ``path`` with today's sentences; one that is not complete gets no new ones."""
    with path.open("rb") as content:
        catalogue = read_po(content, locale=path.parts[-3], abort_invalid=True)
    said = {message.id for message in catalogue if message.id}
    catalogue.update(sentences, no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    for message in list(catalogue):
        if message.id and not complete and message.id not in said:
            catalogue.delete(message.id)
    return catalogue


def write(path: Path, catalogue: Catalog) -> None:
    """Write a catalogue without dates, places and authors, so that only sentences make a difference."""
    language = path.parts[-3]
    reach = "complete." if language == "de" else "the sentences of a film's page. No native speaker has reviewed them."
    head = [
        HEADER.format(language=catalogue.locale.english_name, reach=reach),
        'msgid ""\nmsgstr ""\n',
        f'"Language: {language}\\n"\n',
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


def _forms(string: str | tuple[str, ...] | None) -> tuple[str, ...]:
    return string if isinstance(string, tuple) else (string or "",)


def main() -> int:
    """Merge, or only check; return the exit code."""
    sentences, wrong = collected(), 0
    for path in sorted(FOLDER.glob("*/LC_MESSAGES/*.po")):
        catalogue = merged(path, sentences, complete=path.parts[-3] == "de")
        if "--check" not in sys.argv:
            write(path, catalogue)
        for sentence in unsaid(catalogue):
            wrong += 1
            print(f"{path.parts[-3]} does not say: {sentence}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
