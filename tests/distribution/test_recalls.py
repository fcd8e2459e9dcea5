from datetime import date

import pytest
from sqlalchemy import select

from catalog.distribution import ledger
from catalog.distribution.models import DeliveryEvent, Mailing, MailingDelivery, MailingKind
from catalog.distribution.recalling.copies import Answer, copies_of, every_recall
from catalog.distribution.recalling.recalls import (
    NobodyToRemind,
    NoCopy,
    NothingNewer,
    NotRecalled,
    ReasonMissing,
    RemindedToday,
    holders,
    newer_than,
    recall,
    recall_of,
    remind,
    settle,
)
from catalog.distribution.stages import EventKind, Standing
from catalog.distribution.succession import merge
from catalog.films import register
from catalog.films.lifecycle import Status, WrongStatus, step
from catalog.foundation.errors import NotFound, NotPermitted
from catalog.people.permissions import MACHINE, Role

HELD_EVENTS = [EventKind.OFFERED, EventKind.COLLECTED]
WHY = "Die Notrufnummer ist falsch."


def test_a_recall_reaches_every_delivery_of_the_version_and_no_other(session, make):
    wrong, right = make.version("ar", Status.PUBLISHED), make.version("fa", Status.PUBLISHED)
    towns = [make.organisation(key=f"0643501{number}") for number in range(3)]
    called_back = [make.delivery(wrong, town) for town in towns]
    make.delivery(right, towns[0])

    recall(session, wrong.id, WHY, by=MACHINE)

    recalled = session.scalars(select(DeliveryEvent.delivery_id).where(DeliveryEvent.kind == EventKind.RECALLED))
    assert set(recalled) == {delivery.id for delivery in called_back}
    assert (wrong.status, right.status) == (Status.RECALLED, Status.PUBLISHED)
    assert recall_of(session, wrong.id).reason == WHY
    assert recall_of(session, right.id) is None


def test_a_recalled_version_is_public_no_more(session, make):
    version = make.version("ar", Status.PUBLISHED)

    recall(session, version.id, WHY, by=MACHINE)

    with pytest.raises(register.VersionRecalled):
        register.published(session, "polizei", "ar")


def test_a_replaced_revision_can_be_recalled_too(session, make):
    version = make.version("ar", Status.SUPERSEDED)

    assert recall(session, version.id, WHY, by=MACHINE).version_id == version.id


@pytest.mark.parametrize("status", [Status.DRAFT, Status.APPROVED, Status.RECALLED])
def test_what_is_not_out_cannot_be_recalled(session, make, status):
    with pytest.raises(WrongStatus):
        recall(session, make.version("ar", status).id, WHY, by=MACHINE)


def test_a_recall_says_why(session, make):
    with pytest.raises(ReasonMissing):
        recall(session, make.version("ar", Status.PUBLISHED).id, "  ", by=MACHINE)


def test_a_reviewer_recalls_nothing(session, make):
    with pytest.raises(NotPermitted):
        recall(session, make.version("ar", Status.PUBLISHED).id, WHY, by=make.account(Role.REVIEWER).actor)


def test_the_holders_are_those_who_have_downloaded_it(session, make):
    version = make.version("ar", Status.PUBLISHED)
    holder, other = make.organisation(key="06435012"), make.organisation(key="06435014", name="Hanau")
    make.delivery(version, holder, events=(EventKind.OFFERED, EventKind.COLLECTED, EventKind.COLLECTED))
    make.delivery(version, other)

    assert [organisation.key for organisation in holders(session, version.id)] == [holder.key]


def test_only_a_newer_revision_undoes_a_recall(session, make):
    wrong = make.version("ar", Status.PUBLISHED)
    town = make.organisation()
    make.delivery(wrong, town)
    recall(session, wrong.id, WHY, by=MACHINE)

    for status in Status:
        with pytest.raises(WrongStatus):
            step(wrong.status, status)
    mended = make.version("ar", Status.PUBLISHED, revision=2)

    assert newer_than(session, wrong) is mended
    assert register.published(session, "polizei", "ar") is mended


@pytest.fixture
def town(make):
    return make.account(Role.RECIPIENT)


@pytest.fixture
def called_back(session, make, town):
    """A delivery that was downloaded and called back."""
    version = make.version("ar", Status.PUBLISHED)
    delivery = make.delivery(version, town.organisation, events=HELD_EVENTS)
    recall(session, version.id, WHY, by=MACHINE)
    session.refresh(delivery)
    return delivery


def happened(session, delivery):
    return ledger.counting(session, delivery.id)


def test_a_recipient_says_once_that_its_copies_are_gone(session, town, called_back):
    settle(session, called_back.id, EventKind.DESTROYED, by=town.actor)
    settle(session, called_back.id, EventKind.DESTROYED, by=town.actor)

    assert called_back.standing == Standing.SETTLED
    assert happened(session, called_back) == [*HELD_EVENTS, EventKind.RECALLED, EventKind.DESTROYED]


def test_a_copy_is_replaced_only_by_a_newer_revision(session, make, town, called_back):
    with pytest.raises(NothingNewer):
        settle(session, called_back.id, EventKind.REPLACED, by=town.actor)
    make.version("ar", Status.PUBLISHED, revision=2)

    assert settle(session, called_back.id, EventKind.REPLACED, by=town.actor).standing == Standing.SETTLED


def test_a_revision_that_may_be_shown_is_not_settled(session, make, town):
    delivery = make.delivery(make.version("ar", Status.PUBLISHED), town.organisation, events=HELD_EVENTS)

    with pytest.raises(NotRecalled):
        settle(session, delivery.id, EventKind.DESTROYED, by=town.actor)


def test_who_never_had_a_copy_has_nothing_to_destroy(session, make, town):
    version = make.version("ar", Status.PUBLISHED)
    delivery = make.delivery(version, town.organisation)
    recall(session, version.id, WHY, by=MACHINE)
    session.refresh(delivery)

    with pytest.raises(NoCopy):
        settle(session, delivery.id, EventKind.DESTROYED, by=town.actor)


def test_a_neighbour_settles_nothing(session, make, called_back):
    neighbour = make.account(Role.RECIPIENT, make.organisation(key="06435014", name="Hanau"))

    with pytest.raises(NotFound):
        settle(session, called_back.id, EventKind.DESTROYED, by=neighbour.actor)


def test_the_ministry_does_not_speak_with_the_recipient_s_voice(session, make, called_back):
    with pytest.raises(NotPermitted):
        settle(session, called_back.id, EventKind.DESTROYED, by=make.account(Role.EDITOR).actor)


def test_a_recall_orders_a_letter_to_whoever_has_a_copy(session, make, town):
    version = make.version("ar", Status.PUBLISHED)
    holding = make.delivery(version, town.organisation, events=HELD_EVENTS)
    make.delivery(version, make.organisation(key="06435014", name="Hanau"))

    recall(session, version.id, WHY, by=MACHINE)

    ordered = session.scalars(select(Mailing)).one()
    assert (ordered.kind, ordered.key) == (MailingKind.RECALL, f"recall:version:{version.id}")
    assert session.scalars(select(MailingDelivery.delivery_id)).all() == [holding.id]


def test_who_still_has_a_copy_is_reminded_at_most_once_a_day(session, make, town, called_back):
    editor = make.account(Role.EDITOR).actor

    assert remind(session, called_back.version_id, by=editor) == 1
    with pytest.raises(RemindedToday):
        remind(session, called_back.version_id, by=editor)
    settle(session, called_back.id, EventKind.DESTROYED, by=town.actor)
    with pytest.raises(NobodyToRemind):
        remind(session, called_back.version_id, by=editor)


def test_who_went_into_another_one_is_asked_there(session, make):
    version = make.version("ar", Status.PUBLISHED)
    gone, successor = make.organisation(), make.organisation(key="06435099", name="Neustadt")
    make.delivery(version, gone, events=HELD_EVENTS)
    merge(session, successor.id, [gone.id], date(2026, 1, 1), by=MACHINE)

    recall(session, version.id, WHY, by=MACHINE)

    assert [copy.name for copy in copies_of(session, version.id).holders] == ["Neustadt"]
    assert [organisation.id for organisation in holders(session, version.id)] == [successor.id]
    assert [progress.holders for progress in every_recall(session)] == [1]
    assert remind(session, version.id, by=MACHINE) == 1


def test_of_a_holder_whose_letter_came_back_the_list_says_so(session, make, town, called_back):
    def said():
        (copy,) = copies_of(session, called_back.version_id).holders
        return copy.answer, copy.said

    ledger.note(session, called_back, EventKind.BOUNCED, MACHINE)
    assert said() == (Answer.UNREACHABLE, EventKind.BOUNCED)

    settle(session, called_back.id, EventKind.DESTROYED, by=town.actor)
    ledger.note(session, called_back, EventKind.BOUNCED, MACHINE)
    assert said() == (Answer.DONE, EventKind.DESTROYED)
