"""The two places where contents can lie: a folder, and a bucket of a real S3 server."""

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from catalog.foundation.storage import Storage, open_storage
from tests.foundation.bucket import s3_server


@pytest.fixture(scope="session")
def s3_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    with s3_server(tmp_path_factory.mktemp("s3")) as settings:
        yield settings


@pytest.fixture
def bucket_url(s3_settings: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of an empty storage in a bucket, with the settings that open it."""
    for name, value in s3_settings.items():
        monkeypatch.setenv(name, value)
    return f"s3://films/{secrets.token_hex(4)}"


@pytest.fixture(params=["folder", pytest.param("bucket", marks=pytest.mark.integration)])
def storage_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "bucket":
        return request.getfixturevalue("bucket_url")
    return (tmp_path / "storage").as_uri()


@pytest.fixture
def storage(storage_url: str) -> Storage:
    return open_storage(storage_url)
