"""What a film has cost: its picture once, and each language beside it."""

import pytest

from catalog.films.models import Rendition
from catalog.foundation import queue
from catalog.production.bills import bill
from catalog.production.workbench import Cost


@pytest.fixture
def film(session, make):
    """A film in two languages over one picture: 1000 bytes of picture, 100 of sound each, downloads of 1100 each."""
    german, tigrinya = make.version("de"), make.version("ti")
    picture = make.picture(german, tigrinya, renditions=[file("picture", 1000)])
    for version in (german, tigrinya):
        version.renditions = [file("sound", 100), file("film", 1100, recipe_sha256="e" * 64)]
    session.flush()
    spend(session, f"picture:{picture.id}", 240.0, 130.0)
    spend(session, f"version:{german.id}", 6.0, 8.0)
    spend(session, f"version:{tigrinya.id}", 2.0, 3.0)
    spend(session, f"version:{tigrinya.id}", 1.0, 1.0)
    return german.edition.film


def file(kind, size_bytes, **facts):
    return Rendition(kind=kind, profile="p", sha256="d" * 64, size_bytes=size_bytes, duration_s=60.0, **facts)


def spend(session, subject, cpu_s, wall_s):
    """Let a job have taken so many seconds."""
    job = queue.order(session, "make", subject, key=f"{subject}:{cpu_s}")
    queue.spend(session, job.id, cpu_s, wall_s)


def test_the_picture_is_paid_once_and_each_language_for_itself(session, film):
    found = bill(session, film)

    assert [item.cost for item in found.pictures] == [Cost(240.0, 130.0)]
    assert {item.version.language: item.cost for item in found.languages} == {
        "de": Cost(6.0, 8.0),
        "ti": Cost(3.0, 4.0),
    }
    assert found.cost == Cost(249.0, 142.0)
    assert found.most_cpu_s == 240.0


def test_a_language_is_weighed_against_its_picture(session, film):
    assert {item.version.language: item.share for item in bill(session, film).languages} == {
        "de": 6 / 240,
        "ti": 3 / 240,
    }


def test_what_is_put_together_takes_no_room(session, film):
    found = bill(session, film)

    assert [item.stored_bytes for item in found.languages] == [100, 100]
    assert found.stored_bytes == 1200
    assert found.offered_bytes == 2200


def test_a_film_without_a_language_has_cost_nothing(session, make):
    found = bill(session, make.film())

    assert (found.cost, found.stored_bytes, found.most_cpu_s) == (Cost(), 0, 0.0)


def test_a_language_without_a_picture_is_not_weighed(session, make):
    version = make.version("de")
    spend(session, f"version:{version.id}", 1.0, 1.0)

    (item,) = bill(session, version.edition.film).languages

    assert (item.cost.cpu_s, item.share) == (1.0, None)
