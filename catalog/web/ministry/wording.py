"""The words of a film in all its languages, beside the German ones."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from catalog.films.languages import LANGUAGES
from catalog.films.wording import correcting, desk
from catalog.films.wording.correcting import Draft, NotSaved
from catalog.films.wording.desk import Line, Sheet
from catalog.films.wording.words import FIELDS, MOST_CHARACTERS, Standing, Words, words_from
from catalog.films.wording.xliff import targets
from catalog.foundation.errors import FilmboteError, Invalid, Refused
from catalog.people.permissions import Action
from catalog.web.context import actor, may, reading, writing
from catalog.web.errors import sentence_of
from catalog.web.guards import needs

bp = Blueprint("wording", __name__, url_prefix="/ministry/films/<slug>/words")

#: What the buttons of the form ask for: one version's words, or to find them still right; without either, all.
ONLY, STILL_RIGHT = "only", "still_right"
Problems = Mapping[int, Mapping[str, FilmboteError]]


@dataclass(frozen=True, slots=True)
class Entry:
    """The words of one version as its fields show them."""

    line: Line
    #: What stands in the fields: what was sent, else what is saved.
    shown: Words
    #: The state of the words that whoever sent them had loaded.
    loaded_sha256: str
    #: What the original said before, by field, where that is known to have changed.
    changed: Mapping[str, str]
    #: What stands in the way of saving, by field; "" is for the version as a whole.
    problems: Mapping[str, str]

    @property
    def lang(self) -> str:
        """Return the tag of its written words."""
        return LANGUAGES[self.line.version.language].text_tag

    @property
    def direction(self) -> str:
        """Return the way in which they run."""
        return LANGUAGES[self.line.version.language].direction

    @property
    def unsaved(self) -> bool:
        """Return whether the fields hold what is not saved."""
        return self.shown != self.line.words

    @property
    def wants_a_look(self) -> bool:
        """Return whether somebody has something to do here."""
        return self.unsaved or bool(self.problems) or self.line.standing is not Standing.CURRENT


@bp.get("")
@needs(Action.SEE_MINISTRY)
def show(slug: str) -> str:
    """Show the words."""
    return _page(desk.sheet(reading(), slug))


@bp.post("")
@needs(Action.UPLOAD)
def save(slug: str) -> ResponseReturnValue:
    """Save the words of one version or of all, or find one still right.

    What was written for other versions and is not saved yet comes back in its fields.
    """
    drafts = _drafts()
    try:
        if kept := request.form.get(STILL_RIGHT, type=int):
            with writing() as session:
                correcting.still_right(session, slug, kept, _beside(), by=actor())
            done, left = gettext("Noted: these words still fit the German ones."), drafts
        else:
            wanted = _only(drafts)
            with writing() as session:
                saved = correcting.save(session, slug, wanted, by=actor())
            done, left = _told(len(saved)), {number: drafts[number] for number in drafts.keys() - wanted.keys()}
    except (Refused, Invalid) as refusal:
        problems = refusal.problems if isinstance(refusal, NotSaved) else {}
        return _page(desk.sheet(reading(), slug), drafts, problems, sentence_of(refusal)), refusal.status
    sheet = desk.sheet(reading(), slug)
    if any(entry.unsaved for entry in _entries(sheet, left, {})):
        return _page(sheet, left, done=done)
    flash(done, "success")
    return redirect(url_for(".show", slug=slug, _anchor=_anchor(sheet)), 303)


def _page(
    sheet: Sheet,
    drafts: Mapping[int, Draft] | None = None,
    problems: Problems | None = None,
    refusal: str = "",
    done: str = "",
) -> str:
    return render_template(
        "ministry/wording.html",
        sheet=sheet,
        entries=_entries(sheet, drafts or {}, problems or {}),
        fields=FIELDS,
        most_characters=MOST_CHARACTERS,
        targets=targets(sheet) if sheet.original else [],
        editable=may(Action.UPLOAD),
        refusal=refusal,
        done=done,
    )


def _entries(sheet: Sheet, drafts: Mapping[int, Draft], problems: Problems) -> list[Entry]:
    """Return the fields of every version, the original's first."""
    return [
        _entry(sheet, line, drafts.get(line.version.id), problems.get(line.version.id, {})) for line in sheet.everything
    ]


def _entry(sheet: Sheet, line: Line, draft: Draft | None, problems: Mapping[str, FilmboteError]) -> Entry:
    """Return the fields of one version. Whoever is told that they were slower has seen what is saved now."""
    kept = draft if line.correctable else None
    return Entry(
        line,
        shown=kept.words if kept else line.words,
        loaded_sha256=kept.loaded_sha256 if kept and "" not in problems else line.words.sha256,
        changed=sheet.changed(line),
        problems={field: sentence_of(error) for field, error in problems.items()},
    )


def _drafts() -> dict[int, Draft]:
    """Return what was written, by the version's number."""
    form = request.form
    numbers = [int(number) for number in form.getlist("version") if number.isascii() and number.isdigit()]
    return {
        number: Draft(
            words_from({field: form.get(f"{field}-{number}", "") for field in FIELDS}),
            loaded_sha256=form.get(f"loaded-{number}", ""),
            beside_sha256=_beside(),
        )
        for number in numbers
    }


def _only(drafts: Mapping[int, Draft]) -> Mapping[int, Draft]:
    """Return the drafts that the pressed button is for."""
    only = request.form.get(ONLY)
    return {number: draft for number, draft in drafts.items() if only in (None, str(number))}


def _beside() -> str:
    """Return the state of the German words that the page showed."""
    return request.form.get("beside", "")


def _told(saved: int) -> str:
    if not saved:
        return gettext("There was nothing to save.")
    return ngettext("The words of %(num)s language are saved.", "The words of %(num)s languages are saved.", saved)


def _anchor(sheet: Sheet) -> str | None:
    """Return where the page goes on: at the version whose button was pressed."""
    pressed = request.form.get(ONLY) or request.form.get(STILL_RIGHT)
    return next((f"version-{pressed}" for line in sheet.everything if str(line.version.id) == pressed), None)
