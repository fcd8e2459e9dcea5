"""What an older release had ordered is made by this one."""

import pytest

from catalog.films.lifecycle import Status
from catalog.films.models import PictureStatus, RenditionKind, Track, TrackKind
from catalog.foundation import queue
from tests.production.studio import profiles

pytestmark = pytest.mark.integration


@pytest.fixture
def version(runtime, session, make, clips):
    """A German version as an older release entered it: its picture and its sound come from the same film."""
    film = runtime.storage.keep(clips.film)
    source = {"source_sha256": film.sha256, "source_size_bytes": film.size_bytes}
    version = make.version("de", status=Status.PROCESSING)
    make.picture(version, status=PictureStatus.WAITING, **source)
    loudness = {"integrated_lufs": -18.0, "true_peak_dbtp": -15.0}
    loudness |= {f"mono_{name}": figure for name, figure in loudness.items()}
    version.tracks = [Track(kind=TrackKind.ORIGINAL, duration_s=4.0, **source, **loudness)]
    return version


def test_a_picture_that_was_to_be_encoded_whole_is_made_in_parts(session, studio, version):
    subject = f"picture:{version.picture_id}"
    queue.order(session, "encode_picture", subject, key="encode_picture:1", picture_id=version.picture_id)
    session.commit()

    studio.work()

    sheet = studio.sheet(version.id)
    assert sheet.version.status == Status.IN_REVIEW
    assert profiles(sheet, RenditionKind.FILM) == ["360p-av1", "240p"]
    assert studio.tasks().count("encode_part") == 1
