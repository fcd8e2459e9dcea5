import dataclasses
import socketserver
import threading

import pytest
from sqlalchemy import select

from catalog.distribution.notices import announce, send_letter
from catalog.distribution.publication import publish
from catalog.distribution.recalls import recall
from catalog.films.lifecycle import Status
from catalog.foundation import mail, queue
from catalog.foundation.database import utc_now
from catalog.foundation.mail import Letter
from catalog.foundation.queue import Job
from catalog.people.permissions import MACHINE
from tests.distribution.finished import finish


class PostOffice(socketserver.StreamRequestHandler):
    """As much SMTP as it takes to receive a letter."""

    def handle(self):
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline():
            command = line[:4].upper()
            if command == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                letter = b"".join(iter(self.rfile.readline, b".\r\n"))
                self.server.letters.append(letter.decode())
            self.wfile.write(b"221 bye\r\n" if command == b"QUIT" else b"250 ok\r\n")
            if command == b"QUIT":
                return


@pytest.fixture
def post_office():
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), PostOffice) as server:
        server.letters = []
        running = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        running.start()
        yield server
        server.shutdown()
        running.join()


@pytest.fixture
def house(runtime, post_office):
    """The house with a post office, so that its letters can go out."""
    smtp_url = f"smtp://127.0.0.1:{post_office.server_address[1]}"
    return dataclasses.replace(runtime, config=dataclasses.replace(runtime.config, smtp_url=smtp_url))


@pytest.fixture
def published(session, make):
    make.organisation(email="rathaus@gruendau.example")
    make.organisation(key="06435014", name="Hanau", email="rathaus@hanau.example")
    make.organisation(key="06435005", name="Bruchköbel")
    version = finish(session, make.version("ti", Status.APPROVED))
    publish(session, version.id, by=MACHINE)
    session.commit()
    return version


def claimed(house):
    with house.transaction() as session:
        return queue.claim(session, "tests", utc_now())


def test_each_recipient_with_an_address_gets_one_letter(house, post_office, session, published):
    announcement = claimed(house)
    for _ in range(2):
        announce(house, announcement)
    with house.transaction() as writing:
        queue.finish(writing, announcement, utc_now())
    sending = [claimed(house), claimed(house)]
    for held in sending * 2:
        send_letter(house, held)

    assert claimed(house) is None
    assert len(post_office.letters) == 2
    assert any("rathaus@gruendau.example" in letter for letter in post_office.letters)
    assert all(letter.sent_at for letter in session.scalars(select(Letter)))


def test_an_announcement_is_tried_as_long_as_its_letters(house, session, published):
    announce(house, claimed(house))

    attempts = {job.task: job.most_attempts for job in session.scalars(select(Job))}
    assert attempts == dict.fromkeys(("announce", "send_letter"), mail.MOST_ATTEMPTS)


def test_the_letter_names_the_language_and_the_way_in(house, session, published):
    announce(house, claimed(house))

    letter = session.scalars(select(Letter)).first()
    assert "Tigrinya" in letter.subject
    assert f"{house.config.public_url}/recipient/" in letter.body


def test_without_a_mail_server_nothing_is_written(runtime, session, published):
    announce(runtime, claimed(runtime))

    assert not session.scalars(select(Letter)).all()
    assert [job.task for job in session.scalars(select(Job))] == ["announce"]


def test_a_film_that_was_recalled_meanwhile_is_not_announced(house, session, published):
    recall(session, published.id, "A sentence is wrong.", by=MACHINE)
    session.commit()

    announce(house, claimed(house))

    assert session.scalars(select(Letter)).all() == []
