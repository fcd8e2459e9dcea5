"""Files arrive by tus 1.0, piece by piece, and only from those who may send them."""

import hashlib
import os
from base64 import b64encode
from datetime import timedelta
from email.utils import parsedate_to_datetime

import pytest
from sqlalchemy import delete, select

from catalog.foundation.database import utc_now
from catalog.people.models import SignedIn
from catalog.people.permissions import Role
from catalog.production.models import Upload
from catalog.web.guards import LONGEST_BODY_BYTES
from tests.web.api.conftest import PIECES, PLACE, Sender, sender_for, told
from tests.web.conftest import form_token, sign_in

FIRST = {"Content_Type": PIECES, "Upload_Offset": "0"}


def test_the_service_says_what_it_speaks_to_everybody(client, config):
    answer = client.options(PLACE)

    assert answer.status_code == 204
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert answer.headers["Tus-Extension"] == "checksum,creation,creation-with-upload,expiration,termination"
    assert answer.headers["Tus-Checksum-Algorithm"] == "sha1,sha256"
    assert answer.headers["Tus-Max-Size"] == str(config.largest_upload_bytes)


def test_a_file_arrives_in_two_pieces(sender, runtime):
    begun = sender.begin(10)
    place = begun.headers["Location"]

    first = sender.append(place, 0, b"01234")
    between = sender.send("HEAD", place)
    second = sender.append(place, 5, b"56789")

    assert begun.status_code == 201
    assert place.startswith(f"{runtime.config.public_url}{PLACE}/")
    assert (first.status_code, first.headers["Upload-Offset"]) == (204, "5")
    assert (between.headers["Upload-Offset"], between.headers["Upload-Length"]) == ("5", "10")
    assert between.headers["Cache-Control"] == "no-store"
    assert (second.status_code, second.headers["Upload-Offset"]) == (204, "10")
    upload = only_upload(runtime)
    assert upload.arrived_at
    assert (upload.purpose, upload.filename) == ("dub", "ti.opus")
    assert (runtime.config.uploads / upload.id).read_bytes() == b"0123456789"


def test_the_sender_learns_until_when_a_file_is_kept(sender):
    begun = sender.begin(10)
    appended = sender.append(begun.headers["Location"], 0, b"01234")

    expires = parsedate_to_datetime(begun.headers["Upload-Expires"])
    later = parsedate_to_datetime(appended.headers["Upload-Expires"])
    assert timedelta(days=6, hours=23) < expires - utc_now() <= timedelta(days=7)
    assert later >= expires


def test_a_file_is_kept_from_its_last_byte_on(sender, runtime):
    place = sender.begin(10).headers["Location"]
    file = runtime.config.uploads / only_upload(runtime).id
    five_days_ago = (utc_now() - timedelta(days=5)).timestamp()
    os.utime(file, (five_days_ago, five_days_ago))

    before = parsedate_to_datetime(sender.send("HEAD", place).headers["Upload-Expires"])
    after = parsedate_to_datetime(sender.append(place, 0, b"01234").headers["Upload-Expires"])

    assert before - utc_now() < timedelta(days=2, seconds=2)
    assert after - utc_now() > timedelta(days=6, hours=23)


def test_the_first_piece_may_come_with_the_announcement(sender, runtime):
    metadata = told(filename="ti.vtt", purpose="captions")

    answer = sender.send("POST", PLACE, b"WEBVTT", Content_Type=PIECES, Upload_Length="6", Upload_Metadata=metadata)

    assert (answer.status_code, answer.headers["Upload-Offset"]) == (201, "6")
    assert only_upload(runtime).arrived_at


def test_subtitles_name_their_language(sender, runtime):
    def announced(language):
        metadata = told(filename="text.srt", purpose="subtitles", language=language)
        return sender.send("POST", PLACE, Upload_Length="6", Upload_Metadata=metadata).status_code

    assert announced("klingon") == 422
    assert announced("ku") == 201
    assert only_upload(runtime).language == "kmr"


def test_a_piece_may_be_longer_than_any_form(sender):
    piece = bytes(LONGEST_BODY_BYTES + 1)
    place = sender.begin(len(piece)).headers["Location"]

    assert sender.append(place, 0, piece).status_code == 204


def test_an_empty_file_has_arrived_at_once(sender, runtime):
    sender.begin(0)

    assert only_upload(runtime).arrived_at


def test_a_file_whose_last_answer_was_lost_is_whole_when_somebody_asks(sender, runtime):
    place = sender.begin(3).headers["Location"]
    (runtime.config.uploads / only_upload(runtime).id).write_bytes(b"abc")

    sender.send("HEAD", place)

    assert only_upload(runtime).arrived_at


def test_going_on_at_the_wrong_place_changes_nothing(sender, runtime):
    place = sender.begin(10).headers["Location"]
    sender.append(place, 0, b"01234")

    answer = sender.append(place, 3, b"xx")

    assert answer.status_code == 409
    assert answer.json["code"] == "wrong_offset"
    assert sender.send("HEAD", place).headers["Upload-Offset"] == "5"


def test_a_piece_beyond_the_announced_end_is_refused_whole(sender, runtime):
    place = sender.begin(3).headers["Location"]

    answer = sender.append(place, 0, b"abcdef")

    assert (answer.status_code, answer.json["code"]) == (413, "too_much")
    assert (runtime.config.uploads / only_upload(runtime).id).read_bytes() == b""


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_a_piece_that_is_what_was_sent_is_kept(sender, algorithm):
    place = sender.begin(10).headers["Location"]

    answer = sender.append(place, 0, b"01234", Upload_Checksum=checksum(algorithm, b"01234"))

    assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, "5")


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_a_damaged_piece_is_not_kept(sender, runtime, algorithm):
    place = sender.begin(10).headers["Location"]
    sender.append(place, 0, b"01234")

    answer = sender.append(place, 5, b"5x789", Upload_Checksum=checksum(algorithm, b"56789"))

    assert (answer.status, answer.json["code"]) == ("460 Checksum Mismatch", "wrong_checksum")
    assert sender.send("HEAD", place).headers["Upload-Offset"] == "5"
    assert sender.append(place, 5, b"56789").status_code == 204
    assert (runtime.config.uploads / only_upload(runtime).id).read_bytes() == b"0123456789"


def test_nothing_is_left_of_an_announcement_whose_first_piece_is_damaged(sender, runtime):
    answer = sender.send(
        "POST",
        PLACE,
        b"abc",
        Content_Type=PIECES,
        Upload_Length="6",
        Upload_Metadata=told(purpose="dub"),
        Upload_Checksum=checksum("sha1", b"abd"),
    )

    assert answer.status_code == 460
    assert only_upload(runtime) is None
    assert list(runtime.config.uploads.iterdir()) == []


def test_a_file_that_is_what_the_browser_has_read_has_arrived(sender, runtime):
    place = begin_with_sum(sender, b"0123456789")

    assert sender.append(place, 0, b"0123456789").status_code == 204
    assert only_upload(runtime).arrived_at


def test_a_file_that_is_not_what_the_browser_has_read_is_refused_and_forgotten(sender, runtime):
    place = begin_with_sum(sender, b"0123456789")

    answer = sender.append(place, 0, b"01234x6789")

    assert (answer.status_code, answer.json["code"]) == (460, "changed_on_the_way")
    assert "ti.opus" in answer.json["sentence"]
    assert sender.send("HEAD", place).status_code == 404
    assert only_upload(runtime) is None


def test_what_was_told_of_a_file_is_repeated_word_for_word(sender):
    metadata = f"{told(filename='ti.opus', purpose='dub')},scene, take AAH/"
    place = sender.send("POST", PLACE, Upload_Length="4", Upload_Metadata=metadata).headers["Location"]

    assert sender.send("HEAD", place).headers["Upload-Metadata"] == metadata


def test_whoever_signs_in_again_goes_on_where_the_session_ended(app, make, session):
    account = make.account(role=Role.EDITOR)
    session.commit()
    before = signed_in(app.test_client(), account)
    place = before.begin(10).headers["Location"]
    before.append(place, 0, b"01234")
    session.execute(delete(SignedIn))
    session.commit()

    refused = before.append(place, 5, b"56789")
    after = signed_in(app.test_client(), account)
    here = after.send("HEAD", place).headers["Upload-Offset"]

    assert (refused.status_code, refused.json["code"]) == (401, "not_signed_in")
    assert here == "5"
    assert after.append(place, 5, b"56789").headers["Upload-Offset"] == "10"


@pytest.mark.parametrize(
    ("method", "headers", "status", "code"),
    [
        ("PATCH", {"Content_Type": "text/plain", "Upload_Offset": "0"}, 415, "not_pieces"),
        ("PATCH", {"Content_Type": PIECES}, 400, "bad_header"),
        ("PATCH", {"Content_Type": PIECES, "Upload_Offset": "-1"}, 400, "bad_header"),
        ("PATCH", {"Content_Type": PIECES, "Upload_Offset": "٣"}, 400, "bad_header"),
        ("PATCH", {"Content_Type": PIECES, "Upload_Offset": "0", "Tus_Resumable": "0.2.1"}, 412, "wrong_protocol"),
        ("PATCH", {"Content_Type": PIECES, "Upload_Offset": "0,0"}, 400, "bad_header"),
        ("PATCH", {"Content_Type": PIECES, "Upload_Offset": "9" * 41}, 400, "bad_header"),
        (
            "PATCH",
            {"Content_Type": PIECES, "Upload_Offset": "0", "Upload_Checksum": "md5 AAAA"},
            400,
            "unknown_algorithm",
        ),
        ("PATCH", {"Content_Type": PIECES, "Upload_Offset": "0", "Upload_Checksum": "sha1"}, 400, "bad_header"),
        ("PATCH", {"Content_Type": PIECES, "Upload_Offset": "0", "Upload_Checksum": "sha1 §"}, 400, "bad_header"),
        ("PATCH", {"Content_Type": PIECES, "Upload_Offset": "0", "Trailer": "Upload-Checksum"}, 400, "not_offered"),
        ("POST", {"X_HTTP_Method_Override": "GET"}, 400, "bad_header"),
        ("GET", {}, 405, "wrong_method"),
    ],
)
def test_what_is_not_understood_is_named(sender, method, headers, status, code):
    place = sender.begin(10).headers["Location"]

    answer = sender.send(method, place, b"x", **headers)

    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert answer.headers["Tus-Version"] == "1.0.0"


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"Upload_Length": "5"}, 400, "bad_header"),
        ({"Upload_Metadata": told(purpose="dub")}, 400, "bad_header"),
        ({"Upload_Length": "5", "Upload_Metadata": "purpose §§§"}, 400, "bad_header"),
        ({"Upload_Length": "5", "Upload_Metadata": told(purpose="poster")}, 400, "bad_header"),
        ({"Upload_Length": "5", "Upload_Metadata": "purpose ZHVi,purpose ZHVi"}, 400, "bad_header"),
        ({"Upload_Length": "5", "Upload_Metadata": "purpose ZHVi,,"}, 400, "bad_header"),
        ({"Upload_Length": "5", "Upload_Metadata": told(purpose="dub", sha256="abc")}, 400, "bad_header"),
        ({"Upload_Defer_Length": "1", "Upload_Metadata": told(purpose="dub")}, 400, "not_offered"),
        ({"Upload_Length": "5", "Upload_Concat": "partial"}, 400, "not_offered"),
        ({"Upload_Length": "9" * 30, "Upload_Metadata": told(purpose="film")}, 413, "too_large"),
        ({"Upload_Length": "9" * 17, "Upload_Metadata": told(purpose="film")}, 413, "too_large"),
    ],
)
def test_a_file_is_announced_properly_or_not_at_all(sender, runtime, headers, status, code):
    answer = sender.send("POST", PLACE, **headers)

    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert only_upload(runtime) is None


def test_a_narrow_proxy_may_send_the_piece_as_a_post(sender):
    place = sender.begin(4).headers["Location"]

    answer = sender.send("POST", place, b"abcd", X_HTTP_Method_Override="PATCH", Content_Type=PIECES, Upload_Offset="0")

    assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, "4")


def test_a_discarded_file_is_gone(sender, runtime):
    place = sender.begin(4).headers["Location"]

    assert sender.send("DELETE", place).status_code == 204
    assert sender.send("HEAD", place).status_code == 404
    assert list(runtime.config.uploads.iterdir()) == []


def test_a_colleague_s_file_does_not_exist(sender, app, make):
    place = sender.begin(4).headers["Location"]
    colleague = sender_for(app.test_client(), make, Role.EDITOR)

    foreign = [colleague.send("HEAD", place), colleague.append(place, 0, b"abcd"), colleague.send("DELETE", place)]
    missing = colleague.send("DELETE", f"{PLACE}/{'0' * 32}")

    assert [answer.status_code for answer in foreign] == [404, 404, 404]
    assert foreign[-1].data == missing.data
    assert sender.send("HEAD", place).headers["Upload-Offset"] == "0"


def test_a_reviewer_sends_no_files(app, make):
    reviewer = sender_for(app.test_client(), make, Role.REVIEWER)

    assert reviewer.begin(4).status_code == 403


def test_nobody_sends_files_without_signing_in(client):
    answer = client.post(PLACE, headers={"Tus-Resumable": "1.0.0", "Upload-Length": "3"})

    assert answer.status_code == 401
    assert answer.json["sentence"]


def test_another_site_cannot_send_files_in_somebody_s_name(sender, runtime):
    sender.token = "guessed"

    answer = sender.begin(4)

    assert (answer.status_code, answer.json["code"]) == (400, "form_too_old")
    assert only_upload(runtime) is None


def test_the_place_of_a_file_does_not_depend_on_what_the_sender_calls_the_host(app, sender):
    cookie = sender.client.get_cookie("filmbote")
    sender.client = app.test_client(use_cookies=False)

    answer = sender.send(
        "POST",
        PLACE,
        Host="elsewhere.example",
        Cookie=f"filmbote={cookie.value}",
        Upload_Length="1",
        Upload_Metadata=told(purpose="dub"),
    )

    assert answer.headers["Location"].startswith(f"{app.extensions['filmbote'].config.public_url}/api/v1/uploads/")


def checksum(algorithm: str, piece: bytes) -> str:
    return f"{algorithm} {b64encode(hashlib.new(algorithm, piece).digest()).decode()}"


def begin_with_sum(sender, content: bytes) -> str:
    metadata = told(filename="ti.opus", purpose="dub", sha256=hashlib.sha256(content).hexdigest())
    answer = sender.send("POST", PLACE, Upload_Length=str(len(content)), Upload_Metadata=metadata)
    return answer.headers["Location"]


def signed_in(client, account) -> Sender:
    sign_in(client, account)
    return Sender(client, form_token(client.get("/account/")))


def only_upload(runtime) -> Upload | None:
    with runtime.question() as session:
        return session.scalar(select(Upload))
