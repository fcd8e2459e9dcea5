"""Facts as JSON, so that whoever works on a file later need not look into it again."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from fractions import Fraction
from typing import Any

from media.facts import AudioFacts, MediaFacts, VideoFacts

#: What JSON has no word for; it is written as text, such as "30000/1001".
FRACTIONS = ("fps", "sar")


def to_json(facts: MediaFacts) -> dict[str, Any]:
    """Return the facts as JSON has them."""
    written = asdict(facts)
    if written["video"]:
        written["video"] |= {name: str(written["video"][name]) for name in FRACTIONS}
    return written


def from_json(written: Mapping[str, Any]) -> MediaFacts:
    """Return the facts that were written down.

    What was written before a fact was known gets that fact's default; a fact
    that is no longer asked for is passed over.
    """
    video = written["video"]
    if video:
        video = VideoFacts(**_known(VideoFacts, video) | {name: Fraction(video[name]) for name in FRACTIONS})
    audio = tuple(AudioFacts(**_known(AudioFacts, track)) for track in written["audio"])
    return MediaFacts(**_known(MediaFacts, written) | {"video": video, "audio": audio})


def _known(kind: type[VideoFacts | AudioFacts | MediaFacts], written: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of it the facts of that kind still hold."""
    return {field.name: written[field.name] for field in fields(kind) if field.name in written}
