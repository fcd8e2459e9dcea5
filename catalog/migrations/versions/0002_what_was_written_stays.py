"""What was written stays: the audit book and the events of deliveries can only grow.

The service never changes either; the database now refuses it to everybody
else who can reach the tables.
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

GROWING = ("audit_entries", "delivery_events")


def upgrade() -> None:
    """Refuse UPDATE and DELETE on both tables."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION '% can only grow', TG_TABLE_NAME; END $$"
        )
    for table in GROWING:
        for verb in ("UPDATE", "DELETE"):
            op.execute(_trigger(table, verb))


def downgrade() -> None:
    """Allow both again."""
    postgresql = op.get_bind().dialect.name == "postgresql"
    for table in GROWING:
        for verb in ("update", "delete"):
            on_table = f" ON {table}" if postgresql else ""
            op.execute(f"DROP TRIGGER {table}_no_{verb}{on_table}")
    if postgresql:
        op.execute("DROP FUNCTION refuse_change()")


def _trigger(table: str, verb: str) -> str:
    head = f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} FOR EACH ROW"
    if op.get_bind().dialect.name == "postgresql":
        return f"{head} EXECUTE FUNCTION refuse_change()"
    return f"{head} BEGIN SELECT RAISE(ABORT, '{table} can only grow'); END"
