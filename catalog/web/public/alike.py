"""Answers to machines that are the same for everybody, and that a cache on the way may keep for a moment."""

from flask import Response, request

from catalog.web.context import treat_all_alike
from catalog.web.everybody import KEPT_ELSEWHERE_S


def alike(content: bytes | str, mimetype: str) -> Response:
    """Answer with a content that depends on its address alone; whoever has it already is told so."""
    treat_all_alike()
    response = Response(content, mimetype=mimetype)
    response.add_etag()
    response.cache_control.public, response.cache_control.max_age = True, KEPT_ELSEWHERE_S
    response.make_conditional(request)
    return response
