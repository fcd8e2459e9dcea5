"""Voices: espeak-ng says the sentences of a narration, each scene as slowly as its length allows."""

import io
import subprocess
import wave
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from demonstration.captions import Cue, broken, line_chars_max, visible_length
from demonstration.narration import Narration
from demonstration.timeline import DURATION_S, SHOTS, Shot

Sound = NDArray[np.float32]

#: The sampling rate of espeak-ng.
VOICE_HZ = 22_050
#: Words in a minute: an unhurried speaker, and the fastest that is still understood.
SLOW_WPM, FAST_WPM, STEP_WPM = 140, 205, 5
#: How loud a voice is while it speaks (root mean square): all languages alike, without pumping the music.
SPEECH_LEVEL = 0.12
#: Quieter than this is silence, at either end of what espeak-ng says.
SILENCE = 0.004


@dataclass(frozen=True, slots=True)
class Spoken:
    """A narration with its times: the captions, and the voice if the language has one."""

    cues: tuple[Cue, ...]
    voice: Sound | None
    #: The fastest scene, in words a minute.
    fastest_wpm: int


def say(sentence: str, voice: str, rate_wpm: int) -> Sound:
    """Return the sentence as espeak-ng says it, without silence around it."""
    command = ["espeak-ng", "-v", voice, "-s", str(rate_wpm), "-p", "42", "--stdout", sentence]
    spoken = subprocess.run(command, check=True, capture_output=True).stdout
    with wave.open(io.BytesIO(spoken)) as recording:
        # espeak-ng writes to a pipe and cannot know the length: the header promises more frames than there are.
        samples = np.frombuffer(recording.readframes(recording.getnframes()), dtype="<i2")
    sound = samples.astype(np.float32) / 32_768
    heard = np.flatnonzero(np.abs(sound) > SILENCE)
    return sound[heard[0] : heard[-1] + 1]


def say_scene(sentences: list[str], voice: str, shot: Shot) -> tuple[list[Sound], int]:
    """Return the sentences of one scene at the slowest rate that fits, and that rate."""
    for rate_wpm in range(SLOW_WPM, FAST_WPM + 1, STEP_WPM):
        sounds = [say(sentence, voice, rate_wpm) for sentence in sentences]
        if sum(map(len, sounds)) <= shot.speaking_s(len(sentences)) * VOICE_HZ:
            return sounds, rate_wpm
    raise ValueError(f"too many words for scene {shot.name!r} with voice {voice!r}: {' '.join(sentences)}")


def levelled(track: Sound) -> Sound:
    """Return the track as loud as all voices are to be; the silence between the words is not counted."""
    words = track[np.abs(track) > SILENCE]
    return track * np.float32(SPEECH_LEVEL / np.sqrt(np.mean(words**2)))


def speak(narration: Narration) -> Spoken:
    """Say a whole narration; without a voice only the captions are timed, by the length of the sentences."""
    track = np.zeros(round(DURATION_S * VOICE_HZ), dtype=np.float32) if narration.voice else None
    cues: list[Cue] = []
    fastest_wpm = 0
    for shot in SHOTS:
        sentences = narration.cues[shot.name]
        weights = [float(visible_length(sentence)) for sentence in sentences]
        sounds: list[Sound] = []
        if narration.voice:
            words = [sentence.replace("110", narration.spoken_110 or "110") for sentence in sentences]
            sounds, rate_wpm = say_scene(words, narration.voice, shot)
            weights = [float(len(sound)) for sound in sounds]
            fastest_wpm = max(fastest_wpm, rate_wpm)
        slots = list(shot.slots(weights))
        cues += [
            Cue(start_s, end_s, broken(sentence, line_chars_max(narration.language)))
            for (start_s, end_s), sentence in zip(slots, sentences, strict=True)
        ]
        if track is not None:
            for (start_s, _), sound in zip(slots, sounds, strict=True):
                first = round(start_s * VOICE_HZ)
                track[first : first + len(sound)] += sound
    return Spoken(tuple(cues), track if track is None else levelled(track), fastest_wpm)
