"""The curve of a sound, drawn for a page."""

from media.waveform import FULL_SCALE, Waveform

#: As many strokes as a wide screen has room for.
MOST_STROKES = 800
#: In the light and in the dark theme it stands out from the ground alike.
COLOUR = "#5b7fa6"


def svg(content: bytes) -> str:
    """Return a kept waveform as a picture that takes whatever size a page gives it.

    Raises:
        ValueError: the content is no waveform.
    """
    points = Waveform.from_bytes(content).points
    step = max(1, -(-len(points) // MOST_STROKES))
    strokes = [points[begin : begin + step] for begin in range(0, len(points), step)]
    path = "".join(
        # A stroke has its ends, so that silence is a line and not a gap.
        f"M{place} {1 - max(high for _, high in stroke)}V{-1 - min(low for low, _ in stroke)}"
        for place, stroke in enumerate(strokes)
    )
    box = f"-1 {-FULL_SCALE} {len(strokes) + 1} {2 * FULL_SCALE}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" preserveAspectRatio="none">'
        f'<path d="{path}" stroke="{COLOUR}" fill="none"/></svg>'
    )
