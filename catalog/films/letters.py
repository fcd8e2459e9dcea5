"""What letters say of a version. A letter is a document: it speaks German first, then English. Pure."""

from catalog.films import languages
from catalog.films.models import LanguageVersion


def words_on(version: LanguageVersion) -> dict[str, str | int]:
    """Return the title and the names of the language, as subjects and bodies of letters place them."""
    language = languages.language(version.language)
    return {
        "title": version.edition.film.title(languages.ORIGINAL),
        "language": f"{language.name_de} / {language.name_en}",
        "name_de": language.name_de,
        "name_en": language.name_en,
        "own_name": language.own_name,
        "revision": version.revision,
    }
