"""A picture is made in parts and joined; inspection may ask; a file may be put together from others.

What was made before stays as it is: its films are stored whole, its pictures
know neither what they look like nor their storyboard.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables of parts and of questions, and what pictures, sounds and files say more."""
    op.create_table(
        "picture_parts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("picture_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("first_frame", sa.Integer(), nullable=False),
        sa.Column("frames", sa.Integer(), nullable=False),
        sa.Column("profiles", sa.JSON(), nullable=False),
        sa.Column("pieces", sa.JSON(), nullable=True),
        sa.Column("joined", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["picture_id"], ["pictures.id"], name=op.f("fk_picture_parts_picture_id_pictures"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_picture_parts")),
        sa.UniqueConstraint("picture_id", "round", "number", name=op.f("uq_picture_parts_picture_id_round_number")),
    )
    with op.batch_alter_table("picture_parts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_picture_parts_picture_id"), ["picture_id"], unique=False)

    op.create_table(
        "choices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("matter", sa.String(length=20), nullable=False),
        sa.Column("about", sa.JSON(), nullable=False),
        sa.Column("chosen", sa.String(length=60), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("chosen_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["chosen_by_id"], ["accounts.id"], name=op.f("fk_choices_chosen_by_id_accounts")),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["language_versions.id"],
            name=op.f("fk_choices_version_id_language_versions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_choices")),
        sa.UniqueConstraint("version_id", "matter", name=op.f("uq_choices_version_id_matter")),
    )
    with op.batch_alter_table("choices", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_choices_version_id"), ["version_id"], unique=False)

    with op.batch_alter_table("editions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("from_s", sa.Double(), nullable=True))
        batch_op.add_column(sa.Column("to_s", sa.Double(), nullable=True))

    with op.batch_alter_table("findings", schema=None) as batch_op:
        batch_op.add_column(sa.Column("spans", sa.JSON(), server_default="[]", nullable=False))

    with op.batch_alter_table("jobs", schema=None) as batch_op:
        batch_op.add_column(sa.Column("patience", sa.Integer(), server_default="0", nullable=False))
        batch_op.create_index(batch_op.f("ix_jobs_patience"), ["patience"], unique=False)

    with op.batch_alter_table("language_versions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("cut_from_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_language_versions_cut_from_id_language_versions"),
            "language_versions",
            ["cut_from_id"],
            ["id"],
        )

    with op.batch_alter_table("pictures", schema=None) as batch_op:
        batch_op.add_column(sa.Column("source_facts", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("own", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("likeness_sha256", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("candidates", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("storyboard", sa.JSON(), nullable=True))

    with op.batch_alter_table("renditions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("recipe_sha256", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("burned_in", sa.String(length=35), nullable=True))

    with op.batch_alter_table("tracks", schema=None) as batch_op:
        batch_op.add_column(sa.Column("offset_s", sa.Double(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("tempo", sa.String(length=20), server_default="1", nullable=False))
        batch_op.add_column(sa.Column("crests", sa.JSON(), server_default="[]", nullable=False))
        batch_op.add_column(sa.Column("mono_integrated_lufs", sa.Double(), nullable=True))
        batch_op.add_column(sa.Column("mono_true_peak_dbtp", sa.Double(), nullable=True))
        batch_op.add_column(sa.Column("waveform_sha256", sa.String(length=64), nullable=True))
    # Nobody has listened to their downmix; without figures it would pass for silent.
    op.execute("UPDATE tracks SET mono_integrated_lufs = integrated_lufs, mono_true_peak_dbtp = true_peak_dbtp")


def downgrade() -> None:
    """Forget all of it. Films that are put together from parts cannot be read afterwards."""
    with op.batch_alter_table("tracks", schema=None) as batch_op:
        batch_op.drop_column("waveform_sha256")
        batch_op.drop_column("mono_true_peak_dbtp")
        batch_op.drop_column("mono_integrated_lufs")
        batch_op.drop_column("crests")
        batch_op.drop_column("tempo")
        batch_op.drop_column("offset_s")

    with op.batch_alter_table("renditions", schema=None) as batch_op:
        batch_op.drop_column("burned_in")
        batch_op.drop_column("recipe_sha256")

    with op.batch_alter_table("pictures", schema=None) as batch_op:
        batch_op.drop_column("storyboard")
        batch_op.drop_column("candidates")
        batch_op.drop_column("likeness_sha256")
        batch_op.drop_column("own")
        batch_op.drop_column("source_facts")

    with op.batch_alter_table("language_versions", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_language_versions_cut_from_id_language_versions"), type_="foreignkey")
        batch_op.drop_column("cut_from_id")

    with op.batch_alter_table("jobs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_jobs_patience"))
        batch_op.drop_column("patience")

    with op.batch_alter_table("findings", schema=None) as batch_op:
        batch_op.drop_column("spans")

    with op.batch_alter_table("editions", schema=None) as batch_op:
        batch_op.drop_column("to_s")
        batch_op.drop_column("from_s")

    with op.batch_alter_table("choices", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_choices_version_id"))

    op.drop_table("choices")
    with op.batch_alter_table("picture_parts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_picture_parts_picture_id"))

    op.drop_table("picture_parts")
