"""Reads of how jobs fared."""

from collections.abc import Sequence

from sqlalchemy import select

from db.engine import Tx
from db.models import JobRun


def lock(tx: Tx, name: str) -> JobRun | None:
    run = select(JobRun).where(JobRun.name == name).with_for_update(key_share=True)
    return tx.scalar(run.execution_options(populate_existing=True))


def list_all(tx: Tx) -> Sequence[JobRun]:
    return tx.scalars(select(JobRun).order_by(JobRun.name)).all()
