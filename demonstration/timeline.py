"""The order and the length of the scenes, which picture, voice and captions share."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

FRAMES_PER_S = 25

#: Silence at the start and at the end of a scene, so that no word hangs over a cut.
LEAD_IN_S = 0.25
LEAD_OUT_S = 0.15
#: Silence between two cues of one scene.
GAP_S = 0.2


@dataclass(frozen=True, slots=True)
class Shot:
    """When a scene is on the screen."""

    name: str
    start_s: float
    length_s: float

    @property
    def end_s(self) -> float:
        """The time of the cut to the next scene."""
        return self.start_s + self.length_s

    @property
    def frames(self) -> range:
        """The numbers of the scene's frames in the film."""
        return range(round(self.start_s * FRAMES_PER_S), round(self.end_s * FRAMES_PER_S))

    def speaking_s(self, cues: int) -> float:
        """Return how long may be spoken in the scene if the text has so many cues."""
        return self.length_s - LEAD_IN_S - LEAD_OUT_S - GAP_S * (cues - 1)

    def slots(self, weights: Sequence[float]) -> Iterator[tuple[float, float]]:
        """Yield start and end of each cue in seconds of the film, shared out by weight."""
        second_per_weight = self.speaking_s(len(weights)) / sum(weights)
        start_s = self.start_s + LEAD_IN_S
        for weight in weights:
            end_s = start_s + weight * second_per_weight
            yield start_s, end_s
            start_s = end_s + GAP_S


#: Lengths are multiples of 0.04 s, one frame.
LENGTHS_S = {
    "town": 6.4,
    "patrol": 6.0,
    "crossing": 6.0,
    "directions": 6.4,
    "call": 7.0,
    "control_room": 6.0,
    "night": 5.2,
    "interpreter": 7.6,
    "check": 6.8,
    "card": 7.2,
    "rights": 8.0,
    "complaint": 8.8,
    "square": 6.6,
}


def shots() -> tuple[Shot, ...]:
    """Return all scenes in the order of the film."""
    found: list[Shot] = []
    for name, length_s in LENGTHS_S.items():
        found.append(Shot(name, found[-1].end_s if found else 0.0, length_s))
    return tuple(found)


SHOTS = shots()
DURATION_S = SHOTS[-1].end_s
