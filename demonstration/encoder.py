"""The one place that starts ffmpeg: frames become the picture, sounds become the dubs, and both become a film."""

import subprocess
import wave
from collections.abc import Iterable
from pathlib import Path

import imageio_ffmpeg
import numpy as np
from numpy.typing import NDArray

from demonstration.pen import HEIGHT, WIDTH
from demonstration.timeline import DURATION_S, FRAMES_PER_S

#: The quality of the picture: flat drawings look clean at this, and what ships stays small.
CRF = 28
#: The voice in front, the music quietly behind it.
MUSIC_GAIN = 0.5


def ffmpeg(*options: str | Path) -> list[str]:
    """Return a command of the ffmpeg that comes with the dependencies."""
    return [imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-loglevel", "error", "-y", *map(str, options)]


def encode_lossless(frames: Iterable[bytes], output: Path) -> None:
    """Keep raw frames without loss, quickly: a part of the film on its way to the whole."""
    command = ffmpeg(
        "-f", "rawvideo", "-pix_fmt", "rgba", "-s", f"{WIDTH}x{HEIGHT}", "-r", str(FRAMES_PER_S), "-i", "-",
        "-vf", "scale=out_color_matrix=bt709:out_range=tv", "-pix_fmt", "yuv420p",
        "-c:v", "libx264", "-preset", "ultrafast", "-qp", "0", "-threads", "1", output,
    )  # fmt: skip
    with subprocess.Popen(command, stdin=subprocess.PIPE) as encoder:
        if encoder.stdin is None:
            raise RuntimeError("ffmpeg has no input")
        for frame in frames:
            encoder.stdin.write(frame)
        encoder.stdin.close()
        if encoder.wait() != 0:
            raise RuntimeError(f"ffmpeg could not write {output.name}")


def encode_picture(parts: list[Path], output: Path, *, preset: str = "slow") -> None:
    """Join the parts and encode the picture that ships: H.264, no sound."""
    listing = parts[0].with_name("parts.txt")
    listing.write_text("".join(f"file '{part}'\n" for part in parts), encoding="utf-8")
    command = ffmpeg(
        "-f", "concat", "-safe", "0", "-i", listing, "-an",
        "-c:v", "libx264", "-preset", preset, "-tune", "animation", "-crf", str(CRF), "-profile:v", "high",
        "-g", str(4 * FRAMES_PER_S), "-color_primaries", "bt709", "-color_trc", "bt709", "-colorspace", "bt709",
        "-map_metadata", "-1", "-fflags", "+bitexact", output,
    )  # fmt: skip
    subprocess.run(command, check=True)


def join(picture: Path, sound: Path, film: Path) -> None:
    """Copy a picture and a sound into one MP4, ready to play while it loads.

    Either may be taken out of the film that is there; that one is replaced
    only when the new one is whole.
    """
    whole = film.with_name(f"whole-{film.name}")
    command = ffmpeg(
        "-i", picture, "-i", sound, "-map", "0:v:0", "-map", "1:a:0", "-c", "copy",
        "-movflags", "+faststart", "-map_metadata", "-1", "-fflags", "+bitexact", whole,
    )  # fmt: skip
    subprocess.run(command, check=True)
    whole.replace(film)


def write_wave(sound: NDArray[np.float32], rate_hz: int, output: Path) -> None:
    """Write a sound between -1 and 1 as a mono WAV file."""
    with wave.open(str(output), "wb") as recording:
        recording.setnchannels(1)
        recording.setsampwidth(2)
        recording.setframerate(rate_hz)
        recording.writeframes((np.clip(sound, -1, 1) * 32_767).astype("<i2").tobytes())


def encode_dub(voice: Path, music: Path, output: Path) -> None:
    """Mix a voice with the music and encode it as mono Opus, exactly as long as the picture."""
    mix = (
        "[0:a]aresample=48000,highpass=f=80,treble=g=-2:f=6000[voice];"
        f"[1:a]volume={MUSIC_GAIN}[music];"
        "[voice][music]amix=inputs=2:duration=longest:normalize=0,"
        f"alimiter=limit=0.6:level=false,apad,atrim=end={DURATION_S:.3f}[out]"
    )
    command = ffmpeg(
        "-i", voice, "-i", music, "-filter_complex", mix, "-map", "[out]", "-ac", "1",
        "-c:a", "libopus", "-b:a", "24k", "-map_metadata", "-1", "-fflags", "+bitexact", output,
    )  # fmt: skip
    subprocess.run(command, check=True)
