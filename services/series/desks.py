"""Series as those who run them see them."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from db.engine import Tx
from db.models import Host, Series
from db.queries import hosts as queries
from services import access
from services.access import Right, Scope
from services.errors import NotFound

NEXT_SHOWN = 3
SERIES_OFFERED = 8


@dataclass(frozen=True, slots=True)
class Next:
    """A session to come, and how full it is."""

    id: int
    code: str
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    taken: int
    capacity: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Desk:
    """A series with all that can be set; `settings` holds the columns of its fields by name."""

    id: int
    code: str
    title: str
    description: str
    host_id: int
    host_name: str
    time_zone: str
    """Of the host: where new sessions take place."""
    currency: str
    photo_id: str | None
    quotas: list[dict[str, Any]]
    is_archived: bool
    is_host_active: bool
    was_booked: bool
    people_ahead: int
    ahead: int
    """How many sessions are to come."""
    next: tuple[Next, ...]
    rights: frozenset[Right]
    settings: dict[str, Any] = field(default_factory=dict)


SETTINGS = (
    "title", "description", "place", "map_url", "duration_minutes", "quotas", "price", "mode", "visibility",
    "cancellation_notice_minutes", "places_limit", "waitlist_way", "promotion_cutoff_minutes", "still_coming_minutes",
    "still_coming_releases", "shows_names", "transfer_passes_waitlist", "language", "photo_id",
    "refund_tiers", "late_fee", "credits", "reminder_minutes",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A series in which somebody may plan."""

    id: int
    title: str
    host_name: str


def list_own(tx: Tx, *, user_id: int) -> tuple[Line, ...]:
    """Series that the person may plan for, newest first."""
    rows = queries.list_series_run_by(tx, user_id, limit=SERIES_OFFERED)
    return tuple(Line(row.id, row.title, row.host_name) for row in rows)


def desk(tx: Tx, *, user_id: int, series_id: int, now: datetime) -> Desk:
    """For whoever helps with the whole series. Raises NotFound."""
    series = tx.get(Series, series_id)
    host = tx.get_one(Host, series.host_id) if series else None
    if series is None or host is None:
        raise NotFound
    held = access.rights(tx, user_id, Scope(host.id, host.owner_id, series_id))
    if not held:
        raise NotFound
    return Desk(
        id=series.id,
        code=series.code,
        title=series.title,
        description=series.description,
        host_id=host.id,
        host_name=host.name,
        time_zone=host.time_zone,
        currency=series.currency,
        photo_id=series.photo_id,
        quotas=series.quotas,
        is_archived=series.archived_at is not None,
        is_host_active=host.deactivated_at is None,
        was_booked=queries.was_booked(tx, series_id=series_id),
        people_ahead=queries.count_people_ahead(tx, now=now, series_id=series_id),
        ahead=queries.count_ahead(tx, series_id, now=now),
        next=tuple(_next(row) for row in queries.list_ahead(tx, series_id, now=now, limit=NEXT_SHOWN)),
        rights=held,
        settings={name: getattr(series, name) for name in SETTINGS},
    )


def _next(row: Any) -> Next:
    return Next(
        row.id, row.code, row.starts_at, row.ends_at, row.time_zone, int(row.taken), int(row.capacity), int(row.waiting)
    )
