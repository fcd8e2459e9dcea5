"""What our own workshop does for a film, step by step as the jobs do it, with the CPU seconds of each run."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.material import Clip
from media.compose import compose
from media.dub import encode_sound
from media.encode import encode_picture
from media.facts import Picture
from media.listening import listen
from media.process import Ran, Workshop
from media.profiles import AAC, AAC_SMALL, OPUS, Profile, ladder_for, profile_named, sound_for
from media.sandbox import Limits
from media.stream import segments

#: What every language is heard in: in films and streams, and by itself.
QUALITIES = (AAC, AAC_SMALL, OPUS)


@dataclass(frozen=True, slots=True)
class Watched(Workshop):
    """A workshop that notes how often a tool was started, and what it took to look at what was made."""

    source: Path = Path()
    started: list[float] = field(default_factory=list)
    proofs: list[float] = field(default_factory=list)

    def run(self, command: list[str], *, reads: Sequence[Path], writes: Path | None, **order: Any) -> Ran:  # noqa: ANN401
        """Run ffmpeg; a run that writes no file and reads ours is a proof."""
        ran = Workshop.run(self, command, reads=reads, writes=writes, **order)
        self._note(ran, reads, proof=writes is None)
        return ran

    def look(self, script: Path, arguments: Sequence[str], *, reads: Sequence[Path], limits: Limits) -> Ran:
        """Run one of our own scripts, which only look."""
        ran = Workshop.look(self, script, arguments, reads=reads, limits=limits)
        self._note(ran, reads, proof=True)
        return ran

    def _note(self, ran: Ran, reads: Sequence[Path], *, proof: bool) -> None:
        self.started.append(ran.cost.cpu_s)
        if proof and self.source not in reads:
            self.proofs.append(ran.cost.cpu_s)


@dataclass(frozen=True, slots=True)
class Kept:
    """What the storage has to keep for one language."""

    sound_bytes: int
    #: Of all downloads together.
    film_bytes: int


def ladder(clip: Clip) -> tuple[Profile, ...]:
    """Return the rungs that every player understands."""
    return ladder_for(clip.video.lines_px)


def picture(workshop: Workshop, clip: Clip, scratch: Path, profiles: Sequence[Profile] = ()) -> Picture:
    """Make the picture in these sizes or in all that every player understands, ready for streaming."""
    made = encode_picture(workshop, clip.path, clip.facts, profiles or ladder(clip), scratch)
    for rendition in made.renditions:
        segments(rendition.path)
    return made


def language(workshop: Workshop, clip: Clip, over: Picture, scratch: Path, tag: str = "ti") -> Kept:
    """Make everything of one further language; return what has to be kept of it."""
    heard = listen(workshop, clip.path, 0, clip.duration_s)
    made = encode_sound(
        workshop, clip.path, 0, heard.loudness, over.duration_s, scratch, mono=heard.mono, profiles=QUALITIES
    )
    paths = {track.profile: track.path for track in made.tracks}
    recipes = [compose(workshop, None, paths[AAC.name], tag, "bench", scratch)]
    for rung in over.renditions:
        sound = paths[sound_for(profile_named(rung.profile)).name]
        segments(sound)
        recipes.append(compose(workshop, rung.path, sound, tag, "bench", scratch))
    return Kept(sum(track.size_bytes for track in made.tracks), sum(len(composed.recipe) for composed in recipes))


def first_language(workshop: Workshop, clip: Clip, scratch: Path) -> None:
    """Make a film that nobody has seen before: picture, sound, downloads and streams."""
    language(workshop, clip, picture(workshop, clip, scratch), scratch)
