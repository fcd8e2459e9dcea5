"""Words go out to translation offices and come back; what would change is looked at first."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass

from flask import Blueprint, Response, current_app, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from itsdangerous import BadSignature, URLSafeSerializer

from catalog.films import register
from catalog.films.wording import exchange
from catalog.films.wording.exchange import MOST_BYTES, WordsMoved
from catalog.films.wording.rows import Plan, Row
from catalog.foundation.errors import N_, Invalid, Refused
from catalog.people.permissions import Action
from catalog.web.context import actor, reading, writing
from catalog.web.errors import sentence_of
from catalog.web.guards import needs

bp = Blueprint("word_exchange", __name__, url_prefix="/ministry/films/<slug>/words")

XLIFF = "application/xliff+xml"
TABLES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class WordsFileMissing(Invalid):
    """The form came without a file."""

    sentence = N_("Please choose the file that the translation office has sent.")


@dataclass(frozen=True, slots=True)
class Looked:
    """What somebody has looked at and may now want: the rows of a file, and the state of the words then."""

    filename: str
    rows: Sequence[Row]
    sha256: str


@bp.get("/<language>.xlf")
@needs(Action.SEE_MINISTRY)
def xliff(slug: str, language: str) -> Response:
    """Send the words in one language as XLIFF 2.0."""
    return _attached(exchange.export_language(reading(), slug, language), f"{slug}-{language}.xlf", XLIFF)


@bp.get("/all.zip")
@needs(Action.SEE_MINISTRY)
def zipped(slug: str) -> Response:
    """Send an XLIFF for each language in a ZIP."""
    return _attached(exchange.export_all(reading(), slug), f"{slug}-words.zip", "application/zip")


@bp.get("/all.<any(csv, xlsx):suffix>")
@needs(Action.SEE_MINISTRY)
def table(slug: str, suffix: str) -> Response:
    """Send the words of all languages as a table."""
    return _attached(exchange.export_table(reading(), slug, suffix), f"{slug}-words.{suffix}", TABLES[suffix])


@bp.post("/look")
@needs(Action.UPLOAD)
def look(slug: str) -> ResponseReturnValue:
    """Show what a file would change; nothing is written."""
    register.film(reading(), slug)
    try:
        content, filename = _sent_file()
        rows = exchange.read(content, filename)
        plan, sha256 = exchange.look(reading(), slug, rows)
    except (Refused, Invalid) as refusal:
        return _report(slug, refusal=sentence_of(refusal)), refusal.status
    return _report(slug, plan, Looked(filename, rows, sha256))


@bp.post("/import")
@needs(Action.UPLOAD)
def bring(slug: str) -> ResponseReturnValue:
    """Take over what was looked at; when somebody was quicker, show again what would change."""
    register.film(reading(), slug)
    looked = _unpacked(request.form.get("looked", ""))
    if looked is None:
        return _report(slug, refusal=sentence_of(WordsFileMissing())), WordsFileMissing.status
    with_earlier = "earlier" in request.form
    try:
        with writing() as session:
            plan = exchange.bring(
                session,
                slug,
                looked.rows,
                by=actor(),
                source=looked.filename,
                looked_at_sha256=looked.sha256,
                with_earlier=with_earlier,
            )
    except WordsMoved as refusal:
        plan, sha256 = exchange.look(reading(), slug, looked.rows)
        again = Looked(looked.filename, looked.rows, sha256)
        return _report(slug, plan, again, sentence_of(refusal)), refusal.status
    except (Refused, Invalid) as refusal:
        return _report(slug, refusal=sentence_of(refusal)), refusal.status
    count = len(plan.changes)
    flash(
        ngettext(
            "The words of %(num)s language have been taken over.",
            "The words of %(num)s languages have been taken over.",
            count,
        )
        if count
        else gettext("The file brings nothing new."),
        "success",
    )
    return redirect(url_for("wording.show", slug=slug), 303)


def _report(slug: str, plan: Plan | None = None, looked: Looked | None = None, refusal: str = "") -> str:
    """Return the page with what a file would change, or with why it was refused; another file can be chosen there."""
    return render_template(
        "ministry/word_import.html",
        film=register.film(reading(), slug),
        plan=plan,
        filename=looked.filename if looked else "",
        looked=_packed(looked) if looked else "",
        refusal=refusal,
    )


def _packed(looked: Looked) -> str:
    rows = [astuple(row) for row in looked.rows]
    return str(_signature().dumps([looked.filename, looked.sha256, rows]))


def _unpacked(sent: str) -> Looked | None:
    """Return what the page of the report carried, or None when it was not ours."""
    try:
        filename, sha256, rows = _signature().loads(sent)
    except BadSignature:
        return None
    return Looked(filename, [Row(*row) for row in rows], sha256)


def _signature() -> URLSafeSerializer:
    """Return what packs the rows into a field of the page, so that only our own pages can hand them in."""
    return URLSafeSerializer(current_app.secret_key or "", salt="words")


def _sent_file() -> tuple[bytes, str]:
    sent = request.files.get("words")
    if sent is None or not sent.filename:
        raise WordsFileMissing
    return sent.stream.read(MOST_BYTES + 1), sent.filename


def _attached(content: bytes, name: str, mime_type: str) -> Response:
    response = make_response(content)
    response.headers["Content-Type"] = mime_type
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
