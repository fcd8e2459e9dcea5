"""Make what ships: a whole film in one language, the dubs, the captions and the list of them."""

import json
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

from demonstration.captions import faults, to_webvtt
from demonstration.encoder import encode_dub, encode_lossless, encode_picture, join, write_wave
from demonstration.film import raw_frames
from demonstration.music import MUSIC_HZ, compose
from demonstration.narration import LANGUAGES, Narration, read_narration
from demonstration.timeline import DURATION_S, SHOTS, Shot
from demonstration.voices import VOICE_HZ, speak

OUTPUT = Path(__file__).parent.parent / "catalog" / "data" / "demonstration"
SLUG = "polizei"
#: The language that ships with the picture, as one film; every other one is laid over it.
FIRST = "de"
FILM = f"{SLUG}-{FIRST}.mp4"
#: The languages in which the film's own page is kept.
FILM_LANGUAGES = ("de", "en")


def make_picture(output: Path = OUTPUT, *, preset: str = "slow") -> None:
    """Draw all scenes, two at a time, and encode them as the picture of the film; its sound stays."""
    with TemporaryDirectory() as scratch, ProcessPoolExecutor(2) as workers:
        parts = [Path(scratch) / f"{shot.name}.mkv" for shot in SHOTS]
        for shot, _ in zip(SHOTS, workers.map(_draw_scene, SHOTS, parts), strict=True):
            print(f"drawn: {shot.name}")
        picture = Path(scratch) / "picture.mp4"
        encode_picture(parts, picture, preset=preset)
        join(picture, output / FILM, output / FILM)


def _draw_scene(shot: Shot, part: Path) -> None:
    encode_lossless(raw_frames(shot.frames), part)


def make_versions(output: Path = OUTPUT) -> None:
    """Speak and caption every language, and list what there is in film.json."""
    narrations = [read_narration(language) for language in LANGUAGES]
    with TemporaryDirectory() as scratch:
        music = Path(scratch) / "music.wav"
        write_wave(compose(), MUSIC_HZ, music)
        versions = [_make_version(narration, music, Path(scratch), output) for narration in narrations]
    spoken = [version for version in versions if version.keys() & {"film", "dub"}]
    told_in = {narration.language: narration for narration in narrations}
    film = {
        "slug": SLUG,
        "duration_s": DURATION_S,
        "titles": {language: told_in[language].title for language in FILM_LANGUAGES},
        "descriptions": {language: told_in[language].description for language in FILM_LANGUAGES},
        "notice": {narration.language: narration.notice for narration in narrations},
        "versions": spoken,
        "subtitles": {version["language"]: version["captions"] for version in versions if version not in spoken},
    }
    (output / "film.json").write_text(json.dumps(film, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _make_version(narration: Narration, music: Path, scratch: Path, output: Path) -> dict[str, str]:
    """Make dub and captions of one language; refuse captions that are hard to read."""
    spoken = speak(narration)
    if broken_rules := faults(spoken.cues, narration.language):
        raise ValueError("\n".join(broken_rules))
    captions = output / f"{narration.language}.vtt"
    captions.write_text(to_webvtt(spoken.cues), encoding="utf-8")
    files = {"captions": captions.name}
    if spoken.voice is None:
        print(f"captioned: {narration.language}")
    else:
        voice = scratch / f"{narration.language}.wav"
        write_wave(spoken.voice, VOICE_HZ, voice)
        files |= _make_sound(narration.language, voice, music, output)
        print(f"spoken and captioned: {narration.language}, at most {spoken.fastest_wpm} words a minute")
    return {
        "language": narration.language,
        "title": narration.title,
        "description": narration.description,
    } | files


def _make_sound(language: str, voice: Path, music: Path, output: Path) -> dict[str, str]:
    """Make the dub of one language, or lay it under the picture; return the file's name by what it is."""
    name = f"{language}.opus"
    if language != FIRST:
        encode_dub(voice, music, output / name)
        return {"dub": name}
    encode_dub(voice, music, voice.with_name(name))
    join(output / FILM, voice.with_name(name), output / FILM)
    return {"film": FILM}
