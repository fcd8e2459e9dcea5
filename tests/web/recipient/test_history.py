"""What has happened, as a diary, as tables, and as a receipt for the file."""

import csv
from io import BytesIO, StringIO

import pytest
from flask import get_template_attribute
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from catalog.distribution import ledger, succession
from catalog.distribution.holding.receipts import of_organisation
from catalog.distribution.recalling.recalls import recall
from catalog.distribution.responses import screenings
from catalog.distribution.stages import EventKind, today
from catalog.films.languages import LANGUAGES
from catalog.films.lifecycle import Status
from catalog.foundation.database import utc_now
from catalog.foundation.errors import NotFound
from catalog.people import links
from catalog.people.permissions import MACHINE, Role


def test_the_history_reads_like_a_diary(clerk, sent):
    delivery = sent("ar", (EventKind.NOTIFIED, EventKind.OPENED))
    clerk.get(f"/recipient/deliveries/{delivery.id}/720p.mp4")

    page = clerk.get("/recipient/history?ui=en").text

    assert page.index("Downloaded in 720p") < page.index("Looked at") < page.index("The letter about it has been sent")


def test_every_event_has_words_of_its_own(app):
    with app.test_request_context("/?ui=en"):
        words = get_template_attribute("macros/diary.html", "event_words")
        said = {kind: words(kind.value, {"kind": "collected", "reason": "Irrtum"}).strip() for kind in EventKind}

    assert all(said.values())
    assert len(set(said.values())) == len(said)
    assert said[EventKind.CORRECTED] == "“Downloaded” was entered by mistake: Irrtum"


def test_the_history_is_taken_home_as_csv_and_as_a_workbook(clerk, session, sent):
    delivery = sent("ar", (EventKind.COLLECTED,))
    ledger.note(session, delivery, EventKind.UNREACHABLE, MACHINE, note='=HYPERLINK("x")')
    session.commit()

    text = clerk.get("/recipient/history.csv?ui=en").data.decode("utf-8-sig")
    rows = list(csv.reader(StringIO(text), delimiter=";"))
    book = CalamineWorkbook.from_filelike(BytesIO(clerk.get("/recipient/history.xlsx?ui=en").data))

    assert rows[0] == ["Day and time", "Film", "Language", "Revision", "What has happened", "Note"]
    assert rows[1][1:] == ["Die Polizei", "Arabic", "1", 'Nobody could be reached – =HYPERLINK("x")', ""]
    assert [row[4] for row in rows[2:]] == ["Downloaded", "Offered"]
    assert [row[4] for row in book.get_sheet_by_index(0).to_python()] == [row[4] for row in rows]


def test_the_receipt_for_the_file_says_what_came_and_was_shown(clerk, session, make, sent):
    delivery = sent("ar")
    sent("ti")
    clerk.get(f"/recipient/deliveries/{delivery.id}/720p.mp4")
    by = make.account(Role.RECIPIENT).actor
    screenings.report(session, delivery.id, today(utc_now()), 40, by=by, place='#panic("x") *Saal*')
    mistaken = screenings.report(session, delivery.id, today(utc_now()), 77, by=by)
    screenings.take_back(session, mistaken.id, "Doppelt", by=by)
    session.commit()

    answer = clerk.get("/recipient/receipt.pdf")
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(answer.data)).pages)

    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"].endswith("empfangsbestaetigung-06435012.pdf")
    for words in ("Empfangsbestätigung", "Gründau", "06435012", "Arabisch", "Tigrinya", "720p", '#panic("x") *Saal*'):
        assert words in text
    assert "77" not in text.replace("\n", " ").split("Vorführungen")[1]


def test_the_receipt_tells_of_sticks_recalls_and_predecessors_and_can_be_read_aloud(clerk, session, make, sent):
    village = make.organisation(key="06435014", name="Mittel-Gründau")
    for tag in LANGUAGES:
        make.delivery(make.version(tag, Status.PUBLISHED), village, (EventKind.OFFERED, EventKind.COLLECTED))
    arabic = sent("ar", (EventKind.COLLECTED,), revision=2)
    stick = {"number": "HE-0042", "carrier": "stick", "shipped_on": "2026-11-20"}
    ledger.note(session, arabic, EventKind.SHIPPED, MACHINE, **stick)
    recall(session, arabic.version_id, "Der Notruf ist falsch.", by=MACHINE)
    succession.merge(session, make.organisation().id, [village.id], today(utc_now()), by=MACHINE)
    session.commit()

    paper = PdfReader(BytesIO(clerk.get("/recipient/receipt.pdf").data))
    text = " ".join(page.extract_text() for page in paper.pages)

    for words in ("HE-0042", "20. November 2026", "noch zu löschen", "übernommen von Mittel-Gründau", "Kurdî"):
        assert words in text
    assert f"Seite {len(paper.pages)} von {len(paper.pages)}" in text
    assert "pdfuaid" in paper.trailer["/Root"]["/Metadata"].get_object().get_data().decode()


def test_an_empty_receipt_says_that_nothing_was_offered(clerk):
    paper = PdfReader(BytesIO(clerk.get("/recipient/receipt.pdf").data))

    assert "Bisher wurde kein Film angeboten." in paper.pages[0].extract_text()
    assert len(paper.pages) == 1


def test_the_receipt_names_each_file_with_its_checksum(session, make, sent):
    delivery = sent("ar")
    ledger.note(session, delivery, EventKind.COLLECTED, MACHINE, profile="240p", size_bytes=70_000)
    ledger.note(session, delivery, EventKind.COLLECTED, MACHINE, profile="kit", size_bytes=90_000)
    ledger.note(session, delivery, EventKind.ACKNOWLEDGED, MACHINE)

    line = of_organisation(session, delivery.organisation_id).lines[0]

    assert [(file.profile, file.size_bytes, len(file.sha256 or "")) for file in line.files] == [
        ("240p", 70_000, 64),
        ("kit", 90_000, 0),
    ]
    assert line.acknowledged_at
    with pytest.raises(NotFound):
        of_organisation(session, 4711)


def test_a_receipt_by_link_does_not_give_the_way_in_away(client, session, config, make, sent):
    delivery = sent("ar")
    way_in = links.address_of(config, make.link(delivery.organisation)).removeprefix(config.public_url)
    session.commit()

    paper = PdfReader(BytesIO(client.get(f"{way_in}receipt.pdf").data))

    assert "/link/" not in "".join(page.extract_text() for page in paper.pages)
