"""The web server: gunicorn with one process and many threads, opened in our own process."""

from typing import Any

import structlog
from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.workers.base import Worker

from catalog.app import create_app
from catalog.foundation.config import Config
from catalog.foundation.runtime import open_house

#: Slow downloads hold a thread each; with 16 of them twenty phones would stop the site.
THREADS = 96
#: How long requests in hand may still take when the server has to end.
GRACE_S = 3

log = structlog.get_logger()


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """Serves the house of ``config``. The process that answers opens the house itself."""

    def __init__(self, config: Config) -> None:
        self._config = config
        super().__init__()

    def load_config(self) -> None:
        """Tell gunicorn how to run."""

        def ready(_worker: Worker) -> None:
            log.info("server_ready", address=self._config.public_url)

        settings: dict[str, Any] = {
            "bind": f"{self._config.host}:{self._config.port}",
            "worker_class": "gthread",
            "workers": 1,
            "threads": THREADS,
            "keepalive": 5,
            "timeout": 60,
            "graceful_timeout": GRACE_S,
            "loglevel": "warning",
            "control_socket_disable": True,
            "post_worker_init": ready,
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Open the house and return its doors."""
        return create_app(open_house(self._config))
