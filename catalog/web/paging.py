"""One page of a list that is already at hand, as the address of the request asks for it."""

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


def asked_page(found: Sequence[T], size: int) -> Page[T]:
    """Return the page that ``?page=`` names. Behind the last page is the last page; an empty list has one."""
    pages = max(1, -(-len(found) // size))
    number = min(max(request.args.get("page", 1, type=int), 1), pages)
    return Page(found[(number - 1) * size : number * size], number, pages)
