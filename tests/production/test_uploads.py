"""A file arrives in pieces, belongs to its sender, and is handed in once."""

import fcntl
import os
from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import select

from catalog.films.languages import UnknownLanguage
from catalog.films.lifecycle import Status, WrongStatus
from catalog.foundation.config import config_from
from catalog.foundation.database import utc_now
from catalog.foundation.errors import NotFound, NotPermitted
from catalog.foundation.queue import Job
from catalog.foundation.storage import StorageFull
from catalog.people.permissions import MACHINE, Role
from catalog.production import handing_in, leftovers
from catalog.production.arriving import pieces, uploads
from catalog.production.models import Purpose, Upload


@pytest.fixture
def begin(session, config, runtime):
    """Announce a file, and on request let it arrive."""

    def begun(purpose=Purpose.DUB, content=b"0123456789", whole=True, by=MACHINE, language=None):
        upload = uploads.begin(
            session,
            purpose=purpose,
            filename="ton.wav",
            size_bytes=len(content),
            by=by,
            config=config,
            language=language,
        )
        if whole:
            uploads.append(config, upload, 0, BytesIO(content))
            uploads.arrived(session, upload)
        return upload

    return begun


class BrokenConnection:
    """Brings some bytes and then no more, as a phone in a tunnel does."""

    def __init__(self, content):
        self.pieces = [content]

    def read(self, _size):
        if self.pieces:
            return self.pieces.pop()
        raise ConnectionResetError


class FullDisk(BytesIO):
    def read(self, _size):
        raise OSError(28, "No space left on device")


class Disk:
    def __init__(self, free):
        self.free = free


def test_a_file_can_arrive_in_two_pieces(begin, config):
    upload = begin(whole=False)

    assert uploads.append(config, upload, 0, BytesIO(b"0123")) == 4
    assert uploads.append(config, upload, 4, BytesIO(b"456789")) == 10
    assert uploads.path_of(config, upload).read_bytes() == b"0123456789"


def test_bytes_before_a_broken_connection_are_kept(begin, config):
    upload = begin(whole=False)

    with pytest.raises(ConnectionResetError):
        uploads.append(config, upload, 0, BrokenConnection(b"0123"))

    assert uploads.offset(config, upload) == 4


def test_an_upload_goes_on_only_where_the_file_ends(begin, config):
    upload = begin(whole=False)
    uploads.append(config, upload, 0, BytesIO(b"0123"))

    with pytest.raises(pieces.WrongOffset):
        uploads.append(config, upload, 3, BytesIO(b"3456789"))

    assert uploads.offset(config, upload) == 4


def test_more_than_was_announced_is_not_taken(begin, config):
    upload = begin(whole=False)

    for length_bytes in (None, 19):
        with pytest.raises(pieces.TooMuch):
            uploads.append(config, upload, 0, BytesIO(b"0123456789 and more"), length_bytes=length_bytes)

    assert uploads.offset(config, upload) == 0


def test_two_connections_cannot_write_at_once(begin, config):
    upload = begin(whole=False)
    with uploads.path_of(config, upload).open("r+b") as other:
        fcntl.flock(other, fcntl.LOCK_EX)

        with pytest.raises(pieces.Busy):
            uploads.append(config, upload, 0, BytesIO(b"0123"))


def test_a_full_disk_is_said_to_be_full(begin, config):
    with pytest.raises(StorageFull):
        uploads.append(config, begin(whole=False), 0, FullDisk())


def test_a_file_that_is_too_large_is_refused_before_its_first_byte(session, config, runtime):
    with pytest.raises(uploads.TooLarge):
        uploads.begin(
            session,
            purpose=Purpose.FILM,
            filename="film.mp4",
            size_bytes=config.largest_upload_bytes + 1,
            by=MACHINE,
            config=config,
        )


def test_announced_bytes_are_reserved(session, begin, config, monkeypatch):
    room = uploads.SPARE_BYTES + 15
    monkeypatch.setattr(uploads.shutil, "disk_usage", lambda _folder: Disk(room))
    begin(whole=False)

    with pytest.raises(uploads.NoRoom):
        begin(whole=False)


def test_only_its_sender_sees_an_upload(session, begin, make):
    editor, colleague = make.account(), make.account()
    upload = begin(by=editor.actor)

    assert uploads.own(session, upload.id, editor.actor) is upload
    with pytest.raises(NotFound):
        uploads.own(session, upload.id, colleague.actor)
    with pytest.raises(NotFound):
        uploads.own(session, "0" * 32, editor.actor)


def test_recipients_send_no_files(begin, make):
    with pytest.raises(NotPermitted):
        begin(by=make.account(role=Role.RECIPIENT).actor)


def test_a_name_is_shown_but_never_a_path(session, config, runtime):
    upload = uploads.begin(
        session, purpose=Purpose.DUB, filename="../../etc/\x00passwd\n", size_bytes=1, by=MACHINE, config=config
    )

    assert upload.filename == "../../etc/passwd"
    assert uploads.path_of(config, upload).parent == config.uploads


def test_a_discarded_file_is_gone(session, begin, config):
    upload = begin()

    uploads.discard(session, upload, MACHINE, config)

    assert list(config.uploads.iterdir()) == []
    with pytest.raises(NotFound):
        uploads.own(session, upload.id, MACHINE)


def test_handing_in_orders_the_inspection(session, begin, make):
    version = make.version("ti")

    job = handing_in.hand_in(session, version, [begin(), begin(Purpose.CAPTIONS)], MACHINE)

    assert version.status == Status.PROCESSING
    assert (job.task, job.subject) == ("inspect", f"version:{version.id}")


def test_a_file_that_was_handed_in_stays(session, begin, make, config):
    upload = begin()
    handing_in.hand_in(session, make.version("ti"), [upload], MACHINE)

    with pytest.raises(uploads.HandedIn):
        uploads.discard(session, upload, MACHINE, config)
    with pytest.raises(uploads.HandedIn):
        handing_in.hand_in(session, make.version("ar"), [upload], MACHINE)


@pytest.mark.parametrize(
    "purposes",
    [
        [],
        [Purpose.CAPTIONS],
        [Purpose.FILM, Purpose.DUB],
        [Purpose.DUB, Purpose.DUB],
        [Purpose.DUB, Purpose.CAPTIONS, Purpose.CAPTIONS],
    ],
)
def test_a_version_has_exactly_one_sound(session, begin, make, purposes):
    version = make.version("ti")

    with pytest.raises(handing_in.WrongFiles):
        handing_in.hand_in(session, version, [begin(purpose) for purpose in purposes], MACHINE)

    assert version.status == Status.DRAFT
    assert session.scalars(select(Job)).all() == []


def test_subtitles_come_in_as_many_other_languages_as_there_are(session, begin, make):
    version = make.version("de")
    files = [begin(), begin(Purpose.CAPTIONS), *(begin(Purpose.SUBTITLES, language=tag) for tag in ("ti", "fa-AF"))]

    handing_in.hand_in(session, version, files, MACHINE)

    assert version.status == Status.PROCESSING
    assert [file.language for file in files] == [None, None, "ti", "prs"]


@pytest.mark.parametrize(("spoken", "tags"), [("de", ["ti", "ti"]), ("de", ["de"]), ("gsg", ["de"]), ("de", ["gsg"])])
def test_subtitles_are_in_another_language_each(session, begin, make, spoken, tags):
    files = [begin(), *(begin(Purpose.SUBTITLES, language=tag) for tag in tags)]

    with pytest.raises(handing_in.WrongFiles):
        handing_in.hand_in(session, make.version(spoken), files, MACHINE)


@pytest.mark.parametrize("tag", ["klingon", "", None])
def test_subtitles_say_in_which_language_they_are(begin, config, tag):
    with pytest.raises(UnknownLanguage):
        begin(Purpose.SUBTITLES, language=tag)

    assert list(config.uploads.iterdir()) == []


def test_half_a_file_cannot_be_handed_in(session, begin, make):
    with pytest.raises(handing_in.NotWhole):
        handing_in.hand_in(session, make.version("ti"), [begin(whole=False)], MACHINE)


def test_files_are_handed_in_for_a_draft_only(session, begin, make):
    with pytest.raises(WrongStatus):
        handing_in.hand_in(session, make.version("ti", status=Status.IN_REVIEW), [begin()], MACHINE)


def test_an_operator_brings_a_file_of_this_machine(session, config, runtime, tmp_path):
    file = tmp_path / "film.mp4"
    file.write_bytes(b"film")

    upload = handing_in.bring(session, config, file, Purpose.FILM, MACHINE)

    assert upload.arrived_at
    assert uploads.path_of(config, upload).read_bytes() == b"film"
    assert file.exists()


def test_what_nobody_handed_in_is_swept_away_after_a_week(session, begin, make, config):
    forgotten, kept = begin(), begin()
    handing_in.hand_in(session, make.version("ti"), [kept], MACHINE)
    for file in config.uploads.iterdir():
        grow_old(file)

    swept = leftovers.sweep(session, config, utc_now() + timedelta(days=8))

    assert swept == 1
    assert session.scalars(select(Upload.id)).all() == [kept.id]
    assert not uploads.path_of(config, forgotten).exists()
    assert uploads.path_of(config, kept).exists()


def test_a_file_that_still_grows_is_never_swept_away(session, begin, config):
    active, silent, written = begin(whole=False), begin(whole=False), begin(whole=False)
    for upload in (active, silent, written):
        upload.begun_at -= timedelta(days=30)
        grow_old(uploads.path_of(config, upload))
    uploads.append(config, active, 0, BytesIO(b"0123"))

    with uploads.path_of(config, written).open("r+b") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        swept = leftovers.sweep(session, config, utc_now())

    assert swept == 1
    assert set(session.scalars(select(Upload.id))) == {active.id, written.id}
    assert uploads.offset(config, active) == 4


def test_an_operator_decides_how_long_a_file_is_kept(session, begin, environment):
    config = config_from(environment | {"FILMBOTE_UPLOADS_KEPT_DAYS": "30"})
    upload = begin()

    assert uploads.kept_until(config, upload) - utc_now() > timedelta(days=29, hours=23)
    assert leftovers.sweep(session, config, utc_now() + timedelta(days=29)) == 0


def test_what_was_told_of_a_file_goes_with_it(session, config, runtime):
    upload = uploads.begin(
        session, purpose=Purpose.DUB, filename="a", size_bytes=1, by=MACHINE, config=config, told="purpose ZHVi"
    )
    assert uploads.told(config, upload) == "purpose ZHVi"

    uploads.discard(session, upload, MACHINE, config)

    assert list(config.uploads.iterdir()) == []


def grow_old(file):
    long_ago = (utc_now() - timedelta(days=8)).timestamp()
    os.utime(file, (long_ago, long_ago))
