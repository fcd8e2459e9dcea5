"""What an MP4 says of itself: the language of its sound, and its title. Pure."""

from langcodes import Language

#: The most characters of a title that a player shows.
TITLE_CHARACTERS = 200


def track_language(tag: str) -> str:
    """Return the three letters of ISO 639-2 or 639-3 for a BCP 47 tag: "ti" is "tir", "kmr" stays.

    The tag is taken as it is written: Dari ("prs") is not turned into Persian.
    """
    try:
        return Language.get(tag, normalize=False).to_alpha3(variant="T")
    except (LookupError, ValueError):
        return "und"


def plain(title: str) -> str:
    """Return a title without line breaks, marks of direction and other hidden characters."""
    kept = "".join(character if character.isprintable() else " " for character in title)
    return " ".join(kept.split())[:TITLE_CHARACTERS]
