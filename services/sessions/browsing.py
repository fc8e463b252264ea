"""Finding sessions by day, narrowed down as the viewer chose."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from db.engine import Facts, Tx
from db.models import Quota
from db.queries import listings as queries
from db.queries import registrations as registration_queries
from db.queries import sessions as session_queries
from db.queries.listings import Narrowing
from services import cutoffs
from services.sessions import filters
from services.sessions.cards import Places
from services.sessions.filters import DAYS_AHEAD, EVERYTHING, LISTED, Filters, Kind

PAGE = 6


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
    def day(self) -> date:
        """As the place's calendar has it, like its hour."""
        return self.starts_at.astimezone(ZoneInfo(self.time_zone)).date()

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
    """The sessions of one day."""

    date: date
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list; `number` counts from 0."""

    days: tuple[Day, ...]
    number: int
    has_next: bool
    nearest: Line | None
    """Where the page is empty: the next session that fits and has a free place, if there is one."""
    filters: Filters = EVERYTHING
    names: Mapping[Kind, str] = field(default_factory=dict)
    """How the chosen series, host, instructor and place are called."""

    @property
    def lines(self) -> list[Line]:
        return [line for day in self.days for line in day.lines]


def browse_as_chosen(tx: Tx, *, viewer_id: int, zone: str, page: int, now: datetime) -> Page:
    """A page of the sessions that fit what the viewer chose; of today, where they chose nothing."""
    today = now.astimezone(ZoneInfo(zone)).date()
    chosen = filters.find(tx, user_id=viewer_id, today=today)
    return browse(
        tx,
        viewer_id=viewer_id,
        zone=zone,
        first=chosen.first or today,
        days=chosen.days,
        page=page,
        now=now,
        chosen=chosen,
    )


def browse(
    tx: Tx,
    *,
    viewer_id: int,
    zone: str,
    first: date,
    days: int,
    page: int,
    now: datetime,
    chosen: Filters = EVERYTHING,
) -> Page:
    """A page of the sessions of some days, which begin and end at midnight in the viewer's zone."""
    names = filters.names(tx, chosen, viewer_id=viewer_id)
    for kind in LISTED:
        if kind not in names:  # what was chosen once is gone, or not for this viewer any more
            chosen = chosen.without(kind)
    start, end = midnight(first, zone), midnight(first + timedelta(days=days), zone)
    found = _page(tx, viewer_id, start, end, page, now, chosen.narrowing)
    return replace(
        found,
        nearest=None if found.days or page else _nearest_with_a_place(tx, viewer_id, now, chosen.narrowing),
        filters=replace(chosen, first=first, days=days),
        names=names,
    )


def of_series(tx: Tx, *, series_id: int, viewer_id: int, page: int, now: datetime) -> Page:
    """A page of the next sessions of one series, which the viewer may see."""
    until = now + timedelta(days=DAYS_AHEAD)
    narrowing = Narrowing(series_ids=(series_id,), opened_by_link=True)
    return _page(tx, viewer_id, now - timedelta(days=7), until, page, now, narrowing)


def next_of_series(
    tx: Tx, series_ids: Sequence[int], *, viewer_id: int, now: datetime, each: int
) -> dict[int, list[Line]]:
    """The next sessions of several series."""
    rows = [
        row
        for series_id in series_ids
        for row in queries.list_page(
            tx,
            viewer_id=viewer_id,
            starts_from=now,
            starts_before=now + timedelta(days=DAYS_AHEAD),
            now=now,
            narrowing=Narrowing(series_ids=(series_id,)),
            limit=each,
        )
    ]
    lines = {line.id: line for line in _lines(tx, viewer_id, rows, now)}
    by_series: dict[int, list[Line]] = defaultdict(list)
    for row in rows:
        by_series[row.series_id].append(lines[row.id])
    return by_series


def midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), tzinfo=ZoneInfo(zone))


def _page(
    tx: Tx, viewer_id: int, start: datetime, end: datetime, page: int, now: datetime, narrowing: Narrowing
) -> Page:
    rows = queries.list_page(
        tx,
        viewer_id=viewer_id,
        starts_from=start,
        starts_before=end,
        now=now,
        narrowing=narrowing,
        offset=page * PAGE,
        limit=PAGE + 1,
    )
    by_day: dict[date, list[Line]] = defaultdict(list)
    for line in _lines(tx, viewer_id, rows[:PAGE], now):
        by_day[line.day].append(line)
    return Page(
        days=tuple(Day(day, tuple(of_day)) for day, of_day in by_day.items()),
        number=page,
        has_next=len(rows) > PAGE,
        nearest=None,
    )


def _nearest_with_a_place(tx: Tx, viewer_id: int, now: datetime, narrowing: Narrowing) -> Line | None:
    rows = queries.list_page(
        tx,
        viewer_id=viewer_id,
        starts_from=now,
        starts_before=now + timedelta(days=DAYS_AHEAD),
        now=now,
        narrowing=replace(narrowing, has_place=True),
        limit=1,
    )
    return next(iter(_lines(tx, viewer_id, rows, now)), None)


def _lines(tx: Tx, viewer_id: int, rows: Sequence[Facts], now: datetime) -> list[Line]:
    """The rows with their places, and how the viewer stands."""
    ids = [row.id for row in rows]
    quotas: dict[int, list[Quota]] = defaultdict(list)
    for quota in session_queries.list_quotas(tx, ids):
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
            places=tuple(
                Places(q.id, q.name, q.capacity, q.taken, q.waiting, line_is_over=cutoffs.is_past(row, now))
                for q in quotas[row.id]
            ),
            mine_waits=waits.get(row.id),
        )
        for row in rows
    ]
