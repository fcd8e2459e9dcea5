"""The board's questions as tables to take along, each with its headings."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from flask_babel import gettext
from sqlalchemy.orm import Session

from catalog.distribution.board import reaches
from catalog.distribution.board.coverage import coverage
from catalog.distribution.board.missing import missing
from catalog.distribution.board.scopes import Scope
from catalog.distribution.board.tallies import Tally
from catalog.distribution.board.timeline import timeline
from catalog.distribution.stages import Stage
from catalog.films.languages import LANGUAGES
from catalog.foundation.errors import N_
from catalog.foundation.sheets import Cell
from catalog.people import organisations
from catalog.web.language import page_language
from catalog.web.ministry.narrowing import KIND_WORDS

Row = list[Cell]
Rows = Sequence[Row]

STAGE_WORDS: Mapping[Stage, str] = {
    Stage.OFFERED: N_("Offered"),
    Stage.UNREACHED: N_("Not reached"),
    Stage.OPENED: N_("Looked at"),
    Stage.SHIPPED: N_("Sent on a stick or disc"),
    Stage.COLLECTED: N_("Downloaded"),
    Stage.OVERDUE: N_("Overdue"),
    Stage.ACKNOWLEDGED: N_("Acknowledged"),
    Stage.SCREENED: N_("Shown"),
    Stage.RECALLED: N_("Recalled"),
    Stage.TO_SETTLE: N_("Recalled, a copy is out there"),
    Stage.LOST: N_("Recalled, nobody can be reached"),
}


def state(session: Session, now: datetime, scope: Scope) -> Rows:
    """Return every recipient with its deliveries at each stage."""
    districts = _districts(session)
    headings = [gettext("Kind"), gettext("Key"), gettext("Name"), gettext("District"), *_stage_headings()]
    rows: list[Row] = [
        [
            gettext(KIND_WORDS[reach.kind]),
            reach.key,
            reach.name,
            districts.get(reach.district_key or "", ""),
            *_cells(reach.tally),
        ]
        for reach in reaches.reaches(session, now, scope)
    ]
    return [[*headings], *rows]


def by_stage(session: Session, now: datetime, scope: Scope) -> Rows:
    """Return every kind of recipient with its deliveries at each stage, and all of them together."""
    seen = coverage(session, now, scope)
    headings = [gettext("Kind"), gettext("Recipients"), gettext("Complete"), *_stage_headings()]
    groups = [(gettext(KIND_WORDS[kind]), group) for kind, group in seen.by_kind.items() if group.recipients]
    rows: list[Row] = [
        [words, group.recipients, group.complete, *_cells(group.tally)]
        for words, group in [*groups, (gettext("All recipients"), seen.everybody)]
    ]
    return [[*headings], *rows]


def by_district(session: Session, now: datetime, scope: Scope) -> Rows:
    """Return every district with its deliveries at each stage."""
    names, groups = _districts(session), reaches.by_district(reaches.reaches(session, now, scope))
    headings = [gettext("Key"), gettext("District"), gettext("Recipients"), gettext("Complete"), *_stage_headings()]
    rows: list[Row] = [
        [key, names.get(key), group.recipients, group.complete, *_cells(group.tally)]
        for key, group in sorted(groups.items())
    ]
    return [[*headings], *rows]


def by_language(session: Session, now: datetime, scope: Scope) -> Rows:
    """Return every language version with its deliveries at each stage."""
    headings = [gettext("Film"), gettext("Tag"), gettext("Language"), gettext("Revision"), *_stage_headings()]
    rows: list[Row] = [
        [
            spread.version.edition.film.title(page_language()),
            spread.version.language,
            LANGUAGES[spread.version.language].name(page_language()),
            spread.version.revision,
            *_cells(spread.tally),
        ]
        for spread in coverage(session, now, scope).versions
    ]
    return [[*headings], *rows]


def who_is_missing(session: Session, now: datetime, scope: Scope) -> Rows:
    """Return everybody whose receipts are missing, and where letters to them go."""
    districts = _districts(session)
    headings = [
        gettext("Kind"),
        gettext("Key"),
        gettext("Name"),
        gettext("District"),
        gettext("Missing receipts"),
        gettext("Overdue"),
        gettext("Address for letters"),
        gettext("Can be reached by letter"),
    ]
    rows: list[Row] = [
        [
            gettext(KIND_WORDS[each.reach.kind]),
            each.reach.key,
            each.reach.name,
            districts.get(each.reach.district_key or "", ""),
            each.reach.tally.missing,
            each.reach.tally[Stage.OVERDUE],
            each.addressee.email if each.addressee else None,
            gettext("no") if each.unreachable else gettext("yes"),
        ]
        for each in missing(session, now, scope)
    ]
    return [[*headings], *rows]


def over_time(session: Session, _now: datetime, scope: Scope) -> Rows:
    """Return the receipts of each day."""
    headings = [gettext("Day"), gettext("Receipts on this day"), gettext("Receipts until this day")]
    days = timeline(session, scope).cumulative
    rows: list[Row] = [[day, count, together] for day, count, together in days]
    return [[*headings], *rows]


TABLES: Mapping[str, Callable[[Session, datetime, Scope], Rows]] = {
    "state": state,
    "stages": by_stage,
    "districts": by_district,
    "languages": by_language,
    "missing": who_is_missing,
    "timeline": over_time,
}


def _stage_headings() -> list[str]:
    return [*(gettext(words) for words in STAGE_WORDS.values()), gettext("Deliveries"), gettext("Missing receipts")]


def _cells(tally: Tally) -> list[int]:
    return [*(tally[stage] for stage in STAGE_WORDS), tally.total, tally.missing]


def _districts(session: Session) -> dict[str, str]:
    return {district.key: district.name for district in organisations.districts(session)}
