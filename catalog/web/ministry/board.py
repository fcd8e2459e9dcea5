"""The board: how far each film has come, in each language, in each district."""

from flask import Blueprint, render_template, request
from flask_babel import gettext

from catalog.distribution.coverage import Group, Tally, coverage
from catalog.films import languages, showing
from catalog.foundation.database import utc_now
from catalog.people import organisations
from catalog.people.hessen import MAP_ATTRIBUTION, hessen_map
from catalog.people.models import OrganisationKind
from catalog.people.permissions import Action
from catalog.web.context import reading
from catalog.web.guards import needs
from catalog.web.language import page_language

bp = Blueprint("board", __name__, url_prefix="/ministry/board")

#: The last of the map's five steps, kept for those from whom every receipt has come.
EVERYTHING = 4


@bp.get("")
@needs(Action.SEE_COVERAGE)
def show() -> str:
    """Show the whole state, or that of one film or one language."""
    film = request.args.get("film", "")
    language = languages.canonical(request.args["language"]) if request.args.get("language") else ""
    seen = coverage(reading(), utc_now(), film=film, language=language)
    municipalities = seen.by_kind[OrganisationKind.MUNICIPALITY]
    return render_template(
        "ministry/board.html",
        seen=seen,
        districts={district.key: district.name for district in organisations.districts(reading())},
        map=hessen_map(),
        steps={reach.key: step_of(reach.tally) for reach in municipalities.recipients},
        titles=_titles(municipalities),
        source=MAP_ATTRIBUTION,
        **_choices(film, language),
    )


@bp.get("/<district_key>")
@needs(Action.SEE_COVERAGE)
def district(district_key: str) -> str:
    """Show the municipalities and centres of one district."""
    found = organisations.by_key(reading(), district_key, OrganisationKind.DISTRICT)
    return render_template(
        "ministry/district.html",
        district=found,
        seen=coverage(reading(), utc_now(), district=found.key),
    )


def step_of(tally: Tally) -> int:
    """Return how dark a municipality is on the map: 0 for no receipt, 4 for every one, thirds in between."""
    share = tally.share or 0.0
    if share == 0:
        return 0
    return EVERYTHING if share == 1 else 1 + int(share * 3)


def _titles(municipalities: Group) -> dict[str, str]:
    """Return what the map says of each municipality when somebody points at it."""
    words = gettext("%(name)s: %(arrived)s of %(asked)s acknowledged")
    return {
        reach.key: words % {"name": reach.name, "arrived": reach.tally.arrived, "asked": reach.tally.asked}
        for reach in municipalities.recipients
    }


def _choices(film: str, language: str) -> dict[str, object]:
    """Return what the board can be narrowed to, and what has been chosen."""
    films = showing.on_show(reading())
    spoken = {version.language for shown in films for version in shown.versions} | ({language} - {""})
    return {
        "film": film,
        "films": [(shown.film.slug, shown.film.title(page_language())) for shown in films],
        "language": language,
        "languages": [
            (tag, known.name(page_language())) for tag, known in languages.LANGUAGES.items() if tag in spoken
        ],
    }
