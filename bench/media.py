"""What a film costs: CPU seconds per film minute, for the first language and for each further one.

    python -m bench.media [FILM] [--seconds 90]

The first language pays for the picture in every size. A further one pays for
its sound and for copying packets; the ratio of the two is the point.
"""

import argparse
import resource
import shutil
import subprocess
import tempfile
from pathlib import Path

from media import graph
from media.dub import encode_sound, lay_over
from media.encode import encode_picture
from media.facts import Cost, MediaFacts, Picture
from media.loudness import measure
from media.probe import probe
from media.process import Workshop
from media.profiles import ladder_for, profile_named, sound_for
from media.stills import poster

DEMONSTRATION = Path(__file__).parents[1] / "catalog/data/demonstration/polizei-de.mp4"


def cpu_of_children() -> float:
    """CPU seconds of every process that was waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def clip_of(workshop: Workshop, film: Path, seconds: float, scratch: Path) -> Path:
    """The film's beginning, with a tone where it has no sound."""
    tone = ["-f", "lavfi", "-i", "sine=frequency=330:sample_rate=48000"]
    clip = scratch / "clip.mkv"
    tracks = ["-map", "0:v:0", "-map", "1:a:0", "-c:v", "copy", "-c:a", "flac", "-t", str(seconds)]
    subprocess.run([workshop.ffmpeg, "-v", "error", "-i", film, *tone, *tracks, clip], check=True)
    return clip


def bare(workshop: Workshop, clip: Path, facts: MediaFacts, scratch: Path) -> float:
    """CPU seconds of the same encoding without sandbox, keeper and proof: the limit for us."""
    if facts.video is None:
        raise SystemExit("There is no picture in this file.")
    rungs = graph.rungs(facts.video, ladder_for(facts.video.lines_px), scratch)
    command = graph.ladder(clip, facts.video, facts.duration_s, rungs)
    before_s = cpu_of_children()
    subprocess.run([workshop.ffmpeg, "-v", "error", "-nostdin", "-y", *command[1:]], check=True)
    return cpu_of_children() - before_s


def language(workshop: Workshop, clip: Path, picture: Picture, scratch: Path) -> Cost:
    """Lay one language over every size, measured and proved."""
    scratch.mkdir()
    before_s = cpu_of_children()
    sounds = encode_sound(workshop, clip, 0, measure(workshop, clip), picture.duration_s, scratch)
    paths = {sound.profile: sound.path for sound in sounds.tracks}
    for rendition in picture.renditions:
        sound = paths[sound_for(profile_named(rendition.profile)).name]
        lay_over(workshop, rendition.path, sound, "ti", "bench", scratch / f"film_{rendition.profile}.mp4")
    return Cost(cpu_s=cpu_of_children() - before_s)


def main() -> None:
    """Print the figures of one film."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("film", type=Path, nargs="?", default=DEMONSTRATION)
    parser.add_argument("--seconds", type=float, default=90.0)
    given = parser.parse_args()
    workshop = Workshop.open()
    scratch = Path(tempfile.mkdtemp(prefix="filmbote-bench-"))
    try:
        clip = clip_of(workshop, given.film, given.seconds, scratch)
        facts = probe(workshop, clip)
        minutes = facts.duration_s / 60
        limit_s = bare(workshop, clip, facts, scratch)
        before_s = cpu_of_children()
        profiles = ladder_for(facts.video.lines_px) if facts.video else ()
        picture = encode_picture(workshop, clip, facts, profiles, scratch)
        poster(workshop, picture.renditions[-1].path, scratch, picture.duration_s)
        picture_s = cpu_of_children() - before_s
        further_s = language(workshop, clip, picture, scratch / "one").cpu_s
        sizes = " ".join(f"{rung.width_px}x{rung.height_px}" for rung in picture.renditions)
        print(f"{given.film.name}: {facts.duration_s:.1f} s as {sizes}, sandbox {workshop.sandbox}")
        print(f"first language      {(picture_s + further_s) / minutes:8.1f} CPU s per film minute")
        print(f"each further one    {further_s / minutes:8.1f} CPU s per film minute")
        print(f"ratio               {(picture_s + further_s) / further_s:8.1f}")
        print(f"the encoders alone  {limit_s / minutes:8.1f} CPU s per film minute")
        print(f"sandbox, proof and poster add {100 * (picture_s / limit_s - 1):.1f} %")
    finally:
        shutil.rmtree(scratch)


if __name__ == "__main__":
    main()
