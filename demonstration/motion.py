"""Movement as functions of time: everything is between 0 and 1, or a wave around 0."""

import math


def clamp(value: float, low: float = 0.0, high: float = 1.0) -> float:
    """Return the value, or the bound that it crossed."""
    return min(max(value, low), high)


def mix(start: float, end: float, part: float) -> float:
    """Return the value that lies ``part`` of the way from start to end."""
    return start + (end - start) * part


def ease(t: float, start_s: float, end_s: float) -> float:
    """Return 0 before start, 1 after end, and between them a movement that sets off and stops gently."""
    part = clamp((t - start_s) / (end_s - start_s))
    return part * part * (3 - 2 * part)


def spring(t: float, start_s: float, length_s: float = 0.7) -> float:
    """Return a movement from 0 to 1 that shoots a little past its end and swings back."""
    part = clamp((t - start_s) / length_s)
    return 1 - math.exp(-6 * part) * math.cos(8 * part) if part < 1 else 1.0


def there_and_back(t: float, start_s: float, end_s: float, ease_s: float = 0.4) -> float:
    """Return 1 between start and end and 0 outside, with gentle movements between."""
    return ease(t, start_s, start_s + ease_s) - ease(t, end_s - ease_s, end_s)


def wave(t: float, per_s: float, phase: float = 0.0) -> float:
    """Return a sine between -1 and 1 that swings ``per_s`` times a second."""
    return math.sin(math.tau * (t * per_s + phase))


def blink(t: float, phase: float = 0.0) -> float:
    """Return how far the eyes are open: 1, and for a moment every few seconds 0."""
    beat = (t * 0.31 + phase) % 1
    return 1.0 if beat > 0.05 else abs(beat - 0.025) / 0.025


def talking(t: float, phase: float = 0.0) -> float:
    """Return how far a speaking mouth is open, between 0 and 1, in the rhythm of syllables."""
    return clamp(0.45 + 0.4 * wave(t, 3.1, phase) + 0.3 * wave(t, 1.3, phase * 2) + 0.15 * wave(t, 5.3))
