"""The demonstration's letters: what the book says was sent lies in the outbox; centres are quick to answer."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from catalog.demonstrated import letters
from catalog.demonstrated.calling_back import LANGUAGE
from catalog.demonstrated.histories import FIRST, SECOND
from catalog.demonstrated.past import give_addresses, lay
from catalog.distribution.board.coverage import coverage
from catalog.distribution.campaigning import progressing
from catalog.distribution.letters import book
from catalog.distribution.models import Campaign, Delivery, DeliveryEvent, Mailing, MailingDelivery
from catalog.films.lifecycle import Status
from catalog.foundation.database import utc_now
from catalog.foundation.mail import Letter
from catalog.people import organisations
from catalog.people.models import OrganisationKind
from catalog.people.permissions import Role

NOW = utc_now()


@pytest.fixture
def editor(make):
    return make.account(Role.EDITOR)


@pytest.fixture
def sent(session, config, make, editor):
    """Two languages of the first distribution, one of the second and the recalled one, after their letters."""
    organisations.seed(session)
    for tag in ("de", "ar", LANGUAGE, "tr"):
        version = make.version(tag, Status.APPROVED)
        lay(session, version, NOW, editor.actor)
        if version.status == Status.APPROVED:
            version.status = Status.PUBLISHED
    give_addresses(session)
    return letters.write(session, config, by=editor.actor)


def campaign(session, key):
    return session.scalars(select(Campaign).where(Campaign.key == key)).one()


def test_a_campaign_tells_of_letters_that_arrived_came_back_and_wait(session, sent):
    first = progressing.letters(session, campaign(session, FIRST.key).id)

    assert first.sent > 350
    assert first.came_back > 5
    assert first.waiting == 1


def test_whoever_could_not_be_reached_the_first_time_has_no_address_the_second_time(session, sent):
    first = progressing.letters(session, campaign(session, FIRST.key).id)
    second = progressing.letters(session, campaign(session, SECOND.key).id)

    assert second.sent > 350
    mended = 1
    assert len(second.without_address) == first.came_back - mended


def test_each_recipient_gets_one_letter_for_all_the_languages_of_an_act(session, sent):
    of_one = (
        select(Mailing.id, Delivery.organisation_id, func.count(MailingDelivery.letter_id.distinct()))
        .join(MailingDelivery, MailingDelivery.mailing_id == Mailing.id)
        .join(Delivery, Delivery.id == MailingDelivery.delivery_id)
        .join(Letter, Letter.id == MailingDelivery.letter_id)
        .where(Letter.sent_at.is_not(None))
        .group_by(Mailing.id, Delivery.organisation_id)
    )

    assert max(count for *_, count in session.execute(of_one)) == 1
    assert session.scalar(select(Letter).where(Letter.subject.contains("Deutsch, Arabisch, Französisch")).limit(1))


def test_every_letter_left_when_the_book_says_so(session, sent):
    told = (
        select(Letter.sent_at, DeliveryEvent.at)
        .join(MailingDelivery, MailingDelivery.letter_id == Letter.id)
        .join(DeliveryEvent, DeliveryEvent.delivery_id == MailingDelivery.delivery_id)
        .join(Mailing, Mailing.id == MailingDelivery.mailing_id)
        .where(Mailing.kind == "recall_reminder", DeliveryEvent.kind == "reminded")
    )

    assert {sent_at == at for sent_at, at in session.execute(told)} == {True}


def test_no_letter_of_the_past_lets_anybody_in(session, sent, config):
    bodies = session.scalars(select(Letter.body).where(Letter.written_at < NOW - timedelta(days=1)))

    assert all(config.public_url + letters.WAY_IN in body for body in bodies)


def test_a_recall_and_its_reminder_say_why(session, sent):
    kinds = dict(session.execute(select(Mailing.kind, func.count()).group_by(Mailing.kind)).all())

    assert kinds == {"offer": 2, "reminder": 2, "recall": 1, "recall_reminder": 1}
    recall = select(Letter.body).join(MailingDelivery).join(Mailing).where(Mailing.kind == "recall").limit(1)
    assert "Notrufnummer" in session.scalars(recall).one()


def test_the_book_shows_the_latest_letters_first(session, sent):
    written = session.scalars(select(Letter.written_at).order_by(Letter.id)).all()

    assert written == sorted(written)


def test_letters_are_written_once(session, sent, config, editor):
    assert letters.write(session, config, by=editor.actor) == 0
    assert sum(book.find(session, None, "", 1).counts.values()) == sent + 1


def test_some_reception_centres_have_acknowledged_everything(session, sent):
    centres = coverage(session, NOW).by_kind[OrganisationKind.RECEPTION_CENTRE]

    assert 0 < centres.complete < centres.recipients
