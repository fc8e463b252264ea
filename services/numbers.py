"""The numbers of a series or of a whole host: how full, who came, who is new, week by week.

A week begins on Monday at midnight by the host's clock, so it has an hour more or less when the clocks change.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from db.engine import Facts, Tx
from db.models import Host, Series
from db.queries import numbers as queries
from services import access
from services.access import Right

WEEKS = 12


@dataclass(frozen=True, slots=True)
class Week:
    """Sums of places, not of people."""

    begins_on: date
    sessions: int = 0
    places: int = 0
    booked: int = 0
    attended: int = 0
    no_shows: int = 0
    late_cancels: int = 0


@dataclass(frozen=True, slots=True)
class Numbers:
    """What took place in some weeks up to now; the last one is not over yet."""

    title: str
    """Of the series; empty where it is of the whole host."""
    host_id: int
    host_name: str
    series_id: int
    weeks: tuple[Week, ...]
    people: int
    new: int
    """Of the people, those who had never had a place here before."""

    @property
    def returning(self) -> int:
        return self.people - self.new

    @property
    def sessions(self) -> int:
        return sum(week.sessions for week in self.weeks)

    @property
    def places(self) -> int:
        return sum(week.places for week in self.weeks)

    @property
    def booked(self) -> int:
        return sum(week.booked for week in self.weeks)

    @property
    def attended(self) -> int:
        return sum(week.attended for week in self.weeks)

    @property
    def no_shows(self) -> int:
        return sum(week.no_shows for week in self.weeks)

    @property
    def late_cancels(self) -> int:
        return sum(week.late_cancels for week in self.weeks)

    @property
    def attendance_percent(self) -> int | None:
        """Of those whose attendance was taken; None where nobody's was."""
        return percent(self.attended, self.attended + self.no_shows)

    @property
    def fill_percent(self) -> int | None:
        return percent(self.booked, self.places)


def percent(part: int, whole: int) -> int | None:
    return round(100 * part / whole) if whole else None


def of_series(tx: Tx, *, user_id: int, series_id: int, weeks: int = WEEKS, now: datetime) -> Numbers:
    """Raises NotFound."""
    series = access.series_to(tx, Right.SEE_NUMBERS, series_id, user_id)
    return _numbers(tx, tx.get_one(Host, series.host_id), series, weeks, now=now)


def of_host(tx: Tx, *, user_id: int, host_id: int, weeks: int = WEEKS, now: datetime) -> Numbers:
    """Raises NotFound."""
    return _numbers(tx, access.host_to(tx, Right.SEE_NUMBERS, host_id, user_id), None, weeks, now=now)


def _numbers(tx: Tx, host: Host, series: Series | None, weeks: int, *, now: datetime) -> Numbers:
    days = week_days(now, host.time_zone, weeks)
    begins = [datetime.combine(day, time(), tzinfo=ZoneInfo(host.time_zone)) for day in days]
    which = {"host_id": host.id, "series_id": series.id if series else 0}
    sessions = {row.week: row for row in queries.list_sessions_by_week(tx, **which, begins=begins, end=now)}
    booked = {row.week: row for row in queries.list_registrations_by_week(tx, **which, begins=begins, end=now)}
    people = queries.count_people(tx, **which, begin=begins[0], end=now)
    return Numbers(
        title=series.title if series else "",
        host_id=host.id,
        host_name=host.name,
        series_id=which["series_id"],
        weeks=tuple(_week(day, sessions.get(number), booked.get(number)) for number, day in enumerate(days)),
        people=people.people,
        new=people.new,
    )


def week_days(now: datetime, zone: str, weeks: int) -> list[date]:
    """The Mondays of so many weeks, the one that we are in last."""
    today = now.astimezone(ZoneInfo(zone)).date()
    monday = today - timedelta(days=today.weekday())
    return [monday - timedelta(weeks=back) for back in reversed(range(weeks))]


def _week(day: date, sessions: Facts | None, booked: Facts | None) -> Week:
    return Week(
        begins_on=day,
        sessions=sessions.sessions if sessions else 0,
        places=sessions.places if sessions else 0,
        booked=booked.booked if booked else 0,
        attended=booked.attended if booked else 0,
        no_shows=booked.no_shows if booked else 0,
        late_cancels=booked.late_cancels if booked else 0,
    )
