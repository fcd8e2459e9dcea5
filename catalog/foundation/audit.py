"""Who did what, when. Entries are only ever added; the database refuses to change or delete one."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import JSON, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from catalog.foundation.database import Base, utc_now


class Entry(Base):
    """One deed: who, what, upon which thing, and the details that explain it."""

    __tablename__ = "audit_entries"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=utc_now, index=True)
    #: None when the machine itself or an operator at the command line acted.
    account_id: Mapped[int | None] = mapped_column(index=True)
    #: Who it was in words, so that the entry stays readable when the account is gone.
    actor: Mapped[str] = mapped_column(String(200))
    verb: Mapped[str] = mapped_column(String(60), index=True)
    #: The thing, such as "version:12".
    subject: Mapped[str] = mapped_column(String(120), index=True)
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class Doer(Protocol):
    """Whoever can be named in the book."""

    @property
    def account_id(self) -> int | None:
        """The account, or None for the machine."""

    @property
    def name(self) -> str:
        """The name to write down."""


def record(session: Session, by: Doer, verb: str, subject: str, **details: object) -> Entry:
    """Add an entry in the caller's transaction, so that a deed and its trace stand or fall together."""
    entry = Entry(account_id=by.account_id, actor=by.name, verb=verb, subject=subject, details=details)
    session.add(entry)
    return entry


def history(session: Session, subject: str) -> Sequence[Entry]:
    """Return what was done to one thing, the newest deed first."""
    return session.scalars(select(Entry).where(Entry.subject == subject).order_by(Entry.id.desc())).all()


def page(session: Session, number: int, size: int) -> tuple[Sequence[Entry], int]:
    """Return one page of the whole book, the newest deeds on page 1, and how many pages there are."""
    entries = session.scalars(select(Entry).order_by(Entry.id.desc()).limit(size).offset((number - 1) * size)).all()
    count = session.scalar(select(func.count()).select_from(Entry)) or 0
    return entries, max(1, -(-count // size))
