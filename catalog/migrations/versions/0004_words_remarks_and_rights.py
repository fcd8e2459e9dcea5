"""Words know what they were translated from; captions keep their history; reviewers leave remarks; rights can end."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what the ministry's door asks for."""
    op.create_table(
        "captions_revisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("webvtt_sha256", sa.String(length=64), nullable=False),
        sa.Column("srt_sha256", sa.String(length=64), nullable=False),
        sa.Column("cues", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["saved_by_id"], ["accounts.id"], name=op.f("fk_captions_revisions_saved_by_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["language_versions.id"],
            name=op.f("fk_captions_revisions_version_id_language_versions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_captions_revisions")),
        sa.UniqueConstraint(
            "version_id", "language", "number", name=op.f("uq_captions_revisions_version_id_language_number")
        ),
    )
    with op.batch_alter_table("captions_revisions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_captions_revisions_version_id"), ["version_id"], unique=False)

    op.create_table(
        "remarks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("at_s", sa.Double(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["settled_by_id"], ["accounts.id"], name=op.f("fk_remarks_settled_by_id_accounts")),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["language_versions.id"],
            name=op.f("fk_remarks_version_id_language_versions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["written_by_id"], ["accounts.id"], name=op.f("fk_remarks_written_by_id_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remarks")),
    )
    with op.batch_alter_table("remarks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_remarks_version_id"), ["version_id"], unique=False)

    with op.batch_alter_table("films", schema=None) as batch_op:
        batch_op.add_column(sa.Column("rights_until", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("rights_holder", sa.String(length=300), server_default="", nullable=False))
        batch_op.add_column(sa.Column("contact", sa.String(length=320), server_default="", nullable=False))

    with op.batch_alter_table("language_versions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("call_to_action", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("worded_after_sha256", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("made_from_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("publish_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("publish_by_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_language_versions_publish_at"), ["publish_at"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_language_versions_made_from_id_language_versions"),
            "language_versions",
            ["made_from_id"],
            ["id"],
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_language_versions_publish_by_id_accounts"), "accounts", ["publish_by_id"], ["id"]
        )

    with op.batch_alter_table("uploads", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sender_sha256", sa.String(length=64), nullable=True))


def downgrade() -> None:
    """Forget all of it."""
    with op.batch_alter_table("uploads", schema=None) as batch_op:
        batch_op.drop_column("sender_sha256")

    with op.batch_alter_table("language_versions", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_language_versions_publish_by_id_accounts"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_language_versions_made_from_id_language_versions"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_language_versions_publish_at"))
        batch_op.drop_column("publish_by_id")
        batch_op.drop_column("publish_at")
        batch_op.drop_column("made_from_id")
        batch_op.drop_column("worded_after_sha256")
        batch_op.drop_column("call_to_action")

    with op.batch_alter_table("films", schema=None) as batch_op:
        batch_op.drop_column("contact")
        batch_op.drop_column("rights_holder")
        batch_op.drop_column("rights_until")

    with op.batch_alter_table("remarks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_remarks_version_id"))

    op.drop_table("remarks")
    with op.batch_alter_table("captions_revisions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_captions_revisions_version_id"))

    op.drop_table("captions_revisions")
