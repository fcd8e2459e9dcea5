"""What has happened to one recipient's delivery, drawn from its key alone: the same in every demonstration."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import cache
from random import Random

from catalog.distribution.ledger import Entry
from catalog.distribution.stages import HESSEN, EventKind, today

#: Up to which fate, between 0 and 1, the letter comes back, nobody looks, somebody only looks, nobody acknowledges.
BOUNCED, SILENT, LOOKED, COLLECTED = 0.04, 0.14, 0.26, 0.40
#: How likely somebody who downloads takes a language; the others are in between.
TAKEN: Mapping[str, float] = {"de": 1.0, "ar": 0.95, "uk": 0.95, "en": 0.9, "fa": 0.9, "ur": 0.6, "am": 0.45}
TAKEN_ELSE = 0.75
#: How likely somebody who has acknowledged a language has shown it: a reception centre, anybody else.
SHOWN = {True: 0.5, False: 0.09}
#: Gets its films on a stick, which is on its way for four days.
ON_A_STICK, SHIPPED_AFTER_DAYS, ON_ITS_WAY_DAYS = "06633030", 11, 4
FILM_BYTES = 9_400_000
PLACES: Mapping[bool, Sequence[str]] = {
    True: ("Speisesaal", "Gemeinschaftsraum"),
    False: ("Rathaus", "Bürgerhaus", "Begegnungscafé", "Volkshochschule", "Stadtbücherei"),
}


@dataclass(frozen=True, slots=True)
class Wave:
    """One distribution of the past. Days are counted back from today."""

    #: By which its campaign is known again.
    key: str
    #: What people read.
    name: str
    begun: int
    reminded: int
    #: Less than 0: still to come.
    due: int

    @property
    def stick(self) -> dict[str, object]:
        """Return which stick it went out on."""
        return {"carrier": "stick", "number": f"DEMO-{self.begun:04}"}


#: The first one is over; the other one is under way.
FIRST = Wave("demonstration-1", "Erste Verteilung (Demonstration)", begun=28, reminded=9, due=5)
SECOND = Wave("demonstration-2", "Zweite Verteilung (Demonstration)", begun=13, reminded=3, due=-6)
KEYS = (FIRST.key, SECOND.key)
IN_THE_FIRST = ("de", "en", "ar", "fa", "uk")


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who has a past."""

    id: int
    key: str
    is_centre: bool

    def chance(self, of: str = "") -> Random:
        """Return what decides for it, and always in the same way."""
        return Random(f"{self.key} {of}")  # noqa: S311 - it plays, it guards nothing


@dataclass(frozen=True, slots=True)
class Calendar:
    """The past as seen from today."""

    now: datetime

    def at(self, days_ago: float, hour: float = 9.0) -> datetime:
        """Return an hour of a working day so many days ago, and never one that has still to come."""
        return min(_midnight(self.now, round(days_ago)) + timedelta(hours=hour), self.now)


@cache
def _midnight(now: datetime, days_ago: int) -> datetime:
    """Return the beginning of a day in Hessen; of the Friday before a Saturday and the Monday after a Sunday."""
    day = today(now) - timedelta(days=days_ago)
    day += timedelta(days={5: -1, 6: 1}.get(day.weekday(), 0))
    return datetime.combine(day, time(), tzinfo=HESSEN).astimezone(UTC)


def history(
    one: Recipient, language: str, wave: Wave, days: Calendar, stick: Mapping[str, object] | None = None
) -> list[Entry]:
    """Return what has happened to one delivery, in that order. A recipient is as eager in every language.

    Args:
        one: the recipient.
        language: of the version.
        wave: with which it went out.
        days: the past as seen from today.
        stick: on which it went out, as its event tells it, if it is the recipient who gets one.
    """
    return sorted(_happened(one, language, wave, days, stick or {}), key=lambda entry: entry.at)


def _happened(
    one: Recipient, language: str, wave: Wave, days: Calendar, stick: Mapping[str, object]
) -> Iterator[Entry]:
    habits, whim = one.chance(), one.chance(language)
    fate, came_after, hour = habits.random(), habits.expovariate(1 / 5), 8 + 8 * habits.random()
    minutes = whim.random()
    came = max(wave.begun - came_after, 1)
    takes = fate >= LOOKED and whim.random() < TAKEN.get(language, TAKEN_ELSE)
    acknowledged = max(came - whim.randint(0, 3), 0)
    yield Entry(EventKind.OFFERED, days.at(wave.begun))
    yield Entry(EventKind.NOTIFIED, days.at(wave.begun, 9.2))
    if fate < BOUNCED:
        yield Entry(EventKind.BOUNCED, days.at(wave.begun, 9.3))
        return
    receipt = takes and fate >= COLLECTED
    if one.key == ON_A_STICK:
        acknowledged = wave.begun - SHIPPED_AFTER_DAYS - ON_ITS_WAY_DAYS
        receipt = acknowledged >= 0
        yield Entry(EventKind.SHIPPED, days.at(wave.begun - SHIPPED_AFTER_DAYS, 7), stick)
    elif fate >= SILENT:
        yield Entry(EventKind.OPENED, days.at(came, hour))
        if takes:
            file = {"profile": whim.choice(("1080p", "720p")), "size_bytes": FILM_BYTES + whim.randrange(900_000)}
            yield Entry(EventKind.COLLECTED, days.at(came, hour + minutes), file)
    if not receipt or acknowledged < wave.reminded:
        yield Entry(EventKind.REMINDED, days.at(wave.reminded, 10))
    if receipt:
        yield Entry(EventKind.ACKNOWLEDGED, days.at(acknowledged, hour + 1 + minutes))
        yield from _shown(one, whim, acknowledged, days)


def _shown(one: Recipient, whim: Random, days_ago: float, days: Calendar) -> Iterator[Entry]:
    while whim.random() < SHOWN[one.is_centre] and days_ago > 1:
        days_ago = max(days_ago - whim.randint(1, 6), 1)
        at = days.at(days_ago, 17)
        told: dict[str, object] = {
            "held_on": today(at).isoformat(),
            "audience": whim.randint(25, 140) if one.is_centre else whim.randint(3, 38),
            "place": whim.choice(PLACES[one.is_centre]),
        }
        yield Entry(EventKind.SCREENED, at, told)
