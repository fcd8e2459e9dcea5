"""One sentence of the protocol, and how to see whether a server keeps it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any

from tests.tus.server import NotOffered, Server
from tests.tus.wire import Deviation

Test = Callable[..., None]


class Level(StrEnum):
    """How strictly the protocol means a sentence."""

    MUST = "MUST"
    SHOULD = "SHOULD"


class Verdict(StrEnum):
    """What a server made of a case."""

    KEPT = "kept"
    BROKEN = "broken"
    NOT_OFFERED = "not offered"


@dataclass(frozen=True, slots=True)
class Finding:
    """The verdict, and for a broken sentence what was seen."""

    verdict: Verdict
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """A test with the sentence that it comes from."""

    name: str
    chapter: str
    level: Level
    sentence: str
    test: Test

    def run(self, server: Server) -> Finding:
        """Return what a server makes of it."""
        try:
            self.test(server)
        except NotOffered as extension:
            return Finding(Verdict.NOT_OFFERED, str(extension))
        except Deviation as deviation:
            return Finding(Verdict.BROKEN, str(deviation))
        return Finding(Verdict.KEPT)


#: Every case, by its name and in the order of the protocol.
CASES: dict[str, Case] = {}


def must(chapter: str, each: Mapping[str, Any] | None = None) -> Callable[[Test], Test]:
    """Enter a test of a sentence with MUST, once for each of the named values if there are any."""
    return partial(_enter, chapter, Level.MUST, each)


def should(chapter: str, each: Mapping[str, Any] | None = None) -> Callable[[Test], Test]:
    """Enter a test of a sentence with SHOULD."""
    return partial(_enter, chapter, Level.SHOULD, each)


def _enter(chapter: str, level: Level, each: Mapping[str, Any] | None, test: Test) -> Test:
    sentence = " ".join((test.__doc__ or "").split())
    for variant, value in (each or {"": None}).items():
        name = f"{test.__name__}_{variant}" if variant else test.__name__
        assert name not in CASES, f"two cases are called {name}"
        assert sentence, f"{name} does not say which sentence it comes from"
        CASES[name] = Case(name, chapter, level, sentence, partial(test, value=value) if variant else test)
    return test
