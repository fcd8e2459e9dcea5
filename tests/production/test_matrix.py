"""Which languages and forms the table of a film has, whatever the film has."""

import pytest

from catalog.films.languages import LANGUAGES
from catalog.films.lifecycle import Status
from catalog.films.models import Captions
from catalog.production.matrix import table
from catalog.production.matrix.sifting import Order, Wish
from catalog.production.matrix.standing import State
from catalog.production.matrix.table import Column


def rows_of(make):
    return {row.language.tag: row for row in table.matrix(make.session, make.film())}


def states(row):
    return {column.value: cell.state.value for column, cell in row.cells.items()}


def text(tag):
    return Captions(language=tag, source_sha256="0" * 64, webvtt_sha256="0" * 64, srt_sha256="0" * 64, cues=1)


def test_every_language_has_one_row_and_a_variant_stands_in_that_of_its_language():
    rows = {row.language.tag: row for row in table.rows([])}
    tags = [cell.tag for row in rows.values() for cell in row.cells.values()]

    assert set(tags) == set(LANGUAGES)
    assert {column: cell.tag for column, cell in rows["de"].cells.items()} == {
        Column.DUB: "de",
        Column.CAPTIONS: "de",
        Column.DESCRIPTION: "de",
        Column.AUDIO_DESCRIPTION: "de-x-ad",
        Column.SIGN_LANGUAGE: "gsg",
        Column.EASY_LANGUAGE: "de-simple",
    }
    assert set(rows["ti"].cells) == {Column.DUB, Column.CAPTIONS, Column.DESCRIPTION}
    assert not {"gsg", "de-x-ad", "de-simple"} & set(rows)


def test_without_captions_and_description_they_are_missing_although_the_dub_is_public(make):
    make.version("ti", Status.PUBLISHED)

    assert states(rows_of(make)["ti"]) == {"dub": "published", "captions": "missing", "description": "missing"}


def test_captions_of_its_own_outweigh_those_over_another_sound(make):
    make.version("de", Status.PUBLISHED, captions=[text("ti")])
    version = make.version("ti", Status.IN_REVIEW, captions=[text("ti")])

    cell = rows_of(make)["ti"].cells[Column.CAPTIONS]

    assert (cell.version, cell.over, cell.state) == (version, None, State.IN_REVIEW)


def test_captions_over_the_public_revision_count_while_the_next_one_is_in_work(make):
    public = make.version("de", Status.PUBLISHED, captions=[text("de"), text("uk")])
    make.version("de", Status.PROCESSING, revision=2)

    cell = rows_of(make)["uk"].cells[Column.CAPTIONS]

    assert (cell.version, cell.over, cell.state) == (public, "de", State.PUBLISHED)


def test_the_description_follows_the_words_it_was_made_from_when_they_are_known(make):
    german = make.version("de", Status.PUBLISHED, description="Über die Polizei")
    same = table.words_of(german).sha256
    make.version("ti", Status.PUBLISHED, description="ፖሊስ", worded_after_sha256=same)
    make.version("ar", Status.PUBLISHED, description="الشرطة", worded_after_sha256="0" * 64)

    found = rows_of(make)

    assert found["ti"].cells[Column.DESCRIPTION].state == State.PUBLISHED
    assert found["ar"].cells[Column.DESCRIPTION].state == State.OUTDATED


@pytest.mark.parametrize(
    ("said", "wish"),
    [
        ({}, Wish()),
        ({"state": "nonsense", "column": "", "order": "x"}, Wish()),
        (
            {"state": "outdated", "column": "dub", "text": " a ", "order": "date"},
            Wish(State.OUTDATED, Column.DUB, "a", Order.DATE),
        ),
    ],
)
def test_an_address_says_what_is_wished_and_nonsense_is_nothing(said, wish):
    assert Wish.said(said) == wish
    assert Wish.said(wish.parameters) == wish
