"""A new campaign in three steps: choose, look at who would get what, send. Every step carries the whole form along."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from catalog.distribution.campaigning import campaigns, choosing, lists, previewing
from catalog.distribution.campaigning.picking import NotAPick, Pick, Way
from catalog.distribution.campaigning.previewing import Line
from catalog.distribution.letters import mailings
from catalog.distribution.models import MailingKind
from catalog.films.models import LanguageVersion
from catalog.foundation import sheets
from catalog.foundation.errors import N_, FilmboteError, Invalid, NotFound, Refused
from catalog.people.contacts import LANGUAGES
from catalog.people.organisations import RefusedRow
from catalog.people.permissions import Action
from catalog.people.tables import MOST_BYTES, read_table
from catalog.web.context import actor, reading, runtime, writing
from catalog.web.errors import sentence_of
from catalog.web.guards import needs
from catalog.web.ministry.days import day_in
from catalog.web.ministry.taken_along import sent_table

bp = Blueprint("campaign_forms", __name__, url_prefix="/ministry/campaigns")

#: What a form says that has its recipients in a table or one by one.
TABLE, TYPED = "table", "typed"
FATE_WORDS = {
    previewing.Fate.NEW: N_("is offered it"),
    previewing.Fate.AGAIN: N_("is offered it again"),
    previewing.Fate.LEFT: N_("has acknowledged it"),
}


class RecipientsMissing(Invalid):
    """The form came without a list."""

    sentence = N_("Please choose the table, or type the keys of the recipients.")


@dataclass(frozen=True, slots=True)
class Draft:
    """A campaign as its form says it."""

    versions: Sequence[int]
    pick: Pick
    name: str
    due_on: date | None
    words: dict[str, str]
    key: str
    #: Rows and keys that name nobody, and how many name somebody twice.
    refused: Sequence[RefusedRow]
    repeated: int


@bp.get("/new")
@needs(Action.CAMPAIGN)
def ask() -> str:
    """Show the form; an address may choose for it: ?version=12&way=holders_of&holders_of=11."""
    return _form()


@bp.post("/new")
@needs(Action.CAMPAIGN)
def change() -> str:
    """Show the form again as it was."""
    return _form()


@bp.post("/preview")
@needs(Action.CAMPAIGN)
def look() -> ResponseReturnValue:
    """Show who would get what; nothing is written."""
    try:
        return _look(_draft())
    except (Refused, Invalid, NotFound) as refusal:
        return _form(refusal), refusal.status


@bp.post("/preview.<any(csv, xlsx):suffix>")
@needs(Action.CAMPAIGN)
def take_along(suffix: str) -> Response:
    """Send everybody who would get something, with what."""
    draft = _draft()
    chosen = campaigns.check(reading(), draft.versions, draft.pick)
    headings: list[sheets.Cell] = [gettext("Key"), gettext("Name"), gettext("District"), gettext("Address")]
    headings += [f"{version.language}, {version.edition.film.title('de')}, {version.revision}" for version in chosen]
    found = previewing.lines(reading(), draft.versions, draft.pick)
    return sent_table([headings, *(_row(line, chosen) for line in found)], suffix, "campaign")


@bp.post("")
@needs(Action.CAMPAIGN)
def send() -> ResponseReturnValue:
    """Send it. The same form twice leads to the same campaign."""
    try:
        draft = _draft()
        with writing() as session:
            sent = campaigns.send(
                session, draft.versions, draft.pick, draft.name, draft.due_on, draft.words, draft.key, by=actor()
            )
    except (Refused, Invalid, NotFound) as refusal:
        return _form(refusal), refusal.status
    if sent.is_new:
        flash(gettext("Sent. The letters leave one after the other."), "success")
    else:
        flash(gettext("This campaign had been sent already. Nothing was sent a second time."), "info")
    return redirect(url_for("campaigns.show", campaign_id=sent.campaign.id), 303)


def _look(draft: Draft) -> str:
    chosen = campaigns.check(
        reading(), draft.versions, draft.pick, name=draft.name, due_on=draft.due_on, words=draft.words
    )
    seen = previewing.preview(reading(), [version.id for version in chosen], draft.pick)
    letters = {
        tag: mailings.sample(runtime().config, MailingKind.OFFER, chosen, draft.due_on, draft.words, tag)
        for tag in LANGUAGES
    }
    return render_template(
        "ministry/campaign_preview.html",
        draft=draft,
        chosen=chosen,
        seen=seen,
        letters=letters,
        reasons=[(row.line, sentence_of(row.reason)) for row in draft.refused],
        carried=_carried(draft),
    )


def _form(refusal: FilmboteError | None = None) -> str:
    return render_template(
        "ministry/campaign_form.html",
        choices=choosing.choices(reading()),
        sent=request.values,
        chosen=request.values.getlist("version", type=int),
        listed=_listed(),
        key=request.values.get("key") or secrets.token_urlsafe(18),
        refusal=sentence_of(refusal) if refusal else "",
    )


def _draft() -> Draft:
    """Return the campaign that a form describes.

    Raises:
        NotAPick, RecipientsMissing, NoDate: it is not complete.
        NotATable, TableTooLarge, EmptyTable, KeyColumnMissing: the table cannot be read.
    """
    form = request.form
    named, pick = _picked()
    without = lists.typed(reading(), form.get("without", ""))
    return Draft(
        versions=form.getlist("version", type=int),
        pick=Pick(pick.way, pick.of, frozenset(without.organisation_ids)),
        name=form.get("name", ""),
        due_on=day_in(form, "due_on"),
        words={tag: form.get(f"words_{tag}", "") for tag in LANGUAGES},
        key=form.get("key", ""),
        refused=[*named.refused, *without.refused],
        repeated=named.repeated,
    )


def _picked() -> tuple[lists.Named, Pick]:
    """Return who is picked, and what a list had to be told about."""
    form, way = request.form, request.form.get("way", "")
    nothing = lists.Named((), 0, ())
    if way == TABLE:
        table = request.files.get("table")
        if table and table.filename:
            rows = read_table(table.stream.read(MOST_BYTES + 1), table.filename)
            named = lists.named_in(reading(), rows)
            return named, Pick(Way.LISTED, named.organisation_ids)
        if not _listed():
            raise RecipientsMissing
        return nothing, Pick(Way.LISTED, _listed())
    if way == TYPED:
        named = lists.typed(reading(), form.get("keys", ""))
        return named, Pick(Way.LISTED, named.organisation_ids)
    if way in (Way.GROUP, Way.HOLDERS, Way.SILENT):
        return nothing, Pick.read({way: form.get(way, type=int)})
    if way == Way.EVERYBODY:
        return nothing, Pick(Way.EVERYBODY)
    return nothing, Pick.read({way: form.get(way, "")})


def _listed() -> tuple[int, ...]:
    """Return whom a table has named that was read in an earlier step."""
    try:
        pick = Pick.read({Way.LISTED.value: json.loads(request.values.get("listed", "[]"))})
    except (ValueError, NotAPick):
        return ()
    return pick.of if isinstance(pick.of, tuple) else ()


def _carried(draft: Draft) -> list[tuple[str, str]]:
    """Return the form's fields as the next step carries them along: a table as whom it has named."""
    fields = [
        (name, value) for name, value in request.form.items(multi=True) if name not in ("csrf_token", "listed", "table")
    ]
    if request.form.get("way") == TABLE and isinstance(draft.pick.of, tuple):
        fields.append(("listed", json.dumps(draft.pick.of, separators=(",", ":"))))
    return fields


def _row(line: Line, versions: Sequence[LanguageVersion]) -> list[sheets.Cell]:
    fates = [gettext(FATE_WORDS[line.fates[version.id]]) for version in versions]
    return [line.key, line.name, line.district, line.address, *fates]
