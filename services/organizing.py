"""What somebody runs or gives, at a glance: sessions of today and of the days ahead, their series, their hosts.

All looks. Whoever is blocked, or has no role anywhere, is shown nothing. Each takes few statements, whatever there is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from db.engine import Facts, Tx
from db.models.series import Visibility
from db.queries import organizing as queries
from db.queries import users as user_queries
from db.queries.organizing import Reach
from services.errors import NotFound

WEEK = 7
DAYS_AHEAD = 30
SERIES_AT_HOME = 6
PAGE = 8
A_DAY = timedelta(days=1)
BESIDE_SHOWN = 50
ASKING_AT_MOST = 20
"""Who is decided on makes room for the next."""


@dataclass(frozen=True, slots=True)
class Line:
    """A session and how full it is: places, not people."""

    id: int
    code: str
    title: str
    host_name: str
    instructor_name: str | None
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    capacity: int
    taken: int
    waiting: int
    pending: int
    """Registrations that wait for a yes."""
    needs_instructor: bool
    is_over: bool

    @property
    def day(self) -> date:
        """Where it takes place."""
        return self.starts_at.astimezone(ZoneInfo(self.time_zone)).date()


@dataclass(frozen=True, slots=True)
class HostLine:
    id: int
    code: str
    name: str
    is_theirs: bool
    """Whether they own or manage it."""


@dataclass(frozen=True, slots=True)
class SeriesLine:
    id: int
    code: str
    title: str
    host_name: str
    is_helped: bool
    """Whether they co-organize it in somebody else's host."""
    is_public: bool


@dataclass(frozen=True, slots=True)
class Asking:
    """Somebody who waits for an organizer's yes to a session."""

    registration_id: int
    name: str
    title: str
    starts_at: datetime
    time_zone: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Overview:
    """The home of whoever runs something; `host_id` is the one it is narrowed down to, 0 for all."""

    hosts: tuple[HostLine, ...]
    host_id: int
    today: tuple[Line, ...]
    later: tuple[Line, ...]
    """Of the six days after today."""
    series: tuple[SeriesLine, ...]
    """The first few."""
    has_more_series: bool
    pending: int = 0
    """How many wait for this person's yes, in whatever is to come."""

    @property
    def host(self) -> HostLine | None:
        """The one host that this is about."""
        if len(self.hosts) == 1:
            return self.hosts[0]
        return next((host for host in self.hosts if host.id == self.host_id), None)

    @property
    def week(self) -> tuple[Line, ...]:
        return self.today + self.later

    @property
    def next(self) -> tuple[Line, ...]:
        """What is not over, then what is over today and may want its attendance."""
        return tuple(sorted(self.week, key=lambda line: line.is_over))


@dataclass(frozen=True, slots=True)
class Home:
    overview: Overview
    series: "SeriesPage"
    archived: tuple[SeriesLine, ...]
    """What is put away of what they plan."""
    doors: tuple[SeriesLine, ...]
    """Series at whose door they help, and no more."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """A page of what somebody runs or gives in the coming 30 days."""

    lines: tuple[Line, ...]
    host_id: int
    page: int
    has_next: bool
    has_several_hosts: bool


@dataclass(frozen=True, slots=True)
class Span:
    """What somebody runs or gives in some days on end, by the day where each takes place."""

    hosts: tuple[HostLine, ...]
    host_id: int
    days: Mapping[date, Sequence[Line]]
    """Days on which there is nothing are missing."""


@dataclass(frozen=True, slots=True)
class SeriesPage:
    series: tuple[SeriesLine, ...]
    host_id: int
    page: int
    has_next: bool


def overview(tx: Tx, *, user_id: int, zone: str, host_id: int = 0, now: datetime) -> Overview:
    """Raises NotFound for a host in which the person has nothing to do."""
    reach, hosts = _reach(tx, user_id, host_id)
    return _overview(tx, reach, hosts, zone=zone, host_id=host_id, now=now)


def home(tx: Tx, *, user_id: int, zone: str, host_id: int = 0, page: int = 0, now: datetime) -> Home:
    """The overview, with what a page has room for beside it. Raises NotFound as `overview` does."""
    reach, hosts = _reach(tx, user_id, host_id)
    of_doors = Reach(user_id, series=reach.doors)
    doors = queries.list_series(tx, of_doors, host_id=host_id, limit=BESIDE_SHOWN) if reach.doors else ()
    known = reach.series | {row.id for row in doors if row.host_id in reach.hosts}
    archived = queries.list_series(tx, reach, host_id=host_id, limit=BESIDE_SHOWN, archived=True) if hosts else ()
    return Home(
        overview=_overview(tx, reach, hosts, zone=zone, host_id=host_id, now=now),
        series=_series_page(tx, reach, host_id, page),
        archived=_series(archived, reach),
        doors=_series([row for row in doors if row.id not in known], reach),
    )


def _overview(tx: Tx, reach: Reach, hosts: tuple[HostLine, ...], *, zone: str, host_id: int, now: datetime) -> Overview:
    if not hosts:
        return Overview((), 0, (), (), (), has_more_series=False)
    midnight = _midnight(now, zone)
    tomorrow = _midnight(now, zone, days=1)
    found = queries.list_sessions(tx, reach, host_id=host_id, begin=midnight, end=_midnight(now, zone, days=WEEK))
    lines = [_line(row, now) for row in found]
    series = queries.list_series(tx, reach, host_id=host_id, limit=SERIES_AT_HOME + 1)
    return Overview(
        hosts=hosts,
        host_id=host_id,
        today=tuple(line for line in lines if line.starts_at < tomorrow),
        later=tuple(line for line in lines if line.starts_at >= tomorrow),
        series=_series(series[:SERIES_AT_HOME], reach),
        has_more_series=len(series) > SERIES_AT_HOME,
        pending=queries.count_asking(tx, reach, host_id=host_id, now=now),
    )


def pending(tx: Tx, *, user_id: int, host_id: int = 0, now: datetime) -> tuple[Asking, ...]:
    """Who waits longest first, as far as this person decides on them. Raises NotFound as `overview` does."""
    reach, _ = _reach(tx, user_id, host_id)
    rows = queries.list_asking(tx, reach, host_id=host_id, now=now, limit=ASKING_AT_MOST)
    return tuple(
        Asking(row.id, row.name, row.title, row.starts_at, row.time_zone, asked_at=row.booked_at) for row in rows
    )


def today(tx: Tx, *, user_id: int, zone: str, now: datetime) -> tuple[Line, ...]:
    """All of today's sessions over all hosts, also those that are over, soonest first."""
    reach, _ = _reach(tx, user_id, 0)
    begin, end = _midnight(now, zone), _midnight(now, zone, days=1)
    return tuple(_line(row, now) for row in queries.list_sessions(tx, reach, host_id=0, begin=begin, end=end))


def ahead(tx: Tx, *, user_id: int, zone: str, host_id: int = 0, page: int = 0, now: datetime) -> Ahead:
    """Today first. Raises NotFound as `overview` does."""
    reach, hosts = _reach(tx, user_id, host_id)
    found = queries.list_sessions(
        tx,
        reach,
        host_id=host_id,
        begin=_midnight(now, zone),
        end=_midnight(now, zone, days=DAYS_AHEAD),
        offset=page * PAGE,
        limit=PAGE + 1,
    )
    lines = tuple(_line(row, now) for row in found[:PAGE])
    return Ahead(lines, host_id, page, has_next=len(found) > PAGE, has_several_hosts=len(hosts) > 1 and not host_id)


def span(tx: Tx, *, user_id: int, host_id: int = 0, first: date, last: date, now: datetime) -> Span:
    """A look at the days from the first to the last, both included. Raises NotFound as `overview` does."""
    reach, hosts = _reach(tx, user_id, host_id)
    begin, end = _midnight_of(first - A_DAY, "UTC"), _midnight_of(last + 2 * A_DAY, "UTC")  # wherever it is that day
    days: dict[date, list[Line]] = {}
    for row in queries.list_sessions(tx, reach, host_id=host_id, begin=begin, end=end):
        line = _line(row, now)
        if first <= line.day <= last:
            days.setdefault(line.day, []).append(line)
    return Span(hosts, host_id, days)


def series(tx: Tx, *, user_id: int, host_id: int = 0, page: int = 0) -> SeriesPage:
    """A page of the series that somebody plans. Raises NotFound as `overview` does."""
    reach, _ = _reach(tx, user_id, host_id)
    return _series_page(tx, reach, host_id, page)


def _series_page(tx: Tx, reach: Reach, host_id: int, page: int) -> SeriesPage:
    found = queries.list_series(tx, reach, host_id=host_id, offset=page * PAGE, limit=PAGE + 1)
    return SeriesPage(_series(found[:PAGE], reach), host_id, page, has_next=len(found) > PAGE)


def _reach(tx: Tx, user_id: int, host_id: int) -> tuple[Reach, tuple[HostLine, ...]]:
    """How far the person's roles go now, and the hosts that they lead to."""
    person = user_queries.find_standing(tx, user_id)
    is_let = person is not None and person.blocked_at is None
    reach = queries.find_reach(tx, user_id) if is_let else Reach(user_id)
    rows = queries.list_hosts(tx, reach)
    if host_id and host_id not in {row.id for row in rows}:
        raise NotFound
    return reach, tuple(HostLine(row.id, row.code, row.name, is_theirs=row.id in reach.hosts) for row in rows)


def _midnight(now: datetime, zone: str, days: int = 0) -> datetime:
    """When a day begins for the reader, so many days from today."""
    return _midnight_of(now.astimezone(ZoneInfo(zone)).date() + timedelta(days=days), zone)


def _midnight_of(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), tzinfo=ZoneInfo(zone))


def _line(row: Facts, now: datetime) -> Line:
    return Line(
        id=row.id,
        code=row.code,
        title=row.title,
        host_name=row.host_name,
        instructor_name=row.instructor_name,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        time_zone=row.time_zone,
        capacity=row.capacity,
        taken=row.taken,
        waiting=row.waiting,
        pending=row.pending,
        needs_instructor=row.needs_instructor,
        is_over=row.ends_at <= now,
    )


def _series(rows: Sequence[Facts], reach: Reach) -> tuple[SeriesLine, ...]:
    return tuple(
        SeriesLine(
            id=row.id,
            code=row.code,
            title=row.title,
            host_name=row.host_name,
            is_helped=row.host_id not in reach.hosts,
            is_public=row.visibility == Visibility.PUBLIC,
        )
        for row in rows
    )
