"""Refusals, in the reader's language: a page for people, JSON for machines."""

from flask import Flask, Response, current_app, jsonify, make_response, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from werkzeug.exceptions import HTTPException

from catalog.foundation.database import LostRace
from catalog.foundation.errors import N_, FilmboteError, Invalid, NotFound, Refused
from catalog.foundation.storage import AWAY
from catalog.web.context import NotSignedIn, treat_as_nobody
from catalog.web.words import said


class DatabaseAway(FilmboteError):
    """The database cannot be reached, or has been busy for too long."""

    sentence = N_("The service cannot reach its database at the moment. Please try again in a few minutes.")
    status = 503


class StorageAway(FilmboteError):
    """The storage does not answer, or does not let us in."""

    sentence = N_("The service cannot reach its storage at the moment. Please try again in a few minutes.")
    status = 503


class FormTooOld(Invalid):
    """A form came without its token, or with that of another session."""

    sentence = N_("This form has expired. Please reload the page and send it again.")
    status = 400


class WrongMethod(Refused):
    """The address is there, but not for this method."""

    sentence = N_("This address cannot be used in this way.")
    status = 405


class TooMuchAtOnce(Invalid):
    """A form is larger than any of ours."""

    sentence = N_("This is too large to be sent at once.")
    status = 413


class TooManyTries(Refused):
    """Somebody knocks too often."""

    sentence = N_("There were too many attempts.")
    status = 429


class NotUnderstood(Invalid):
    """The request cannot be understood."""

    sentence = N_("The service cannot understand this request.")
    status = 400


REFUSALS: dict[int, type[FilmboteError]] = {
    404: NotFound,
    405: WrongMethod,
    413: TooMuchAtOnce,
    422: Invalid,
    429: TooManyTries,
}
#: What a machine learns from the headers of a refusal.
TELLING_HEADERS = ("Allow", "Retry-After")


def sentence_of(error: FilmboteError) -> str:
    """Return what a refusal has to say, in the language of the page."""
    return said(error.sentence, error.places)


def answer(error: FilmboteError) -> Response:
    """Answer with a refusal: JSON below /api/, the sign-in form for whoever has to sign in, else a page."""
    if request.path.startswith("/api/"):
        response = jsonify(code=error.code, sentence=sentence_of(error))
    elif isinstance(error, NotSignedIn):
        return make_response(redirect(url_for("account.sign_in", next=_here())))
    else:
        response = make_response(render_template("error.html", status=error.status, sentence=sentence_of(error)))
    response.status_code = error.status
    return response


def prepare(app: Flask) -> None:
    """Let every refusal end as an answer."""
    app.register_error_handler(FilmboteError, answer)
    app.register_error_handler(HTTPException, _answer_http)
    app.register_error_handler(CSRFError, lambda _error: answer(FormTooOld()))
    app.register_error_handler(IntegrityError, lambda _error: answer(LostRace()))
    app.register_error_handler(OperationalError, _answer_without_database)
    # PostgreSQL takes neither a NUL nor a number above its own; SQLite's library says the latter in Python's words.
    for beyond in (DataError, OverflowError):
        app.register_error_handler(beyond, _answer_beyond)
    for away in AWAY:
        app.register_error_handler(away, _answer_without_storage)


def _answer_http(error: HTTPException) -> Response:
    plain = make_response(error.get_response())
    if plain.status_code < 400 or plain.status_code == 416:
        return plain
    if plain.status_code >= 500:
        treat_as_nobody()
        return answer(FilmboteError())
    response = answer(REFUSALS.get(plain.status_code, NotUnderstood)())
    response.status_code = plain.status_code
    for name in TELLING_HEADERS:
        if name in plain.headers:
            response.headers[name] = plain.headers[name]
    return response


def _answer_without_database(error: OperationalError) -> Response:
    current_app.logger.error("the database cannot be reached", exc_info=error)
    treat_as_nobody()
    return answer(DatabaseAway())


def _answer_beyond(error: Exception) -> Response:
    current_app.logger.warning("what was asked for is beyond the database", exc_info=error)
    treat_as_nobody()
    return answer(NotUnderstood())


def _answer_without_storage(error: Exception) -> Response:
    current_app.logger.error("the storage cannot be reached", exc_info=error)
    return answer(StorageAway())


def _here() -> str | None:
    """Return the address to come back to after signing in; a form that was sent cannot be sent again."""
    if request.method != "GET":
        return None
    return request.full_path.removesuffix("?")
