"""The revision that was called back: most holders have settled it, some have not, some cannot be reached."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import takewhile

from sqlalchemy.orm import Session

from catalog.demonstrated.histories import FIRST, SECOND, Calendar, Recipient
from catalog.distribution.ledger import Entry
from catalog.distribution.models import MailingKind, Recall
from catalog.distribution.stages import HELD, EventKind, standing_of
from catalog.films.lifecycle import Status, step
from catalog.films.models import LanguageVersion
from catalog.people.permissions import Actor

#: The first revision in this language went out with the first distribution; the second one, with the second.
LANGUAGE = "fr"
REASON = "In den Untertiteln stand die Notrufnummer falsch. (Demonstration)"
CHANGE_NOTE = "Notrufnummer in den Untertiteln berichtigt (Demonstration)"
UNREACHED = "Weder Telefon noch E-Mail führten zu jemandem (Demonstration)"
#: Days ago.
RECALLED, TRIED, REMINDED = 15, 8, 7
#: Up to which fate, between 0 and 1, a holder cannot be reached, has not answered yet.
LOST, OPEN = 0.07, 0.3


def concerns(version: LanguageVersion) -> bool:
    """Return whether this is the revision that was called back."""
    return version.language == LANGUAGE and version.revision == 1


def replaces(version: LanguageVersion) -> bool:
    """Return whether this is the demonstration's own revision that took its place."""
    return version.language == LANGUAGE and version.revision > 1 and version.change_note == CHANGE_NOTE


def waits(versions: Iterable[LanguageVersion]) -> bool:
    """Return whether the revision was called back and no other one was entered since."""
    return {version.status for version in versions if version.language == LANGUAGE} == {Status.RECALLED}


def call_back(session: Session, version: LanguageVersion, days: Calendar, by: Actor) -> None:
    """Let an approved version have been public, and have been called back."""
    for status in (Status.PUBLISHED, Status.RECALLED):
        version.status = step(Status(version.status), status)
    version.published_at = days.at(FIRST.begun)
    session.add(Recall(version_id=version.id, reason=REASON, at=_recalled_at(days), by_id=by.account_id))


def date_back(version: LanguageVersion, now: datetime) -> None:
    """Let what took the place have been public since the second distribution; other versions stay as they are."""
    if replaces(version):
        version.published_at = Calendar(now).at(SECOND.begun)


def told(one: Recipient, history: Sequence[Entry], days: Calendar) -> list[Entry]:
    """Return what has happened to a delivery until the recall, and since."""
    before = list(takewhile(lambda entry: entry.at < _recalled_at(days), history))
    holds = standing_of(entry.kind for entry in before) in HELD
    return [*before, Entry(EventKind.RECALLED, _recalled_at(days)), *(_answered(one, days) if holds else ())]


def _recalled_at(days: Calendar) -> datetime:
    return days.at(RECALLED, 11)


def _answered(one: Recipient, days: Calendar) -> Iterator[Entry]:
    whim = one.chance("recall")
    fate, answered = whim.random(), max(RECALLED - 1 - whim.expovariate(1 / 5), 1)
    yield Entry(EventKind.NOTIFIED, days.at(RECALLED, 11.1), {"about": MailingKind.RECALL.value})
    if fate < LOST:
        yield Entry(EventKind.UNREACHABLE, days.at(TRIED, 14), {"note": UNREACHED})
        return
    if fate < OPEN or answered < REMINDED:
        yield Entry(EventKind.REMINDED, days.at(REMINDED, 10))
    if fate >= OPEN:
        how = EventKind.REPLACED if answered < SECOND.begun else EventKind.DESTROYED
        yield Entry(how, days.at(answered, 8 + 8 * whim.random()))
