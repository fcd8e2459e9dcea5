"""A quiet bed of music, computed: a slow pad of four chords and a few soft bells over it."""

import numpy as np
from numpy.typing import NDArray

from demonstration.timeline import DURATION_S

MUSIC_HZ = 48_000
CHORD_S = 5.6
#: The chords as semitones above A3: F, C, d minor, B flat; a friendly round that never ends.
CHORDS = ((-4, 0, 3, 8), (-9, -5, -2, 3), (-7, -4, 0, 5), (-11, -7, -4, 1))
#: The bells as steps of the chord, one every beat; None is a rest.
BELLS = (0, 2, None, 3, 1, None, 2, None)

Sound = NDArray[np.float32]


def pitch_hz(semitones: float) -> float:
    """Return the frequency so many semitones above A3."""
    return 220.0 * 2.0 ** (semitones / 12)


def swell(length: int, rise_s: float, fall_s: float) -> Sound:
    """Return an envelope that rises and falls like a breath."""
    t = np.arange(length) / MUSIC_HZ
    rise = np.clip(t / rise_s, 0, 1)
    fall = np.clip((length / MUSIC_HZ - t) / fall_s, 0, 1)
    return (np.sin(rise * np.pi / 2) ** 2 * np.sin(fall * np.pi / 2) ** 2).astype(np.float32)


def pad(chord: tuple[int, ...], length_s: float) -> Sound:
    """Return a chord of soft voices, each a little out of tune with itself."""
    t = np.arange(round(length_s * MUSIC_HZ)) / MUSIC_HZ
    sound = np.zeros(len(t))
    for note in chord:
        for detune in (-0.06, 0.05):
            phase = 2 * np.pi * pitch_hz(note + detune) * t
            sound += np.sin(phase) + 0.25 * np.sin(2 * phase) + 0.08 * np.sin(3 * phase)
    sound += 1.6 * np.sin(2 * np.pi * pitch_hz(chord[0] - 12) * t)
    return (sound / (2.7 * len(chord))).astype(np.float32) * swell(len(t), 1.6, 1.8)


def bell(note: float) -> Sound:
    """Return one soft stroke that dies away."""
    t = np.arange(round(2.4 * MUSIC_HZ)) / MUSIC_HZ
    strike = np.sin(2 * np.pi * pitch_hz(note) * t) + 0.3 * np.sin(4 * np.pi * pitch_hz(note) * t) * np.exp(-4 * t)
    return (strike * np.exp(-2.6 * t) * np.clip(t / 0.008, 0, 1)).astype(np.float32)


def compose() -> Sound:
    """Return the music for the whole film, quiet enough to speak over."""
    track = np.zeros(round((DURATION_S + 10) * MUSIC_HZ), dtype=np.float32)
    for number in range(int(DURATION_S / CHORD_S) + 1):
        chord = CHORDS[number % len(CHORDS)]
        add(track, 0.05 * pad(chord, CHORD_S + 1.8), number * CHORD_S)
        for beat, step in enumerate(BELLS):
            if step is not None:
                add(track, 0.016 * bell(chord[step] + 12), number * CHORD_S + beat * CHORD_S / len(BELLS))
    track = track[: round(DURATION_S * MUSIC_HZ)]
    return track * swell(len(track), 1.5, 3.0)


def add(track: Sound, sound: Sound, start_s: float) -> None:
    """Mix a sound into the track; what hangs over the end is lost."""
    first = round(start_s * MUSIC_HZ)
    room = min(len(sound), len(track) - first)
    track[first : first + room] += sound[:room]
