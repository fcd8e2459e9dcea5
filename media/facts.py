"""What the workshop finds out about a file and what it makes of it.

Everything here is frozen. Times are seconds from the file's own beginning,
sizes are bytes, and ``None`` means "there is none" or "the file does not say".
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

#: Below this a track holds nothing that anybody hears.
SILENCE_LUFS = -70.0


@dataclass(frozen=True, slots=True)
class VideoFacts:
    """The picture track of a file: the largest one that moves.

    ``width_px`` and ``height_px`` are what a viewer sees, with rotation and
    pixel shape applied; the coded size is what the decoder gives out.
    """

    index: int
    codec: str
    profile: str | None
    width_px: int
    height_px: int
    coded_width_px: int
    coded_height_px: int
    #: The steady rate the picture is encoded with, never a camera's average.
    fps: Fraction
    pix_fmt: str
    #: Clockwise turn in degrees that a player applies: 0, 90, 180 or 270.
    rotation: int
    #: Width of one pixel against its height.
    sar: Fraction
    interlaced: bool | None
    hdr: bool
    full_range: bool
    duration_s: float
    frames: int | None
    start_s: float
    #: How colours are coded: "bt709", "bt601" or "bt2020".
    matrix: str = "bt709"

    @property
    def lines_px(self) -> int:
        """The shorter side as displayed, which decides the ladder."""
        return min(self.width_px, self.height_px)


@dataclass(frozen=True, slots=True)
class AudioFacts:
    """One sound track. ``index`` counts sound tracks only, from 0."""

    index: int
    codec: str
    channels: int
    sample_rate_hz: int
    #: The language tag inside the file, often ISO 639-2; "und" is None.
    language: str | None
    start_s: float
    duration_s: float


@dataclass(frozen=True, slots=True)
class MediaFacts:
    """What a file holds, read from its packets and not from its promises."""

    container: str
    size_bytes: int
    duration_s: float
    video: VideoFacts | None
    audio: tuple[AudioFacts, ...]
    data_tracks: int

    @property
    def has_picture(self) -> bool:
        """Whether there is a moving picture."""
        return self.video is not None

    @property
    def has_sound(self) -> bool:
        """Whether there is a sound track, be it silent."""
        return bool(self.audio)


@dataclass(frozen=True, slots=True)
class Loudness:
    """How loud a track is, after EBU R 128."""

    integrated_lufs: float
    true_peak_dbtp: float

    @property
    def silent(self) -> bool:
        """Whether nobody would hear anything."""
        return not math.isfinite(self.integrated_lufs) or self.integrated_lufs <= SILENCE_LUFS


@dataclass(frozen=True, slots=True)
class Finding:
    """What inspection says of an upload.

    ``sentence`` is an English msgid with named places; a door translates it.
    """

    code: str
    blocking: bool
    sentence: str
    places: Mapping[str, str | int | float] = field(default_factory=dict)
    at_s: float | None = None

    def __str__(self) -> str:
        """Return the whole English sentence."""
        return self.sentence % self.places


@dataclass(frozen=True, slots=True)
class Cost:
    """What a step took from the machine."""

    cpu_s: float = 0.0
    wall_s: float = 0.0

    def __add__(self, other: "Cost") -> "Cost":
        """Return the cost of both steps, one after the other."""
        return Cost(self.cpu_s + other.cpu_s, self.wall_s + other.wall_s)


@dataclass(frozen=True, slots=True)
class Encoded:
    """One size of the picture, without sound: an fMP4 cut at every key frame."""

    profile: str
    path: Path
    width_px: int
    height_px: int
    size_bytes: int
    duration_s: float
    frames: int
    #: RFC 6381, such as "avc1.64001f".
    codecs: str
    #: The peak over one segment, as HLS wants it.
    bandwidth_bps: int
    average_bps: int


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture encoded once, in every size, the largest first."""

    renditions: tuple[Encoded, ...]
    frames: int
    fps: Fraction
    duration_s: float
    cost: Cost


@dataclass(frozen=True, slots=True)
class Sound:
    """The sound of one language in one quality: an fMP4 of the picture's length."""

    profile: str
    path: Path
    size_bytes: int
    duration_s: float
    codecs: str
    bandwidth_bps: int
    average_bps: int
    channels: int


@dataclass(frozen=True, slots=True)
class Sounds:
    """The sound of one language in every quality, the best first."""

    tracks: tuple[Sound, ...]
    cost: Cost


@dataclass(frozen=True, slots=True)
class Film:
    """Picture and sound in one MP4 that plays while it is loading."""

    path: Path
    size_bytes: int
    duration_s: float
    cost: Cost
