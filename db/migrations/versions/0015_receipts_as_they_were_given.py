"""What stands on a receipt is kept when it is numbered. Those that there are take it from how things are now."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

PAYMENTS = sa.table("payments", sa.column("id", sa.BigInteger()), sa.column("receipt", sa.JSON()))
NUMBERED = sa.text(
    """
    SELECT payments.id, COALESCE(NULLIF(hosts.legal_name, ''), hosts.name) AS host, hosts.address, hosts.tax_line,
        COALESCE(packages.name, series.title, '') AS what, sessions.starts_at,
        COALESCE(sessions.time_zone, hosts.time_zone) AS time_zone, COALESCE(registrations.places, 1) AS places
    FROM payments JOIN hosts ON hosts.id = payments.host_id
    LEFT JOIN packages ON packages.id = payments.package_id AND payments.kind = 'package'
    LEFT JOIN registrations ON registrations.id = payments.registration_id
    LEFT JOIN sessions ON sessions.id = registrations.session_id
    LEFT JOIN series ON series.id = sessions.series_id
    WHERE payments.receipt_number IS NOT NULL
    """
).columns(starts_at=sa.DateTime(timezone=True))


def upgrade() -> None:
    with op.batch_alter_table("payments") as batch_op:
        batch_op.add_column(sa.Column("receipt", sa.JSON(), nullable=True))
    for row in op.get_bind().execute(NUMBERED).mappings().all():
        kept = {name: value for name, value in row.items() if name != "id"}
        kept["starts_at"] = _moment(row["starts_at"])
        op.execute(PAYMENTS.update().where(PAYMENTS.c.id == row["id"]).values(receipt=kept))


def _moment(starts_at: datetime | None) -> str | None:
    """SQLite keeps it in UTC without saying so."""
    if starts_at is None:
        return None
    return (starts_at if starts_at.tzinfo else starts_at.replace(tzinfo=UTC)).isoformat()


def downgrade() -> None:
    with op.batch_alter_table("payments", table_kwargs={"sqlite_strict": True}) as batch_op:
        batch_op.drop_column("receipt")
