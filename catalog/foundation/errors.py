"""The four families of refusal, and how a refusal writes its sentence.

A refusal is a class beside its deed. Its docstring is for us; its
``sentence`` is for the reader, whole, untranslated, and says what to do. The
family decides the HTTP status, the door decides the language.
"""

from collections.abc import Mapping


def N_(message: str) -> str:  # noqa: N802 - the name that translators' tools look for
    """Mark a sentence for translation and return it as it is."""
    return message


class FilmboteError(Exception):
    """A refusal with a sentence for the reader and the values of its places."""

    sentence = N_("Something went wrong. Please try again.")
    status = 500

    def __init__(self, **places: object) -> None:
        super().__init__(self.sentence % places if places else self.sentence)
        self.places: Mapping[str, object] = places

    @property
    def code(self) -> str:
        """Return the refusal's name for machines, such as ``not_collected``."""
        name = type(self).__name__
        return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")


class NotFound(FilmboteError):
    """There is no such thing, or it belongs to somebody else."""

    sentence = N_("We could not find this. Please check the address.")
    status = 404


class NotPermitted(FilmboteError):
    """The actor's role does not allow the deed."""

    sentence = N_("Your account may not do this. Please ask your administrator.")
    status = 403


class Refused(FilmboteError):
    """The deed is allowed, but the present state stands in its way."""

    sentence = N_("This is not possible at the moment. Please reload the page and look again.")
    status = 409


class Invalid(FilmboteError):
    """What was sent cannot be understood or used."""

    sentence = N_("Some of the information is not valid. Please check what you have entered.")
    status = 422
