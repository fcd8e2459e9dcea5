"""Every model of the house in one place, for whoever needs the whole database."""

from catalog.distribution import models as distribution
from catalog.films import models as films
from catalog.foundation import audit, mail, queue
from catalog.foundation.database import Base
from catalog.people import models as people
from catalog.production import models as production

__all__ = ["Base", "audit", "distribution", "films", "mail", "people", "production", "queue"]
