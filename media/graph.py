"""The commands for ffmpeg, as values. Nothing is started here.

Every path is written as ``file:`` and an absolute name, every file is opened
with what ``media.allowed`` permits, and nothing a user typed comes near a filter.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import ffmpeg

from media import allowed
from media.facts import VideoFacts
from media.profiles import SEGMENT_S, Profile, SoundProfile
from media.rates import rate_for_rung

SAMPLE_RATE_HZ = 48_000
#: Of full scale. It looks at samples only; after AAC the true peak stays under -1 dBTP.
LIMITER = 0.7
#: As wide as a page shows it; a poster is half of what a phone loads before it plays.
POSTER_WIDTH_PX = 768

BT709 = {"color_primaries": "bt709", "color_trc": "bt709", "colorspace": "bt709", "range": "tv"}
#: The picture leaves nothing of the stranger's words behind.
NO_WORDS = {"map_metadata": "-1", "map_chapters": "-1", "fflags": "+bitexact"}
#: One file for stream and download: an fMP4 whose fragments are the segments, edit list kept.
FRAGMENTS = "+delay_moov+default_base_moof+skip_trailer"


@dataclass(frozen=True, slots=True)
class Rung:
    """One size to make: a profile, the size it comes to, and where it goes."""

    profile: Profile
    width_px: int
    height_px: int
    fps: Fraction
    path: Path


def source(path: Path, **options: str | float) -> Any:  # noqa: ANN401 -- ffmpeg-python has no types
    """Return a stranger's file as an input."""
    return ffmpeg.input(f"file:{path.resolve()}", **allowed.OPTIONS, max_pixels=allowed.MOST_PIXELS, **options)


def _output(path: Path, *streams: Any, **options: str | float | None) -> Any:  # noqa: ANN401
    return ffmpeg.output(*streams, f"file:{path.resolve()}", **options)


def _command(*outputs: Any) -> list[str]:  # noqa: ANN401
    command: list[str] = ffmpeg.merge_outputs(*outputs).compile() if len(outputs) > 1 else outputs[0].compile()
    return command


def rungs(facts: VideoFacts, profiles: Sequence[Profile], scratch: Path) -> tuple[Rung, ...]:
    """Return the sizes that the profiles come to for this picture, the largest first."""
    made = []
    for profile in sorted(profiles, key=lambda profile: -profile.height_px):
        share = min(1.0, profile.height_px / facts.lines_px)
        width_px, height_px = (max(2, 2 * round(side * share / 2)) for side in (facts.width_px, facts.height_px))
        fps = rate_for_rung(facts.fps, profile.height_px)
        made.append(Rung(profile, width_px, height_px, fps, scratch / f"{profile.name}.mp4"))
    return tuple(made)


def ladder(path: Path, facts: VideoFacts, duration_s: float, rungs: Sequence[Rung]) -> list[str]:
    """Return the command that decodes once and encodes every rung.

    Each size is scaled from the next larger one: cheaper than from the
    source, and no worse.
    """
    stream = _upright(source(path)[str(facts.index)], facts, rungs[0])
    outputs = []
    for number, rung in enumerate(rungs):
        if number:
            stream = stream.filter("scale", rung.width_px, rung.height_px, flags="bicubic").filter("setsar", 1)
            if rung.fps != rungs[number - 1].fps:
                stream = stream.filter("fps", fps=str(rung.fps))
        if number + 1 < len(rungs):
            copies = stream.split()
            shown, stream = copies[0], copies[1]
        else:
            shown = stream
        outputs.append(_output(rung.path, shown, **_h264(rung, duration_s)))
    return [*_command(*outputs), "-xerror"]


def _upright(stream: Any, facts: VideoFacts, top: Rung) -> Any:  # noqa: ANN401
    """Return the picture as a viewer sees it: steady, whole frames, square pixels, BT.709.

    ffmpeg itself turns a phone's picture upright before the first filter.
    """
    if facts.interlaced:
        stream = stream.filter("bwdif", mode="send_frame", deint="interlaced")
    stream = stream.filter("fps", fps=str(facts.fps), start_time=0)
    size = {"w": top.width_px, "h": top.height_px, "flags": "bicubic"}
    if facts.hdr:
        # Light must be mixed linearly; the smaller picture is mapped, not the large one.
        stream = stream.filter("scale", **size).filter("zscale", t="linear", npl=100).filter("format", "gbrpf32le")
        stream = stream.filter("zscale", p="bt709").filter("tonemap", "hable", desat=0)
        stream = stream.filter("zscale", t="bt709", m="bt709", r="tv")
    else:
        full = "full" if facts.full_range else "limited"
        colours = {
            "in_color_matrix": facts.matrix,
            "out_color_matrix": "bt709",
            "in_range": full,
            "out_range": "limited",
        }
        stream = stream.filter("scale", **size, **colours)
    return stream.filter("format", "yuv420p").filter("setsar", 1).filter("setparams", **BT709)


def _h264(rung: Rung, duration_s: float) -> dict[str, str | float]:
    """Return the options of one rung: capped quality, and a cut every four seconds on all rungs."""
    frames_per_cut = round(rung.fps * SEGMENT_S)
    return {
        "vcodec": "libx264",
        "preset": "medium",
        "profile:v": "high",
        "crf": rung.profile.crf,
        "maxrate": f"{rung.profile.maxrate_kbps}k",
        "bufsize": f"{rung.profile.bufsize_kbps}k",
        "g": frames_per_cut,
        "keyint_min": frames_per_cut,
        "sc_threshold": 0,
        "flags": "+cgop",
        "r": str(rung.fps),
        "t": f"{duration_s:.6f}",
        "movflags": f"+frag_keyframe{FRAGMENTS}",
        **NO_WORDS,
    }


def loudness(path: Path, audio_index: int, gain_db: float | None = None) -> list[str]:
    """Return the command that measures a track; the figures stand in its last words.

    With ``gain_db`` it is measured as it would be after that gain and the limiter.
    """
    heard = _stereo(source(path)[f"a:{audio_index}"])
    if gain_db is not None:
        heard = _lifted(heard, gain_db)
    heard = heard.filter("ebur128", peak="true", framelog="quiet")
    return [*_command(ffmpeg.output(heard, "-", format="null")), "-v", "info", "-xerror"]


def _stereo(sound: Any) -> Any:  # noqa: ANN401
    """Return any sound as two channels that begin when the picture begins."""
    sound = sound.filter("aresample", SAMPLE_RATE_HZ, **{"async": 1}, first_pts=0)
    return sound.filter("aformat", channel_layouts="stereo", sample_fmts="fltp")


def _lifted(sound: Any, gain_db: float) -> Any:  # noqa: ANN401
    """Return a sound made louder, its peaks held under the limit."""
    sound = sound.filter("volume", f"{gain_db:.2f}dB")
    return sound.filter("alimiter", limit=LIMITER, level="false", latency="true")


def sounds(
    path: Path, audio_index: int, gain_db: float, duration_s: float, wanted: Mapping[SoundProfile, Path]
) -> list[str]:
    """Return the command that decodes a dub once and encodes every quality of it.

    It comes out lifted by ``gain_db`` and exactly as long as the picture.
    """
    sound = _lifted(_stereo(source(path)[f"a:{audio_index}"]), gain_db)
    sound = sound.filter("apad", whole_dur=f"{duration_s:.6f}").filter("atrim", end=f"{duration_s:.6f}")
    copies = sound.filter_multi_output("asplit", len(wanted))
    outputs = [
        _output(
            target,
            copies[number],
            acodec=profile.codec,
            audio_bitrate=f"{profile.kbps}k",
            ac=profile.channels,
            movflags=FRAGMENTS,
            frag_duration=SEGMENT_S * 1_000_000,
            **NO_WORDS,
        )
        for number, (profile, target) in enumerate(wanted.items())
    ]
    return [*_command(*outputs), "-xerror"]


def mux(picture: Path, sound: Path, language: str, title: str, target: Path) -> list[str]:
    """Return the command that lays a sound over a picture; both are copied as they are.

    Args:
        picture: one rung, without sound.
        sound: one language's sound.
        language: three letters of ISO 639-2 or 639-3, as MP4 has them.
        title: the film's title in that language, for players.
        target: where the MP4 goes.
    """
    words = {"metadata": f"title={title}", "metadata:s:a:0": f"language={language}"}
    return _command(
        _output(
            target,
            source(picture)["v:0"],
            source(sound)["a:0"],
            codec="copy",
            movflags="+faststart",
            **{**NO_WORDS, **words, "disposition:a:0": "default"},
        )
    )


def packets(*tracks: tuple[Path, str]) -> list[str]:
    """Return the command that writes a hash of every packet of some tracks to standard output.

    The first track's packets are numbered 0, the second's 1, and so on.
    """
    copied = [source(path)[track] for path, track in tracks]
    return _command(ffmpeg.output(*copied, "pipe:1", codec="copy", format="framehash", hash="murmur3"))


def decode(path: Path) -> list[str]:
    """Return the command that decodes everything and stops at the first error."""
    # The loop filter hides no damage; leaving it out saves a third of the time.
    opened = source(path, err_detect="+crccheck+bitstream+buffer", skip_loop_filter="all")
    return [*_command(ffmpeg.output(opened, "-", format="null", map="0")), "-xerror"]


def interest(path: Path, start_s: float, length_s: float, *, key_frames: bool) -> list[str]:
    """Return the command that says of each frame, or of each key frame, how much there is to see in it."""
    only = {"skip_frame": "nokey"} if key_frames else {}
    seen = source(path, ss=f"{start_s:.3f}", t=f"{length_s:.3f}", **only)["v:0"]
    seen = seen.filter("scale", 320, -2).filter("entropy").filter("metadata", "print", file="pipe:1")
    return _command(ffmpeg.output(seen, "-", format="null", fps_mode="passthrough"))


def still(path: Path, at_s: float, target: Path) -> list[str]:
    """Return the command that writes one frame as a JPEG, no larger than a page shows it."""
    narrow = f"min(iw,{POSTER_WIDTH_PX})"
    seen = (
        source(path, ss=f"{at_s:.3f}")["v:0"].filter("scale", narrow, -2, out_range="pc").filter("format", "yuvj420p")
    )
    return _command(_output(target, seen, vframes=1, qscale=5, update=1, format="image2", **NO_WORDS))
