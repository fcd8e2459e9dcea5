"""Read how long an Opus file lasts that the workshop made (RFC 3533, RFC 7845)."""

from pathlib import Path
from struct import error, unpack_from

from media.errors import BrokenOutput

#: Opus counts time in these, whatever it was made from.
TICKS_PER_S = 48_000
#: A page of Ogg is never longer.
LONGEST_PAGE_BYTES = 65_307
OPUS_HEAD, LAST_PAGE = b"OpusHead", 0x4


def duration_s(path: Path) -> float:
    """Return how long an Opus file plays; the encoder's run-up is not heard.

    Raises:
        BrokenOutput: the file is not what our encoder writes.
    """
    with path.open("rb") as file:
        head = file.read(128)
        file.seek(max(0, path.stat().st_size - LONGEST_PAGE_BYTES))
        tail = file.read()
    try:
        (hidden,) = unpack_from("<H", head, head.index(OPUS_HEAD) + 10)
        flags, end = unpack_from("<Bq", tail, tail.rindex(b"OggS") + 5)
    except (ValueError, error) as problem:
        raise BrokenOutput(detail=f"{path.name}: {problem!r}") from problem
    if not flags & LAST_PAGE:
        raise BrokenOutput(detail=f"{path.name} breaks off")
    return float(end - hidden) / TICKS_PER_S
