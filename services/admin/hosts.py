"""Hosts as admins see them: all of them, with what there is of each; verified, put away and brought back."""

from dataclasses import dataclass
from datetime import datetime

from db.engine import Facts, Tx
from db.queries import admin as queries
from db.queries import series as series_queries
from services import access, audit
from services import hosts as host_acts
from services.errors import NotFound

PAGE = 6


@dataclass(frozen=True, slots=True)
class HostStatistics:
    id: int
    name: str
    owner_id: int
    owner_name: str
    verified_at: datetime | None
    deactivated_at: datetime | None
    created_at: datetime
    series: int
    ahead: int
    """Sessions to come."""
    past: int
    booked: int
    """Confirmed registrations, of all times."""
    booked_ahead: int
    people: int


@dataclass(frozen=True, slots=True)
class HostsPage:
    hosts: tuple[HostStatistics, ...]
    page: int
    has_next: bool


def list_all(tx: Tx, *, user_id: int, page: int = 0, now: datetime) -> HostsPage:
    """A look, newest first."""
    access.require_admin(tx, user_id)
    found = queries.list_hosts(tx, now, offset=page * PAGE, limit=PAGE + 1)
    return HostsPage(tuple(_statistics(row) for row in found[:PAGE]), page, has_next=len(found) > PAGE)


def show(tx: Tx, *, user_id: int, host_id: int, now: datetime) -> HostStatistics:
    """A look. Raises NotFound."""
    access.require_admin(tx, user_id)
    found = queries.list_hosts(tx, now, host_id=host_id, limit=1) if host_id else ()
    if not found:
        raise NotFound
    return _statistics(found[0])


def verify(tx: Tx, *, user_id: int, host_id: int, is_verified: bool, now: datetime) -> None:
    """Only an admin can. Raises NotFound."""
    access.require_admin(tx, user_id)
    host = series_queries.lock_host(tx, host_id)
    if host is None:
        raise NotFound
    if (host.verified_at is not None) == is_verified:
        return
    host.verified_at = now if is_verified else None
    action = "host.verified" if is_verified else "host.unverified"
    audit.record(tx, action, actor_id=user_id, subject=("host", host_id), at=now)


def set_active(tx: Tx, *, user_id: int, host_id: int, is_active: bool, now: datetime) -> None:
    """Raises NotFound."""
    access.require_admin(tx, user_id)
    change = host_acts.reactivate if is_active else host_acts.deactivate
    change(tx, user_id=user_id, host_id=host_id, now=now)


def _statistics(row: Facts) -> HostStatistics:
    return HostStatistics(
        id=row.id,
        name=row.name,
        owner_id=row.owner_id,
        owner_name=row.owner_name,
        verified_at=row.verified_at,
        deactivated_at=row.deactivated_at,
        created_at=row.created_at,
        series=row.series,
        ahead=row.ahead,
        past=row.past,
        booked=row.booked,
        booked_ahead=row.booked_ahead,
        people=row.people,
    )
