"""Packets copied, hashed and decoded: nothing is encoded here."""

from pathlib import Path

import ffmpeg

from media.graph.inputs import NO_WORDS, command_of, output, source

#: Picture and sound take turns so often: seldom enough for few slices, often enough to be read in one go.
CHUNK_S = 1

#: A line for each packet. They are written by the block: a pipe that is read line by line costs more than the hash.
HASHED = {"format": "framehash", "hash": "murmur3", "flush_packets": 0}


def mux(picture: Path | None, sound: Path, language: str, title: str, target: Path) -> list[str]:
    """Return the command that lays a sound over a picture, or makes a file of the sound alone; both are copied.

    Args:
        picture: one rung, without sound; None when there is only something to hear.
        sound: one language's sound.
        language: three letters of ISO 639-2 or 639-3, as MP4 has them.
        title: the film's title in that language, for players.
        target: where the MP4 or the M4A goes.
    """
    words = {"metadata": f"title={title}", "metadata:s:a:0": f"language={language}"}
    tracks = [source(picture)["v:0"]] if picture else []
    return command_of(
        output(
            target,
            *tracks,
            source(sound)["a:0"],
            codec="copy",
            movflags="+faststart",
            chunk_duration=CHUNK_S * 1_000_000,
            **{**NO_WORDS, **words, "disposition:a:0": "default"},
        )
    )


def packets(*tracks: tuple[Path, str]) -> list[str]:
    """Return the command that writes a hash of every packet of some tracks to standard output.

    The first track's packets are numbered 0, the second's 1, and so on.
    """
    copied = [source(path)[track] for path, track in tracks]
    return command_of(ffmpeg.output(*copied, "pipe:1", codec="copy", **HASHED))


def slices(path: Path, track: str, kinds: str) -> list[str]:
    """Return the command that hashes of every packet only the units of these kinds, whatever wraps them.

    Args:
        path: a film.
        track: a picture of H.264 or HEVC.
        kinds: the numbers of the kinds, such as "1-5".
    """
    units = {"bsf:v": f"filter_units=pass_types={kinds}"}
    return command_of(ffmpeg.output(source(path)[track], "pipe:1", codec="copy", **HASHED, **units))


def decode(path: Path) -> list[str]:
    """Return the command that decodes everything and stops at the first error."""
    # The loop filter hides no damage; leaving it out saves a third of the time.
    opened = source(path, err_detect="+crccheck+bitstream+buffer", skip_loop_filter="all")
    return [*command_of(ffmpeg.output(opened, "-", format="null", map="0")), "-xerror"]
