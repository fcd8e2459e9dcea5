import pytest

from media.boxes import layout
from media.check import Expected, prove
from media.dub import encode_sound
from media.encode import encode_picture
from media.errors import BrokenOutput, Cancelled
from media.facts import Loudness
from media.fingerprint import containment, packet_hashes, same_picture
from media.listening import listen
from media.loudness import measure
from media.probe import probe
from media.profiles import BROADCAST, OPUS, PICTURE_LADDER, SOUNDS
from media.waveform import Waveform
from tests.clips import tone
from tests.media.hearing import meter

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def rendition(workshop, clips, tmp_path_factory):
    """One size of the test picture, 4 s long."""
    scratch = tmp_path_factory.mktemp("picture")
    picture = encode_picture(workshop, clips.film, probe(workshop, clips.film), PICTURE_LADDER[-1:], scratch)
    return picture.renditions[0].path


def sounds_of(workshop, source, scratch, **wishes):
    heard = listen(workshop, source, 0)
    wishes = {"mono": heard.mono, **wishes}
    return encode_sound(workshop, source, 0, heard.loudness, wishes.pop("duration_s", 4.0), scratch, **wishes)


@pytest.mark.parametrize("name", ["film", "speech", "long_speech", "two_sides", "surround"])
def test_every_language_is_equally_loud_in_every_quality(workshop, clips, tmp_path, name):
    tracks = sounds_of(workshop, getattr(clips, name), tmp_path, profiles=(*SOUNDS, OPUS)).tracks

    assert [track.profile for track in tracks] == ["aac", "aac_small", "opus"]
    assert [track.channels for track in tracks] == [2, 1, 1]
    for track in tracks:
        assert meter(track.path) == pytest.approx(-16.0, abs=0.3)
        assert meter(track.path) == pytest.approx(track.loudness.integrated_lufs, abs=0.15)
        assert track.loudness.true_peak_dbtp <= -1.0
        assert track.duration_s == pytest.approx(4.0, abs=0.001)


def test_each_quality_is_smaller_than_the_one_before(workshop, clips, tmp_path):
    good, small, opus = sounds_of(workshop, clips.two_sides, tmp_path, profiles=(*SOUNDS, OPUS)).tracks

    assert (good.codecs, small.codecs, opus.codecs) == ("mp4a.40.2", "mp4a.40.2", "opus")
    assert small.size_bytes < good.size_bytes / 1.5
    assert opus.size_bytes < small.size_bytes
    assert opus.average_bps == pytest.approx(24_000, rel=0.25)


def test_broadcasters_get_their_own_loudness(workshop, clips, tmp_path):
    (master,) = sounds_of(workshop, clips.speech, tmp_path, profiles=[BROADCAST]).tracks

    assert meter(master.path) == pytest.approx(-23.0, abs=0.3)


def test_a_sharp_voice_is_as_loud_as_a_soft_one(workshop, clips, tmp_path):
    # Short bursts have high peaks: the limiter swallows part of the gain, and it is given back.
    bursts = "aevalsrc='0.9*sin(2*PI*300*t)*(0.1+0.9*lt(mod(t,0.5),0.1))':d=4:s=48000"
    sharp = clips.draw("sharp.wav", "-f", "lavfi", "-i", bursts)

    good, small = sounds_of(workshop, sharp, tmp_path).tracks

    assert meter(good.path) == pytest.approx(-16.0, abs=0.5)
    assert meter(small.path) == pytest.approx(meter(good.path), abs=0.5)
    assert max(good.loudness.true_peak_dbtp, small.loudness.true_peak_dbtp) <= -1.0


def test_claps_alone_are_as_loud_as_their_peaks_allow(workshop, clips, tmp_path):
    good, small = sounds_of(workshop, clips.clicks, tmp_path, duration_s=6.0).tracks

    assert good.loudness.integrated_lufs < -20
    assert -6 < good.loudness.true_peak_dbtp <= -1.0
    assert -6 < small.loudness.true_peak_dbtp <= -1.0


def test_what_was_measured_wrongly_is_mended(workshop, clips, tmp_path):
    wrong = Loudness(-36.0, -34.0)

    good, small = encode_sound(workshop, clips.film, 0, wrong, 4.0, tmp_path).tracks

    assert meter(good.path) == pytest.approx(-16.0, abs=0.3)
    assert meter(small.path) == pytest.approx(-16.0, abs=0.3)


def test_a_whisper_is_lifted_but_not_to_a_roar(workshop, clips, tmp_path):
    whisper = clips.draw("whisper.wav", *tone(440, volume_db=-40))

    (good, _) = sounds_of(workshop, whisper, tmp_path).tracks

    assert meter(good.path) == pytest.approx(meter(whisper) + 30, abs=0.3)


def test_silence_stays_silence(workshop, clips, tmp_path):
    heard = listen(workshop, clips.nothing_to_hear, 0)

    assert heard.loudness.silent
    assert all(track.loudness.silent for track in sounds_of(workshop, clips.nothing_to_hear, tmp_path).tracks)


def test_who_speaks_in_the_middle_is_heard_on_both_sides(workshop, clips, tmp_path):
    good, _ = sounds_of(workshop, clips.surround, tmp_path).tracks

    left, right = (meter(good.path, f"pan=mono|c0={side}") for side in ("FL", "FR"))
    assert left == pytest.approx(right, abs=0.1)
    assert left == pytest.approx(-16.0, abs=0.4)


def test_sides_against_each_other_do_not_fall_silent_on_a_phone(workshop, clips, tmp_path):
    opposed = "aevalsrc='0.2*sin(2*PI*440*t)|-0.2*sin(2*PI*440*t)':d=4:s=48000:c=stereo"
    source = clips.draw("opposed.wav", "-f", "lavfi", "-i", opposed)

    good, small = sounds_of(workshop, source, tmp_path).tracks

    assert meter(small.path) == pytest.approx(meter(good.path), abs=0.3)


def test_a_sound_is_drawn_while_it_is_proved(workshop, clips, tmp_path):
    made = sounds_of(workshop, clips.speech, tmp_path)

    drawn = Waveform.from_bytes(made.waveform)
    assert drawn.duration_s == pytest.approx(4.0, abs=0.06)
    assert drawn.points[10][1] > 10
    assert drawn.points[-5] == (0, 0), "the dub is a second shorter than the picture"


def test_a_sound_can_be_called_off(workshop, clips, tmp_path):
    with pytest.raises(Cancelled):
        encode_sound(workshop, clips.film, 0, Loudness(-18, -12), 4.0, tmp_path, cancelled=lambda: True)
    with pytest.raises(Cancelled):
        listen(workshop, clips.film, 0, cancelled=lambda: True)
    with pytest.raises(Cancelled):
        measure(workshop, clips.film, cancelled=lambda: True)


def test_a_sound_tells_how_far_it_is(workshop, clips, tmp_path):
    told = []

    encode_sound(
        workshop, clips.film, 0, Loudness(-18, -12), 4.0, tmp_path, on_progress=lambda share, _: told.append(share)
    )
    listen(workshop, clips.film, 0, 4.0, on_progress=lambda share, _: told.append(share))

    assert told
    assert max(told) == pytest.approx(1.0, abs=0.05)


def test_the_same_picture_is_known_whatever_its_sound_and_container(workshop, clips):
    ours, theirs, foreign = (
        packet_hashes(workshop, path) for path in (clips.film, clips.other_language, clips.stranger)
    )

    assert containment(ours, theirs) == 1.0
    assert same_picture(ours, theirs, 4.0, 4.0)
    assert containment(ours, foreign) == 0.0
    assert not same_picture(ours, theirs, 4.0, 9.0), "an excerpt is another picture"
    assert containment(b"", ours) == 0.0


def test_a_short_output_is_refused_although_the_tool_said_0(workshop, clips):
    with pytest.raises(BrokenOutput):
        prove(workshop, clips.film, Expected(5.0, 320, 180, sound=True))


def test_an_output_that_breaks_off_is_refused(workshop, clips, tmp_path, rendition):
    half = tmp_path / "half.mp4"
    half.write_bytes(rendition.read_bytes()[:-3000])

    with pytest.raises(BrokenOutput):
        layout(half)
    with pytest.raises(BrokenOutput):
        prove(workshop, half, Expected(4.0, 320, 180, frames=100))


def test_a_rotten_output_is_refused(workshop, clips, rendition, tmp_path):
    rotten = bytearray(rendition.read_bytes())
    for place in range(len(rotten) // 3, len(rotten) // 2, 7):
        rotten[place] ^= 0xFF
    damaged = tmp_path / "damaged.mp4"
    damaged.write_bytes(rotten)

    with pytest.raises(BrokenOutput):
        prove(workshop, damaged, Expected(4.0, 320, 180, frames=100))


def test_a_gain_is_bounded():
    assert Loudness(-71.0, -60.0).silent
    assert not Loudness(-50.0, -40.0).silent
