"""The public door: the film in every language, for everybody."""

from catalog.web.public import duties, files, film, start, storyboard, unsubscribing
from catalog.web.public.door import bp

__all__ = ["duties", "files", "film", "start", "storyboard", "unsubscribing"]

BLUEPRINTS = [bp]
