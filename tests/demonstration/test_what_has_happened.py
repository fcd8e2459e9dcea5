"""The demonstration's past: it looks alive, it is the same every time, and whoever signs in finds everything open."""

from collections import Counter
from time import process_time

import pytest
from sqlalchemy import func, select

from catalog import demonstration
from catalog.demonstrated.histories import FIRST, SECOND
from catalog.demonstrated.past import give_addresses, lay
from catalog.distribution.models import Campaign, Delivery, DeliveryEvent, Request, Shipment
from catalog.distribution.responses import demand, reach
from catalog.distribution.stages import EventKind, Standing, today
from catalog.films.lifecycle import Status
from catalog.foundation.database import utc_now
from catalog.people import organisations
from catalog.people.contacts import address_of
from catalog.people.models import Contact, Organisation
from catalog.people.permissions import MACHINE, Role
from tests.distribution.finished import finish

NOW = utc_now()
#: A share of the promised two seconds: eleven languages are laid, one by one.
LONGEST_S = 1.0


@pytest.fixture
def hessen(session, make):
    """The register of Hessen, and somebody who signs in for Gründau."""
    organisations.seed(session)
    return make.account(Role.RECIPIENT, organisations.by_key(session, "06435012"))


def standings(session, version):
    return Counter(session.scalars(select(Delivery.standing).where(Delivery.version_id == version.id)))


def test_a_distribution_of_weeks_ago_has_come_as_far_as_they_do(session, make, hessen):
    german = make.version("de", Status.APPROVED)

    many = lay(session, german, NOW, MACHINE)

    found = standings(session, german)
    assert 420 < many == sum(found.values())
    assert found.keys() >= {
        Standing.UNREACHED,
        Standing.NOTIFIED,
        Standing.OPENED,
        Standing.COLLECTED,
        Standing.ACKNOWLEDGED,
        Standing.SCREENED,
    }
    arrived = found[Standing.ACKNOWLEDGED] + found[Standing.SCREENED]
    assert 0.4 < arrived / many < 0.75
    days = {at.date() for at in session.scalars(select(DeliveryEvent.at).where(DeliveryEvent.kind == "acknowledged"))}
    assert len(days) > 5
    assert session.scalar(select(func.max(DeliveryEvent.at))) <= NOW
    assert session.scalars(select(Shipment.number)).one().startswith("DEMO")


def test_the_book_and_its_sums_agree(runtime, session, make, hessen):
    lay(session, make.version("ar", Status.APPROVED), NOW, MACHINE)
    session.commit()

    for delivery in session.scalars(select(Delivery).limit(60)):
        moments = [event.at for event in delivery.events]
        assert moments == sorted(moments)
        assert delivery.events[0].kind == EventKind.OFFERED


def test_every_demonstration_tells_the_same_and_once(session, make, hessen):
    german = make.version("de", Status.APPROVED)
    turkish = make.version("tr", Status.APPROVED)
    lay(session, german, NOW, MACHINE)
    wishes = session.scalar(select(func.count()).select_from(Request))

    assert lay(session, german, NOW, MACHINE) == 0
    lay(session, turkish, NOW, MACHINE)
    lay(session, make.version("ar", Status.APPROVED), NOW, MACHINE)

    assert session.scalar(select(func.count()).select_from(Request)) == wishes
    sent = {campaign.key: campaign for campaign in session.scalars(select(Campaign))}
    assert [version.language for version in sent[FIRST.key].versions] == ["de", "ar"]
    assert [version.language for version in sent[SECOND.key].versions] == ["tr"]
    assert sent[FIRST.key].due_on < today(NOW) < sent[SECOND.key].due_on
    assert standings(session, turkish)[Standing.SHIPPED] == 1


def test_whoever_signs_in_finds_everything_open(session, make, hessen):
    lay(session, make.version("de", Status.APPROVED), NOW, MACHINE)

    assert not session.scalars(select(Delivery).where(Delivery.organisation_id == hessen.organisation_id)).all()


def test_demand_and_reach_have_something_to_tell(session, make, hessen):
    lay(session, make.version("de", Status.APPROVED), NOW, MACHINE)

    assert demand.radar(session)[0].language == "ti"
    assert reach.total(reach.cells(session)).people > 100


def test_nobody_gets_an_address_at_which_somebody_reads(session, make, hessen):
    lay(session, make.version("de", Status.APPROVED), NOW, MACHINE)
    for _ in range(2):
        give_addresses(session)
        session.flush()

    contacts = session.scalars(select(Contact)).all()
    assert all(contact.email.endswith(".example") for contact in contacts)
    assert len({contact.organisation_id for contact in contacts}) == len(contacts) > 420
    reached = address_of(session, select(Organisation.id).where(Organisation.active))
    assert len(reached) == sum(contact.bounced_at is None for contact in contacts)


def test_the_past_of_a_language_is_laid_in_no_time(session, make, hessen):
    version = make.version("de", Status.APPROVED)
    begun = process_time()

    lay(session, version, NOW, MACHINE)

    assert process_time() - begun < LONGEST_S


def test_the_past_is_laid_when_the_demonstration_publishes(runtime, session, make):
    organisations.seed(session)
    demonstration.enter_accounts(session)
    version = finish(session, make.version("de", Status.APPROVED, make.film("polizei")))
    session.commit()

    demonstration._release(runtime, version)

    session.expire_all()
    offered = Counter(session.scalars(select(Campaign.name).join(Delivery, Delivery.campaign_id == Campaign.id)))
    assert version.status == Status.PUBLISHED
    assert offered[FIRST.name] > 420
    assert offered[""] == 2


def test_addresses_are_given_only_where_no_letter_would_go(session, make, hessen):
    organisations.by_key(session, "06435014").email = "rathaus@hanau.example"

    give_addresses(session)

    assert not session.scalars(select(Contact).join(Organisation).where(Organisation.key == "06435014")).all()
