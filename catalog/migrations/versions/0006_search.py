"""Everything that everybody may see can be searched.

Both databases look for runs of three characters. SQLite keeps them in a table
of FTS5 beside the lines, fed by triggers. PostgreSQL keeps them in an index
over a function of four lines: the extension pg_trgm would know only letters of
the database's own locale, and not every operator may install it.

The lines themselves are written by the workers as soon as they start.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

INDEX_ON_SQLITE = """
CREATE VIRTUAL TABLE search_index USING fts5(
    haystack, content='search_lines', content_rowid='id', tokenize='trigram case_sensitive 1', detail=none, columnsize=0
)
"""
TAKE_IN = "INSERT INTO search_index (rowid, haystack) VALUES (new.id, new.haystack);"
TAKE_OUT = "INSERT INTO search_index (search_index, rowid, haystack) VALUES ('delete', old.id, old.haystack);"
ON_SQLITE = (
    INDEX_ON_SQLITE,
    f"CREATE TRIGGER search_lines_come AFTER INSERT ON search_lines BEGIN {TAKE_IN} END",
    f"CREATE TRIGGER search_lines_go AFTER DELETE ON search_lines BEGIN {TAKE_OUT} END",
    f"CREATE TRIGGER search_lines_change AFTER UPDATE ON search_lines BEGIN {TAKE_OUT} {TAKE_IN} END",
)
GRAMS_ON_POSTGRESQL = """
CREATE FUNCTION search_grams(haystack text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS $$
    SELECT array_agg(DISTINCT substr(haystack, place, 3)) FROM generate_series(1, length(haystack) - 2) AS place
$$
"""
ON_POSTGRESQL = (
    GRAMS_ON_POSTGRESQL,
    # Readers do not wait for what was written last to be sorted in.
    "CREATE INDEX search_index ON search_lines USING gin (search_grams(haystack)) WITH (fastupdate = off)",
)


def upgrade() -> None:
    """Add the lines, and what they are found by."""
    op.create_table(
        "search_texts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("state_sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["language_versions.id"],
            name=op.f("fk_search_texts_version_id_language_versions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_texts")),
        sa.UniqueConstraint(
            "version_id", "source", "language", name=op.f("uq_search_texts_version_id_source_language")
        ),
    )
    op.create_table(
        "search_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.SmallInteger(), nullable=False),
        sa.Column("at_s", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("haystack", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["text_id"], ["search_texts.id"], name=op.f("fk_search_lines_text_id_search_texts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_lines")),
    )
    op.create_index(op.f("ix_search_lines_text_id"), "search_lines", ["text_id"], unique=False)
    for statement in ON_SQLITE if op.get_bind().dialect.name == "sqlite" else ON_POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    """Forget all of it; it can be written again."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_index")
    op.drop_table("search_lines")
    op.drop_table("search_texts")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION search_grams")
