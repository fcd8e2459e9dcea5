"""Which samples show one picture: every film against every other, and one film altered as editors alter it."""

from dataclasses import dataclass
from itertools import combinations, combinations_with_replacement, product

import pytest

from media.errors import Damaged
from media.facts import VideoFacts
from media.fingerprint import packet_hashes, same_picture, slice_hashes
from media.likeness import likeness
from media.luma import Luma, hashes
from media.probe import probe
from media.verdict import Judgement, Verdict, judge
from tests.clips import Clips
from tests.samples.expected import FILMS, LANGUAGES, Made
from tests.samples.pictures import ALTERED, COPIES, FAMILIES, REENCODED

#: Whoever comes first looks at all films, which takes minutes on a busy machine.
pytestmark = [pytest.mark.samples, pytest.mark.integration, pytest.mark.timeout(900)]
PACKETS = "same packets"
SIGNS = {PACKETS: "=", "same": "s", "re-edit": "r", "different": "."}


@dataclass(frozen=True)
class Seen:
    """What is known of a film's picture."""

    video: VideoFacts
    packets: bytes
    slices: bytes
    luma: Luma


def seen(workshop, path):
    video = probe(workshop, path).video
    track = str(video.index)
    return Seen(
        video,
        packet_hashes(workshop, path, track),
        slice_hashes(workshop, path, track, video.codec),
        hashes(workshop, path, track, video.duration_s),
    )


def same_packets(one: Seen, other: Seen) -> bool:
    lengths = one.video.duration_s, other.video.duration_s
    kinds = ((one.packets, other.packets), (one.slices, other.slices))
    return one.video.fps == other.video.fps and any(same_picture(*kind, *lengths) for kind in kinds)


def judged(known: Seen, upload: Seen) -> Judgement:
    return judge(likeness(known.luma, upload.luma), known.video.fps, upload.video.fps)


@pytest.fixture(scope="module")
def films(workshop, samples):
    """Every sample with a picture that can be decoded."""
    names = {name for name, due in FILMS.items() if isinstance(due, Made)}
    names |= {f"lang/film_{language}.mp4" for language in LANGUAGES}
    return {name: seen(workshop, samples / name) for name in sorted(names)}


@pytest.fixture(scope="module")
def verdicts(films):
    """What every film is to every other, by name."""
    found = {}
    for known, upload in combinations_with_replacement(films, 2):
        packets = same_packets(films[known], films[upload])
        verdict = PACKETS if packets else judged(films[known], films[upload]).verdict.value
        found[known, upload] = found[upload, known] = verdict
    return found


def related(one: str, other: str) -> bool:
    return any({one, other} <= family for family in FAMILIES)


def test_the_table_of_every_film_against_every_other(films, verdicts, row):
    for number, known in enumerate(films):
        signs = "".join(SIGNS[verdicts[known, upload]] for upload in films)
        row.append(
            f"{'' if number else 'known by row, upload by column: = same packets, s same, r re-edit, . different'}\n"
        )
        row.append(f"{known[:40]:40} {signs}")

    assert all(verdicts[name, name] == PACKETS for name in films if films[name].packets)


def test_no_stranger_is_taken_for_the_same_or_for_an_edit(films, verdicts):
    wrong = {pair for pair in combinations(films, 2) if verdicts[pair] != Verdict.DIFFERENT and not related(*pair)}

    assert wrong == set()


def test_nothing_is_called_the_same_but_the_whole_same_picture(verdicts):
    same = {frozenset(pair) for pair, verdict in verdicts.items() if verdict in {PACKETS, "same"} and len({*pair}) == 2}

    whole = [COPIES[0] | REENCODED, *COPIES[1:]]
    assert {pair for pair in same if not any(pair <= pictures for pictures in whole)} == set()


@pytest.mark.parametrize("copies", COPIES)
def test_every_true_copy_is_known_by_its_packets(verdicts, copies):
    assert {verdicts[pair] for pair in product(copies, copies)} == {PACKETS}


def test_every_other_encoding_is_the_same(verdicts):
    pairs = [pair for pair in product(REENCODED, REENCODED) if len({*pair}) == 2]

    assert {pair: verdicts[pair] for pair in pairs if verdicts[pair] != Verdict.SAME} == {}


def test_a_re_edit_is_asked_about(verdicts):
    assert verdicts["lang/film_de.mp4", "lang/reedit_tr.mp4"] == Verdict.RE_EDIT


@pytest.mark.parametrize("name", ALTERED)
def test_what_an_editor_did_is_seen(workshop, samples, films, tmp_path, row, name):
    options, due = ALTERED[name]
    upload = seen(workshop, Clips(tmp_path).draw(name, "-i", samples / "lang/film_de.mp4", *options))

    known = films["lang/film_de.mp4"]
    found = judged(known, upload)
    codes = " ".join(reason.code for reason in found.reasons)
    said = PACKETS if same_packets(known, upload) else f"{found.verdict} {codes}".strip()
    row += [f"{name:26}", f"score {found.score:.2f}", f"offset {found.offset_s:6.2f} s", said]

    assert said == due


def test_a_rotten_film_is_refused_or_asked_about(workshop, samples, films):
    try:
        rotten = seen(workshop, samples / "nasty/bitrot_400_bytes.mp4")
    except Damaged:
        return

    assert judged(films["lang/film_de.mp4"], rotten).verdict != Verdict.SAME
