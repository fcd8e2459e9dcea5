"""What was offered to whom, and everything that has happened to it since."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from catalog.distribution.stages import EventKind
from catalog.films.models import LanguageVersion
from catalog.foundation.database import Base, utc_now
from catalog.people.models import Organisation


class Campaign(Base):
    """One act of distribution: a version to its recipients, until a day."""

    __tablename__ = "campaigns"

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("language_versions.id"), index=True)
    begun_at: Mapped[datetime] = mapped_column(default=utc_now)
    begun_by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    due_on: Mapped[date | None]


class Delivery(Base):
    """A version offered to one recipient. Its stage is read from its events, never stored."""

    __tablename__ = "deliveries"
    __table_args__ = (UniqueConstraint("version_id", "organisation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("language_versions.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)

    campaign: Mapped[Campaign] = relationship()
    version: Mapped[LanguageVersion] = relationship()
    organisation: Mapped[Organisation] = relationship()
    events: Mapped[list["DeliveryEvent"]] = relationship(back_populates="delivery", order_by="DeliveryEvent.id")


class DeliveryEvent(Base):
    """One thing that happened. Events are only ever added."""

    __tablename__ = "delivery_events"
    __table_args__ = (Index("ix_delivery_events_delivery_id_kind", "delivery_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    delivery_id: Mapped[int] = mapped_column(ForeignKey("deliveries.id"))
    kind: Mapped[EventKind] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(default=utc_now, index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))
    #: Such as {"profile": "720p", "size_bytes": 9123456}.
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    delivery: Mapped[Delivery] = relationship(back_populates="events")


class Recall(Base):
    """A revision that must not be shown any more, and why."""

    __tablename__ = "recalls"

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("language_versions.id"), unique=True)
    reason: Mapped[str]
    at: Mapped[datetime] = mapped_column(default=utc_now)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"))


class Screening(Base):
    """One showing, as a recipient reports it."""

    __tablename__ = "screenings"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("language_versions.id"), index=True)
    held_on: Mapped[date] = mapped_column(index=True)
    #: How many people watched, about.
    audience: Mapped[int]
    reported_at: Mapped[datetime] = mapped_column(default=utc_now)


class Request(Base):
    """A language that a recipient needs and does not find."""

    __tablename__ = "requests"
    __table_args__ = (UniqueConstraint("organisation_id", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    language: Mapped[str] = mapped_column(String(35), index=True)
    asked_at: Mapped[datetime] = mapped_column(default=utc_now)
