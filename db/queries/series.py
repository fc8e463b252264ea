"""Reads of series and hosts."""

from collections.abc import Sequence

from sqlalchemy import select

from db.engine import Facts, Tx
from db.models import Host, Series

ABOUT = select(
    Series.id, Series.code, Series.title, Series.description, Host.name.label("host_name"), Host.code.label("host_code")
).join(Host, Host.id == Series.host_id)


def find(tx: Tx, series_id: int) -> Facts | None:
    return tx.execute(ABOUT.where(Series.id == series_id)).one_or_none()


def find_id(tx: Tx, code: str) -> int | None:
    return tx.scalar(select(Series.id).where(Series.code == code))


def find_host(tx: Tx, code: str) -> Host | None:
    return tx.scalar(select(Host).where(Host.code == code))


def list_of_host(tx: Tx, host_id: int, limit: int) -> Sequence[Facts]:
    return tx.execute(ABOUT.where(Series.host_id == host_id).order_by(Series.title, Series.id).limit(limit)).all()
