"""The state of things as a document for the minister: figures, the map, districts, languages, who is missing."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy.orm import Session

from catalog.distribution.board import drawings
from catalog.distribution.board.coverage import Coverage, coverage, on_the_map
from catalog.distribution.board.missing import Missing, missing
from catalog.distribution.board.scopes import EVERYTHING, Scope
from catalog.distribution.board.tallies import Receipts, Tally, step_of
from catalog.distribution.board.timeline import Timeline
from catalog.distribution.models import Campaign
from catalog.distribution.stages import HESSEN, Stage
from catalog.films.languages import LANGUAGES
from catalog.foundation import documents
from catalog.people import organisations
from catalog.people.hessen import MAP_ATTRIBUTION
from catalog.people.models import OrganisationKind

GERMAN_KINDS = {
    OrganisationKind.MUNICIPALITY: "Gemeinden",
    OrganisationKind.RECEPTION_CENTRE: "Erstaufnahmeeinrichtungen",
    OrganisationKind.ADVICE_CENTRE: "Beratungsstellen",
    OrganisationKind.WIR_OFFICE: "WIR-Koordinationen",
    OrganisationKind.DISTRICT: "Landkreise",
}
#: Of whom the first page tells how many have acknowledged everything.
COMPLETE = {
    OrganisationKind.MUNICIPALITY: "Gemeinden haben alles bestätigt",
    OrganisationKind.RECEPTION_CENTRE: "Erstaufnahmeeinrichtungen haben alles bestätigt",
}
#: What the greys of the map mean.
STEPS = ("nichts", "weniger als ein Drittel", "weniger als zwei Drittel", "zwei Drittel und mehr", "alles")
#: A report names so many; whoever needs all of them takes the table along.
MOST_NAMED = 60


def report(session: Session, now: datetime, scope: Scope = EVERYTHING) -> bytes:
    """Return the report as an accessible PDF, in German."""
    seen = coverage(session, now, scope)
    silent = missing(session, now, scope)
    districts = {district.key: district.name for district in organisations.districts(session)}
    total = seen.everybody.tally
    kinds = seen.by_kind
    return documents.pdf(
        "report.typ",
        {
            "moment": now.astimezone(HESSEN).strftime("%d.%m.%Y, %H:%M"),
            "about": _about(session, scope, seen, districts),
            "share": _percent(total),
            "asked": _number(total.asked),
            "arrived": _number(total.arrived),
            "overdue": _number(total[Stage.OVERDUE]),
            "unreachable": _number(sum(each.unreachable for each in silent)),
            "to_settle": _number(total[Stage.TO_SETTLE] + total[Stage.LOST]),
            "complete": [
                [f"{_number(kinds[kind].complete)} von {_number(kinds[kind].recipients)}", words]
                for kind, words in COMPLETE.items()
                if kinds[kind].recipients
            ],
            "map": drawings.hessen({place.key: step_of(place.receipts) for place in on_the_map(session, now, scope)}),
            "key": list(zip(drawings.GREYS, STEPS, strict=True)),
            "source": str(MAP_ATTRIBUTION),
            "timeline": _over_time(seen.timeline),
            "districts": [
                [districts.get(key, key or "ohne Kreis"), group.recipients, group.complete, *_figures(group.receipts)]
                for key, group in sorted(seen.by_district.items(), key=lambda each: districts.get(each[0], each[0]))
            ],
            "languages": [
                [
                    spread.version.edition.film.title("de"),
                    LANGUAGES[spread.version.language].name("de"),
                    spread.version.revision,
                    *_figures(spread.tally.receipts),
                ]
                for spread in seen.versions
            ],
            "missing": [_named(each, districts) for each in silent[:MOST_NAMED]],
            "missing_total": _number(len(silent)),
            "is_shortened": len(silent) > MOST_NAMED,
        },
    )


def _about(session: Session, scope: Scope, seen: Coverage, districts: Mapping[str, str]) -> list[str]:
    """Return what the report is narrowed to, each in a few words."""
    narrowed = []
    if scope.film:
        film = next((spread.version.edition.film for spread in seen.versions), None)
        narrowed.append(f"Film: {film.title('de') if film else scope.film}")
    if scope.language:
        narrowed.append(f"Sprache: {LANGUAGES[scope.language].name('de')}")
    if scope.campaign_id:
        narrowed.append(f"Verteilung: {session.get_one(Campaign, scope.campaign_id).name or scope.campaign_id}")
    if scope.kind:
        narrowed.append(f"Nur {GERMAN_KINDS[scope.kind]}")
    if scope.district:
        narrowed.append(f"Kreis: {districts.get(scope.district, scope.district)}")
    return narrowed


def _named(each: Missing, districts: Mapping[str, str]) -> list[str | int]:
    reach = each.reach
    letters = "nein" if each.unreachable else "ja"
    return [reach.name, districts.get(reach.district_key or "", ""), reach.tally.missing, letters]


def _figures(receipts: Receipts) -> list[str]:
    told = (receipts.asked, receipts.arrived, receipts.overdue)
    return [*(_number(each) for each in told), _percent(receipts)]


def _percent(receipts: Receipts | Tally) -> str:
    """Return a share as the pages write it; 100 % is only what is complete."""
    if receipts.share is None:
        return "–"
    return "100 %" if receipts.share == 1 else f"{min(round(receipts.share * 100), 99)} %"


def _number(count: int) -> str:
    """Return a number as it is written in German."""
    return f"{count:,}".replace(",", ".")


def _over_time(seen: Timeline) -> dict[str, str] | None:
    """Return the receipts over time as a picture and in words; None as long as none has come."""
    if not seen.days:
        return None
    known = [day for day, _ in (*seen.days, *seen.deadlines)]
    words = f"Die Linie zeigt alle Bestätigungen bis zu jedem Tag; ganz oben wären es alle {_number(seen.whole)}."
    if seen.deadlines:
        days = ", ".join(f"{_day(day)} ({_number(count)})" for day, count in seen.deadlines)
        words += f" Gestrichelt: der Tag, bis zu dem um Bestätigung gebeten wurde: {days}."
    return {
        "picture": drawings.receipts(seen),
        "words": words,
        "first": _day(min(known)),
        "last": _day(max(known)),
    }


def _day(day: date) -> str:
    return f"{day:%d.%m.%Y}"
