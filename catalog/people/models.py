"""Organisations and whom to write to there, accounts, and the sessions in which accounts are signed in."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from flask_security import RoleMixin, UserMixin
from sqlalchemy import JSON, Column, ForeignKey, String, Table, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalog.foundation.database import Base, utc_now
from catalog.people.permissions import Actor, Role


class OrganisationKind(StrEnum):
    """What kind of body an organisation is."""

    MINISTRY = "ministry"
    MUNICIPALITY = "municipality"
    DISTRICT = "district"
    RECEPTION_CENTRE = "reception_centre"
    ADVICE_CENTRE = "advice_centre"
    WIR_OFFICE = "wir_office"


class Organisation(Base):
    """A body that gives or receives the film."""

    __tablename__ = "organisations"
    __table_args__ = (UniqueConstraint("kind", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[OrganisationKind] = mapped_column(String(30), index=True)
    #: AGS of a municipality (8 digits) or a district (5 digits); a short name such as "eae-giessen" otherwise.
    key: Mapped[str] = mapped_column(String(60), index=True)
    #: Keys that it had before, such as 06435014 for Hanau until 2025.
    former_keys: Mapped[list[str]] = mapped_column(JSON, default=list)
    name: Mapped[str] = mapped_column(String(200))
    official_name: Mapped[str] = mapped_column(String(300), default="")
    #: AGS of its district, 5 digits; a city without a district is its own.
    district_key: Mapped[str | None] = mapped_column(String(5), index=True)
    postcode: Mapped[str] = mapped_column(String(10), default="")
    population: Mapped[int | None]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    #: Where letters go: a role's address, never a private person's.
    email: Mapped[str | None] = mapped_column(String(320))
    #: BCP 47 tags of the languages that it has said it needs.
    needed_languages: Mapped[list[str]] = mapped_column(JSON, default=list)
    active: Mapped[bool] = mapped_column(default=True)
    #: Who carries on when it has gone into another one. Its deliveries stay in the book; the successor has them too.
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)


#: Which municipalities an advice centre or a WIR office serves.
served_municipalities = Table(
    "served_municipalities",
    Base.metadata,
    Column("organisation_id", ForeignKey("organisations.id", ondelete="CASCADE"), primary_key=True),
    Column("municipality_id", ForeignKey("organisations.id", ondelete="CASCADE"), primary_key=True, index=True),
)
#: Who belongs to a group.
group_members = Table(
    "group_members",
    Base.metadata,
    Column("group_id", ForeignKey("organisation_groups.id", ondelete="CASCADE"), primary_key=True),
    Column("organisation_id", ForeignKey("organisations.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class Contact(Base):
    """Whom to write to at an organisation: a role, never a private person."""

    __tablename__ = "contacts"
    __table_args__ = (UniqueConstraint("organisation_id", "email"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id", ondelete="CASCADE"), index=True)
    #: Such as "Integrationsbeauftragte Stelle", "Poststelle".
    role: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(320))
    #: In which language letters are written to it: "de" or "en".
    language: Mapped[str] = mapped_column(String(35), default="de", server_default="de")
    #: Whether it is the one that letters go to; of each organisation at most one is.
    gets_letters: Mapped[bool] = mapped_column(default=True, server_default=true())
    #: When a letter to it came back; None again once the address was mended.
    bounced_at: Mapped[datetime | None]
    #: When it asked for no more reminders; offers and recalls it still gets.
    no_reminders_at: Mapped[datetime | None]


class OrganisationGroup(Base):
    """Organisations that are often written to together: "Modellkommunen 2026"."""

    __tablename__ = "organisation_groups"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)

    members: Mapped[list[Organisation]] = relationship(secondary=group_members, order_by=Organisation.name)


class ChangeKind(StrEnum):
    """What became of an organisation."""

    RENAMED = "renamed"
    #: The same body under another key, such as Hanau, which left its district in 2026.
    REKEYED = "rekeyed"
    #: Went into another one, together with others or alone.
    MERGED = "merged"


class OrganisationChange(Base):
    """One change in the life of an organisation: what it was called before and since when not any more."""

    __tablename__ = "organisation_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Who carries on.
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    kind: Mapped[ChangeKind] = mapped_column(String(20))
    former_key: Mapped[str] = mapped_column(String(60))
    former_name: Mapped[str] = mapped_column(String(300))
    #: The first day of the new state of things.
    since: Mapped[date]


class Link(Base):
    """The way in for an organisation without an account: an address in a letter that Filmbote has signed."""

    __tablename__ = "links"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    issued_at: Mapped[datetime] = mapped_column(default=utc_now)
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class Account(Base, UserMixin):
    """Somebody who signs in for an organisation.

    The mixin is what Flask-Security asks of an account: the one place below
    the doors that knows the library.
    """

    __tablename__ = "accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(320), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[Role] = mapped_column(String(30))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    #: Changes when every session of the account has to end.
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    invited_at: Mapped[datetime] = mapped_column(default=utc_now)

    organisation: Mapped[Organisation | None] = relationship(lazy="joined")

    @property
    def roles(self) -> list[RoleMixin]:  # type: ignore[override]  # the mixin only declares it
        """Return no role: what an account may do stands in ``permissions``, not in the sign-in library."""
        return []

    @property
    def actor(self) -> Actor:
        """Return the account as the actor of its deeds."""
        return Actor(Role(self.role), self.name, self.id, self.organisation_id)


class SignedIn(Base):
    """A session kept on the server, so that signing out and retiring an account end it at once."""

    __tablename__ = "signed_in"

    #: SHA-256 of the cookie; the cookie itself is nowhere kept.
    token_sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id", ondelete="CASCADE"), index=True)
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    expires_at: Mapped[datetime] = mapped_column(index=True)
