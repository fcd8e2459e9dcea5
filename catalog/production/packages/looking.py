"""The files of a package are read from end to end once: what each of them is, before anything is decided."""

import codecs
import hashlib
from collections.abc import Callable

from catalog.production.packages.bundle import Package
from catalog.production.packages.report import Looked

PIECE_BYTES = 1 << 20
#: A film or a sound shows within so many bytes that it is no text.
HEAD_BYTES = 4096

#: Told how many of how many bytes have been read.
Tell = Callable[[int, int], None]


def look_into(package: Package, tell: Tell) -> dict[str, Looked]:
    """Return what every file of a package is. Those that the manifest does not name are not read.

    Raises:
        BrokenArchive: a file is not what was packed.
    """
    named = {line.file for line in package.manifest.lines}
    whole_bytes = sum(size_bytes for name, size_bytes in package.sizes_bytes.items() if name in named)
    looked: dict[str, Looked] = {}
    done_bytes = 0
    for name, size_bytes in package.sizes_bytes.items():
        if name not in named:
            looked[name] = Looked(size_bytes, "")
            continue
        digest, head = hashlib.sha256(), b""
        with package.open(name) as content:
            while piece := content.read(PIECE_BYTES):
                head = head or piece[:HEAD_BYTES]
                digest.update(piece)
                done_bytes += len(piece)
                tell(done_bytes, whole_bytes)
        looked[name] = Looked(size_bytes, digest.hexdigest(), is_text=_is_text(head))
    return looked


def _is_text(head: bytes) -> bool:
    try:
        # Its last letter may have been cut through.
        return "\0" not in codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
