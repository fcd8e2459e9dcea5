"""What a player reads before it streams: HLS playlists, written from what the workshop measured. Pure.

One master playlist a language, with one sound: several sounds in one stream
break on iPhones, so the language is chosen on our page.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Protocol

from catalog.films.languages import Language
from media.rates import rate_for_rung

#: Up to this height a picture goes with the smallest sound.
SMALL_PICTURE_PX = 240
CAPTIONS = "captions"
#: How RFC 8216 calls a sound that tells what is to be seen.
DESCRIBES = "public.accessibility.describes-video"


class Stream(Protocol):
    """A picture or a sound that is fit for streaming."""

    profile: str
    codecs: str
    bandwidth_bps: int
    average_bps: int
    width_px: int
    height_px: int


def master_playlist(
    pictures: Iterable[Stream],
    sounds: Sequence[Stream],
    *,
    language: Language,
    fps: Fraction,
    address: Callable[[str], str],
    captions: Sequence[Language],
) -> str:
    """Return the master playlist of a version (RFC 8216).

    Args:
        pictures: the sizes of its picture, in the order in which a player shall try them.
        sounds: its sound in one or more qualities; at least one.
        language: what it speaks.
        fps: frames a second of the largest size; smaller ones may show every second of them.
        address: the address of a profile's own playlist; of captions likewise, by ``captions_name``.
        captions: their languages. Those in the language that is spoken are shown from the start.
    """
    lines = ["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-INDEPENDENT-SEGMENTS"]
    tag = language.text_tag if language.is_described else language.tag
    spoken = f'LANGUAGE="{tag}",NAME="{language.own_name}"'
    if language.is_described:
        spoken += f',CHARACTERISTICS="{DESCRIBES}"'
    lines += [
        f'#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="{sound.profile}",{spoken},DEFAULT=YES,AUTOSELECT=YES,URI="{address(sound.profile)}"'
        for sound in sounds
    ]
    lines += [
        f'#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="{CAPTIONS}",LANGUAGE="{text.tag}",NAME="{text.own_name}",'
        f"DEFAULT={'YES' if text.tag == language.text_tag else 'NO'},AUTOSELECT=YES,"
        f'URI="{address(captions_name(text.tag, language))}"'
        for text in captions
    ]
    for picture in pictures:
        sound = _sound_for(picture, sounds)
        lines += [_variant(picture, sound, fps, with_captions=bool(captions)), address(picture.profile)]
    return "\n".join(lines) + "\n"


def captions_name(tag: str, spoken: Language) -> str:
    """Return what the playlist of captions is called: "captions" in the language spoken, "captions-ti" in another."""
    return CAPTIONS if tag == spoken.text_tag else f"{CAPTIONS}-{tag}"


def captions_playlist(address: str, duration_s: float) -> str:
    """Return the playlist of the captions: one WebVTT file as long as the film."""
    lines = [
        "#EXTM3U",
        "#EXT-X-VERSION:7",
        "#EXT-X-PLAYLIST-TYPE:VOD",
        f"#EXT-X-TARGETDURATION:{math.ceil(duration_s)}",
        f"#EXTINF:{duration_s:.3f},",
        address,
        "#EXT-X-ENDLIST",
    ]
    return "\n".join(lines) + "\n"


def _variant(picture: Stream, sound: Stream, fps: Fraction, *, with_captions: bool) -> str:
    shown = rate_for_rung(fps, min(picture.width_px, picture.height_px))
    facts = [
        f"BANDWIDTH={picture.bandwidth_bps + sound.bandwidth_bps}",
        f"AVERAGE-BANDWIDTH={picture.average_bps + sound.average_bps}",
        f'CODECS="{picture.codecs},{sound.codecs}"',
        f"RESOLUTION={picture.width_px}x{picture.height_px}",
        f"FRAME-RATE={float(shown):.3f}",
        f'AUDIO="{sound.profile}"',
    ]
    if with_captions:
        facts.append(f'SUBTITLES="{CAPTIONS}"')
    return f"#EXT-X-STREAM-INF:{','.join(facts)}"


def _sound_for(picture: Stream, sounds: Sequence[Stream]) -> Stream:
    """Return the smallest sound for a small picture, else the best one."""
    wanted = min if picture.height_px <= SMALL_PICTURE_PX else max
    return wanted(sounds, key=lambda sound: sound.average_bps)
