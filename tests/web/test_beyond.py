"""What no database can look for is refused with a sentence: neither a NUL nor a huge number is a fault of ours."""

import pytest

from catalog.people.permissions import Role
from tests.web.conftest import sign_in

HUGE = "9" * 20
NO_ROW = "9" * 11
REFUSED = (400, 404, 422)


@pytest.mark.parametrize("address", [f"/stream/{HUGE}.mp4", "/film/%00", "/film/%00/de", "/api/v1/versions/%00/de"])
def test_a_stranger_is_told(client, address):
    assert client.get(address).status_code in REFUSED


@pytest.mark.parametrize(
    "address",
    [
        f"/ministry/versions/{NO_ROW}",
        f"/ministry/versions/{HUGE}",
        f"/ministry/recalls/{HUGE}",
        "/ministry/films/%00",
    ],
)
def test_an_editor_is_told(client, session, make, address):
    editor = make.account(Role.EDITOR)
    session.commit()

    answer = sign_in(client, editor).get(address)

    assert answer.status_code in REFUSED


@pytest.mark.parametrize("wish", [f"campaign={NO_ROW}", f"campaign={HUGE}", "film=%00", f"page={HUGE}"])
def test_a_wish_that_nothing_fits_does_not_end_the_board(client, session, make, wish):
    editor = make.account(Role.EDITOR)
    session.commit()

    answer = sign_in(client, editor).get(f"/ministry/board?{wish}")

    assert answer.status_code in (200, *REFUSED)
