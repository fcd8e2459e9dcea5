"""Three ways to hear a tool out: its progress, its output, its last words."""

import time
from collections import deque
from collections.abc import Callable

#: Told the share that is done, from 0 to 1, and the seconds left when they can be guessed.
OnProgress = Callable[[float, float | None], None]

#: The most that a tool may say on its standard output; a film of six hours needs a sixth of it.
MOST_OUTPUT_BYTES = 256 << 20
#: How many lines are kept of a tool's complaints: where they begin, and where they end.
FIRST_LINES, LAST_LINES, LINE_CHARACTERS = 10, 80, 400
#: Before this share is done, a guess at the time left is worth nothing.
GUESS_FROM = 0.02


class Output:
    """Keeps all that a tool writes to its standard output."""

    def __init__(self) -> None:
        self._chunks: list[bytes] = []
        self._room = MOST_OUTPUT_BYTES

    def hear(self, chunk: bytes) -> None:
        """Take in some bytes, as long as there is room."""
        self._chunks.append(chunk[: self._room])
        self._room -= len(self._chunks[-1])

    @property
    def text(self) -> str:
        """All that was said."""
        return b"".join(self._chunks).decode(errors="replace")


class Progress:
    """Reads ffmpeg's progress and passes it on."""

    def __init__(self, duration_s: float | None, tell: OnProgress | None) -> None:
        self._duration_s = duration_s
        self._tell = tell
        self._began_s = time.monotonic()
        self._rest = b""
        self.position_s = 0.0
        self.text = ""

    def hear(self, chunk: bytes) -> None:
        """Take in some lines; pass on the last position they name."""
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        positions = [line[12:] for line in lines if line.startswith(b"out_time_us=")]
        if positions and positions[-1].lstrip(b"-").isdigit():
            self.position_s = max(0.0, int(positions[-1]) / 1e6)
            self._pass_on()

    def _pass_on(self) -> None:
        if self._tell is None or not self._duration_s:
            return
        share = min(1.0, self.position_s / self._duration_s)
        gone_s = time.monotonic() - self._began_s
        self._tell(share, gone_s * (1 - share) / share if share >= GUESS_FROM else None)


class LastWords:
    """Keeps the first and the last lines of a tool's complaints."""

    def __init__(self) -> None:
        self._first: list[str] = []
        self._last: deque[str] = deque(maxlen=LAST_LINES)
        self._rest = b""

    def hear(self, chunk: bytes) -> None:
        """Take in some lines, however long they are and whatever they hold."""
        *lines, rest = (self._rest + chunk).split(b"\n")
        self._rest = rest[:LINE_CHARACTERS]
        for line in lines:
            text = line[:LINE_CHARACTERS].decode(errors="replace").rstrip()
            if len(self._first) < FIRST_LINES:
                self._first.append(text)
            else:
                self._last.append(text)

    @property
    def text(self) -> str:
        """The first and the last lines, as a log keeps them."""
        rest = [self._rest.decode(errors="replace")] if self._rest else []
        return "\n".join([*self._first, *self._last, *rest])
