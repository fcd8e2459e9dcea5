"""How well and how fast films are found by what they say, on SQLite and on PostgreSQL.

First the judged questions of ``search_queries.csv``, asked about the demonstration's texts in its sixteen languages;
each names the sentence that should be found and what is wrong with its spelling. Then their cost among a thousand hours
of sentences, made of the demonstration's words; ``--hours 100`` takes less. PostgreSQL is measured where
FILMBOTE_TEST_DATABASE_URL names a server, with the CPU time of its process.
"""

import csv
import json
import os
import random
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from bench.databases import postgresql_database
from bench.figures import Figure, at_least, at_most, machine, table, told
from catalog.films import register
from catalog.films.lifecycle import Status
from catalog.films.models import Captions, LanguageVersion
from catalog.films.searching import filling, finding, needles
from catalog.films.searching.finding import Answer
from catalog.films.searching.haystacks import haystack
from catalog.films.searching.models import LineKind, SearchLine, SearchText, Source
from catalog.foundation.config import config_from
from catalog.foundation.runtime import Runtime, open_house
from catalog.migration import migrate
from catalog.models import Base
from catalog.people.permissions import MACHINE
from catalog.production.captioning.states import stored_cues

QUESTIONS = Path(__file__).with_name("search_queries.csv")
DEMONSTRATION = Path(__file__).parents[1] / "catalog/data/demonstration"
HOURS = 1000
FILM_MINUTES, CUE_S, WORDS_A_CUE = 20, 3.6, 6
#: A reader looks at so many films and languages, and at so many lines of each beside its title.
LOOKED_AT, SHOWN = 10, 4
GOAL_MS = 50.0
ASKED = 5
#: By which SQLite and PostgreSQL are told apart in the table.
SQLITE, POSTGRESQL = "SQLite", "PostgreSQL"
HOW_LARGE = {
    SQLITE: "SELECT sum(pgsize) FROM dbstat WHERE name LIKE 'search_index%'",
    POSTGRESQL: "SELECT pg_relation_size('search_index')",
}


@dataclass(frozen=True, slots=True)
class Judged:
    """A question, and the sentence that should answer it."""

    language: str
    query: str
    sentence: str
    trouble: str

    def rank(self, answer: Answer) -> int | None:
        """Return the place of the film and language that show the sentence, from 1 on; None when none does."""
        for place, found in enumerate(answer.films, start=1):
            shown = [found.title, *(line.text for line in found.lines[: SHOWN + 1])]
            if found.language == self.language and any(self.sentence in words for words in shown):
                return place
        return None


def judged() -> list[Judged]:
    """Return all questions."""
    with QUESTIONS.open(encoding="utf-8", newline="") as file:
        return [Judged(**row) for row in csv.DictReader(file)]


def fill(house: Runtime) -> None:
    """Publish the demonstration's texts; nothing is encoded."""
    contents = json.loads((DEMONSTRATION / "film.json").read_text(encoding="utf-8"))
    with house.transaction() as session:
        film = register.enter_film(session, contents["slug"], contents["titles"], by=MACHINE)
        for entry in contents["versions"]:
            words = {name: entry[name] for name in ("title", "description")}
            version = register.enter_version(session, film, entry["language"], by=MACHINE, **words)
            version.status = Status.PUBLISHED
            subtitles = contents["subtitles"] if entry["language"] == "de" else {}
            for tag, name in {entry["language"]: entry["captions"], **subtitles}.items():
                sha256 = house.storage.keep(DEMONSTRATION / name).sha256
                texts = dict.fromkeys(("source_sha256", "webvtt_sha256", "srt_sha256"), sha256)
                version.captions.append(Captions(language=tag, cues=0, **texts))
    filling.fill_up(house)


def quality(house: Runtime) -> Iterator[Figure]:
    """Yield how many of the questions are answered, and how high up."""
    ranks: dict[str, list[int | None]] = defaultdict(list)
    lost, first_letters_only = [], []
    questions = judged()
    with house.question() as session:
        for question in questions:
            answer = finding.find(session, needles.asked(question.query))
            rank = question.rank(answer)
            ranks[question.trouble].append(rank)
            first_letters_only.append(None if answer.by_sound else rank)
            if _recall([rank]) == 0:
                lost.append(f"{question.query} ({question.language})")
    everything = [rank for of_trouble in ranks.values() for rank in of_trouble]
    spoken_in = len({question.language for question in questions})
    yield told("questions judged", f"{len(questions)} in {spoken_in} languages")
    yield at_least(
        f"found among the first {LOOKED_AT}, nobody's language first", 100 * _recall(everything), 90, "{:.0f} %"
    )
    yield told("found without listening to the sound", f"{100 * _recall(first_letters_only):.0f} %")
    yield told("mean reciprocal rank", f"{_reciprocal(everything):.2f}")
    for trouble, of_trouble in sorted(ranks.items()):
        told_so = f"{sum(map(bool, of_trouble))} of {len(of_trouble)}, rank {_reciprocal(of_trouble):.2f}"
        yield told(f"  {trouble}", told_so)
    yield told("not found", ", ".join(lost) or "none")


def _recall(ranks: Sequence[int | None]) -> float:
    return sum(rank is not None and rank <= LOOKED_AT for rank in ranks) / len(ranks)


def _reciprocal(ranks: Sequence[int | None]) -> float:
    return statistics.fmean(1 / rank if rank else 0 for rank in ranks)


def multiply(house: Runtime, hours: int) -> int:
    """Add so many hours of sentences, made of each language's own words; return how many sentences there are."""
    chance = random.Random(1)  # noqa: S311 - the same sentences each time
    vocabulary = _vocabulary(house)
    films = max(1, round(hours * 60 / FILM_MINUTES / len(vocabulary)))
    cues = round(FILM_MINUTES * 60 / CUE_S)
    for number in range(films):
        with house.transaction() as session:
            film = register.enter_film(session, f"film-{number}", {"de": f"Film {number}"}, by=MACHINE)
            for tag, words in vocabulary.items():
                version = LanguageVersion(
                    edition=film.editions[0], language=tag, title=chance.choice(words), status=Status.PUBLISHED
                )
                session.add(version)
                session.flush()
                _say(session, version, [" ".join(chance.choices(words, k=WORDS_A_CUE)) for _ in range(cues)])
    with house.sessions.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("ANALYZE"))
    return films * len(vocabulary) * cues


def _vocabulary(house: Runtime) -> dict[str, list[str]]:
    vocabulary = {}
    for file in sorted(DEMONSTRATION.glob("*.vtt")):
        cues = stored_cues(house.storage, house.storage.keep(file).sha256)
        vocabulary[file.stem] = [word for cue in cues for word in cue.text.split()]
    return vocabulary


def _say(session: Session, version: LanguageVersion, sentences: Sequence[str]) -> None:
    said = SearchText(version_id=version.id, source=Source.CAPTIONS, language=version.language, state_sha256="0" * 64)
    session.add(said)
    session.flush()
    rows = [
        {
            "text_id": said.id,
            "kind": LineKind.CUE,
            "at_s": round(number * CUE_S),
            "text": sentence,
            "haystack": haystack(sentence, (version.language,)),
        }
        for number, sentence in enumerate(sentences)
    ]
    session.execute(insert(SearchLine), rows)


def speed(house: Runtime, name: str) -> Iterator[Figure]:
    """Yield what a question costs, as somebody asks whose browser wants German, and how large the index is."""
    costs_ms = []
    with house.question() as session:
        server_s = _server(session) if name == POSTGRESQL else lambda: 0.0
        for question in judged():
            asked = needles.asked(question.query)
            finding.find(session, asked, ["de"])
            began_s = time.process_time() + server_s()
            for _ in range(ASKED):
                finding.find(session, asked, ["de"])
            costs_ms.append((time.process_time() + server_s() - began_s) / ASKED * 1000)
        size_bytes = session.scalar(text(HOW_LARGE[name])) or 0
    twentieths = statistics.quantiles(costs_ms, n=20)
    yield told(f"a question, the middle one, {name}", f"{statistics.median(costs_ms):.1f} ms")
    yield at_most(f"a question, 95 of 100, {name}", twentieths[-1], GOAL_MS, "{:.1f} ms")
    yield told(f"the dearest question, {name}", f"{max(costs_ms):.1f} ms")
    yield told(f"size of the index, {name}", f"{size_bytes / 1e6:.0f} MB")


def _server(session: Session) -> Callable[[], float]:
    """Return what tells the CPU seconds of the process in PostgreSQL that answers this session."""
    pid = session.scalar(text("SELECT pg_backend_pid()"))
    spent = Path(f"/proc/{pid}/schedstat")
    return lambda: int(spent.read_text().split()[0]) / 1e9


@contextmanager
def new_house(database_url: str | None = None) -> Iterator[Runtime]:
    """Open an empty house."""
    with TemporaryDirectory(prefix="filmbote-bench-") as folder:
        settings = {"FILMBOTE_HOME": folder, "FILMBOTE_SECRET_KEY": "only-for-a-bench"}
        house = open_house(config_from(settings | ({"FILMBOTE_DATABASE_URL": database_url} if database_url else {})))
        migrate(house.sessions.engine)
        yield house
        house.sessions.engine.dispose()


def main() -> None:
    """Print the table."""
    hours = int(sys.argv[sys.argv.index("--hours") + 1]) if "--hours" in sys.argv else HOURS
    print(machine(), f"{len(Base.metadata.tables)} tables")
    with new_house() as house:
        fill(house)
        figures = list(quality(house))
        print(table(figures), flush=True)
        sentences = multiply(house, hours)
        figures = [told("sentences", f"{sentences:,} in {hours} hours"), *speed(house, SQLITE)]
        print(table(figures), flush=True)
    if server := os.environ.get("FILMBOTE_TEST_DATABASE_URL"):
        with postgresql_database(server) as address, new_house(address) as house:
            fill(house)
            multiply(house, hours)
            print(table(speed(house, POSTGRESQL)))
    print(machine())


if __name__ == "__main__":
    main()
