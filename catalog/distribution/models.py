"""What was offered to whom, and everything that has happened to it since."""

from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Dialect,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    Table,
    TypeDecorator,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalog.distribution.stages import NUMBERS, EventKind, Standing
from catalog.films.models import LanguageVersion
from catalog.foundation.database import Base, utc_now
from catalog.people.models import Organisation


class StandingNumber(TypeDecorator[Standing]):
    """Where a delivery stands, kept as its number: a million of them are read for a board."""

    impl = SmallInteger
    cache_ok = True
    _told = MappingProxyType({number: standing for standing, number in NUMBERS.items()})

    def process_bind_param(self, value: Standing | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        """Return the number."""
        return None if value is None else NUMBERS[value]

    def process_result_value(self, value: int | None, dialect: Dialect) -> Standing | None:  # noqa: ARG002
        """Return what the number stands for."""
        return None if value is None else self._told[value]


#: The versions of a campaign.
campaign_versions = Table(
    "campaign_versions",
    Base.metadata,
    Column("campaign_id", ForeignKey("campaigns.id"), primary_key=True),
    Column("version_id", ForeignKey("language_versions.id"), primary_key=True),
)


class Campaign(Base):
    """One act of distribution: these versions to these recipients, until a day."""

    __tablename__ = "campaigns"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: What the ministry calls it; empty for the campaign that a publication is.
    name: Mapped[str] = mapped_column(String(200), default="", server_default="")
    begun_at: Mapped[datetime] = mapped_column(default=utc_now)
    begun_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    due_on: Mapped[date | None]
    #: How its recipients were picked, such as {"district": "06435"}, {"group": 3} or {"holders_of": 12}.
    picked: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")
    #: What its letters say beside the usual words, by their language.
    words: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, server_default="{}")
    #: The number of the form that it came by: the same form twice is one campaign. None when no form was sent.
    key: Mapped[str | None] = mapped_column(String(64), unique=True)

    versions: Mapped[list[LanguageVersion]] = relationship(secondary=campaign_versions, order_by=LanguageVersion.id)


class Delivery(Base):
    """A version offered to one recipient. Where it stands is what its events amount to.

    ``standing`` keeps that sum beside the events, so that a board of a million
    deliveries is one pass over an index, and ``received_on`` keeps the day on
    which the receipt came. Only ``ledger`` writes them, in the transaction that
    adds the event, and ``check`` compares them with the events.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("version_id", "organisation_id"),
        Index(
            "ix_deliveries_version_id_standing",
            "version_id",
            "standing",
            "campaign_id",
            "received_on",
            "organisation_id",
        ),
        Index("ix_deliveries_organisation_id_standing", "organisation_id", "standing", "campaign_id", "version_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: The latest campaign that offered it: its day is the one that counts.
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("language_versions.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    standing: Mapped[Standing] = mapped_column(
        StandingNumber, default=Standing.OFFERED, server_default=str(NUMBERS[Standing.OFFERED])
    )
    #: The day in Hessen of its first receipt, be it called back since; None when there is none that counts.
    received_on: Mapped[date | None]

    campaign: Mapped[Campaign] = relationship()
    version: Mapped[LanguageVersion] = relationship()
    organisation: Mapped[Organisation] = relationship()
    events: Mapped[list["DeliveryEvent"]] = relationship(back_populates="delivery", order_by="DeliveryEvent.id")


class DeliveryEvent(Base):
    """One thing that happened. Events are only ever added; the database refuses to change one."""

    __tablename__ = "delivery_events"
    __table_args__ = (
        Index("ix_delivery_events_delivery_id_kind", "delivery_id", "kind"),
        Index("ix_delivery_events_kind_at", "kind", "at", "delivery_id"),
        # Of corrections alone: of an index of nearly nothing but NULL, SQLite would think that it is of no use.
        Index(
            "ix_delivery_events_corrects_id",
            "corrects_id",
            sqlite_where=text("corrects_id IS NOT NULL"),
            postgresql_where=text("corrects_id IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    delivery_id: Mapped[int] = mapped_column(ForeignKey("deliveries.id"))
    kind: Mapped[EventKind] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(default=utc_now, index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    #: The letter's link by which somebody without an account did it.
    link_id: Mapped[int | None]
    #: Of a correction: the event that was a mistake.
    corrects_id: Mapped[int | None]
    #: Such as {"profile": "720p", "size_bytes": 9123456}.
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    delivery: Mapped[Delivery] = relationship(back_populates="events")


class MailingKind(StrEnum):
    """Why letters are written to recipients."""

    OFFER = "offer"
    REMINDER = "reminder"
    RECALL = "recall"
    RECALL_REMINDER = "recall_reminder"


class Mailing(Base):
    """One act that has letters written: to every organisation of its deliveries, one."""

    __tablename__ = "mailings"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[MailingKind] = mapped_column(String(20))
    #: None when the deliveries of several campaigns are reminded at once.
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaigns.id"), index=True)
    ordered_at: Mapped[datetime] = mapped_column(default=utc_now)
    ordered_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    #: Of whom a press twice on the same button is the same: "campaign:7", "recall:3:2026-11-22".
    key: Mapped[str] = mapped_column(String(120), unique=True)


class MailingDelivery(Base):
    """A delivery that a mailing tells of, and the letter that does, once it is written."""

    __tablename__ = "mailing_deliveries"

    mailing_id: Mapped[int] = mapped_column(ForeignKey("mailings.id"), primary_key=True)
    delivery_id: Mapped[int] = mapped_column(ForeignKey("deliveries.id"), primary_key=True, index=True)
    letter_id: Mapped[int | None] = mapped_column(ForeignKey("letters.id"), index=True)
    #: When it turned out that nobody there can be written to; a letter may still come, once there is an address.
    unreachable_at: Mapped[datetime | None] = mapped_column(index=True)


class Shipment(Base):
    """A stick or disc that is on its way to a recipient, or with it."""

    __tablename__ = "shipments"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    #: "stick" or "disc".
    carrier: Mapped[str] = mapped_column(String(20))
    #: What is written on it, such as "HE-0042".
    number: Mapped[str] = mapped_column(String(60), unique=True)
    shipped_on: Mapped[date]
    #: When it came back or was given up; None while it is out there.
    returned_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(default="", server_default="")

    organisation: Mapped[Organisation] = relationship()


class Recall(Base):
    """A revision that must not be shown any more, and why."""

    __tablename__ = "recalls"

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("language_versions.id"), unique=True)
    reason: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=utc_now)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))


class Screening(Base):
    """One showing, as a recipient reports it. It does not count when its event was corrected."""

    __tablename__ = "screenings"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("language_versions.id"), index=True)
    held_on: Mapped[date] = mapped_column(index=True)
    #: How many people watched, about.
    audience: Mapped[int]
    #: Where: "Speisesaal", "Rathaus, Saal 2".
    place: Mapped[str] = mapped_column(String(200), default="", server_default="")
    reported_at: Mapped[datetime] = mapped_column(default=utc_now)
    event_id: Mapped[int | None] = mapped_column(index=True)

    version: Mapped[LanguageVersion] = relationship()


class Medium(StrEnum):
    """What is asked for."""

    #: The language itself: nobody has published it yet.
    VERSION = "version"
    #: A stick with the film in this language.
    STICK = "stick"


class Request(Base):
    """A language or a stick that a recipient needs and does not have."""

    __tablename__ = "requests"
    __table_args__ = (UniqueConstraint("organisation_id", "language", "medium"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    language: Mapped[str] = mapped_column(String(35), index=True)
    medium: Mapped[Medium] = mapped_column(String(20), default=Medium.VERSION, server_default=Medium.VERSION.value)
    asked_at: Mapped[datetime] = mapped_column(default=utc_now)
    #: When the stick was sent; None while it is open.
    answered_at: Mapped[datetime | None]
