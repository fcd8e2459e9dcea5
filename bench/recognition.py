"""What it costs to know a picture again: by its packets, by its slices, by what it looks like.

    python -m bench.recognition [FILM]

Packets and slices are told per MB, looks per second of film. The comparison
is that of two films of 20 minutes, strangers to each other, which is the worst case.
"""

import argparse
import random
from pathlib import Path

from bench.clock import cpu_s, folder, in_turns, run
from bench.material import DEMONSTRATION
from media.fingerprint import packet_hashes, slice_hashes
from media.likeness import likeness
from media.luma import SHAPE_BYTES, STEP_S, Luma, hashes
from media.probe import probe
from media.process import Workshop
from media.verdict import judge

LONG_S = 1200
#: A studio's film: its beginning at 6 Mbit/s, so many times over that starting ffmpeg costs little beside it.
STUDIO = ("-t", "20", "-c:v", "libx264", "-preset", "superfast", "-b:v", "6M", "-an")
TIMES = 12


def strangers() -> tuple[Luma, Luma]:
    """Return two long films whose shots last two seconds."""
    drawn = random.Random(3)  # noqa: S311 -- nobody is kept out by it
    shot = round(2 / STEP_S)
    shots = range(round(LONG_S / 2))
    one, other = (Luma(b"".join(drawn.randbytes(SHAPE_BYTES) * shot for _ in shots)) for _ in range(2))
    return one, other


def main() -> None:
    """Print the figures of one film."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("film", type=Path, nargs="?", default=DEMONSTRATION)
    given = parser.parse_args()
    workshop = Workshop.open()
    with folder() as scratch:
        piece, upload, stream, small = (scratch / name for name in ("piece.mp4", "film.mp4", "film.ts", "240p.mp4"))
        run(workshop.ffmpeg, "-i", given.film, *STUDIO, piece)
        run(workshop.ffmpeg, "-stream_loop", str(TIMES - 1), "-i", piece, "-c", "copy", upload)
        run(workshop.ffmpeg, "-i", upload, "-c", "copy", stream)
        run(workshop.ffmpeg, "-i", given.film, "-vf", "scale=-2:240", "-crf", "26", "-an", small)
        video = probe(workshop, given.film).video
        if video is None:
            raise SystemExit("There is no picture in this file.")
        track, length_s = str(video.index), video.duration_s
        per_mb = in_turns(
            {
                "packets of an MP4": lambda _: packet_hashes(workshop, upload),
                "packets of a transport stream": lambda _: packet_hashes(workshop, stream),
                "slices of a transport stream": lambda _: slice_hashes(workshop, stream, "v:0", "h264"),
            },
            rounds=3,
        )
        for name, spent_s in per_mb.items():
            size_mb = (upload if name.endswith("MP4") else stream).stat().st_size / 1e6
            print(f"{name:32} {1000 * spent_s / size_mb:6.2f} CPU ms per MB of {size_mb:.0f} MB")
        per_s = in_turns(
            {
                f"looks of the upload, {video.height_px} lines": lambda _: hashes(
                    workshop, given.film, track, length_s
                ),
                "looks of our 240 lines": lambda _: hashes(workshop, small, "v:0", length_s),
            }
        )
        for name, spent_s in per_s.items():
            print(f"{name:32} {1000 * spent_s / length_s:6.2f} CPU ms per second of film")
        ours, theirs = hashes(workshop, small, "v:0", length_s), hashes(workshop, given.film, track, length_s)
        found = judge(likeness(ours, theirs), video.fps, video.fps)
        print(
            f"our 240 lines and the upload     {found.verdict}, score {found.score:.2f}, offset {found.offset_s:.2f} s"
        )
    one, other = strangers()
    before_s = cpu_s()
    likeness(one, other)
    print(f"{'two strangers of 20 minutes':32} {cpu_s() - before_s:6.2f} CPU s")
    print(f"{'what is kept of how it looks':32} {SHAPE_BYTES / STEP_S:6.0f} bytes per second of film")


if __name__ == "__main__":
    main()
