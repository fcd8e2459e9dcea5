"""The workshop that the settings name, opened once a process: its sandbox is tried before the first stranger's file."""

from functools import cache

from catalog.foundation.config import Config
from media.process import Workshop


def workshop_of(config: Config) -> Workshop:
    """Return the workshop of this house.

    Raises:
        NoTool, NoSandbox: see media.errors.
    """
    return _opened(config.ffmpeg, config.sandbox)


@cache
def _opened(ffmpeg: str | None, sandbox: str | None) -> Workshop:
    return Workshop.open(ffmpeg, sandbox)
