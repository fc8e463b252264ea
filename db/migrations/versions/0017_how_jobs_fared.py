"""How each job fared the last time."""

import sqlalchemy as sa
from alembic import op

import db.models.base

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "job_runs",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("ended_at", db.models.base.Instant(timezone=True), nullable=False),
        sa.Column("milliseconds", sa.BigInteger(), nullable=False),
        sa.Column("found", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("failures", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("failed_at", db.models.base.Instant(timezone=True), nullable=True),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("length(failure) <= 200", name=op.f("ck_job_runs_failure_short")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_runs")),
        sa.UniqueConstraint("name", name=op.f("uq_job_runs_name")),
        sqlite_strict=True,
    )


def downgrade() -> None:
    op.drop_table("job_runs")
