"""Finding sessions by day."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from db.engine import Tx
from db.models import Quota
from db.queries import registrations as registration_queries
from db.queries import sessions as queries
from services.sessions.cards import Card, Places, card, find_id

DAYS_AHEAD = 30
"""How far the list looks ahead."""
PAGE = 6
SHARED = 8
LONGEST_SEARCH = 80


@dataclass(frozen=True, slots=True)
class Line:
    """A session in a list."""

    id: int
    title: str
    place: str
    instructor_name: str | None
    starts_at: datetime
    time_zone: str
    price: int
    currency: str
    places: tuple[Places, ...]
    mine_waits: bool | None
    """Whether the viewer waits or is in; None where neither."""

    @property
    def free(self) -> int:
        return sum(role.free for role in self.places)

    @property
    def capacity(self) -> int:
        return sum(role.capacity for role in self.places)

    @property
    def waiting(self) -> int:
        return sum(role.waiting for role in self.places)


@dataclass(frozen=True, slots=True)
class Day:
    """The sessions of one day, as the viewer's calendar has it."""

    date: date
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list; `number` counts from 0."""

    days: tuple[Day, ...]
    number: int
    has_next: bool
    nearest: Line | None
    """Where the page is empty: the next session with a free place, if there is one."""

    @property
    def lines(self) -> list[Line]:
        return [line for day in self.days for line in day.lines]


def browse(tx: Tx, *, viewer_id: int, zone: str, first: date, days: int, page: int, now: datetime) -> Page:
    """A page of the sessions of some days, which begin and end at midnight in the viewer's zone."""
    start, end = midnight(first, zone), midnight(first + timedelta(days=days), zone)
    return _page(tx, viewer_id, zone, start, end, page, now)


def of_series(tx: Tx, *, series_id: int, viewer_id: int, zone: str, page: int, now: datetime) -> Page:
    """A page of the next sessions of one series."""
    until = now + timedelta(days=DAYS_AHEAD)
    return _page(tx, viewer_id, zone, now - timedelta(days=7), until, page, now, series_id=series_id)


def find_to_share(tx: Tx, *, typed: str, viewer_id: int, now: datetime) -> list[Card]:
    """The session of `s_<code>`, or the next ones whose title has the typed words."""
    words = typed.strip()[:LONGEST_SEARCH]
    by_code = find_id(tx, typed=words.removeprefix("s_"))
    ids = [by_code] if by_code else queries.list_ids_by_title(tx, words, now, SHARED)
    return [card(tx, session_id=session_id, viewer_id=viewer_id, now=now) for session_id in ids]


def midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), tzinfo=ZoneInfo(zone))


def _page(
    tx: Tx,
    viewer_id: int,
    zone: str,
    start: datetime,
    end: datetime,
    page: int,
    now: datetime,
    *,
    series_id: int | None = None,
) -> Page:
    lines = _lines(tx, viewer_id, start, end, now, series_id=series_id, offset=page * PAGE, limit=PAGE + 1)
    by_day: dict[date, list[Line]] = defaultdict(list)
    for line in lines[:PAGE]:
        by_day[line.starts_at.astimezone(ZoneInfo(zone)).date()].append(line)
    return Page(
        days=tuple(Day(day, tuple(of_day)) for day, of_day in by_day.items()),
        number=page,
        has_next=len(lines) > PAGE,
        nearest=None if lines or series_id else _nearest_with_a_place(tx, viewer_id, now),
    )


def _nearest_with_a_place(tx: Tx, viewer_id: int, now: datetime) -> Line | None:
    lines = _lines(tx, viewer_id, now, now + timedelta(days=DAYS_AHEAD), now, offset=0, limit=50)
    return next((line for line in lines if line.free), None)


def _lines(
    tx: Tx,
    viewer_id: int,
    start: datetime,
    end: datetime,
    now: datetime,
    *,
    series_id: int | None = None,
    offset: int,
    limit: int,
) -> list[Line]:
    rows = queries.list_page(
        tx, starts_from=start, starts_before=end, now=now, series_id=series_id, offset=offset, limit=limit
    )
    ids = [row.id for row in rows]
    quotas: dict[int, list[Quota]] = defaultdict(list)
    for quota in queries.list_quotas(tx, ids):
        quotas[quota.session_id].append(quota)
    waits = registration_queries.list_waits(tx, viewer_id, ids)
    return [
        Line(
            id=row.id,
            title=row.title,
            place=row.place,
            instructor_name=row.instructor_name,
            starts_at=row.starts_at,
            time_zone=row.time_zone,
            price=row.price,
            currency=row.currency,
            places=tuple(Places(q.id, q.name, q.capacity, q.taken, q.waiting) for q in quotas[row.id]),
            mine_waits=waits.get(row.id),
        )
        for row in rows
    ]
