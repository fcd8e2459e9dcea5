"""Which steady frame rate a picture is encoded with."""

from fractions import Fraction

from media.profiles import SEGMENT_S

#: The rates that players and screens know.
STANDARD = (
    *(Fraction(rate) for rate in ("10", "12", "25/2", "15000/1001", "15", "20", "24000/1001", "24", "25")),
    *(Fraction(rate) for rate in ("30000/1001", "30", "48", "50", "60000/1001", "60")),
)
#: A steady picture keeps its rate from here on; an unsteady one gets at least a film's.
SLOWEST, FILM, FASTEST = Fraction(10), Fraction(24), Fraction(60)
#: How far the slowest and the fastest twentieth of the gaps may lie apart in a steady picture.
STEADY_WITHIN = 0.1
#: What rounding to milliseconds does to a gap, at both ends.
ROUNDED_S = 0.0021
#: Rates closer than this to a standard one are that one, badly written down.
SAME_WITHIN = 0.004


def steady_rate(frames: int, span_s: float, gaps_s: list[float]) -> Fraction:
    """Return the rate for a picture with these frames and gaps between them.

    A steady picture keeps its rate; a phone's or a screen recorder's unsteady
    one gets the nearest standard rate of at least 24. Containers promise
    rates of 60000 or of 2, so promises are not asked.

    Args:
        frames: how many there are.
        span_s: from the first frame to the beginning of the last.
        gaps_s: a short, a middling and a long gap between two frames.
    """
    if not gaps_s or span_s <= 0 or gaps_s[1] <= 0:
        return Fraction(25)
    steady, middle = is_steady(gaps_s), gaps_s[1]
    rates = [(frames - 1) / span_s, 1 / middle] if steady else [1 / middle]
    nearest = [min(STANDARD, key=lambda standard: abs(float(standard) - rate)) for rate in rates]
    if rates[0] >= FASTEST:
        return FASTEST
    if not steady or rates[0] < SLOWEST:
        return max(nearest[0], FILM)
    for standard, rate in zip(nearest, rates, strict=True):
        if abs(float(standard) / rate - 1) < SAME_WITHIN:
            return standard
    return Fraction(rates[0]).limit_denominator(1001)


def is_steady(gaps_s: list[float]) -> bool:
    """Whether frames follow each other evenly; with no gaps there is nothing uneven."""
    if not gaps_s:
        return True
    short, middle, long = gaps_s
    # Containers that count in milliseconds round every gap.
    return long - short <= max(STEADY_WITHIN * middle, ROUNDED_S)


def rate_for_rung(rate: Fraction, lines_px: int) -> Fraction:
    """Return the rate of one rung: small screens need no more than 30 frames a second."""
    return rate / 2 if rate > 30 and lines_px <= 480 else rate


def frames_per_cut(rate: Fraction) -> int:
    """Return how many frames lie between two cuts; a rung with half the rate has half as many."""
    return 2 * round(rate / 2 * SEGMENT_S) if rate > 30 else round(rate * SEGMENT_S)
