"""From the second of a recall no byte of the film leaves by any address."""

from dataclasses import dataclass

import pytest

from catalog.distribution import ledger
from catalog.distribution.models import Delivery
from catalog.distribution.recalling import copies
from catalog.distribution.recalling.copies import Answer, Way
from catalog.distribution.recalling.recalls import recall
from catalog.distribution.stages import EventKind, Standing
from catalog.films.lifecycle import Status
from catalog.films.models import Rendition, RenditionKind
from catalog.people import links
from catalog.people.permissions import MACHINE, Role
from tests.distribution.finished import finish
from tests.web.conftest import sign_in
from tests.web.public.conftest import Cinema

WHY = "Die Notrufnummer ist falsch."
#: An address that has one of these in it is about one film in one language, or about one delivery.
ABOUT_ONE_FILM = {"language", "profile", "rendition_id", "delivery_id", "ticket"}
#: Pages of a recipient that tell of the recall, and addresses of a link that lead to such a page.
TELL_OF_IT = {"recipient.show", "link.show", "link.film", "link.kit"}
#: The ministry looks at what it has recalled, and what it uploads is not a film yet.
BEHIND_THE_MINISTRY_S_DOOR = "/ministry/"
WAYS_TO_ASK = [
    ("GET", {}),
    ("HEAD", {}),
    ("GET", {"Range": "bytes=0-9"}),
    ("HEAD", {"Range": "bytes=5-"}),
    ("GET", {"Range": "bytes=5-"}),
]


@dataclass
class Address:
    """One address of a film, and who opens it."""

    endpoint: str
    path: str
    client: object


@pytest.fixture
def version(make, runtime, session, tmp_path):
    """A version with everything that can belong to one, laid in the storage."""
    cinema = Cinema(make, runtime, tmp_path)
    shown = cinema.shows("ar", subtitles=("ti",))
    sound = tmp_path / "sound.opus"
    sound.write_bytes(b"only to listen")
    kept = runtime.storage.keep(sound)
    session.add(
        Rendition(
            version_id=shown.id,
            kind=RenditionKind.AUDIO,
            profile="opus",
            sha256=kept.sha256,
            size_bytes=kept.size_bytes,
            duration_s=88.0,
            width_px=0,
            height_px=0,
        )
    )
    shown.picture.storyboard = {"sheets": [kept.sha256], "webvtt": "WEBVTT\n\n{uri:0}\n"}
    session.commit()
    return shown


@pytest.fixture
def addresses(app, client, session, make, runtime, version):
    """Every address of the version, those of a recipient and of a letter's link included."""
    clerk = make.account(Role.RECIPIENT)
    delivery = make.delivery(version)
    way_in = links.address_of(runtime.config, make.link(delivery.organisation)).removeprefix(runtime.config.public_url)
    session.commit()
    signed_in, by_link = sign_in(app.test_client(), clerk), app.test_client()
    film = "/film/polizei/ar"
    own = f"/recipient/deliveries/{delivery.id}"

    def ticket(**fields):
        return by_link.post(f"{way_in}deliveries/{delivery.id}/downloads", data=fields).location

    of_film = [
        ("public.version", film),
        ("public.download", f"{film}/480p.mp4"),
        ("public.sound", f"{film}/sound.opus"),
        ("public.webvtt", f"{film}/captions.vtt"),
        ("public.srt", f"{film}/captions.srt"),
        ("public.subtitles_webvtt", f"{film}/subtitles/ti.vtt"),
        ("public.subtitles_srt", f"{film}/subtitles/ti.srt"),
        ("public.poster", f"{film}/poster.jpg"),
        ("public.poster", f"{film}/poster.jpg?v={version.picture.poster_sha256[:10]}"),
        ("public.stream", f"{film}/stream.m3u8"),
        ("public.playlist", f"{film}/480p.m3u8"),
        ("public.storyboard", f"{film}/storyboard.vtt"),
        ("public.storyboard_sheet", f"{film}/storyboard/0.jpg"),
        *(
            ("public.content", f"/stream/{file.id}.mp4")
            for file in (*version.picture.renditions, *version.renditions)
            if file.kind in (RenditionKind.PICTURE, RenditionKind.SOUND)
        ),
        ("tickets.fetch", ticket(profile="480p")),
        ("tickets.fetch", ticket(what="kit")),
    ]
    of_recipient = [("recipient.film", f"{own}/480p.mp4"), ("recipient.kit", f"{own}/kit.zip")]
    return [
        *(Address(endpoint, path, client) for endpoint, path in of_film),
        *(Address(endpoint, path, signed_in) for endpoint, path in of_recipient),
    ]


def test_every_address_of_a_film_is_walked(app, addresses):
    about_one_film = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in rule.methods
        and rule.arguments & ABOUT_ONE_FILM
        and not rule.rule.startswith(BEHIND_THE_MINISTRY_S_DOOR)
    }

    assert about_one_film - TELL_OF_IT == {address.endpoint for address in addresses}


def test_no_address_gives_a_byte_after_the_recall(session, version, addresses):
    before = {address.path: address.client.get(address.path) for address in addresses}
    recall(session, version.id, WHY, by=MACHINE)
    session.commit()

    assert {path: answer.status_code for path, answer in before.items()} == dict.fromkeys(before, 200)
    for address in addresses:
        known = before[address.path].headers.get("ETag")
        asked = [
            *WAYS_TO_ASK,
            ("GET", {"If-None-Match": known or "*"}),
            ("GET", {"Range": "bytes=1-", "If-Range": known or "x"}),
        ]
        for method, headers in asked:
            answer = address.client.open(address.path, method=method, headers={**headers, "Accept-Language": "en"})
            assert (answer.status_code, answer.mimetype) == (410, "text/html"), (address.path, method, headers)
            if method == "GET":
                assert "This language version was recalled. Please do not show it any more." in answer.text


def test_a_new_revision_is_sent_where_the_recalled_one_was_not(session, make, runtime, tmp_path, client, version):
    recall(session, version.id, WHY, by=MACHINE)
    session.commit()
    refused = client.get("/film/polizei/ar/480p.mp4")

    Cinema(make, runtime, tmp_path).shows("ar", revision=2)

    assert refused.status_code == 410
    assert client.get("/film/polizei/ar/480p.mp4").status_code == 200


def test_a_recall_while_twenty_downloads_run_knows_all_of_them(app, session, make, runtime, tmp_path):
    version = make.version("ar", Status.PUBLISHED)
    finish(session, version, runtime.storage, tmp_path)
    towns = [make.organisation(key=f"064350{number}", name=f"Ort {number}") for number in range(10, 30)]
    deliveries = [make.delivery(version, town) for town in towns]
    ways_in = [links.address_of(runtime.config, make.link(town)) for town in towns]
    session.commit()
    client = app.test_client()
    tickets = [
        client.post(f"{way_in}deliveries/{delivery.id}/downloads", data={"profile": "1080p"}).location
        for way_in, delivery in zip(ways_in, deliveries, strict=True)
    ]
    running = [client.get(ticket, buffered=False) for ticket in tickets]
    pieces = [answer.iter_encoded() for answer in running]
    begun = [next(each) for each in pieces]

    recall(session, version.id, WHY, by=MACHINE)
    session.commit()
    for each in pieces[:10]:
        assert list(each)
    for answer in running:
        answer.close()

    resumed = [client.get(ticket, headers={"Range": f"bytes={len(begun[0])}-"}) for ticket in tickets]
    assert {answer.status_code for answer in resumed} == {410}
    held = copies.copies_of(session, version.id)
    assert [copy.organisation_id for copy in held.holders] == [town.id for town in towns]
    assert held.answered(Answer.OPEN) == 20
    assert (held.by_way(Way.DOWNLOADED), held.by_way(Way.BEGUN)) == (10, 10)
    for delivery in deliveries:
        assert session.get(Delivery, delivery.id, populate_existing=True).standing == Standing.TO_SETTLE
        assert EventKind.RECALLED in ledger.counting(session, delivery.id)
