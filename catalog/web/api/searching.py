"""What films say, for other machines."""

from collections.abc import Mapping

from flask import request, url_for
from flask_smorest.blueprint import Blueprint

from catalog.films.languages import LANGUAGES, preferred
from catalog.films.searching import finding, needles
from catalog.films.searching.finding import Found
from catalog.web.api.schemas import SearchedSchema, SearchSchema
from catalog.web.context import reading
from catalog.web.guards import public

bp = Blueprint("api_search", __name__, url_prefix="/api/v1", description="Where films say what somebody looks for.")


@bp.get("/search")
@public
@bp.arguments(SearchedSchema, location="query")
@bp.response(200, SearchSchema)
@bp.alt_response(422, description="There is no question, or it is too long.")
def search(asked: Mapping[str, str]) -> Mapping[str, object]:
    """Titles, descriptions and sentences that have all words: in the languages that the asker accepts first."""
    question = needles.asked(asked["q"])
    readers = preferred(request.headers.get("Accept-Language", ""), LANGUAGES)
    answer = finding.find(reading(), question, readers)
    return {
        "by_sound": answer.by_sound,
        "cut_off": answer.cut_off,
        "found": [_described(found) for found in answer.films],
    }


def _described(found: Found) -> Mapping[str, object]:
    return {
        "film": found.slug,
        "language": found.language,
        "spoken": found.spoken,
        "title": found.title,
        "lines": [
            {
                "kind": line.kind.name.lower(),
                "at_s": line.at_s,
                "text": line.text,
                "address": url_for(
                    "public.version",
                    slug=found.slug,
                    language=found.spoken,
                    subtitles=found.subtitles,
                    t=line.at_s or None,
                ),
            }
            for line in found.lines
        ],
    }
