"""Which rows of a film's table somebody wants to see, and in which order. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from catalog.films.languages import ORDER
from catalog.production.matrix.standing import State
from catalog.production.matrix.table import Column, Row

Kind = TypeVar("Kind", bound=StrEnum)


class Order(StrEnum):
    """By what the rows are put in order."""

    #: The languages that are there, then those that are missing, the most needed first.
    NEED = "need"
    NAME = "name"
    #: What needs somebody's hand first.
    STATE = "state"
    #: What has changed last comes first.
    DATE = "date"


#: What needs somebody's hand comes before what does not.
URGENCY: Sequence[State] = (
    State.RECALLED,
    State.OUTDATED,
    State.IN_WORK,
    State.IN_REVIEW,
    State.APPROVED,
    State.PUBLISHED,
    State.MISSING,
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to see of the table; nothing chosen is everything."""

    state: State | None = None
    #: The form that the state and the order by state are about; None: any of them.
    column: Column | None = None
    #: A piece of a name, a tag or a title.
    text: str = ""
    order: Order = Order.NEED

    @classmethod
    def said(cls, words: Mapping[str, str]) -> "Wish":
        """Return what the parameters of an address wish; what nobody offers there counts as nothing."""
        return cls(
            state=_one_of(State, words.get("state")),
            column=_one_of(Column, words.get("column")),
            text=words.get("text", "").strip(),
            order=_one_of(Order, words.get("order")) or Order.NEED,
        )

    @property
    def parameters(self) -> dict[str, str]:
        """Return it as parameters of an address, without what is not wished."""
        chosen = {"state": self.state, "column": self.column, "text": self.text}
        order = {} if self.order == Order.NEED else {"order": self.order.value}
        return {name: str(value) for name, value in chosen.items() if value} | order

    @property
    def narrows(self) -> bool:
        """Return whether some rows may be left out."""
        return bool(self.state or self.text or self.column)


def sifted(rows: Iterable[Row], wish: Wish, interface: str) -> list[Row]:
    """Return the rows that are wished for, in the wished order; ``interface`` is the reader's language."""
    wished = [row for row in rows if _fits(row, wish)]
    keys: Mapping[Order, Callable[[Row], tuple[object, ...]]] = {
        Order.NEED: lambda row: (not row.is_there,),
        Order.NAME: lambda row: (row.language.name(interface).casefold(),),
        Order.STATE: lambda row: (min(URGENCY.index(state) for state in _states(row, wish.column)),),
        Order.DATE: lambda row: (-row.changed_at.timestamp() if row.changed_at else 0.0,),
    }
    return sorted(wished, key=lambda row: (*keys[wish.order](row), ORDER[row.language.tag]))


def counted(rows: Iterable[Row], column: Column | None) -> dict[State, int]:
    """Return how many languages have each state, in one form or in any; a state that none has is left out."""
    found = [set(_states(row, column)) for row in rows]
    sums = {state: sum(state in states for states in found) for state in State}
    return {state: count for state, count in sums.items() if count}


def _fits(row: Row, wish: Wish) -> bool:
    if wish.column and wish.column not in row.cells:
        return False
    if wish.state and wish.state not in _states(row, wish.column):
        return False
    language = row.language
    names = (language.tag, *language.also, language.own_name, language.name_de, language.name_en, *row.titles)
    return wish.text.casefold() in "\n".join(names).casefold()


def _states(row: Row, column: Column | None) -> list[State]:
    return [cell.state for cell in row.cells.values() if column in (None, cell.column)] or [State.MISSING]


def _one_of(kind: type[Kind], word: str | None) -> Kind | None:
    try:
        return kind(word) if word else None
    except ValueError:
        return None
