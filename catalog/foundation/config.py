"""Settings from the environment: complete, or refused at the start with every gap named."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from catalog.foundation.errors import N_, Invalid

LOOPBACK = ("127.0.0.1", "::1", "localhost")
TRUE = ("1", "true", "yes", "on")


class BadSettings(Invalid):
    """One or more settings are missing or make no sense."""

    sentence = N_("Filmbote cannot start. Please correct these settings: %(gaps)s")


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that an operator can set. Sizes in bytes, times in seconds."""

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
    smtp_url: str | None
    mail_from: str

    @property
    def scratch(self) -> Path:
        """The folder for files that are still being made."""
        return self.home / "scratch"

    @property
    def uploads(self) -> Path:
        """The folder for files that are still arriving."""
        return self.home / "uploads"

    @property
    def on_sqlite(self) -> bool:
        """Whether the embedded database is used."""
        return self.database_url.startswith("sqlite")

    @property
    def secure(self) -> bool:
        """Whether people reach the service by https."""
        return self.public_url.startswith("https://")


def config_from(environment: Mapping[str, str] = os.environ) -> Config:
    """Return the settings of ``environment``; what is not set gets its default.

    Raises:
        BadSettings: names every setting that cannot be used, all at once.
    """
    gaps: list[str] = []
    home = Path(environment.get("FILMBOTE_HOME") or "var").expanduser().resolve()
    host = environment.get("FILMBOTE_HOST", "127.0.0.1")
    port = _whole_number(environment, ("FILMBOTE_PORT", "PORT"), 8000, gaps)
    demonstration = environment.get("FILMBOTE_DEMONSTRATION", "").lower() in TRUE
    if demonstration and host not in LOOPBACK:
        gaps.append(
            "FILMBOTE_DEMONSTRATION (everybody knows its passwords, so it only listens on FILMBOTE_HOST=127.0.0.1)"
        )
    public_url = environment.get("FILMBOTE_PUBLIC_URL", f"http://{host}:{port}").rstrip("/")
    if urlsplit(public_url).scheme not in ("http", "https") or not urlsplit(public_url).netloc:
        gaps.append("FILMBOTE_PUBLIC_URL (an address such as https://film.example.org)")
    database_url = environment.get("FILMBOTE_DATABASE_URL") or f"sqlite:///{home / 'filmbote.sqlite'}"
    if not database_url.startswith(("sqlite:", "postgresql:", "postgresql+psycopg:")):
        gaps.append("FILMBOTE_DATABASE_URL (sqlite:///FILE or postgresql://USER@HOST/NAME)")
    config = Config(
        home=home,
        database_url=database_url.replace("postgresql://", "postgresql+psycopg://", 1),
        storage_url=environment.get("FILMBOTE_STORAGE_URL") or (home / "storage").as_uri(),
        host=host,
        port=port,
        public_url=public_url,
        secret_key=environment.get("FILMBOTE_SECRET_KEY") or "",
        demonstration=demonstration,
        workers=_whole_number(environment, ("FILMBOTE_WORKERS",), 1, gaps),
        proxies=_whole_number(environment, ("FILMBOTE_PROXIES",), 0, gaps),
        ffmpeg=environment.get("FILMBOTE_FFMPEG") or None,
        sandbox=environment.get("FILMBOTE_SANDBOX") or None,
        largest_upload_bytes=_whole_number(environment, ("FILMBOTE_LARGEST_UPLOAD_BYTES",), 8_000_000_000, gaps),
        smtp_url=environment.get("FILMBOTE_SMTP_URL") or None,
        mail_from=environment.get("FILMBOTE_MAIL_FROM", "filmbote@localhost"),
    )
    if gaps:
        raise BadSettings(gaps="; ".join(gaps))
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


def _whole_number(environment: Mapping[str, str], names: tuple[str, ...], default: int, gaps: list[str]) -> int:
    for name in names:
        text = environment.get(name, "")
        if text.isdecimal():
            return int(text)
        if text:
            gaps.append(f"{name} (a whole number)")
    return default
