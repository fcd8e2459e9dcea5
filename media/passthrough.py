"""A good master's own packets as the largest size: nothing is lost, and nothing is encoded."""

from collections.abc import Callable
from pathlib import Path

from media.boxes import Fragment, Track, read, read_at
from media.check import decode_whole
from media.errors import BrokenOutput, CommandFailed, OpenGroups
from media.facts import Encoded, MediaFacts, VideoFacts
from media.graph import pictures
from media.graph.pictures import picture_of
from media.join import described, gap
from media.parts import found_exactly, frames_in
from media.process import Workshop
from media.profiles import Profile, ladder_for
from media.rates import rate_for_rung
from media.sandbox import Limits

#: The most that a master may take of what its rung is capped at: 6 Mbit/s for 1080 lines.
MOST_OF_CAP = 4 / 3
#: Players wait for a key frame before they show anything.
MOST_GOP_S = 5.0
PROFILES = {"Main", "High"}
#: NAL unit types of ITU-T H.264: the slices of any picture, and those after which nothing before is needed.
SLICES, FRESH = range(1, 6), 5


def worthy(facts: MediaFacts) -> bool:
    """Whether a film's own packets can be its largest size, as far as its facts tell."""
    video = facts.video
    if video is None or not found_exactly(facts):
        return False
    top, *smaller = ladder_for(video.lines_px)
    # The smallest rung is for phones; a master is never small enough.
    fits = bool(smaller) and video.lines_px <= top.height_px and rate_for_rung(video.fps, top.height_px) == video.fps
    return fits and _plain(video) and _light(video, top)


def _plain(video: VideoFacts) -> bool:
    """Whether every player shows the picture right, just as it is coded."""
    return (
        video.codec == "h264"
        and video.profile in PROFILES
        and (video.pix_fmt, video.matrix) == ("yuv420p", "bt709")
        and video.sar == 1
        and video.interlaced is False
        and not (video.hdr or video.full_range or video.rotation or video.hidden_frames)
        and video.width_px % 2 == video.height_px % 2 == 0
        and video.steady
        and abs(video.start_s) < 0.5 / video.fps
    )


def _light(video: VideoFacts, top: Profile) -> bool:
    """Whether it loads and starts about as fast as what we would encode. What is not known is too much."""
    if video.bit_rate_kbps is None or video.longest_gop_s is None:
        return False
    return video.bit_rate_kbps <= top.maxrate_kbps * MOST_OF_CAP and video.longest_gop_s <= MOST_GOP_S


def carry_over(
    workshop: Workshop,
    source: Path,
    facts: MediaFacts,
    scratch: Path,
    *,
    cancelled: Callable[[], bool] | None = None,
) -> Encoded:
    """Return the largest size of a film, copied from its master packet by packet and decoded once as a proof.

    Raises:
        OpenGroups: the packets cannot be cut at their key frames, or not all of them can be decoded.
        TookTooLong, Cancelled, DiskFull: see media.errors.
    """
    video = picture_of(facts)
    (rung,) = pictures.rungs(video, ladder_for(video.lines_px)[:1], scratch)
    try:
        workshop.run(
            pictures.carried(source, video, rung.path),
            reads=[source],
            writes=scratch,
            duration_s=facts.duration_s,
            limits=Limits.for_film(facts.duration_s, cpu_per_s=1),
            cancelled=cancelled,
        )
        _prove_cuts(rung.path, frames_in(facts))
        decode_whole(workshop, rung.path, facts.duration_s, cancelled=cancelled)
        return described(workshop, rung)
    except (BrokenOutput, CommandFailed) as error:
        raise OpenGroups(detail=error.detail) from error


def _prove_cuts(path: Path, frames: int) -> None:
    """Raise if a frame is missing, or if a segment cannot be played by itself."""
    track = read(path)
    if len(track.lasts) != frames:
        raise OpenGroups(detail=f"{len(track.lasts)} frames, not {frames}")
    if missing := gap(track):
        raise OpenGroups(detail=missing)
    for fragment in track.fragments:
        if not _stands_alone(path, track, fragment):
            raise OpenGroups(detail=f"pictures at {fragment.offset} need others before them")


def _stands_alone(path: Path, track: Track, fragment: Fragment) -> bool:
    """Whether a fragment begins with a picture after which no earlier one is needed (IDR)."""
    description = track.heads[b"stsd"]
    length_bytes = (description[description.index(b"avcC") + 8] & 3) + 1
    packets = read_at(path, fragment.offset + fragment.index_bytes + 8, fragment.size_bytes - fragment.index_bytes - 8)
    offset = 0
    while offset + length_bytes < len(packets):
        kind = packets[offset + length_bytes] & 0x1F
        if kind in SLICES:
            return kind == FRESH
        offset += length_bytes + int.from_bytes(packets[offset : offset + length_bytes])
    return False
