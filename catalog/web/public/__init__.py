"""The public door: the film in every language, for everybody."""

from catalog.web.public import duties, files, film, start
from catalog.web.public.door import bp

__all__ = ["duties", "files", "film", "start"]

BLUEPRINTS = [bp]
