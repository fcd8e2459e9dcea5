"""How high a sound goes, twenty times a second, as ffmpeg writes it down while it decodes."""

from array import array

from media.listen import OnProgress, Progress

KEY = b"lavfi.astats."


class Levels(Progress):
    """Hears the lowest and the highest level of each channel, at most three.

    1.0 is full scale; what was coded with loss may go beyond it.
    """

    def __init__(self, duration_s: float | None = None, tell: OnProgress | None = None) -> None:
        super().__init__(duration_s, tell)
        self._lows = (array("f"), array("f"), array("f"))
        self._highs = (array("f"), array("f"), array("f"))

    def hear(self, chunk: bytes) -> None:
        """Take in some lines, such as "lavfi.astats.1.Min_level=-0.25"."""
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        before_s = self.position_s
        for line in lines:
            if line.startswith(KEY):
                name, _, value = line.removeprefix(KEY).partition(b"=")
                kept = self._highs if name.endswith(b"Max_level") else self._lows
                kept[int(name[:1]) - 1].append(float(value))
            elif line.startswith(b"frame:"):
                self.position_s = max(0.0, float(line.rpartition(b"pts_time:")[2]))
        if self.position_s > before_s:
            self._pass_on()

    @property
    def pairs(self) -> list[tuple[float, float]]:
        """The lowest and the highest level of all channels together."""
        lows, highs = (zip(*filter(None, kept), strict=True) for kept in (self._lows, self._highs))
        return [(min(low), max(high)) for low, high in zip(lows, highs, strict=True)]

    def peaks(self, channel: int) -> list[float]:
        """The highest absolute level of one channel."""
        return [max(-low, high) for low, high in zip(self._lows[channel], self._highs[channel], strict=True)]
