"""The report of a recall: as a page, as a table to take along, and as a document for the minister."""

from collections.abc import Sequence
from datetime import datetime

from flask import Blueprint, Response, render_template
from flask_babel import format_date, format_datetime, gettext

from catalog.distribution.models import Recall
from catalog.distribution.recalling import copies, recalls
from catalog.distribution.recalling.copies import Answer, Copies, Copy
from catalog.distribution.stages import HESSEN
from catalog.films import languages, register
from catalog.films.models import LanguageVersion
from catalog.foundation import documents, sheets
from catalog.foundation.errors import NotFound
from catalog.people.permissions import Action
from catalog.web.context import reading
from catalog.web.guards import needs
from catalog.web.language import page_language
from catalog.web.ministry.recall_words import answer_words, said_words, way_words

bp = Blueprint("recall_reports", __name__, url_prefix="/ministry/recalls/<int:version_id>")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/report")
@needs(Action.SEE_COVERAGE)
def show(version_id: int) -> str:
    """Show the report."""
    version, recalled, found = _asked(version_id)
    return render_template(
        "ministry/recall_report.html",
        version=version,
        recalled=recalled,
        newer=recalls.newer_than(reading(), version),
        copies=found,
        way_words=way_words(),
        answer_words=answer_words(),
        said_words=said_words(),
    )


@bp.get("/holders.csv")
@needs(Action.SEE_COVERAGE)
def as_csv(version_id: int) -> Response:
    """Send who holds a copy, and what has become of it, as CSV."""
    version = register.version(reading(), version_id)
    return _sent(sheets.as_csv(_table(version)), "text/csv; charset=utf-8", _filename(version, "csv"))


@bp.get("/holders.xlsx")
@needs(Action.SEE_COVERAGE)
def as_xlsx(version_id: int) -> Response:
    """Send the same as a workbook."""
    version = register.version(reading(), version_id)
    return _sent(sheets.as_xlsx(gettext("Recipients"), _table(version)), XLSX, _filename(version, "xlsx"))


@bp.get("/report.pdf")
@needs(Action.SEE_COVERAGE)
def as_pdf(version_id: int) -> Response:
    """Send the report as a document."""
    version, recalled, found = _asked(version_id)
    content = documents.pdf("recall_report.typ", _document(version, recalled, found))
    return _sent(content, "application/pdf", _filename(version, "pdf"))


def _asked(version_id: int) -> tuple[LanguageVersion, Recall, Copies]:
    version = register.version(reading(), version_id)
    recalled = recalls.recall_of(reading(), version_id)
    if recalled is None:
        raise NotFound
    return version, recalled, copies.copies_of(reading(), version_id)


def _document(version: LanguageVersion, recalled: Recall, found: Copies) -> dict[str, object]:
    """Return everything that the printed report says, in the language of the page."""
    newer, words = recalls.newer_than(reading(), version), answer_words()
    return {
        "language": page_language(),
        "sender": gettext("Hessian Ministry of the Interior"),
        "title": gettext("Report of a recall"),
        "subtitle": _name(version),
        "running": f"{gettext('Report of a recall')} – {_name(version)}",
        "facts": [
            [gettext("Recalled on"), format_datetime(recalled.at, "short")],
            [gettext("Reason"), recalled.reason],
            [gettext("Newer revision"), str(newer.revision) if newer else gettext("None yet")],
            [gettext("Recipients with a copy"), str(len(found.holders))],
            *([words[answer], str(found.answered(answer))] for answer in Answer),
        ],
        "verdict": _verdict(found),
        "tables": [
            {
                "heading": gettext("By district"),
                "columns": [gettext("District"), gettext("Copies"), *words.values()],
                "widths": [3, 1, 1, 1, 2],
                "numeric": [1, 2, 3, 4],
                "rows": [
                    [name or "–", str(len(part.holders)), *(str(part.answered(answer)) for answer in Answer)]
                    for name, part in found.by_district.items()
                ],
            },
            {
                "heading": gettext("Recipients"),
                "columns": [gettext("Organisation"), gettext("How and when"), gettext("State"), gettext("Said")],
                "widths": [3, 4, 2, 4],
                "numeric": [],
                "rows": [
                    [copy.name, _held(copy), words[copy.answer] if copy.answer else "–", _said(copy)]
                    for copy in found.holders
                ],
            },
        ],
        "made_at": gettext("As of %(moment)s", moment=format_datetime(format="medium")),
    }


def _verdict(found: Copies) -> str:
    """Return in a sentence how the recall stands."""
    if not found.holders:
        return gettext("Nobody held a copy. There is nothing to settle.")
    if found.answered(Answer.OPEN):
        return gettext("This recall is not settled yet.")
    if found.answered(Answer.UNREACHABLE):
        return gettext("No task of this recall is open any more; some recipients could not be reached.")
    return gettext("Every copy that is known of has been destroyed or replaced.")


def _table(version: LanguageVersion) -> list[Sequence[sheets.Cell]]:
    """Return the holders with the headings, one line each."""
    words = answer_words()
    headings = [gettext("Key"), gettext("Organisation"), gettext("District"), *way_words().values()]
    headings += [gettext("State"), gettext("Said"), gettext("On"), gettext("Note")]
    lines: list[Sequence[sheets.Cell]] = [headings]
    for copy in copies.copies_of(reading(), version.id).holders:
        seen = {trace.way: _by_our_clocks(trace.last_at) for trace in copy.traces}
        lines.append(
            [
                copy.key,
                copy.name,
                copy.district,
                *(seen.get(way) for way in way_words()),
                words[copy.answer] if copy.answer else None,
                said_words()[copy.said] if copy.said else None,
                _by_our_clocks(copy.said_at) if copy.said_at else None,
                copy.note,
            ]
        )
    return lines


def _by_our_clocks(moment: datetime) -> str:
    """Return a moment as spreadsheets sort it, by the clocks of Hessen."""
    return moment.astimezone(HESSEN).strftime("%Y-%m-%d %H:%M")


def _held(copy: Copy) -> str:
    words = way_words()
    return "\n".join(f"{words[trace.way]}, {format_date(trace.last_at, 'medium')}" for trace in copy.traces)


def _said(copy: Copy) -> str:
    if not (copy.said and copy.said_at):
        return "–"
    told = f"{said_words()[copy.said]}, {format_date(copy.said_at, 'medium')}"
    return f"{told}\n{copy.note}" if copy.note else told


def _name(version: LanguageVersion) -> str:
    film = version.edition.film.title(page_language())
    language = languages.language(version.language).name(page_language())
    return gettext("%(film)s, %(language)s, revision %(number)s", film=film, language=language, number=version.revision)


def _filename(version: LanguageVersion, suffix: str) -> str:
    return f"recall-{version.edition.film.slug}-{version.language}-r{version.revision}.{suffix}"


def _sent(content: bytes, mimetype: str, filename: str) -> Response:
    response = Response(content, content_type=mimetype)
    response.headers.set("Content-Disposition", "attachment", filename=filename)
    return response
