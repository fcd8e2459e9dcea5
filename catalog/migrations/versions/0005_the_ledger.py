"""The ledger: where each delivery stands, campaigns of several versions, letters, sticks, links, a living register."""

from datetime import UTC
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

#: What an older release has written down, summed up in the numbers of stages. It knew five kinds of events.
STANDINGS = """
UPDATE deliveries SET standing = (
    SELECT CASE
        WHEN max(CASE WHEN kind = 'recalled' THEN 1 ELSE 0 END) = 1 THEN
            CASE
                WHEN max(CASE WHEN kind IN ('collected', 'acknowledged', 'screened') THEN 1 ELSE 0 END) = 1
                THEN 220 ELSE 210
            END
        WHEN max(CASE WHEN kind = 'screened' THEN 1 ELSE 0 END) = 1 THEN 120
        WHEN max(CASE WHEN kind = 'acknowledged' THEN 1 ELSE 0 END) = 1 THEN 110
        WHEN max(CASE WHEN kind = 'collected' THEN 1 ELSE 0 END) = 1 THEN 70
        ELSE 10
    END
    FROM delivery_events WHERE delivery_events.delivery_id = deliveries.id
) WHERE EXISTS (SELECT 1 FROM delivery_events WHERE delivery_events.delivery_id = deliveries.id)
"""
ONE_VERSION = """
UPDATE campaigns SET version_id = (
    SELECT min(version_id) FROM campaign_versions WHERE campaign_versions.campaign_id = campaigns.id
)
"""
#: A receipt counts on its day there.
HESSEN = ZoneInfo("Europe/Berlin")


def upgrade() -> None:
    """Add what the ledger asks for, and sum up what has happened so far."""
    op.create_table(
        "organisation_groups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_groups")),
        sa.UniqueConstraint("name", name=op.f("uq_organisation_groups_name")),
    )
    op.create_table(
        "contacts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("language", sa.String(length=35), server_default="de", nullable=False),
        sa.Column("gets_letters", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("bounced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("no_reminders_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_contacts_organisation_id_organisations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contacts")),
        sa.UniqueConstraint("organisation_id", "email", name=op.f("uq_contacts_organisation_id_email")),
    )
    with op.batch_alter_table("contacts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contacts_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "group_members",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["organisation_groups.id"],
            name=op.f("fk_group_members_group_id_organisation_groups"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_group_members_organisation_id_organisations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("group_id", "organisation_id", name=op.f("pk_group_members")),
    )
    with op.batch_alter_table("group_members", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_group_members_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_links_organisation_id_organisations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_links")),
    )
    with op.batch_alter_table("links", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_links_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "organisation_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("former_key", sa.String(length=60), nullable=False),
        sa.Column("former_name", sa.String(length=300), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_organisation_changes_organisation_id_organisations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_changes")),
    )
    with op.batch_alter_table("organisation_changes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisation_changes_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "served_municipalities",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["municipality_id"],
            ["organisations.id"],
            name=op.f("fk_served_municipalities_municipality_id_organisations"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_served_municipalities_organisation_id_organisations"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organisation_id", "municipality_id", name=op.f("pk_served_municipalities")),
    )
    with op.batch_alter_table("served_municipalities", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_served_municipalities_municipality_id"), ["municipality_id"], unique=False)

    op.create_table(
        "shipments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("carrier", sa.String(length=20), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("shipped_on", sa.Date(), nullable=False),
        sa.Column("returned_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_shipments_organisation_id_organisations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shipments")),
        sa.UniqueConstraint("number", name=op.f("uq_shipments_number")),
    )
    with op.batch_alter_table("shipments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_shipments_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "mailings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=True),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ordered_by_id", sa.Integer(), nullable=True),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_mailings_campaign_id_campaigns")),
        sa.ForeignKeyConstraint(["ordered_by_id"], ["accounts.id"], name=op.f("fk_mailings_ordered_by_id_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailings")),
        sa.UniqueConstraint("key", name=op.f("uq_mailings_key")),
    )
    with op.batch_alter_table("mailings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mailings_campaign_id"), ["campaign_id"], unique=False)

    op.create_table(
        "campaign_versions",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_campaign_versions_campaign_id_campaigns")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["language_versions.id"], name=op.f("fk_campaign_versions_version_id_language_versions")
        ),
        sa.PrimaryKeyConstraint("campaign_id", "version_id", name=op.f("pk_campaign_versions")),
    )
    op.create_table(
        "mailing_deliveries",
        sa.Column("mailing_id", sa.Integer(), nullable=False),
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=True),
        sa.Column("unreachable_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["deliveries.id"], name=op.f("fk_mailing_deliveries_delivery_id_deliveries")
        ),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_mailing_deliveries_letter_id_letters")),
        sa.ForeignKeyConstraint(
            ["mailing_id"], ["mailings.id"], name=op.f("fk_mailing_deliveries_mailing_id_mailings")
        ),
        sa.PrimaryKeyConstraint("mailing_id", "delivery_id", name=op.f("pk_mailing_deliveries")),
    )
    with op.batch_alter_table("mailing_deliveries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mailing_deliveries_delivery_id"), ["delivery_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mailing_deliveries_letter_id"), ["letter_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mailing_deliveries_unreachable_at"), ["unreachable_at"], unique=False)

    op.execute("INSERT INTO campaign_versions (campaign_id, version_id) SELECT id, version_id FROM campaigns")
    with op.batch_alter_table("campaigns", schema=None) as batch_op:
        batch_op.add_column(sa.Column("name", sa.String(length=200), server_default="", nullable=False))
        batch_op.add_column(sa.Column("picked", sa.JSON(), server_default="{}", nullable=False))
        batch_op.add_column(sa.Column("words", sa.JSON(), server_default="{}", nullable=False))
        batch_op.add_column(sa.Column("key", sa.String(length=64), nullable=True))
        batch_op.create_unique_constraint(batch_op.f("uq_campaigns_key"), ["key"])
        batch_op.drop_index(batch_op.f("ix_campaigns_version_id"))
        batch_op.drop_constraint(batch_op.f("fk_campaigns_version_id_language_versions"), type_="foreignkey")
        batch_op.drop_column("version_id")

    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.add_column(sa.Column("standing", sa.SmallInteger(), server_default="10", nullable=False))
        batch_op.add_column(sa.Column("received_on", sa.Date(), nullable=True))
        batch_op.drop_index(batch_op.f("ix_deliveries_organisation_id"))
        batch_op.create_index(
            "ix_deliveries_organisation_id_standing",
            ["organisation_id", "standing", "campaign_id", "version_id"],
            unique=False,
        )
        batch_op.create_index(
            "ix_deliveries_version_id_standing",
            ["version_id", "standing", "campaign_id", "received_on", "organisation_id"],
            unique=False,
        )

    op.execute(STANDINGS)
    _keep_receipts()
    # Not as a batch: a table that SQLite writes anew would lose the triggers that let it only grow.
    op.add_column("delivery_events", sa.Column("link_id", sa.Integer(), nullable=True))
    op.add_column("delivery_events", sa.Column("corrects_id", sa.Integer(), nullable=True))
    op.create_index(
        "ix_delivery_events_corrects_id",
        "delivery_events",
        ["corrects_id"],
        unique=False,
        sqlite_where=sa.text("corrects_id IS NOT NULL"),
        postgresql_where=sa.text("corrects_id IS NOT NULL"),
    )
    op.create_index("ix_delivery_events_kind_at", "delivery_events", ["kind", "at", "delivery_id"], unique=False)

    with op.batch_alter_table("letters", schema=None) as batch_op:
        batch_op.add_column(sa.Column("html", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("unsubscribe_url", sa.String(length=500), server_default="", nullable=False))
        batch_op.add_column(sa.Column("about", sa.String(length=60), server_default="", nullable=False))
        batch_op.add_column(sa.Column("bounced_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("given_up_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("held_up_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("failure", sa.String(), server_default="", nullable=False))
        batch_op.create_index(batch_op.f("ix_letters_about"), ["about"], unique=False)
        batch_op.create_index(batch_op.f("ix_letters_message_id"), ["message_id"], unique=False)

    with op.batch_alter_table("organisations", schema=None) as batch_op:
        batch_op.add_column(sa.Column("successor_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_organisations_successor_id"), ["successor_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_organisations_successor_id_organisations"), "organisations", ["successor_id"], ["id"]
        )

    with op.batch_alter_table("requests", schema=None) as batch_op:
        batch_op.add_column(sa.Column("medium", sa.String(length=20), server_default="version", nullable=False))
        batch_op.add_column(sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.drop_constraint(batch_op.f("uq_requests_organisation_id_language"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_requests_organisation_id_language_medium"), ["organisation_id", "language", "medium"]
        )

    with op.batch_alter_table("screenings", schema=None) as batch_op:
        batch_op.add_column(sa.Column("place", sa.String(length=200), server_default="", nullable=False))
        batch_op.add_column(sa.Column("event_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_screenings_event_id"), ["event_id"], unique=False)


def downgrade() -> None:
    """Forget all of it; a campaign keeps the first of its versions."""
    with op.batch_alter_table("screenings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_screenings_event_id"))
        batch_op.drop_column("event_id")
        batch_op.drop_column("place")

    with op.batch_alter_table("requests", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_requests_organisation_id_language_medium"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_requests_organisation_id_language"), ["organisation_id", "language"]
        )
        batch_op.drop_column("answered_at")
        batch_op.drop_column("medium")

    with op.batch_alter_table("organisations", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_organisations_successor_id_organisations"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_organisations_successor_id"))
        batch_op.drop_column("successor_id")

    with op.batch_alter_table("letters", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_letters_message_id"))
        batch_op.drop_index(batch_op.f("ix_letters_about"))
        batch_op.drop_column("failure")
        batch_op.drop_column("held_up_at")
        batch_op.drop_column("withdrawn_at")
        batch_op.drop_column("given_up_at")
        batch_op.drop_column("bounced_at")
        batch_op.drop_column("about")
        batch_op.drop_column("unsubscribe_url")
        batch_op.drop_column("html")

    op.drop_index("ix_delivery_events_kind_at", "delivery_events")
    op.drop_index(op.f("ix_delivery_events_corrects_id"), "delivery_events")
    op.drop_column("delivery_events", "corrects_id")
    op.drop_column("delivery_events", "link_id")

    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.drop_index("ix_deliveries_version_id_standing")
        batch_op.drop_index("ix_deliveries_organisation_id_standing")
        batch_op.create_index(batch_op.f("ix_deliveries_organisation_id"), ["organisation_id"], unique=False)
        batch_op.drop_column("received_on")
        batch_op.drop_column("standing")

    with op.batch_alter_table("campaigns", schema=None) as batch_op:
        batch_op.add_column(sa.Column("version_id", sa.Integer(), nullable=True))
    op.execute(ONE_VERSION)
    with op.batch_alter_table("campaigns", schema=None) as batch_op:
        batch_op.alter_column("version_id", existing_type=sa.Integer(), nullable=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_campaigns_version_id_language_versions"), "language_versions", ["version_id"], ["id"]
        )
        batch_op.create_index(batch_op.f("ix_campaigns_version_id"), ["version_id"], unique=False)
        batch_op.drop_constraint(batch_op.f("uq_campaigns_key"), type_="unique")
        batch_op.drop_column("key")
        batch_op.drop_column("words")
        batch_op.drop_column("picked")
        batch_op.drop_column("name")

    with op.batch_alter_table("mailing_deliveries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mailing_deliveries_letter_id"))
        batch_op.drop_index(batch_op.f("ix_mailing_deliveries_delivery_id"))

    op.drop_table("mailing_deliveries")
    op.drop_table("campaign_versions")
    with op.batch_alter_table("mailings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mailings_campaign_id"))

    op.drop_table("mailings")
    with op.batch_alter_table("shipments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_shipments_organisation_id"))

    op.drop_table("shipments")
    with op.batch_alter_table("served_municipalities", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_served_municipalities_municipality_id"))

    op.drop_table("served_municipalities")
    with op.batch_alter_table("organisation_changes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisation_changes_organisation_id"))

    op.drop_table("organisation_changes")
    with op.batch_alter_table("links", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_links_organisation_id"))

    op.drop_table("links")
    with op.batch_alter_table("group_members", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_group_members_organisation_id"))

    op.drop_table("group_members")
    with op.batch_alter_table("contacts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contacts_organisation_id"))

    op.drop_table("contacts")
    op.drop_table("organisation_groups")


def _keep_receipts() -> None:
    """Note with each delivery on which day its first receipt came."""
    events = sa.table(
        "delivery_events", sa.column("delivery_id"), sa.column("kind"), sa.column("at", sa.DateTime(timezone=True))
    )
    deliveries = sa.table("deliveries", sa.column("id", sa.Integer()), sa.column("received_on", sa.Date()))
    receipts = sa.select(events.c.delivery_id, sa.func.min(events.c.at))
    receipts = receipts.where(events.c.kind.in_(["acknowledged", "screened"])).group_by(events.c.delivery_id)
    days = [
        {"number": delivery_id, "day": (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(HESSEN).date()}
        for delivery_id, at in op.get_bind().execute(receipts)
    ]
    if days:
        received = sa.update(deliveries).where(deliveries.c.id == sa.bindparam("number"))
        op.get_bind().execute(received.values(received_on=sa.bindparam("day")), days)
