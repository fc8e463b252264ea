"""Reads of quotas."""

from sqlalchemy import bindparam, select

from db.engine import Tx
from db.models import Quota

LOCK = (
    select(Quota)
    .where(Quota.id == bindparam("quota"))
    .with_for_update(key_share=True)
    .execution_options(populate_existing=True)
)


def lock(tx: Tx, quota_id: int) -> Quota:
    """The quota as it is now, kept so until the commit."""
    return tx.execute(LOCK, {"quota": quota_id}).scalar_one()


def lock_of_session(tx: Tx, session_id: int) -> None:
    """Keep all quotas of a session as they are until the commit."""
    tx.execute(
        select(Quota.id).where(Quota.session_id == session_id).order_by(Quota.id).with_for_update(key_share=True)
    )
