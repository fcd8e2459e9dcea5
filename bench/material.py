"""What is measured with: the beginning of a film, with a sound, as the workshop would look into it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.clock import run
from media.facts import MediaFacts, VideoFacts
from media.graph.pictures import Rung
from media.probe import probe
from media.process import Workshop

DEMONSTRATION = Path(__file__).parents[1] / "catalog/data/demonstration/polizei-de.mp4"
#: A voice is between a tone and noise; both halves of the stereo differ.
TONE = ("-f", "lavfi", "-i", "aevalsrc='0.2*sin(440*t*2*PI)*sin(3*t)+0.02*random(0)|0.2*sin(330*t*2*PI)':s=48000")


@dataclass(frozen=True, slots=True)
class Clip:
    """A piece of film."""

    path: Path
    facts: MediaFacts

    @property
    def video(self) -> VideoFacts:
        """Return its picture."""
        if self.facts.video is None:
            raise SystemExit("There is no picture in this file.")
        return self.facts.video

    @property
    def duration_s(self) -> float:
        """Return how long it is."""
        return self.facts.duration_s

    @property
    def minutes(self) -> float:
        """Return how long it is, as costs are told."""
        return self.facts.duration_s / 60


def clip_of(workshop: Workshop, film: Path, seconds: float, target: Path) -> Clip:
    """Return the beginning of a film with its own sound, or with a made one where it has none."""
    own = ("-map", "0:v:0", "-map", "0:a:0", "-c", "copy")
    made = (*TONE, "-map", "0:v:0", "-map", "1:a:0", "-c:v", "copy", "-c:a", "flac")
    run(workshop.ffmpeg, "-i", film, *(own if probe(workshop, film).audio else made), "-t", str(seconds), target)
    return Clip(target, probe(workshop, target))


def raw_frames(workshop: Workshop, clip: Clip, rungs: Sequence[Rung], scratch: Path) -> dict[Rung, Path]:
    """Return the clip's frames in the size of each rung, decoded: what an encoder alone would be given."""
    frames = {rung: scratch / f"{rung.profile.name}.yuv" for rung in rungs}
    for rung, path in frames.items():
        size = f"scale={rung.width_px}:{rung.height_px}:flags=bicubic,fps={rung.fps},format=yuv420p"
        run(workshop.ffmpeg, "-i", clip.path, "-map", "0:v:0", "-vf", size, "-f", "rawvideo", path)
    return frames
