"""The public door: the film in every language, for everybody."""

from catalog.web.public import (
    duties,
    embedding,
    feeds,
    files,
    film,
    missing,
    oembed,
    posters,
    search,
    sharing,
    short,
    start,
    storyboard,
    unsubscribing,
)
from catalog.web.public.door import bp

__all__ = [
    "duties",
    "embedding",
    "feeds",
    "files",
    "film",
    "missing",
    "oembed",
    "posters",
    "search",
    "sharing",
    "short",
    "start",
    "storyboard",
    "unsubscribing",
]

BLUEPRINTS = [bp]
