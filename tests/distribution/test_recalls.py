import pytest
from sqlalchemy import select

from catalog.distribution.models import DeliveryEvent
from catalog.distribution.recalls import ReasonMissing, holders, recall, recall_of
from catalog.distribution.stages import EventKind
from catalog.films import register
from catalog.films.lifecycle import Status, WrongStatus
from catalog.foundation.errors import NotPermitted
from catalog.people.permissions import MACHINE, Role

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
