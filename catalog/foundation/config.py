"""Settings from the environment: complete, or refused at the start with every gap named."""

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from catalog.foundation.errors import N_, Invalid

LOOPBACK = ("127.0.0.1", "localhost")
YES = ("1", "true", "yes", "on")
NO = ("0", "false", "no", "off")


class _Url(NamedTuple):
    """A setting that is an address: its name, its form, and how to say what it should be."""

    name: str
    form: re.Pattern[str]
    example: str


DATABASE = _Url(
    "FILMBOTE_DATABASE_URL",
    re.compile(r"sqlite:///.+|postgresql(\+psycopg)?://.*"),
    "sqlite:///FILE or postgresql://USER@HOST/NAME",
)
STORAGE = _Url(
    "FILMBOTE_STORAGE_URL", re.compile(r"file:///.+|s3://[^/]+(/.*)?"), "file:///FOLDER or s3://BUCKET/PREFIX"
)
PUBLIC = _Url("FILMBOTE_PUBLIC_URL", re.compile(r"https?://[^/]+(/.*)?"), "an address such as https://film.example.org")
HOURS = re.compile(r"(\d{1,2})-(\d{1,2})")
SMTP = _Url("FILMBOTE_SMTP_URL", re.compile(r"smtps?://[^/]+/?"), "smtp://USER:PASSWORD@HOST:PORT, or smtps://")


class BadSettings(Invalid):
    """One or more settings are missing or make no sense."""

    sentence = N_("Filmbote cannot start. Please correct these settings: %(gaps)s")


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that an operator can set. Sizes in bytes, times in seconds unless the name says otherwise."""

    home: Path
    database_url: str
    storage_url: str
    host: str
    port: int
    public_url: str
    secret_key: str
    demonstration: bool
    workers: int
    proxies: int
    ffmpeg: str | None
    sandbox: str | None
    largest_upload_bytes: int
    uploads_kept_days: int
    cache_bytes: int
    smtp_url: str | None
    mail_from: str
    #: Where answers to letters go; nothing when they go to ``mail_from``.
    reply_to: str
    #: Between which hours of Hessen letters to recipients leave: (7, 19).
    letter_hours: tuple[int, int]
    #: How long offers to the same recipient are collected for one letter.
    digest_minutes: int

    @property
    def scratch(self) -> Path:
        """The folder for files that are still being made."""
        return self.home / "scratch"

    @property
    def uploads(self) -> Path:
        """The folder for files that are still arriving."""
        return self.home / "uploads"

    @property
    def cache(self) -> Path:
        """The folder for files that can be made again."""
        return self.home / "cache"

    @property
    def on_sqlite(self) -> bool:
        """Whether the embedded database is used."""
        return self.database_url.startswith("sqlite")

    @property
    def secure(self) -> bool:
        """Whether people reach the service by https."""
        return self.public_url.startswith("https://")


def config_from(environment: Mapping[str, str] = os.environ) -> Config:
    """Return the settings of ``environment``; what is not set, or set to nothing, gets its default.

    Raises:
        BadSettings: names every setting that cannot be used, all at once.
    """
    settings = _Settings(environment)
    home = Path(settings.text("FILMBOTE_HOME", "var")).expanduser().resolve()
    host = settings.text("FILMBOTE_HOST", "127.0.0.1")
    port = settings.whole_number("FILMBOTE_PORT", settings.whole_number("PORT", 8000, most=65_535), most=65_535)
    here = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    demonstration = settings.switch("FILMBOTE_DEMONSTRATION")
    if demonstration and host not in LOOPBACK:
        settings.gaps.append(
            "FILMBOTE_DEMONSTRATION (everybody knows its passwords, so it only listens on FILMBOTE_HOST=127.0.0.1)"
        )
    config = Config(
        home=home,
        database_url=settings.url(DATABASE, f"sqlite:///{home / 'filmbote.sqlite'}").replace(
            "postgresql://", "postgresql+psycopg://", 1
        ),
        storage_url=settings.url(STORAGE, (home / "storage").as_uri()),
        host=host,
        port=port,
        public_url=settings.url(PUBLIC, here).rstrip("/"),
        secret_key=settings.text("FILMBOTE_SECRET_KEY"),
        demonstration=demonstration,
        workers=settings.whole_number("FILMBOTE_WORKERS", 2, least=1),
        proxies=settings.whole_number("FILMBOTE_PROXIES", 0),
        ffmpeg=settings.text("FILMBOTE_FFMPEG") or None,
        sandbox=settings.text("FILMBOTE_SANDBOX") or None,
        largest_upload_bytes=settings.whole_number("FILMBOTE_LARGEST_UPLOAD_BYTES", 8_000_000_000, least=1),
        uploads_kept_days=settings.whole_number("FILMBOTE_UPLOADS_KEPT_DAYS", 7, least=1),
        cache_bytes=settings.whole_number("FILMBOTE_CACHE_BYTES", 2_000_000_000),
        smtp_url=settings.url(SMTP, "") or None,
        mail_from=settings.text("FILMBOTE_MAIL_FROM", "filmbote@localhost"),
        reply_to=settings.text("FILMBOTE_REPLY_TO"),
        letter_hours=settings.hours("FILMBOTE_LETTER_HOURS", (7, 19)),
        digest_minutes=settings.whole_number("FILMBOTE_DIGEST_MINUTES", 30, most=1440),
    )
    if settings.gaps:
        raise BadSettings(gaps="; ".join(settings.gaps))
    return config


def secret_key(config: Config) -> str:
    """Return the key that signs sessions; a home without one gets its own, readable by its owner alone."""
    if config.secret_key:
        return config.secret_key
    kept = config.home / "secret-key"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        fresh = kept.with_name(f"secret-key.{secrets.token_hex(4)}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(48), encoding="ascii")
        try:
            kept.hardlink_to(fresh)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return kept.read_text(encoding="ascii")


class _Settings:
    """Reads one setting after the other and notes those that cannot be used."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self.gaps: list[str] = []

    def text(self, name: str, default: str = "") -> str:
        return self._environment.get(name, "").strip() or default

    def url(self, wanted: _Url, default: str) -> str:
        text = self.text(wanted.name)
        if text and not wanted.form.fullmatch(text):
            self.gaps.append(f"{wanted.name} ({wanted.example})")
        return text or default

    def switch(self, name: str) -> bool:
        text = self.text(name, "no").lower()
        if text not in (*YES, *NO):
            self.gaps.append(f"{name} (1 or 0)")
        return text in YES

    def whole_number(self, name: str, default: int, *, least: int = 0, most: int | None = None) -> int:
        text = self.text(name)
        if not text:
            return default
        number = int(text) if text.isdecimal() else -1
        if number < least or (most is not None and number > most):
            self.gaps.append(f"{name} (a whole number{f' up to {most}' if most else f' from {least}'})")
        return number

    def hours(self, name: str, default: tuple[int, int]) -> tuple[int, int]:
        text = self.text(name)
        if not text:
            return default
        found = HOURS.fullmatch(text)
        begin, end = (int(found[1]), int(found[2])) if found else (0, 0)
        if not begin < end <= 24:
            self.gaps.append(f"{name} (two hours of the day such as 7-19; 0-24 means always)")
        return begin, end
