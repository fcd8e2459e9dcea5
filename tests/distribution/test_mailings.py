"""Letters to recipients: each gets one, about everything, at a decent hour; what comes back is noted."""

import dataclasses
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from catalog.distribution.letters import book, mailings, reminding
from catalog.distribution.letters.book import LetterState
from catalog.distribution.letters.mailings import WRITE
from catalog.distribution.models import Delivery, DeliveryEvent, Mailing, MailingDelivery, MailingKind
from catalog.distribution.publishing.publication import publish
from catalog.distribution.recalling.recalls import recall
from catalog.distribution.stages import EventKind, Standing
from catalog.films.lifecycle import Status
from catalog.foundation import mail, queue
from catalog.foundation.database import utc_now
from catalog.foundation.mail import Letter
from catalog.foundation.queue import Job, JobState
from catalog.people.models import Contact
from catalog.people.permissions import MACHINE
from catalog.worker import Worker
from tests.distribution.finished import finish
from tests.postbox import PostOffice, opened

GRUENDAU, HANAU = "rathaus@gruendau.example", "rathaus@hanau.example"


@pytest.fixture
def post_office():
    yield from opened(PostOffice())


@pytest.fixture
def house(runtime, post_office):
    """The house with a post office, so that its letters can go out."""
    return with_settings(runtime, smtp_url=f"smtp://{post_office.address}")


@pytest.fixture
def recipients(make):
    """Two with an address, and one without."""
    return [
        make.organisation(email=GRUENDAU),
        make.organisation(key="06435014", name="Hanau", email=HANAU),
        make.organisation(key="06435005", name="Bruchköbel"),
    ]


@pytest.fixture
def published(session, make, recipients):
    return publish_now(session, make, "ti")


def with_settings(house, **settings):
    return dataclasses.replace(house, config=dataclasses.replace(house.config, **settings))


def publish_now(session, make, language, due_on=None, **facts):
    version = finish(session, make.version(language, Status.APPROVED, **facts))
    publish(session, version.id, by=MACHINE, due_on=due_on)
    session.commit()
    return version


def work(house):
    Worker(house, "tests").run_until_idle()


def letters(session, **facts):
    session.expire_all()
    return session.scalars(select(Letter).filter_by(**facts).order_by(Letter.id)).all()


def events(session, kind):
    """Return to which organisations something has happened, by name."""
    told = select(DeliveryEvent).where(DeliveryEvent.kind == kind).order_by(DeliveryEvent.id)
    return [event.delivery.organisation.name for event in session.scalars(told)]


def claimed(house, task):
    with house.transaction() as session:
        while (held := queue.claim(session, "tests", utc_now())) and held.task != task:
            pass
    return held


def test_each_recipient_with_an_address_gets_one_letter(house, post_office, session, published):
    for _ in range(2):
        work(house)

    assert sorted(post_office.recipients) == [GRUENDAU, HANAU]
    assert post_office.connections == 1
    assert all(letter.sent_at for letter in letters(session))
    assert sorted(events(session, EventKind.NOTIFIED)) == ["Gründau", "Hanau"]


def test_letters_that_are_written_once_more_are_the_same(house, session, published):
    held = claimed(house, WRITE)

    for _ in range(2):
        mailings.write_letters(house, held)

    assert len(letters(session)) == 2
    assert len(session.scalars(select(Job).where(Job.task == mail.SEND_BATCH)).all()) == 1


def test_a_mailing_is_tried_as_long_as_its_letters(house, session, published):
    work(house)

    attempts = {job.task: job.most_attempts for job in session.scalars(select(Job))}
    assert attempts == dict.fromkeys((WRITE, mail.SEND_BATCH), mail.MOST_ATTEMPTS)


def test_a_letter_names_the_language_and_leads_in_without_an_account(house, session, published):
    work(house)

    (first,), (second,) = letters(session, to=GRUENDAU), letters(session, to=HANAU)
    assert "Tigrinya" in first.subject
    for form in (first.body, first.html):
        assert f"{house.config.public_url}/link/" in form
        assert "letter.invalid" not in form
    assert first.body != second.body
    assert "Gründau" in first.body


def test_the_letter_of_a_first_revision_says_nothing_of_changes(house, session, published):
    work(house)

    assert "Revision" not in letters(session)[0].body


def test_every_recipient_of_a_later_revision_reads_what_is_different(house, session, make, published):
    work(house)
    publish_now(session, make, "ti", revision=2, change_note="Die {Zahl} *stimmt*.")

    work(house)

    later = [letter for letter in letters(session) if "Revision 2" in letter.body]
    assert {letter.to for letter in later} == {GRUENDAU, HANAU}
    assert all("Die {Zahl} *stimmt*." in form for letter in later for form in (letter.body, letter.html))


def test_without_a_mail_server_nothing_is_written(runtime, session, published):
    work(runtime)

    assert letters(session) == []
    assert [job.task for job in session.scalars(select(Job))] == [WRITE]


def test_a_film_that_was_recalled_meanwhile_is_not_announced(house, session, published):
    recall(session, published.id, "A sentence is wrong.", by=MACHINE)
    session.commit()

    work(house)

    assert letters(session) == []


def test_what_was_published_on_one_morning_is_told_in_one_letter(house, post_office, session, make, published):
    publish_now(session, make, "prs", due_on=date(2090, 5, 4))

    work(house)

    assert sorted(post_office.recipients) == [GRUENDAU, HANAU]
    for letter in letters(session):
        assert all(word in letter.body for word in ("Tigrinya", "Dari", "4. Mai 2090"))
    assert len(events(session, EventKind.NOTIFIED)) == 4


def test_offers_wait_for_others_of_the_same_morning(house, session, published):
    work(with_settings(house, digest_minutes=30))

    job = session.scalars(select(Job)).one()
    assert (job.state, job.attempts) == (JobState.WAITING, 0)
    assert timedelta(minutes=29) < job.not_before - utc_now() < timedelta(minutes=30)
    assert letters(session) == []


def test_nothing_is_written_at_night(house, session, published):
    hour = utc_now().hour
    work(with_settings(house, letter_hours=((hour + 6) % 22, (hour + 6) % 22 + 1)))

    assert letters(session) == []
    assert session.scalars(select(Job)).one().not_before > utc_now()


def test_a_letter_that_was_delayed_into_the_night_waits_for_the_morning(house, post_office, session, published):
    post_office.refusals = {GRUENDAU: "451 later", HANAU: "451 later"}
    work(house)
    session.execute(update(Job).values(not_before=utc_now()))
    session.commit()
    post_office.refusals = {}
    hour = utc_now().hour

    work(with_settings(house, letter_hours=((hour + 6) % 22, (hour + 6) % 22 + 1)))

    assert post_office.letters == []


def test_a_letter_to_an_account_leaves_at_any_hour(house, post_office, session):
    mail.write_once(session, house.config, key="1", to="wer@hmdi.example", subject="Zur Prüfung", body="Guten Tag")
    session.commit()
    hour = utc_now().hour

    work(with_settings(house, letter_hours=((hour + 6) % 22, (hour + 6) % 22 + 1)))

    assert post_office.recipients == ["wer@hmdi.example"]


def test_an_address_that_is_refused_for_good_is_noted_and_not_tried_again(house, post_office, session, published):
    post_office.refusals = {HANAU: "550 5.1.1 no mailbox here"}

    work(house)

    back = letters(session, to=HANAU)[0]
    assert back.bounced_at
    assert (back.sent_at, back.failure) == (None, "550 5.1.1 no mailbox here")
    assert events(session, EventKind.BOUNCED) == ["Hanau"]
    assert events(session, EventKind.NOTIFIED) == ["Gründau"]
    assert session.scalars(select(Contact).where(Contact.email == HANAU)).one().bounced_at
    assert {job.state for job in session.scalars(select(Job))} == {JobState.DONE}
    hanau = session.scalars(select(Delivery).where(Delivery.organisation.has(name="Hanau"))).one()
    assert hanau.standing == Standing.UNREACHED


def test_whoever_cannot_be_reached_for_the_moment_is_tried_again_alone(house, post_office, session, published):
    post_office.refusals = {HANAU: "450 greylisted"}
    work(house)
    assert post_office.recipients == [GRUENDAU]
    assert letters(session, to=HANAU)[0].failure == "450 greylisted"

    post_office.refusals = {}
    session.execute(update(Job).values(not_before=utc_now()))
    session.commit()
    work(house)

    assert post_office.recipients == [GRUENDAU, HANAU]
    assert letters(session, to=HANAU)[0].failure == ""


def test_after_a_day_a_letter_is_given_up(house, post_office, session, published):
    post_office.refusals = {HANAU: "450 greylisted"}
    session.execute(update(Job).values(most_attempts=1))
    session.commit()
    held = claimed(house, WRITE)
    mailings.write_letters(house, held)
    session.execute(update(Job).values(most_attempts=1))
    session.commit()

    work(house)

    job = session.scalars(select(Job).where(Job.task == mail.SEND_BATCH)).one()
    assert (job.state, job.problem_code) == (JobState.FAILED, "nobody_took_them")
    assert job.problem_places == {"letters": 1, "failure": "450 greylisted"}
    assert letters(session, to=HANAU)[0].given_up_at
    assert not letters(session, to=GRUENDAU)[0].given_up_at


def test_a_line_that_breaks_loses_no_letter(house, post_office, session, published):
    post_office.second_thoughts = {GRUENDAU: None}
    work(house)
    assert post_office.recipients == [HANAU]

    post_office.second_thoughts = {}
    session.execute(update(Job).values(not_before=utc_now()))
    session.commit()
    work(house)

    assert post_office.recipients == [HANAU, GRUENDAU]


def test_the_contact_reads_its_own_language(house, session, make, recipients):
    session.add(
        Contact(organisation_id=recipients[0].id, role="Integration", email="i@gruendau.example", language="en")
    )
    publish_now(session, make, "ti")

    work(house)

    english = letters(session, to="i@gruendau.example")[0]
    assert english.subject.startswith("New for you: Tigrinya")
    assert '<html lang="en"' in english.html


def test_a_letter_says_what_the_campaign_says(house, session, make, recipients, published):
    session.scalars(select(Delivery)).first().campaign.words = {"de": "Bitte bis zum *Markt*.\n\nGruß"}
    session.commit()

    work(house)

    assert "Bitte bis zum *Markt*.\n\nGruß" in letters(session)[0].body


def test_a_reminder_tells_of_everything_that_is_open(house, session, make, published):
    second = publish_now(session, make, "prs")
    work(house)
    reminding.remind(session, Delivery.version_id == second.id, "version", by=MACHINE)
    session.commit()

    work(house)

    reminders = [letter for letter in letters(session) if letter.unsubscribe_url]
    assert [letter.to for letter in reminders] == [GRUENDAU, HANAU]
    assert all("Tigrinya" in letter.body and "Dari" in letter.body for letter in reminders)
    assert sorted(events(session, EventKind.REMINDED)) == ["Gründau", "Gründau", "Hanau", "Hanau"]
    assert not any(letter.unsubscribe_url for letter in letters(session) if letter not in reminders)


def test_whoever_has_signed_off_gets_no_reminder_but_every_offer(
    house, post_office, session, make, recipients, published
):
    work(house)
    session.add(Contact(organisation_id=recipients[0].id, role="Post", email=GRUENDAU, no_reminders_at=utc_now()))
    reminding.remind(session, Delivery.version_id == published.id, "version", by=MACHINE)
    session.commit()
    work(house)
    publish_now(session, make, "prs")
    work(house)

    assert sorted(post_office.recipients) == sorted([GRUENDAU, HANAU, HANAU, GRUENDAU, HANAU])


def test_a_recall_says_why_and_what_to_do(house, session, published):
    session.execute(update(Delivery).values(standing=Standing.COLLECTED))
    recall(session, published.id, "Ein Satz ist falsch.", by=MACHINE)
    session.commit()

    work(house)

    told = letters(session)
    assert len(told) == 2
    assert all(letter.subject.startswith("Rückruf: Tigrinya") for letter in told)
    assert all("> Ein Satz ist falsch." in letter.body and "vernichten" in letter.body for letter in told)


def test_a_campaign_to_more_than_a_batch_goes_out_in_batches(house, post_office, session, make, monkeypatch):
    monkeypatch.setattr(mailings, "BATCH", 3)
    for number in range(7):
        make.organisation(key=f"0643501{number}", name=f"Ort {number}", email=f"{number}@ort.example")
    publish_now(session, make, "ti")

    work(house)

    assert sorted(post_office.recipients) == [f"{number}@ort.example" for number in range(7)]
    assert post_office.connections == 3


def test_letters_of_an_older_release_are_not_written_twice(house, session, make, recipients):
    version = make.version("ti", Status.PUBLISHED)
    for organisation in recipients:
        make.delivery(version, organisation)
    campaign = session.scalars(select(Delivery)).first().campaign
    session.execute(update(Delivery).values(campaign_id=campaign.id))
    key = f"campaign:{campaign.id}:organisation:{recipients[0].id}"
    mail.enter(session, house.config, key=key, to=GRUENDAU, subject="Neu", body="Neu")
    queue.order(session, "announce", "version:1", key="announce:1", campaign_id=campaign.id)
    session.commit()

    work(house)

    assert [letter.to for letter in letters(session)] == [GRUENDAU, HANAU]


def test_a_mailing_is_ordered_once(session, published):
    again = mailings.order(
        session, MailingKind.OFFER, Delivery.id > 0, f"campaign:{first_campaign(session)}", by=MACHINE
    )

    assert again is None
    assert len(session.scalars(select(Mailing)).all()) == 1


def first_campaign(session):
    return session.scalars(select(Delivery.campaign_id)).first()


def test_what_a_letter_told_is_known(house, session, published):
    work(house)

    told = session.scalars(select(MailingDelivery).where(MailingDelivery.letter_id.is_not(None))).all()
    assert len(told) == 2


def test_a_sample_is_whole_without_a_recipient(config, make):
    versions = [make.version("ti"), make.version("prs")]

    for kind in MailingKind:
        for language in ("de", "en"):
            text = mailings.sample(config, kind, versions, date(2026, 11, 30), {"de": "Gruß"}, language)
            assert "letter.invalid" not in text.text + text.html
            assert "Tigrin" in text.text


@pytest.fixture
def delayed(house, post_office, session, published):
    """The letters of a publication, which no server has taken so far."""
    post_office.refusals = {GRUENDAU: "451 later", HANAU: "451 later"}
    work(house)
    post_office.refusals = {}
    return letters(session)


def later(session, house):
    """Work as if the pause between two attempts were over."""
    session.execute(update(Job).values(not_before=utc_now()))
    session.commit()
    work(house)
    session.expire_all()


def test_a_letter_that_waited_is_withdrawn_when_its_film_is_recalled(house, post_office, session, published, delayed):
    recall(session, published.id, "Ein Satz ist falsch.", by=MACHINE)

    later(session, house)

    assert post_office.letters == []
    assert all(letter.withdrawn_at and not letter.sent_at for letter in delayed)
    assert {book.state_of(letter) for letter in delayed} == {LetterState.WITHDRAWN}
    assert events(session, EventKind.NOTIFIED) == []


def test_a_letter_that_waited_leaves_out_what_was_recalled(house, post_office, session, make, published):
    second = publish_now(session, make, "prs")
    post_office.refusals = {GRUENDAU: "451 later", HANAU: "451 later"}
    work(house)
    post_office.refusals = {}
    recall(session, published.id, "Ein Satz ist falsch.", by=MACHINE)

    later(session, house)

    assert sorted(post_office.recipients) == [GRUENDAU, HANAU]
    for letter in post_office.letters:
        assert "Dari" in letter["Subject"]
        for form in ("plain", "html"):
            said = letter.get_body((form,)).get_content()
            assert "Dari" in said
            assert "Tigrinya" not in said
    told = select(Delivery.version_id).join(DeliveryEvent).where(DeliveryEvent.kind == EventKind.NOTIFIED)
    assert set(session.scalars(told)) == {second.id}


def test_a_reminder_that_waited_is_withdrawn_when_the_receipt_came(house, post_office, session, published, recipients):
    work(house)
    reminding.remind(session, Delivery.version_id == published.id, "version", by=MACHINE)
    session.commit()
    post_office.refusals = {GRUENDAU: "451 later", HANAU: "451 later"}
    work(house)
    post_office.letters.clear()
    post_office.refusals = {}
    session.execute(
        update(Delivery).where(Delivery.organisation_id == recipients[0].id).values(standing=Standing.ACKNOWLEDGED)
    )

    later(session, house)

    assert post_office.recipients == [HANAU]


def test_a_server_that_does_not_relay_for_us_spoils_no_address(house, post_office, session, published):
    denied = "554 5.7.1 Relay access denied"
    post_office.refusals = {GRUENDAU: denied, HANAU: denied}
    work(house)

    assert all(not letter.bounced_at and letter.held_up_at for letter in letters(session))
    assert session.scalars(select(Contact.bounced_at)).all() == []
    assert events(session, EventKind.BOUNCED) == []
    held_up = book.held_up(session)
    assert (held_up.letters, held_up.words) == (2, denied)

    post_office.refusals = {}
    later(session, house)

    assert sorted(post_office.recipients) == [GRUENDAU, HANAU]
    assert book.held_up(session) is None


@pytest.mark.parametrize("trouble", ["sender", "away"])
def test_letters_wait_for_as_long_as_the_line_is_out_of_order(house, post_office, session, published, trouble):
    broken = house
    if trouble == "sender":
        post_office.refused_senders = {house.config.mail_from: "550 5.7.1 not your sender"}
    else:
        broken = with_settings(house, smtp_url="smtp://127.0.0.1:1")
    work(broken)
    session.execute(update(Job).where(Job.task == mail.SEND_BATCH).values(most_attempts=1))
    for _ in range(3):
        later(session, broken)
    assert not any(letter.given_up_at for letter in letters(session))
    assert book.held_up(session).letters == 2

    post_office.refused_senders = {}
    later(session, house)

    assert sorted(post_office.recipients) == [GRUENDAU, HANAU]


def test_one_server_that_does_not_like_us_is_given_up_after_a_day(house, post_office, session, published):
    post_office.refusals = {HANAU: "550 5.7.1 we take nothing from you"}
    work(house)
    session.execute(update(Job).where(Job.task == mail.SEND_BATCH).values(most_attempts=2))
    later(session, house)

    (hanau,) = letters(session, to=HANAU)
    assert hanau.given_up_at
    assert not hanau.bounced_at
    assert session.scalars(select(Contact.bounced_at)).all() == []
    assert book.held_up(session) is None
