"""Nobody who holds a copy of a recalled revision is forgotten, and whoever missed a letter gets it later."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from catalog.distribution import deliveries
from catalog.distribution.letters import book
from catalog.distribution.models import Delivery, DeliveryEvent, Mailing, MailingKind, Recall
from catalog.distribution.recalling import aftercare, told
from catalog.distribution.recalling.recalls import recall, remind, settle
from catalog.distribution.shipping import shipments
from catalog.distribution.shipping.shipments import Carrier, Load, Parcel
from catalog.distribution.stages import EventKind, Standing
from catalog.distribution.succession import merge
from catalog.films.lifecycle import Status
from catalog.foundation.database import utc_now
from catalog.people import contacts
from catalog.people.contacts import Said
from catalog.people.models import OrganisationKind
from catalog.people.permissions import MACHINE, Role
from catalog.worker import Worker
from tests.distribution.test_mailings import GRUENDAU, HANAU, events, letters, publish_now, with_settings, work
from tests.postbox import PostOffice, opened

WHY = "Die Notrufnummer ist falsch."


@pytest.fixture
def post_office():
    yield from opened(PostOffice())


@pytest.fixture
def house(runtime, post_office):
    return with_settings(runtime, smtp_url=f"smtp://{post_office.address}")


@pytest.fixture
def gruendau(make):
    return make.organisation(email=GRUENDAU)


@pytest.fixture
def hanau(make):
    return make.organisation(key="06435014", name="Hanau", email=HANAU)


@pytest.fixture
def bruchkoebel(make):
    """A town without an address."""
    return make.organisation(key="06435005", name="Bruchköbel")


@pytest.fixture
def version(make):
    return make.version("ti", Status.PUBLISHED)


def held(make, version, organisation, *events):
    return make.delivery(version, organisation, events=(EventKind.OFFERED, *events))


def called_back(house, session, version):
    """Call the version back and let the letters go out."""
    recall(session, version.id, WHY, by=MACHINE)
    session.commit()
    work(house)


def tend(house, session, now=None):
    """Do what a worker does once an hour, and let the letters go out."""
    session.commit()
    with house.transaction() as tending:
        aftercare.tend(tending, house.config, now or utc_now())
    work(house)
    session.expire_all()


def standing(session, delivery):
    return session.get(Delivery, delivery.id, populate_existing=True).standing


def a_download_ends(session, make, delivery):
    by = make.account(Role.RECIPIENT, delivery.organisation).actor
    deliveries.collect(session, delivery.id, "720p", 5, by=by)


def a_download_breaks_off(session, make, delivery):
    by = make.account(Role.RECIPIENT, delivery.organisation).actor
    deliveries.begin(session, delivery.id, "720p", 5, 3, by=by)


def a_stick_is_entered(session, _make, delivery):
    load = Load([delivery.version_id], Carrier.STICK, date(2020, 1, 1))
    shipments.send(session, [Parcel(1, delivery.organisation.key, "HE-1")], load, by=MACHINE)


@pytest.mark.parametrize("turns_up", [a_download_ends, a_download_breaks_off, a_stick_is_entered])
def test_who_turns_out_to_hold_a_copy_after_the_recall_gets_its_letter_once(
    house, post_office, session, make, version, gruendau, hanau, turns_up
):
    held(make, version, hanau, EventKind.COLLECTED)
    late = held(make, version, gruendau)
    called_back(house, session, version)
    assert post_office.recipients == [HANAU]

    turns_up(session, make, late)
    for _ in range(2):
        tend(house, session)

    assert standing(session, late) == Standing.TO_SETTLE
    assert post_office.recipients == [HANAU, GRUENDAU]
    assert post_office.letters[1]["Subject"].startswith("Rückruf: Tigrinya")


def test_a_worker_looks_after_recalls_by_itself(house, post_office, session, make, version, gruendau):
    late = held(make, version, gruendau)
    called_back(house, session, version)
    a_download_ends(session, make, late)
    session.commit()

    Worker(house, "tests")._sweep()
    work(house)

    assert post_office.recipients == [GRUENDAU]


def test_who_carries_on_for_a_holder_gets_the_letter_too(house, post_office, session, make, version, gruendau):
    held(make, version, gruendau, EventKind.COLLECTED)
    called_back(house, session, version)
    new = make.organisation(key="06435099", name="Neustadt", email="post@neustadt.example")
    merge(session, new.id, [gruendau.id], date(2026, 1, 1), by=MACHINE)

    tend(house, session)

    assert post_office.recipients == [GRUENDAU, "post@neustadt.example"]


def test_without_a_mail_server_nothing_is_ordered(runtime, session, make, version, gruendau):
    late = held(make, version, gruendau)
    recall(session, version.id, WHY, by=MACHINE)
    a_download_ends(session, make, late)

    tend(runtime, session, utc_now() + timedelta(days=8))

    assert len(session.scalars(select(Mailing)).all()) == 1


def test_who_is_silent_is_reminded_every_week_until_it_has_answered(
    house, post_office, session, make, version, gruendau, hanau
):
    silent = held(make, version, gruendau, EventKind.COLLECTED)
    lost = held(make, version, hanau, EventKind.COLLECTED)
    called_back(house, session, version)
    told.enter(session, lost.id, EventKind.UNREACHABLE, "Niemand hebt ab.", by=MACHINE)
    post_office.letters.clear()
    now = utc_now()

    tend(house, session, now + timedelta(days=6))
    assert post_office.recipients == []

    for _ in range(2):
        tend(house, session, now + timedelta(days=7, hours=1))
    assert post_office.recipients == [GRUENDAU]
    assert post_office.letters[0]["Subject"].startswith("Erinnerung an den Rückruf")
    assert post_office.letters[0]["List-Unsubscribe"] is None

    settle(session, silent.id, EventKind.DESTROYED, by=make.account(Role.RECIPIENT, gruendau).actor)
    tend(house, session, now + timedelta(days=30))
    assert post_office.recipients == [GRUENDAU]


def test_a_reminder_by_hand_puts_the_weekly_one_off(house, session, make, version, gruendau):
    held(make, version, gruendau, EventKind.COLLECTED)
    called_back(house, session, version)
    session.execute(update(Recall).values(at=utc_now() - timedelta(days=8)))
    remind(session, version.id, by=make.account(Role.EDITOR).actor)

    assert aftercare.remind_the_silent(session, utc_now()) == 0
    assert aftercare.last_reminder(session, version.id)


def test_the_letter_of_a_recall_names_the_newer_revision(house, post_office, session, make, gruendau, hanau):
    old = make.version("ti", Status.SUPERSEDED)
    make.version("ti", Status.PUBLISHED, revision=2)
    held(make, old, gruendau, EventKind.COLLECTED)
    contacts.add(session, gruendau.id, Said("Poststelle", GRUENDAU), by=MACHINE)
    contacts.add(session, hanau.id, Said("Post", HANAU, "en"), by=MACHINE)
    held(make, old, hanau, EventKind.COLLECTED)

    called_back(house, session, old)

    said = {letter["To"]: letter.get_body(("plain",)).get_content() for letter in post_office.letters}
    assert "Laden Sie die neue Revision 2 herunter" in said[GRUENDAU]
    assert "Download the new revision 2" in said[HANAU]


def test_as_long_as_there_is_no_newer_revision_the_letter_says_so(house, post_office, session, make, version, gruendau):
    held(make, version, gruendau, EventKind.COLLECTED)

    called_back(house, session, version)

    assert "Eine neue Revision gibt es noch nicht." in post_office.letters[0].get_body(("plain",)).get_content()


def test_the_offer_of_a_newer_revision_tells_holders_that_it_replaces_the_recalled_one(
    house, post_office, session, make, version, gruendau, hanau
):
    held(make, version, gruendau, EventKind.COLLECTED)
    held(make, version, hanau)
    called_back(house, session, version)
    post_office.letters.clear()

    publish_now(session, make, "ti", revision=2)
    work(house)

    said = {letter["To"]: letter.get_body(("plain",)).get_content() for letter in post_office.letters}
    assert sorted(said) == [GRUENDAU, HANAU]
    assert "Revision 2 ersetzt die zurückgerufene Revision 1" in " ".join(said[GRUENDAU].split())
    assert "zurückgerufene" not in said[HANAU]


def test_a_holder_that_is_not_offered_the_newer_revision_hears_of_it_all_the_same(
    house, post_office, session, make, version
):
    other = make.organisation(OrganisationKind.DISTRICT, "06435", "Main-Kinzig-Kreis", email="post@mkk.example")
    held(make, version, other, EventKind.SHIPPED)
    called_back(house, session, version)
    post_office.letters.clear()

    publish_now(session, make, "ti", revision=2)
    work(house)

    assert post_office.recipients == ["post@mkk.example"]
    assert "Laden Sie die neue Revision 2 herunter" in post_office.letters[0].get_body(("plain",)).get_content()


def test_whom_no_letter_can_reach_is_noted_once_for_each_act(house, session, make, gruendau, bruchkoebel):
    publish_now(session, make, "ti")

    for _ in range(2):
        work(house)

    assert events(session, EventKind.UNREACHABLE) == ["Bruchköbel"]
    (delivery,) = session.scalars(select(Delivery).where(Delivery.organisation_id == bruchkoebel.id))
    assert delivery.standing == Standing.UNREACHED
    (noted,) = session.scalars(select(DeliveryEvent).where(DeliveryEvent.kind == EventKind.UNREACHABLE))
    assert noted.details == {"mailing": session.scalars(select(Mailing.id)).one(), "why": "no address"}


def test_whoever_has_an_address_at_last_gets_the_letter_that_it_missed(
    house, post_office, session, make, gruendau, bruchkoebel
):
    publish_now(session, make, "ti")
    work(house)
    tend(house, session)
    assert post_office.recipients == [GRUENDAU]

    contacts.add(session, bruchkoebel.id, Said("Poststelle", "post@bruchkoebel.example"), by=MACHINE)
    for _ in range(2):
        tend(house, session)

    assert post_office.recipients == [GRUENDAU, "post@bruchkoebel.example"]
    (delivery,) = session.scalars(select(Delivery).where(Delivery.organisation_id == bruchkoebel.id))
    assert delivery.standing == Standing.NOTIFIED
    assert events(session, EventKind.UNREACHABLE) == ["Bruchköbel"]


def test_a_holder_without_an_address_is_unreachable_until_it_has_one(
    house, post_office, session, make, version, bruchkoebel
):
    holding = held(make, version, bruchkoebel, EventKind.SHIPPED)
    called_back(house, session, version)
    assert standing(session, holding) == Standing.LOST

    contacts.add(session, bruchkoebel.id, Said("Poststelle", "post@bruchkoebel.example"), by=MACHINE)
    tend(house, session)

    assert post_office.recipients == ["post@bruchkoebel.example"]
    assert standing(session, holding) == Standing.TO_SETTLE


def test_a_holder_whose_letter_came_back_gets_it_once_it_has_another_address(
    house, post_office, session, make, version, gruendau
):
    holding = held(make, version, gruendau, EventKind.SHIPPED)
    post_office.refusals = {GRUENDAU: "550 5.1.1 no mailbox here"}
    called_back(house, session, version)
    tend(house, session)
    assert standing(session, holding) == Standing.LOST
    assert len(letters(session)) == 1

    contacts.add(session, gruendau.id, Said("Integration", "neu@gruendau.example"), by=MACHINE)
    for _ in range(2):
        tend(house, session)

    assert post_office.recipients == ["neu@gruendau.example"]
    assert standing(session, holding) == Standing.TO_SETTLE


def test_a_town_that_was_given_up_is_not_noted_as_unreachable(house, session, make, bruchkoebel):
    publish_now(session, make, "ti")
    bruchkoebel.active = False
    session.commit()

    work(house)

    assert events(session, EventKind.UNREACHABLE) == []


def test_what_was_recalled_before_there_was_an_address_is_not_offered(house, post_office, session, make, bruchkoebel):
    offered = publish_now(session, make, "ti")
    work(house)
    recall(session, offered.id, WHY, by=MACHINE)
    contacts.add(session, bruchkoebel.id, Said("Poststelle", "post@bruchkoebel.example"), by=MACHINE)

    tend(house, session)

    assert post_office.letters == []
    assert letters(session) == []
    assert book.without_address(session) == []
    assert session.scalar(select(Mailing.id).where(Mailing.kind == MailingKind.RECALL_REMINDER)) is None
