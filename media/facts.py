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
    bit_rate_kbps: int | None = None
    #: The longest distance between two key frames.
    longest_gop_s: float | None = None
    #: Whether frames follow each other evenly; a phone's or a screen recorder's do not.
    steady: bool = True
    #: Coded frames that the file's own edit list tells a player to leave out.
    hidden_frames: int = 0
    #: Which half of an interlaced frame comes first; None when nobody knows.
    top_first: bool | None = None

    @property
    def upright_px(self) -> tuple[int, int]:
        """Width and height as coded, after the turn that a player applies."""
        size = (self.coded_width_px, self.coded_height_px)
        return size[::-1] if self.rotation in {90, 270} else size

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
    #: How the channels are meant, such as "stereo" or "5.1(side)".
    layout: str | None = None
    #: What the file calls the track, such as "Director's comments".
    title: str | None = None
    #: Whether a player takes it unless it is told otherwise.
    default: bool = False
    #: What it is for beside the speech itself: "commentary", "audio_description" or "hearing_impaired".
    role: str | None = None

    @property
    def end_s(self) -> float:
        """When it is over, from the file's beginning."""
        return self.start_s + self.duration_s


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
    #: How many twentieths of a second peak 0, 1, 2 ... dB above the loudness of the whole. Empty: nobody counted.
    crests: tuple[int, ...] = ()

    @property
    def silent(self) -> bool:
        """Whether nobody would hear anything."""
        return not math.isfinite(self.integrated_lufs) or self.integrated_lufs <= SILENCE_LUFS


@dataclass(frozen=True, slots=True)
class Cost:
    """What a step took from the machine."""

    cpu_s: float = 0.0
    wall_s: float = 0.0

    def __add__(self, other: "Cost") -> "Cost":
        """Return the cost of both steps, one after the other."""
        return Cost(self.cpu_s + other.cpu_s, self.wall_s + other.wall_s)


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a film."""

    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Heard:
    """What one listening told of a track, heard from the picture's first frame on."""

    #: As it is, and mixed down to one channel, whose peak is only that of its samples. One channel comes out of
    #: both loudspeakers.
    loudness: Loudness
    mono: Loudness
    #: Where nothing is heard for two seconds or longer.
    silences: tuple[Span, ...]
    #: Where samples stick at full scale, joined when they lie close together.
    clippings: tuple[Span, ...]
    #: One ear hears nothing.
    one_sided: bool
    #: Left and right cancel each other out on a single loudspeaker.
    out_of_phase: bool
    #: Both sides are the same, so that one is enough.
    dual_mono: bool
    #: What it looks like, in the form that ``media.waveform`` reads.
    waveform: bytes = b""
    cost: Cost = Cost()


@dataclass(frozen=True, slots=True)
class Finding:
    """What inspection says of an upload.

    ``sentence`` is an English msgid with named places; a door translates it.
    """

    code: str
    blocking: bool
    sentence: str
    places: Mapping[str, str | int | float] = field(default_factory=dict)
    #: When it begins; the first of the spans.
    at_s: float | None = None
    #: All the stretches it is about, the earliest first.
    spans: tuple[Span, ...] = ()

    def __str__(self) -> str:
        """Return the whole English sentence."""
        return self.sentence % self.places


@dataclass(frozen=True, slots=True)
class Bars:
    """Black bars that are part of the picture, in pixels as coded."""

    left_px: int
    right_px: int
    top_px: int
    bottom_px: int


@dataclass(frozen=True, slots=True)
class Seen:
    """What a few windows of a picture show. None is what they do not tell."""

    interlaced: bool | None
    top_first: bool | None
    bars: Bars | None
    #: How many lines would hold all the detail there is, when far fewer than the picture has would do.
    detail_lines_px: int | None
    cost: Cost


@dataclass(frozen=True, slots=True)
class Watched:
    """Where a film shows nothing, and where it stands still."""

    blacks: tuple[Span, ...]
    freezes: tuple[Span, ...]
    cost: Cost


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
class Pieces:
    """One part of a picture in some sizes."""

    #: The file of each size, by the name of its profile, the largest first.
    paths: Mapping[str, Path]
    cost: Cost


@dataclass(frozen=True, slots=True)
class Burned:
    """One size of the picture with captions drawn into it."""

    rendition: Encoded
    cost: Cost


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
    """The sound of one language in one quality, as long as the picture: an fMP4, or Opus in Ogg."""

    profile: str
    path: Path
    size_bytes: int
    duration_s: float
    codecs: str
    bandwidth_bps: int
    average_bps: int
    channels: int
    #: As it is heard, measured on the finished file; one channel comes out of both loudspeakers.
    loudness: Loudness


@dataclass(frozen=True, slots=True)
class Sounds:
    """The sound of one language in every quality, the best first."""

    tracks: tuple[Sound, ...]
    cost: Cost
    #: What it looks like, in the form that ``media.waveform`` reads.
    waveform: bytes
