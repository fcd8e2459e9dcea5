"""What an upload must be before it is worth an encoding.

Rules only: facts go in, findings come out. A blocking finding ends the
upload, an advisory one is shown to the reviewer.
"""

from media.choice import sound_of
from media.errors import N_, DifferentLength, NoPicture, NoSound
from media.facts import AudioFacts, Finding, Heard, MediaFacts, Seen, VideoFacts
from media.findings import advice, finding_of
from media.picture_rules import judge_picture
from media.sound_rules import judge_sound

#: Dub and picture of one film: closer than this nobody hears it, farther and they belong to two films.
LENGTH_FINE_S, LENGTH_MOST_S = 0.5, 3.0
#: Lips and speech: so far apart most people notice; so far apart that something may be missing.
OFFSET_FINE_S, OFFSET_MUCH_S = 0.04, 1.0

SOUND_SHORTER = N_("The sound ends %(seconds)s seconds before the picture; the rest will be silent.")
SOUND_LONGER = N_("The sound runs %(seconds)s seconds longer than the picture; its end will be cut.")
OTHER_LENGTH = N_(
    "The film runs %(film_s)s seconds, the one that is known here %(known_s)s. Please check that it is the same cut."
)
SOUND_LATE = N_(
    "The sound begins %(seconds)s seconds after the picture. Please check that speech and lips go together."
)
SOUND_MUCH_LATER = N_(
    "The sound begins %(seconds)s seconds after the picture. Please check that its beginning is not missing."
)
PICTURE_LATE = N_(
    "The picture begins %(seconds)s seconds after the sound. Please check that speech and lips go together."
)
PICTURE_MUCH_LATER = N_(
    "The picture begins %(seconds)s seconds after the sound. Please check that its beginning is not missing."
)


def judge_film(
    facts: MediaFacts,
    heard: Heard | None,
    *,
    language: str | None = None,
    track: AudioFacts | None = None,
    seen: Seen | None = None,
    known_duration_s: float | None = None,
) -> list[Finding]:
    """Return what is wrong with a whole film, the blocking findings first.

    Args:
        facts: what ``probe`` said.
        heard: what listening to the track told; None when there is none.
        language: BCP 47 tag that the uploader declared.
        track: the track that was listened to; without one, the one that ``sound_of`` names.
        seen: what ``examine`` said; None when nobody has looked.
        known_duration_s: how long the film is in its other languages; None when there is no other.
    """
    findings = [finding_of(NoPicture())] if facts.video is None else judge_picture(facts.video, seen)
    if facts.video and known_duration_s and abs(facts.duration_s - known_duration_s) > LENGTH_FINE_S:
        lengths = {"film_s": round(facts.duration_s, 1), "known_s": round(known_duration_s, 1)}
        findings.append(advice("other_length", OTHER_LENGTH, **lengths))
    track = track or sound_of(facts, language)
    if track is None:
        findings.append(finding_of(NoSound()))
    else:
        findings += judge_sound(facts, track, heard, language)
        if facts.video:
            findings += _judge_beginnings(facts.video, track)
        missing_s = facts.duration_s - track.end_s
        if missing_s > LENGTH_MOST_S:
            findings.append(advice("sound_shorter", SOUND_SHORTER, seconds=round(missing_s, 1)))
    return sorted(findings, key=lambda finding: not finding.blocking)


def judge_dub(
    facts: MediaFacts,
    heard: Heard | None,
    picture_duration_s: float,
    *,
    language: str | None = None,
    track: AudioFacts | None = None,
) -> list[Finding]:
    """Return what is wrong with a dub for a picture of that length, the blocking findings first.

    A picture in the same file is left out; nothing is said about it.
    """
    track = track or sound_of(facts, language)
    if track is None:
        return [finding_of(NoSound())]
    findings = judge_sound(facts, track, heard, language)
    longer_s = track.end_s - picture_duration_s
    if abs(longer_s) > LENGTH_MOST_S:
        error = DifferentLength(sound_s=round(track.end_s, 1), picture_s=round(picture_duration_s, 1))
        findings.append(finding_of(error))
    elif longer_s > LENGTH_FINE_S:
        findings.append(advice("sound_longer", SOUND_LONGER, seconds=round(longer_s, 1)))
    elif longer_s < -LENGTH_FINE_S:
        findings.append(advice("sound_shorter", SOUND_SHORTER, seconds=round(-longer_s, 1)))
    return sorted(findings, key=lambda finding: not finding.blocking)


def _judge_beginnings(video: VideoFacts, track: AudioFacts) -> list[Finding]:
    """Return whether picture and sound begin together."""
    later_s = track.start_s - video.start_s
    seconds, much = round(abs(later_s), 2), abs(later_s) > OFFSET_MUCH_S
    if later_s > OFFSET_FINE_S:
        return [advice("sound_late", SOUND_MUCH_LATER if much else SOUND_LATE, seconds=seconds)]
    if later_s < -OFFSET_FINE_S:
        return [advice("picture_late", PICTURE_MUCH_LATER if much else PICTURE_LATE, seconds=seconds)]
    return []
