"""Settings are complete, or the start is refused with every gap named."""

import stat
from pathlib import Path

import pytest

from catalog.foundation.config import BadSettings, config_from, secret_key
from tests.foundation.children import answer_of, child

#: Prints the key of the home that it is given.
TELL_KEY = """
import sys
from catalog.foundation.config import config_from, secret_key

print(secret_key(config_from({"FILMBOTE_HOME": sys.argv[1]})))
"""


def test_nothing_has_to_be_set(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    config = config_from({})

    assert config.home == tmp_path / "var"
    assert config.database_url == f"sqlite:///{tmp_path}/var/filmbote.sqlite"
    assert config.storage_url == f"file://{tmp_path}/var/storage"
    assert (config.host, config.port, config.public_url) == ("127.0.0.1", 8000, "http://127.0.0.1:8000")
    assert not config.demonstration


def test_a_setting_that_is_set_to_nothing_has_its_default():
    names = (
        "HOME",
        "HOST",
        "PORT",
        "PUBLIC_URL",
        "DATABASE_URL",
        "STORAGE_URL",
        "MAIL_FROM",
        "DEMONSTRATION",
        "WORKERS",
    )

    assert config_from({f"FILMBOTE_{name}": "" for name in names}) == config_from({})


def test_every_gap_is_named_at_once():
    with pytest.raises(BadSettings) as refusal:
        config_from(
            {
                "FILMBOTE_PORT": "eighty",
                "FILMBOTE_WORKERS": "0",
                "FILMBOTE_DEMONSTRATION": "perhaps",
                "FILMBOTE_PUBLIC_URL": "film.example.org",
                "FILMBOTE_DATABASE_URL": "mysql://localhost/filmbote",
                "FILMBOTE_STORAGE_URL": "/srv/films",
                "FILMBOTE_SMTP_URL": "mail.example.org",
                "FILMBOTE_LARGEST_UPLOAD_BYTES": "8 GB",
            }
        )

    named = str(refusal.value)
    for name in ("PORT", "WORKERS", "DEMONSTRATION", "PUBLIC_URL", "DATABASE_URL", "STORAGE_URL", "SMTP_URL"):
        assert f"FILMBOTE_{name} (" in named
    assert "FILMBOTE_LARGEST_UPLOAD_BYTES (a whole number from 1)" in named


@pytest.mark.parametrize("host", ["192.0.2.7", "film.example.org", "::"])
def test_a_demonstration_listens_to_nobody_else(host):
    with pytest.raises(BadSettings, match="FILMBOTE_DEMONSTRATION"):
        config_from({"FILMBOTE_DEMONSTRATION": "1", "FILMBOTE_HOST": host})


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_demonstration_listens_to_this_machine(host):
    assert config_from({"FILMBOTE_DEMONSTRATION": "1", "FILMBOTE_HOST": host}).demonstration


def test_an_address_with_colons_stands_in_brackets():
    assert config_from({"FILMBOTE_HOST": "::1"}).public_url == "http://[::1]:8000"


@pytest.mark.parametrize(
    ("ports", "port"),
    [({"PORT": "9000"}, 9000), ({"PORT": "9000", "FILMBOTE_PORT": "9001"}, 9001), ({"PORT": ""}, 8000)],
)
def test_our_own_port_outweighs_the_common_one(ports, port):
    assert config_from(ports).port == port


@pytest.mark.parametrize("port", ["65536", "-1", "8000.0"])
def test_a_port_that_cannot_be_is_refused(port):
    with pytest.raises(BadSettings, match="PORT"):
        config_from({"PORT": port})


@pytest.mark.parametrize("url", ["postgresql://filmbote@db/filmbote", "postgresql+psycopg://filmbote@db/filmbote"])
def test_postgresql_is_spoken_to_by_its_one_driver(url):
    config = config_from({"FILMBOTE_DATABASE_URL": url})

    assert config.database_url == "postgresql+psycopg://filmbote@db/filmbote"
    assert not config.on_sqlite


@pytest.mark.parametrize(("url", "secure"), [("https://film.example.org/", True), ("http://film.example.org", False)])
def test_the_public_address_says_whether_it_is_secure(url, secure):
    assert config_from({"FILMBOTE_PUBLIC_URL": url}).secure == secure


def test_a_home_gets_a_key_of_its_own_once(tmp_path):
    config = config_from({"FILMBOTE_HOME": str(tmp_path / "home")})

    key = secret_key(config)

    kept = tmp_path / "home" / "secret-key"
    assert len(key) >= 48
    assert secret_key(config) == key == kept.read_text(encoding="ascii")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert secret_key(config_from({"FILMBOTE_HOME": str(tmp_path / "other")})) != key


def test_a_key_from_the_environment_is_not_written_down(tmp_path: Path):
    config = config_from({"FILMBOTE_HOME": str(tmp_path), "FILMBOTE_SECRET_KEY": "given by the operator"})

    assert secret_key(config) == "given by the operator"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.integration
def test_processes_that_start_together_have_one_key(tmp_path):
    starting = [child(TELL_KEY, tmp_path) for _ in range(6)]

    keys = {answer_of(process) for process in starting}

    assert len(keys) == 1
    assert [file.name for file in tmp_path.iterdir()] == ["secret-key"]


def test_letters_leave_by_day_unless_it_is_said_otherwise():
    assert config_from({}).letter_hours == (7, 19)
    assert config_from({"FILMBOTE_LETTER_HOURS": "0-24"}).letter_hours == (0, 24)


@pytest.mark.parametrize("hours", ["19-7", "7", "7-7", "7-25", "7:00-19:00", "-1-7", "by day"])
def test_hours_that_are_none_are_refused(hours):
    with pytest.raises(BadSettings, match=r"FILMBOTE_LETTER_HOURS \(two hours"):
        config_from({"FILMBOTE_LETTER_HOURS": hours})
