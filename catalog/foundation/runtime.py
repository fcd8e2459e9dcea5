"""The opened house: settings, sessions, storage. Entrances open it once and hand it on."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy.orm import Session

from catalog.foundation.cache import Cache
from catalog.foundation.config import Config
from catalog.foundation.database import Sessions, open_database
from catalog.foundation.errors import N_, Invalid
from catalog.foundation.storage import Storage, open_storage


@dataclass(frozen=True, slots=True)
class Runtime:
    """What a door or a job needs from below."""

    config: Config
    sessions: Sessions
    storage: Storage

    @property
    def cache(self) -> Cache:
        """Where files lie that can be made again."""
        return Cache(self.config.cache, self.config.cache_bytes)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Open a writing session; commit at the end, undo everything on an error."""
        with self.sessions.transaction() as session:
            yield session

    @contextmanager
    def question(self) -> Iterator[Session]:
        """Open a reading session."""
        with self.sessions.question() as session:
            yield session


class NoHome(Invalid):
    """The folder of all state cannot be made or written."""

    sentence = N_("Filmbote cannot work in “%(folder)s”. Please set FILMBOTE_HOME to a folder that it may write.")


def open_house(config: Config) -> Runtime:
    """Make the folders that are missing and open database and storage.

    Raises:
        NoHome: the folder is none, or belongs to somebody else.
    """
    try:
        for folder in (config.home, config.scratch, config.uploads, config.cache):
            folder.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError, PermissionError) as error:
        raise NoHome(folder=config.home) from error
    return Runtime(config, open_database(config.database_url), open_storage(config.storage_url))
