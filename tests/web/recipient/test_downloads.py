import hashlib
from io import BytesIO
from zipfile import ZipFile

import pytest

from catalog.distribution.recalling.recalls import recall
from catalog.distribution.stages import EventKind
from catalog.people.permissions import MACHINE
from tests.web.recipient.test_films import kinds

BEGUN, COLLECTED = EventKind.BEGUN, EventKind.COLLECTED


def test_a_download_is_named_for_its_film_language_size_and_revision(clerk, sent):
    answer = clerk.get(f"/recipient/deliveries/{sent('ar').id}/720p.mp4")

    assert answer.headers["Content-Disposition"] == "attachment; filename=polizei-ar-720p-r1.mp4"
    assert len(answer.data) == int(answer.headers["Content-Length"]) == 200_000


def test_a_whole_download_counts_as_collected(clerk, session, sent):
    delivery = sent("ar")

    clerk.get(f"/recipient/deliveries/{delivery.id}/720p.mp4")

    assert kinds(session, delivery) == [EventKind.OFFERED, COLLECTED]
    assert delivery.events[1].details == {"profile": "720p", "size_bytes": 200_000}


def test_a_download_in_two_pieces_counts_once_when_its_last_byte_has_come(clerk, session, sent):
    delivery = sent("ar")
    address = f"/recipient/deliveries/{delivery.id}/720p.mp4"

    first = clerk.get(address, headers={"Range": "bytes=0-99999"})
    after_the_first = kinds(session, delivery)
    second = clerk.get(address, headers={"Range": "bytes=100000-", "If-Range": first.headers["ETag"]})

    assert (first.status_code, second.status_code) == (206, 206)
    assert first.data + second.data == clerk.get(f"{address}?again").data
    assert after_the_first == [EventKind.OFFERED, BEGUN]
    assert kinds(session, delivery)[:3] == [EventKind.OFFERED, BEGUN, COLLECTED]


def break_off(client, address):
    answer = client.get(address, buffered=False)
    next(answer.iter_encoded())
    answer.close()


@pytest.mark.parametrize(("name", "profile"), [("1080p.mp4", "1080p"), ("kit.zip", "kit")])
def test_a_download_that_breaks_off_does_not_count_and_is_told_once_a_day(clerk, session, sent, name, profile):
    delivery = sent("ar")

    for _ in range(3):
        break_off(clerk, f"/recipient/deliveries/{delivery.id}/{name}")

    assert kinds(session, delivery) == [EventKind.OFFERED, BEGUN]
    told = delivery.events[1].details
    assert told["profile"] == profile
    assert 0 < told["reached_bytes"] < told["size_bytes"]
    assert "broke off after" in clerk.get(f"/recipient/deliveries/{delivery.id}?ui=en").text


def test_each_size_that_breaks_off_is_told(clerk, session, sent):
    delivery = sent("ar")

    for profile in ("1080p", "720p", "1080p"):
        break_off(clerk, f"/recipient/deliveries/{delivery.id}/{profile}.mp4")

    assert kinds(session, delivery).count(BEGUN) == 2


def test_asking_for_the_size_alone_does_not_count(clerk, session, sent):
    delivery = sent("ar")

    for name in ("720p.mp4", "kit.zip"):
        assert clerk.head(f"/recipient/deliveries/{delivery.id}/{name}").status_code == 200

    assert COLLECTED not in kinds(session, delivery)


def test_an_unknown_size_is_refused_with_a_sentence(clerk, sent):
    answer = clerk.get(f"/recipient/deliveries/{sent('ar').id}/4320p.mp4?ui=en")

    assert answer.status_code == 404
    assert "not available in this size" in answer.text


def test_not_a_byte_of_a_recalled_film_leaves_the_house(clerk, session, sent):
    delivery = sent("ar")
    recall(session, delivery.version_id, "Der Notruf ist falsch.", by=MACHINE)
    session.commit()

    for name in ("720p.mp4", "kit.zip"):
        answer = clerk.get(f"/recipient/deliveries/{delivery.id}/{name}?ui=en")
        assert answer.status_code == 410
        assert "Please do not show it any more." in answer.text


def test_a_kit_holds_what_its_checksums_say(clerk, sent):
    answer = clerk.get(f"/recipient/deliveries/{sent('ar').id}/kit.zip?profile=720p&profile=240p")

    with ZipFile(BytesIO(answer.data)) as kit:
        assert kit.testzip() is None
        sums = [line.split("  ") for line in kit.read("SHA256SUMS.txt").decode().splitlines()]
        assert {name for _, name in sums} == {
            "LIESMICH.txt",
            "polizei-ar-720p-r1.mp4",
            "polizei-ar-240p-r1.mp4",
            "polizei-ar-720p-r1.srt",
            "polizei-ar-240p-r1.srt",
            "polizei-ar-r1.vtt",
        }
        assert all(hashlib.sha256(kit.read(name)).hexdigest() == sha256 for sha256, name in sums)
        assert "العربية" in kit.read("LIESMICH.txt").decode()
    assert len(answer.data) == int(answer.headers["Content-Length"])


def test_subtitles_lie_in_a_kit_under_the_name_of_each_film(clerk, sent):
    delivery = sent("de", subtitles=("so", "ti"))

    answer = clerk.get(f"/recipient/deliveries/{delivery.id}/kit.zip?profile=720p&profile=240p")
    with ZipFile(BytesIO(answer.data)) as kit:
        films = [name.removesuffix(".mp4") for name in kit.namelist() if name.endswith(".mp4")]
        texts = {name for name in kit.namelist() if name.endswith(".srt")}
        read_me = kit.read("LIESMICH.txt").decode()

    assert films == ["polizei-de-720p-r1", "polizei-de-240p-r1"]
    assert texts == {f"{film}{tag}.srt" for film in films for tag in ("", ".so", ".ti")}
    assert all(name in read_me for name in texts)
    assert len(answer.data) == int(answer.headers["Content-Length"])


def test_subtitles_can_be_taken_one_by_one(clerk, sent):
    page = clerk.get(f"/recipient/deliveries/{sent('de', subtitles=('ti',)).id}?ui=en").text

    assert "Subtitles in Tigrinya:" in page
    for name in ("captions.vtt", "subtitles/ti.srt", "subtitles/ti.vtt"):
        assert f"/film/polizei/de/{name}" in page
        assert clerk.get(f"/film/polizei/de/{name}").status_code == 200


def test_a_kit_without_a_choice_holds_every_size(clerk, sent):
    answer = clerk.get(f"/recipient/deliveries/{sent('ar').id}/kit.zip")

    with ZipFile(BytesIO(answer.data)) as kit:
        assert sum(name.endswith(".mp4") for name in kit.namelist()) == 3


def test_a_kit_counts_as_collected_with_its_size(clerk, session, sent):
    delivery = sent("ar")

    kit = clerk.get(f"/recipient/deliveries/{delivery.id}/kit.zip?profile=240p").data

    assert kinds(session, delivery)[1] == COLLECTED
    assert delivery.events[1].details == {"profile": "kit", "size_bytes": len(kit)}
    assert "Downloaded as a kit" in clerk.get(f"/recipient/deliveries/{delivery.id}?ui=en").text
