"""A correction of the texts takes over what was made of the revision before, as far as it is still right."""

import pytest

from catalog.films.lifecycle import Status
from catalog.films.models import Captions, Rendition, RenditionKind
from catalog.foundation import queue
from catalog.foundation.database import utc_now
from catalog.production.entering import Goods, enter
from catalog.production.examination import Examined
from catalog.production.models import Purpose

SHA256 = "a" * 64


def made(kind, profile, burned_in=None):
    return Rendition(kind=kind, profile=profile, sha256=SHA256, size_bytes=1, duration_s=4.0, burned_in=burned_in)


@pytest.fixture
def before(session, make):
    """A public version with captions of two languages drawn into its picture."""
    version = make.version("de", status=Status.PUBLISHED)
    make.picture(version)
    version.renditions = [
        made(RenditionKind.FILM, "240p"),
        *(made(RenditionKind.FILM, f"240p-{tag}", tag) for tag in ("ti", "ar")),
        *(made(RenditionKind.PART, f"240p-{tag}") for tag in ("ti", "ar")),
    ]
    session.flush()
    return version


def test_a_film_with_captions_in_its_picture_goes_when_they_are_corrected(session, make, before):
    queue.order(session, "inspect", "version:2", key="inspect:2")
    held = queue.claim(session, "tester", utc_now())
    corrected = make.version("de", status=Status.PROCESSING, revision=2)
    text = Captions(language="ti", source_sha256=SHA256, webvtt_sha256=SHA256, srt_sha256=SHA256, cues=1)

    enter(session, held, corrected, Goods(Purpose.FILM, before.id, Examined(), None, None, [text]))

    assert corrected.status == Status.IN_REVIEW
    assert sorted(file.profile for file in corrected.renditions) == ["240p", "240p-ar", "240p-ar"]
    assert len(before.renditions) == 5
