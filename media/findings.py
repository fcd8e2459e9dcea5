"""How a finding is put together. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from media.errors import MediaError
from media.facts import Finding, Span


def advice(code: str, sentence: str, spans: Sequence[Span] = (), /, **places: str | float) -> Finding:
    """Return a finding for the reviewer, with all the stretches it is about."""
    at_s = spans[0].start_s if spans else None
    return Finding(code, blocking=False, sentence=sentence, places=places, at_s=at_s, spans=tuple(spans))


def refusal(code: str, sentence: str, **places: str | float) -> Finding:
    """Return a finding that ends the upload."""
    return Finding(code, blocking=True, sentence=sentence, places=places)


def finding_of(error: MediaError) -> Finding:
    """Return the blocking finding that an error amounts to."""
    finding = refusal(error.code, error.sentence, **error.places)
    at_s = error.places.get("at_s")
    return finding if at_s is None else replace(finding, at_s=float(at_s))


def longest_s(spans: Sequence[Span]) -> float:
    """Return how long the longest stretch lasts, as a sentence names it."""
    return round(max(span.end_s - span.start_s for span in spans), 1)
