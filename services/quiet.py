"""Quiet hours: from when until when a person wants to hear nothing. Pure.

They are minutes of the day on the person's own clock, so their length is another in the nights when the clocks change.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
BEFORE = timedelta(minutes=15)
"""So long before quiet hours something goes out that would come too late after them: a sweep that looks for it may be
late itself.
"""


def end_of_quiet(at: datetime, begins: int | None, ends: int | None, zone: str) -> datetime | None:
    """When the quiet ends that an instant lies in; None where it lies in none."""
    span = quiet_around(at, begins, ends, zone)
    return span[1] if span else None


def quiet_around(at: datetime, begins: int | None, ends: int | None, zone: str) -> tuple[datetime, datetime] | None:
    """The quiet hours that an instant lies in: their first instant, and the first one after them."""
    if begins is None or ends is None or begins == ends:
        return None
    today = at.astimezone(ZoneInfo(zone)).date()
    for day in (today - DAY, today):
        last = day + DAY if ends < begins else day
        span = _instant(day, begins, zone), _instant(last, ends, zone)
        if span[0] <= at < span[1]:
            return span
    return None


def moved(due: datetime, latest: datetime, begins: int | None, ends: int | None, zone: str) -> datetime:
    """When something goes out that is due at one time and of use until another: after the quiet hours it falls into,
    or shortly before them where it would come too late then. The answer may lie in the past.
    """
    span = quiet_around(due, begins, ends, zone)
    if span is None:
        return due
    return span[1] if span[1] < latest else span[0] - BEFORE


def _instant(day: date, minutes: int, zone: str) -> datetime:
    """The instant at which the clock shows so many minutes of a day: the first one where it does so twice, and the one
    after the gap where it never does.
    """
    shown = datetime.combine(day, time(minutes // 60, minutes % 60), ZoneInfo(zone))
    return shown.astimezone(UTC)
