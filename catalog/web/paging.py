"""One page of a list, as the address of the request asks for it. Behind the last page is the last page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import request

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows of a list, the page's number, counted from 1, and how many pages there are."""

    rows: Sequence[T]
    number: int
    pages: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page lies in its list: its number, counted from 1, how many pages there are, how many rows before it."""

    number: int
    pages: int
    skipped: int


def asked_place(rows: int, size: int) -> Place:
    """Return where the page lies that ``?page=`` names, in a list of so many rows; an empty list has one page."""
    pages = max(1, -(-rows // size))
    number = min(max(request.args.get("page", 1, type=int), 1), pages)
    return Place(number, pages, (number - 1) * size)


def asked_page(found: Sequence[T], size: int) -> Page[T]:
    """Return the page that ``?page=`` names of a list that is at hand."""
    place = asked_place(len(found), size)
    return Page(found[place.skipped : place.skipped + size], place.number, place.pages)
