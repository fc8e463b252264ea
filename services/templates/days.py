"""When a template takes place: pure calendar, no database.

A time of the day is by the clock on the wall. Where the clocks skip it, it moves forward by what they skip (02:30
becomes 03:30); where they show it twice, it is the first of the two. A session lasts its minutes, whatever the clocks
do meanwhile.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.rrule import WEEKLY, rrule  # type: ignore[import-untyped]

WEEKDAYS = range(1, 8)
"""1 is Monday, 7 is Sunday."""


def list_days(
    weekdays: Sequence[int], begins_on: date, ends_on: date | None, *, every_weeks: int, first: date, last: date
) -> list[date]:
    """The days of a rule from `first` to `last`. Every so many weeks are counted from the week it begins in."""
    if every_weeks < 1:
        raise ValueError(every_weeks)  # the rule would never come to an end
    last = min(last, ends_on) if ends_on else last
    rule = rrule(
        WEEKLY,
        dtstart=_midnight(begins_on),
        interval=every_weeks,
        byweekday=[day - 1 for day in weekdays],
        wkst=0,
        until=_midnight(last),
    )
    return [moment.date() for moment in rule.between(_midnight(first), _midnight(last), inc=True)]


def starts_at(day: date, minute: int, time_zone: str) -> datetime:
    """The instant at which a clock there shows that minute of the day."""
    shown = datetime.combine(day, time(minute // 60, minute % 60), ZoneInfo(time_zone))
    return shown.astimezone(UTC)


def window(now: datetime, time_zone: str, weeks: int) -> tuple[datetime, datetime]:
    """From now to the same time of the day so many weeks later, there."""
    there = now.astimezone(ZoneInfo(time_zone))
    return now, (there + timedelta(weeks=weeks)).astimezone(UTC)


def day_of(instant: datetime, time_zone: str) -> date:
    return instant.astimezone(ZoneInfo(time_zone)).date()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())
