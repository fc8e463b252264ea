"""Reads of series and hosts."""

from collections.abc import Sequence

from sqlalchemy import select

from db.engine import Facts, Tx
from db.models import Host, Series
from db.queries.listings import is_offered, may_find_series

ABOUT = select(
    Series.id,
    Series.code,
    Series.title,
    Series.description,
    Series.visibility,
    Series.host_id,
    Series.archived_at,
    Series.id.label("series_id"),
    Host.name.label("host_name"),
    Host.code.label("host_code"),
    Host.owner_id,
).join(Host, Host.id == Series.host_id)


def find(tx: Tx, series_id: int) -> Facts | None:
    return tx.execute(ABOUT.where(Series.id == series_id)).one_or_none()


def lock(tx: Tx, series_id: int) -> Series | None:
    """A series as it is now, kept so until the commit."""
    one = select(Series).where(Series.id == series_id).with_for_update(key_share=True)
    return tx.scalar(one.execution_options(populate_existing=True))


def hold(tx: Tx, series_id: int) -> None:
    """Let nobody change a series until the commit; others may hold it as well."""
    tx.execute(select(Series.id).where(Series.id == series_id).with_for_update(read=True))


def lock_host(tx: Tx, host_id: int) -> Host | None:
    one = select(Host).where(Host.id == host_id).with_for_update(key_share=True)
    return tx.scalar(one.execution_options(populate_existing=True))


def find_by_code(tx: Tx, code: str) -> Facts | None:
    return tx.execute(ABOUT.where(Series.code == code)).one_or_none()


def find_host(tx: Tx, code: str) -> Host | None:
    return tx.scalar(select(Host).where(Host.code == code))


def list_of_host(tx: Tx, host_id: int, *, viewer_id: int, offset: int, limit: int) -> Sequence[Facts]:
    """Those that the viewer may find, by title."""
    found = ABOUT.where(Series.host_id == host_id, may_find_series(viewer_id), is_offered())
    return tx.execute(found.order_by(Series.folded, Series.id).offset(offset).limit(limit)).all()
