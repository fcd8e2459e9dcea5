import pytest

from media.fingerprint import containment, joined, packet_hashes, same_picture, slice_hashes
from tests.clips import PICTURE

HEVC = ("-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=error:keyint=25", "-pix_fmt", "yuv420p")


@pytest.fixture(scope="module")
def fingerprint(workshop, clips):
    """What is kept of the test picture."""
    return joined(packet_hashes(workshop, clips.film), slice_hashes(workshop, clips.film, "v:0", "h264"))


def wrapped(clips, source, name):
    """The same packets in another container, without sound."""
    return clips.draw(name, "-i", source, "-map", "0:v:0", "-c", "copy")


@pytest.mark.parametrize("name", ["wrapped.mp4", "wrapped.mkv", "wrapped.mov", "wrapped.avi"])
def test_a_picture_is_known_by_its_packets_in_another_container(workshop, clips, fingerprint, name):
    upload = wrapped(clips, clips.film, name)

    found = packet_hashes(workshop, upload)

    assert containment(found, fingerprint) == 1.0
    assert same_picture(found, fingerprint, 4.0, 4.0)


@pytest.mark.parametrize("name", ["wrapped.ts", "wrapped.m2ts"])
def test_a_transport_stream_is_known_by_its_slices(workshop, clips, fingerprint, name):
    upload = wrapped(clips, clips.film, name)

    assert containment(packet_hashes(workshop, upload), fingerprint) < 0.5, "every packet is wrapped anew"
    assert containment(slice_hashes(workshop, upload, "v:0", "h264"), fingerprint) >= 0.98


def test_a_film_that_came_as_a_transport_stream_is_known_when_it_comes_as_an_mp4(workshop, clips):
    stream = wrapped(clips, clips.film, "first.ts")
    back = wrapped(clips, stream, "back.mp4")
    known = joined(packet_hashes(workshop, stream), slice_hashes(workshop, stream, "v:0", "h264"))

    for upload in (clips.film, back):
        assert containment(slice_hashes(workshop, upload, "v:0", "h264"), known) >= 0.98


def test_hevc_is_known_by_its_slices_too(workshop, clips):
    film = clips.draw("hevc.mp4", *PICTURE, *HEVC, "-tag:v", "hvc1")
    stream = wrapped(clips, film, "hevc.ts")

    ours, theirs = (slice_hashes(workshop, path, "v:0", "hevc") for path in (film, stream))

    assert containment(ours, theirs) >= 0.98


def test_a_codec_that_no_container_wraps_anew_has_no_slices(workshop, clips):
    tape = clips.interlaced

    assert slice_hashes(workshop, tape, "v:0", "mpeg2video") == b""


def test_a_film_that_starts_later_has_the_same_packets(workshop, clips, fingerprint):
    late = clips.draw("starts_late.mkv", "-itsoffset", "0.7", "-i", clips.film, "-c", "copy")

    assert same_picture(packet_hashes(workshop, late), fingerprint, 4.0, 4.0)


def test_strangers_share_nothing(workshop, clips, fingerprint):
    assert containment(packet_hashes(workshop, clips.stranger), fingerprint) == 0.0
    assert containment(slice_hashes(workshop, clips.stranger, "v:0", "h264"), fingerprint) == 0.0


def test_an_excerpt_is_another_picture(workshop, clips, fingerprint):
    excerpt = clips.draw("excerpt.mp4", "-i", clips.film, "-t", "2", "-c", "copy")
    found = packet_hashes(workshop, excerpt)

    assert containment(found, fingerprint) == 1.0
    assert not same_picture(found, fingerprint, 2.0, 4.0)


def test_a_fingerprint_from_before_slices_were_kept_is_still_good(workshop, clips):
    old = packet_hashes(workshop, clips.film)

    assert same_picture(packet_hashes(workshop, clips.other_language), old, 4.0, 4.0)


def test_nothing_is_known_by_nothing(fingerprint):
    assert containment(b"", fingerprint) == 0.0
    assert not same_picture(b"", b"", 4.0, 4.0)
