"""Whoever looks for a word finds the film that says it, and the second at which it does."""

from functools import partial

from flask import render_template, request
from flask.typing import ResponseReturnValue

from catalog.films.languages import LANGUAGES, preferred
from catalog.films.searching import finding, needles
from catalog.films.searching.needles import TooMuchToLookFor
from catalog.films.wording.words import UNPRINTABLE
from catalog.web.context import reading
from catalog.web.errors import sentence_of
from catalog.web.guards import public
from catalog.web.language import in_any_language
from catalog.web.paging import asked_page
from catalog.web.public.door import bp

#: So many films and languages a page, and so many lines of each before one asks for the rest.
FILMS_A_PAGE = 20
LINES_SHOWN = 4


@bp.get("/search")
@public
@in_any_language
def search() -> ResponseReturnValue:
    """Show where films say what somebody looks for: in the languages that the browser asks for, then in all others."""
    text = UNPRINTABLE.sub(" ", request.args.get("q", ""))
    try:
        question = needles.asked(text)
    except TooMuchToLookFor as refusal:
        return render_template("public/search.html", text=text[: needles.MOST_CHARACTERS], problem=sentence_of(refusal)), refusal.status
    readers = preferred(request.headers.get("Accept-Language", ""), LANGUAGES)
    answer = finding.find(reading(), question, readers)
    return render_template(
        "public/search.html",
        text=text,
        question=question,
        answer=answer,
        page=asked_page(answer.films, FILMS_A_PAGE),
        lines_shown=LINES_SHOWN,
        marked=partial(needles.marked, question=question, by_sound=answer.by_sound),
        around=partial(needles.around, question=question, by_sound=answer.by_sound),
    )
