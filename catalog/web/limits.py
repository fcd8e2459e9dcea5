"""How often somebody may knock. Counted in memory: the service runs as one process."""

from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

limiter = Limiter(get_remote_address, storage_uri="memory://")
