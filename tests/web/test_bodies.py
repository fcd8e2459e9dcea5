"""Nobody fills the disk by sending a form: what is too long is refused before it is read."""

from catalog.web.guards import LONGEST_BODY_BYTES


def test_a_stranger_cannot_send_more_than_a_form_holds(client):
    answer = client.post(
        "/account/sign-in",
        data=bytes(LONGEST_BODY_BYTES + 1),
        content_type="multipart/form-data; boundary=edge",
        headers={"Accept-Language": "en"},
    )

    assert answer.status_code == 413
    assert "This is too large to be sent at once." in answer.text
