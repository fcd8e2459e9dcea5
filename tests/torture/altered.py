"""Filmbote with one thing changed: ``python -m tests.torture.altered single,counter serve``.

``single`` answers in one thread, so that its system calls come in one order.
The others promise too early, to prove that our oracles would notice:
``counter`` names as offset what a sender has announced, before it is there;
``unsynced`` leaves to the kernel when bytes reach the disk.
"""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import request

from catalog.cli import main
from catalog.commands import server
from catalog.production.arriving import uploads


def single() -> None:
    """Answer one request after the other."""
    server.THREADS = 1


def counter() -> None:
    """Keep the offset in a file of its own, written before the bytes."""
    real_append, real_offset = uploads.append, uploads.offset

    def append(config: Any, upload: Any, offset: int, *rest: Any, **more: Any) -> int:
        _counted(config, upload).write_text(str(offset + (request.content_length or 0)))
        return real_append(config, upload, offset, *rest, **more)

    def offset(config: Any, upload: Any) -> int:
        counted = _counted(config, upload)
        return int(counted.read_text() or 0) if counted.exists() else real_offset(config, upload)

    uploads.append, uploads.offset = append, offset


def unsynced() -> None:
    """Answer as if bytes were on the disk."""
    os.fsync = lambda _file: None


ALTERATIONS: dict[str, Callable[[], None]] = {"single": single, "counter": counter, "unsynced": unsynced}


def _counted(config: Any, upload: Any) -> Path:
    return config.scratch / f"{upload.id}.offset"


if __name__ == "__main__":
    for name in sys.argv.pop(1).split(","):
        ALTERATIONS[name]()
    main()
