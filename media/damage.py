"""Whose fault a failed command is: the file's, or ours."""

from collections.abc import Iterator
from contextlib import contextmanager

from media.errors import CommandFailed, Damaged

#: What ffmpeg says when packets cannot be decoded.
SIGNS = (
    "corrupt decoded frame",
    "Error submitting packet to decoder",
    "Error processing packet in decoder",
    "Decode error rate",
    "Invalid data found when processing input",
    "Error during demuxing",
    "Error demuxing",
)


@contextmanager
def blaming_the_source(begin_s: float = 0.0) -> Iterator[None]:
    """Turn a failure over a damaged file into a sentence about that file.

    The tool was shown what comes after ``begin_s``.

    Raises:
        Damaged: the tool could not decode the file.
        CommandFailed: it failed for another reason.
    """
    try:
        yield
    except CommandFailed as error:
        if any(sign in error.detail for sign in SIGNS):
            raise Damaged(at_s=round(begin_s + error.position_s, 1), detail=error.detail) from error
        raise
