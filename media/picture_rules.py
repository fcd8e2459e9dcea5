"""What is said of a picture: before it is encoded, and after it has been watched. Rules only."""

from media.errors import N_
from media.facts import Bars, Finding, Seen, VideoFacts, Watched
from media.findings import advice, longest_s, refusal

#: A shorter film is none.
SHORTEST_S = 0.5
#: Lines under which nothing can be made out, and under which a hall is too large.
LEAST_LINES, FEW_LINES = 90, 360
#: From here on a picture promises a sharpness that it may not hold.
PROMISING_LINES = 720

TOO_SHORT = N_("This file lasts only %(seconds)s seconds. Please choose the whole film.")
TOO_SMALL = N_("The picture measures only %(width_px)s by %(height_px)s pixels. Please export it larger.")
SMALL = N_("The picture measures only %(width_px)s by %(height_px)s pixels; in a hall it will look blurred.")
UPSCALED = N_(
    "The picture measures %(width_px)s by %(height_px)s pixels but is no sharper than one of %(lines_px)s lines. "
    "Please ask for a better original."
)
LETTERBOX = N_(
    "There are black bars above and below the picture (%(top_px)s and %(bottom_px)s lines). "
    "Please export it without them if you can."
)
PILLARBOX = N_(
    "There are black bars on both sides of the picture (%(left_px)s and %(right_px)s pixels). "
    "Please export it without them if you can."
)
INTERLACED = N_(
    "The picture consists of half frames; we make whole ones of them. "
    "Please hand in an original with whole frames if there is one."
)
HDR = N_("The picture has HDR colours; we convert them for every screen. Please check that faces look natural.")
UNSTEADY = N_(
    "The picture runs unsteadily; we even it out to %(fps)s frames a second. Please check that movements look smooth."
)
BLACK = N_(
    "Nothing is to be seen for up to %(seconds)s seconds at a time. Please check that no picture is missing there."
)
FREEZE = N_("The picture stands still for up to %(seconds)s seconds at a time. Please check that this is meant to be.")


def judge_picture(video: VideoFacts, seen: Seen | None) -> list[Finding]:
    """Return what is wrong with a picture, and what has to be changed about it."""
    return [*_judge_size(video, seen), *_judge_bars(seen.bars if seen else None), *_judge_changes(video)]


def judge_watched(watched: Watched) -> list[Finding]:
    """Return where a film shows nothing and where it stands still."""
    found = (("black", BLACK, watched.blacks), ("freeze", FREEZE, watched.freezes))
    return [advice(code, sentence, spans, seconds=longest_s(spans)) for code, sentence, spans in found if spans]


def _judge_size(video: VideoFacts, seen: Seen | None) -> list[Finding]:
    size = {"width_px": video.width_px, "height_px": video.height_px}
    findings = []
    if video.duration_s < SHORTEST_S:
        findings.append(refusal("too_short", TOO_SHORT, seconds=round(video.duration_s, 1)))
    if video.lines_px < LEAST_LINES:
        findings.append(refusal("too_small", TOO_SMALL, **size))
    elif video.lines_px < FEW_LINES:
        findings.append(advice("small", SMALL, **size))
    elif video.lines_px >= PROMISING_LINES and seen and seen.detail_lines_px:
        findings.append(advice("upscaled", UPSCALED, lines_px=seen.detail_lines_px, **size))
    return findings


def _judge_bars(bars: Bars | None) -> list[Finding]:
    findings = []
    if bars and bars.top_px:
        findings.append(advice("letterbox", LETTERBOX, top_px=bars.top_px, bottom_px=bars.bottom_px))
    if bars and bars.left_px:
        findings.append(advice("pillarbox", PILLARBOX, left_px=bars.left_px, right_px=bars.right_px))
    return findings


def _judge_changes(video: VideoFacts) -> list[Finding]:
    """Return what encoding will change about the picture."""
    findings = []
    if video.interlaced:
        findings.append(advice("interlaced", INTERLACED))
    if video.hdr:
        findings.append(advice("hdr", HDR))
    if not video.steady:
        findings.append(advice("unsteady_rate", UNSTEADY, fps=round(float(video.fps), 2)))
    return findings
