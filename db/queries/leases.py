"""Reads of leases, and the one clock that all processes share: the database's."""

from datetime import UTC, datetime

from sqlalchemy import delete, func, select

from db.engine import Tx
from db.models import Lease


def clock(tx: Tx) -> datetime:
    """What time the database says it is. Clocks of machines differ, and jump."""
    if tx.get_bind().dialect.name == "sqlite":
        text = tx.scalars(select(func.strftime("%Y-%m-%d %H:%M:%f", "now"))).one()
        return datetime.fromisoformat(text).replace(tzinfo=UTC)
    now: datetime = tx.scalars(select(func.clock_timestamp())).one()
    return now


def find(tx: Tx, name: str) -> Lease | None:
    return tx.scalar(select(Lease).where(Lease.name == name))


def lock(tx: Tx, name: str) -> Lease | None:
    row = select(Lease).where(Lease.name == name).with_for_update()
    return tx.scalar(row.execution_options(populate_existing=True))


def count_live(tx: Tx, beginning: str, now: datetime) -> int:
    """How many leases whose name begins so are not over."""
    live = select(func.count()).where(Lease.name.startswith(beginning, autoescape=True), Lease.until > now)
    return tx.scalars(live.select_from(Lease)).one()


def list_live(tx: Tx, now: datetime) -> list[Lease]:
    return list(tx.scalars(select(Lease).where(Lease.until > now).order_by(Lease.name)))


def delete_over(tx: Tx, beginning: str, before: datetime) -> None:
    """Those whose name begins so, and that were over then. Others are marks of how far somebody came, and stay."""
    tx.execute(delete(Lease).where(Lease.name.startswith(beginning, autoescape=True), Lease.until < before))
