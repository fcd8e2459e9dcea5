"""A campaign is one act: previewed, sent once however often, reminded of, and given more time."""

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from catalog.distribution.campaigning import campaigns, previewing
from catalog.distribution.campaigning.campaigns import (
    KeyMissing,
    NameTooLong,
    NobodyPicked,
    NoSuchCampaign,
    NothingChosen,
    NothingToTell,
    NotPublic,
    RecalledMeanwhile,
    WordsTooLong,
)
from catalog.distribution.campaigning.picking import Pick, Way
from catalog.distribution.campaigning.previewing import Fate
from catalog.distribution.letters import mailings
from catalog.distribution.letters.reminding import NobodyToRemind, RemindedToday
from catalog.distribution.models import Campaign, Delivery, DeliveryEvent, Mailing, MailingDelivery, MailingKind
from catalog.distribution.publishing.publication import DueDayPassed
from catalog.distribution.recalling.recalls import recall
from catalog.distribution.stages import EventKind, Standing, today
from catalog.films.lifecycle import Status
from catalog.films.register import NoSuchVersion
from catalog.foundation.audit import Entry
from catalog.foundation.database import utc_now
from catalog.foundation.errors import NotPermitted
from catalog.foundation.queue import Job
from catalog.people.models import OrganisationKind
from catalog.people.permissions import MACHINE, Role
from tests.distribution.statements import statements

OFFERED, COLLECTED, ACKNOWLEDGED = EventKind.OFFERED, EventKind.COLLECTED, EventKind.ACKNOWLEDGED
EVERYBODY = Pick(Way.EVERYBODY)
IN_A_MONTH = today(utc_now()) + timedelta(days=30)
YESTERDAY = today(utc_now()) - timedelta(days=1)


@pytest.fixture
def towns(make):
    return [
        make.organisation(key=f"064350{number:02}", name=f"Ort {number}", email=f"ort{number}@he.example")
        for number in range(10, 14)
    ]


@pytest.fixture
def tigrinya(make):
    return make.version("ti", Status.PUBLISHED)


@pytest.fixture
def arabic(make):
    return make.version("ar", Status.PUBLISHED)


def send(session, versions, pick=EVERYBODY, key="form-1", by=MACHINE, due_on=IN_A_MONTH, name="Herbst", words=None):
    return campaigns.send(session, [version.id for version in versions], pick, name, due_on, words or {}, key, by=by)


def test_a_campaign_offers_every_version_to_everybody_who_is_picked(session, make, towns, tigrinya, arabic):
    editor = make.account(Role.EDITOR, make.organisation(OrganisationKind.MINISTRY, "hmdi", "Ministerium", None))

    sent = send(session, [tigrinya, arabic], by=editor.actor, words={"de": " Bitte rasch. ", "en": " "})

    campaign = sent.campaign
    assert sent.is_new
    assert (campaign.name, campaign.due_on, campaign.begun_by_id) == ("Herbst", IN_A_MONTH, editor.id)
    assert (campaign.picked, campaign.words) == ({"everybody": True}, {"de": "Bitte rasch."})
    deliveries = session.scalars(select(Delivery)).all()
    assert len(deliveries) == 8
    assert {delivery.campaign_id for delivery in deliveries} == {campaign.id}
    events = session.scalars(select(DeliveryEvent)).all()
    assert [(event.kind, event.details, event.account_id) for event in events] == (
        [(OFFERED, {"campaign": campaign.id}, editor.id)] * 8
    )
    entry = session.scalars(select(Entry).where(Entry.verb == "sent a campaign")).one()
    assert entry.subject == f"campaign:{campaign.id}"
    assert (entry.details["new"], entry.details["again"], entry.details["left"]) == (8, 0, 0)


def test_a_campaign_orders_letters_once(session, towns, tigrinya, arabic):
    campaign = send(session, [tigrinya, arabic]).campaign

    mailing = session.scalars(select(Mailing)).one()
    assert (mailing.kind, mailing.campaign_id) == (MailingKind.OFFER, campaign.id)
    assert session.scalar(select(func.count()).select_from(MailingDelivery)) == 8
    assert [job.task for job in session.scalars(select(Job))] == [mailings.WRITE]


def test_whoever_has_it_is_offered_it_again_unless_it_is_acknowledged(session, make, towns, tigrinya):
    waiting = make.delivery(tigrinya, towns[0], (OFFERED, COLLECTED), due_on=YESTERDAY)
    done = make.delivery(tigrinya, towns[1], (OFFERED, COLLECTED, ACKNOWLEDGED), due_on=YESTERDAY)
    before = done.campaign_id

    campaign = send(session, [tigrinya]).campaign

    session.expire_all()
    assert (waiting.campaign_id, waiting.standing) == (campaign.id, Standing.COLLECTED)
    assert [event.kind for event in waiting.events] == [OFFERED, COLLECTED, OFFERED]
    assert (done.campaign_id, len(done.events)) == (before, 3)
    told = session.scalars(select(MailingDelivery.delivery_id)).all()
    assert waiting.id in told
    assert done.id not in told
    assert len(told) == 3


def test_the_same_form_twice_is_one_campaign(session, towns, tigrinya):
    first = send(session, [tigrinya])
    second = send(session, [tigrinya], name="Noch einmal")

    assert (second.campaign.id, second.is_new) == (first.campaign.id, False)
    assert session.scalar(select(func.count()).select_from(DeliveryEvent)) == 4
    assert session.scalar(select(func.count()).select_from(Mailing)) == 1


def test_ten_clients_at_once_with_the_same_form_send_one_campaign(runtime, session, towns, tigrinya):
    session.commit()
    version_id, answers, start = tigrinya.id, [], threading.Barrier(10)

    def client():
        start.wait()
        with runtime.transaction() as writing:
            sent = campaigns.send(writing, [version_id], EVERYBODY, "", None, {}, "same", by=MACHINE)
            answers.append((sent.campaign.id, sent.is_new))

    clients = [threading.Thread(target=client) for _ in range(10)]
    for one in clients:
        one.start()
    for one in clients:
        one.join()

    assert len(answers) == 10
    assert len({campaign_id for campaign_id, _ in answers}) == 1
    assert Counter(is_new for _, is_new in answers) == {True: 1, False: 9}
    assert session.scalar(select(func.count()).select_from(DeliveryEvent)) == 4


def test_two_campaigns_at_once_with_the_same_version_both_count(runtime, session, towns, tigrinya):
    session.commit()
    version_id, start = tigrinya.id, threading.Barrier(4)

    def client(key):
        start.wait()
        with runtime.transaction() as writing:
            campaigns.send(writing, [version_id], EVERYBODY, "", None, {}, key, by=MACHINE)

    clients = [threading.Thread(target=client, args=(f"form-{number}",)) for number in range(4)]
    for one in clients:
        one.start()
    for one in clients:
        one.join()

    assert session.scalar(select(func.count()).select_from(Campaign)) == 4
    assert session.scalar(select(func.count()).select_from(Delivery)) == 4
    assert session.scalar(select(func.count()).select_from(DeliveryEvent)) == 16


#: Sends a campaign and dies the hard way before, or after, it is written down.
DYING = """
import os, signal, sys
from catalog.distribution.campaigning import campaigns
from catalog.distribution.campaigning.picking import Pick, Way
from catalog.foundation.config import config_from
from catalog.foundation.runtime import open_house
from catalog.people.permissions import MACHINE
house = open_house(config_from())
with house.transaction() as session:
    campaigns.send(session, [int(sys.argv[1])], Pick(Way.EVERYBODY), "", None, {}, "form", by=MACHINE)
    if sys.argv[2] == "before":
        os.kill(os.getpid(), signal.SIGKILL)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.integration
@pytest.mark.parametrize(("moment", "written"), [("before", 0), ("after", 1)])
def test_a_process_that_is_killed_leaves_nothing_or_everything(session, environment, towns, tigrinya, moment, written):
    session.commit()
    command = [sys.executable, "-c", DYING, str(tigrinya.id), moment]

    died = subprocess.run(command, env={**os.environ, **environment}, check=False)

    assert died.returncode == -signal.SIGKILL
    for thing, each in ((Campaign, 1), (Delivery, 4), (DeliveryEvent, 4), (MailingDelivery, 4), (Job, 1), (Entry, 1)):
        assert session.scalar(select(func.count()).select_from(thing)) == each * written
    session.commit()
    again = send(session, [tigrinya], key="form")
    assert again.is_new == (not written)
    assert session.scalar(select(func.count()).select_from(DeliveryEvent)) == 4


def test_a_campaign_costs_the_same_queries_for_one_and_for_eighty(session, make, tigrinya):
    make.organisation()
    with statements(session) as few:
        send(session, [tigrinya], key="few")
        session.flush()
    for number in range(80):
        make.organisation(key=f"06533{number:03}", name=f"Ort {number}")
    somali = make.version("so", Status.PUBLISHED)
    with statements(session) as many:
        send(session, [somali], key="many")
        session.flush()

    assert len(many) <= len(few) + 1


@pytest.mark.parametrize(
    ("changed", "refusal"),
    [
        ({"due_on": YESTERDAY}, DueDayPassed),
        ({"key": ""}, KeyMissing),
        ({"key": "x" * 65}, KeyMissing),
        ({"name": "x" * 201}, NameTooLong),
        ({"words": {"en": "x" * 4001}}, WordsTooLong),
        ({"pick": Pick(Way.KIND, "wir_office")}, NobodyPicked),
        ({"pick": Pick(Way.LISTED, ())}, NobodyPicked),
    ],
)
def test_some_campaigns_are_refused(session, towns, tigrinya, changed, refusal):
    with pytest.raises(refusal):
        send(session, [tigrinya], **changed)

    assert session.scalars(select(Campaign)).all() == []


def test_a_campaign_without_a_film_or_with_one_that_is_not_there_is_refused(session, towns):
    with pytest.raises(NothingChosen):
        send(session, [])
    with pytest.raises(NoSuchVersion):
        campaigns.send(session, [4711], EVERYBODY, "", None, {}, "form", by=MACHINE)


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.PUBLISHED, Status.RECALLED}))
def test_only_what_is_public_is_sent(session, make, towns, status):
    with pytest.raises(NotPublic):
        send(session, [make.version("ti", status)])


def test_what_is_recalled_between_the_preview_and_the_press_is_not_sent(session, towns, tigrinya, arabic):
    assert previewing.preview(session, [tigrinya.id, arabic.id], EVERYBODY).deliveries == 8
    recall(session, tigrinya.id, "Die Nummer ist falsch.", by=MACHINE)

    with pytest.raises(RecalledMeanwhile):
        send(session, [tigrinya, arabic])


def test_when_everybody_has_acknowledged_there_is_nothing_to_tell(session, make, towns, tigrinya):
    for town in towns:
        make.delivery(tigrinya, town, (OFFERED, COLLECTED, ACKNOWLEDGED))

    with pytest.raises(NothingToTell):
        send(session, [tigrinya])


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.RECIPIENT])
def test_only_those_who_publish_send_campaigns(session, make, towns, tigrinya, role):
    actor = make.account(role).actor

    with pytest.raises(NotPermitted):
        send(session, [tigrinya], by=actor)
    with pytest.raises(NotPermitted):
        campaigns.remind(session, Delivery.id > 0, "all", by=actor)


#: What may have happened to a delivery before the campaign.
HISTORIES = st.sampled_from(
    [None, (OFFERED,), (OFFERED, EventKind.NOTIFIED, EventKind.BOUNCED), (OFFERED, COLLECTED),
     (OFFERED, COLLECTED, ACKNOWLEDGED), (OFFERED, COLLECTED, ACKNOWLEDGED, EventKind.SCREENED)]
)  # fmt: skip


@given(histories=st.lists(st.tuples(HISTORIES, HISTORIES), min_size=1, max_size=5))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_the_preview_says_is_what_happens(session, make, histories):
    with session.begin_nested() as attempt:
        versions = [make.version(tag, Status.PUBLISHED) for tag in ("so", "fa")]
        towns = [make.organisation(key=f"069990{number:02}", name=f"Ort {number}") for number in range(len(histories))]
        pick = Pick(Way.LISTED, tuple(town.id for town in towns))
        for town, happened in zip(towns, histories, strict=True):
            for version, events in zip(versions, happened, strict=True):
                if events:
                    make.delivery(version, town, events)
        ids = [version.id for version in versions]
        before = previewing.preview(session, ids, pick)
        deliveries_before = session.scalar(select(func.count()).select_from(Delivery))
        try:
            campaign = send(session, versions, pick).campaign
        except NothingToTell:
            assert before.deliveries == 0
        else:
            new = sum(tally.get(Fate.NEW, 0) for tally in before.fates.values())
            assert session.scalar(select(func.count()).select_from(Delivery)) == deliveries_before + new
            offered = session.scalars(select(Delivery).where(Delivery.campaign_id == campaign.id)).all()
            assert len(offered) == before.deliveries
            expected = {
                (line.organisation_id, version_id)
                for line in before.lines
                for version_id, fate in line.fates.items()
                if fate != Fate.LEFT
            }
            assert {(delivery.organisation_id, delivery.version_id) for delivery in offered} == expected
        attempt.rollback()


def test_the_preview_says_who_has_no_address(session, make, towns, tigrinya):
    make.organisation(key="06435099", name="Ohne Adresse")
    make.organisation(OrganisationKind.DISTRICT, "06435", "Main-Kinzig-Kreis")

    seen = previewing.preview(session, [tigrinya.id], EVERYBODY, most=2)

    assert (seen.recipients, seen.letters, seen.without_address) == (5, 4, 1)
    assert [(line.name, line.district, line.address) for line in seen.lines] == [
        ("Ohne Adresse", "Main-Kinzig-Kreis", None),
        ("Ort 10", "Main-Kinzig-Kreis", "ort10@he.example"),
    ]


def test_everybody_who_is_silent_is_reminded_in_one_act(session, make, towns, tigrinya, arabic):
    campaign = send(session, [tigrinya, arabic]).campaign
    done = session.scalars(select(Delivery).where(Delivery.organisation_id == towns[0].id)).all()
    for delivery in done:
        delivery.standing = Standing.ACKNOWLEDGED
    session.flush()

    reminded = campaigns.remind(session, Delivery.campaign_id == campaign.id, f"campaign:{campaign.id}", by=MACHINE)

    assert reminded == 3
    mailing = session.scalars(select(Mailing).where(Mailing.kind == MailingKind.REMINDER)).one()
    told = session.scalars(select(MailingDelivery.delivery_id).where(MailingDelivery.mailing_id == mailing.id)).all()
    assert len(told) == 6
    assert not {delivery.id for delivery in done} & set(told)
    assert session.scalars(select(Entry).where(Entry.verb == "reminded")).one().details["recipients"] == 3


def test_nobody_is_reminded_twice_on_one_day_whichever_button_it_was(session, make, towns, tigrinya, arabic):
    send(session, [tigrinya], Pick(Way.LISTED, (towns[0].id,)), key="first")
    campaigns.remind(session, Delivery.version_id == tigrinya.id, "version", by=MACHINE)
    with pytest.raises(RemindedToday):
        campaigns.remind(session, Delivery.version_id == tigrinya.id, "another button", by=MACHINE)

    send(session, [arabic], key="second")

    assert campaigns.remind(session, Delivery.id > 0, "all", by=MACHINE) == 3
    for mailing in session.scalars(select(Mailing)):
        mailing.ordered_at -= timedelta(days=1)
    assert campaigns.remind(session, Delivery.id > 0, "all", by=MACHINE) == 4


def test_who_has_acknowledged_or_was_called_back_is_not_reminded(session, make, towns, tigrinya, arabic):
    make.delivery(tigrinya, towns[0], (OFFERED, COLLECTED, ACKNOWLEDGED))
    make.delivery(arabic, towns[1], (OFFERED, COLLECTED))
    recall(session, arabic.id, "Falsch.", by=MACHINE)
    make.delivery(make.version("so", Status.SUPERSEDED), towns[2])

    with pytest.raises(NobodyToRemind):
        campaigns.remind(session, Delivery.id > 0, "all", by=MACHINE)


def test_a_campaign_is_given_more_time(session, towns, tigrinya):
    campaign = send(session, [tigrinya]).campaign
    later = IN_A_MONTH + timedelta(days=7)

    campaigns.extend(session, campaign.id, later, by=MACHINE)
    campaigns.extend(session, campaign.id, later, by=MACHINE)

    assert campaign.due_on == later
    entry = session.scalars(select(Entry).where(Entry.verb == "moved the deadline")).one()
    assert entry.details == {"before": IN_A_MONTH.isoformat(), "due_on": later.isoformat()}
    with pytest.raises(DueDayPassed):
        campaigns.extend(session, campaign.id, YESTERDAY, by=MACHINE)
    with pytest.raises(NoSuchCampaign):
        campaigns.extend(session, 4711, later, by=MACHINE)
