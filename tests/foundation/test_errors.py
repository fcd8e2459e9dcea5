"""A refusal writes its own sentence and has a name for machines."""

import pytest

from catalog.foundation.errors import FilmboteError, Invalid, NotFound, NotPermitted, Refused


class KitRecalled(Refused):
    """A refusal as any deed has it."""

    sentence = "This kit was recalled on %(date)s."


def test_a_refusal_fills_the_places_of_its_sentence():
    refusal = KitRecalled(date="1 July")

    assert str(refusal) == "This kit was recalled on 1 July."
    assert refusal.places == {"date": "1 July"}


def test_a_refusal_has_a_name_for_machines():
    assert KitRecalled(date="1 July").code == "kit_recalled"


@pytest.mark.parametrize(
    ("family", "status"), [(NotFound, 404), (NotPermitted, 403), (Refused, 409), (Invalid, 422), (FilmboteError, 500)]
)
def test_each_family_has_its_status(family, status):
    assert family().status == status
