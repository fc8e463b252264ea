"""Hours that somebody types: "22:00-08:00" as minutes of the day."""

import re

from services.errors import HoursNotUnderstood

TIME = r"([0-9]{1,2})(?:[:.h]([0-9]{2}))?"
SPAN = re.compile(rf"\D*{TIME}\s*(?:-|–|—|\D+)\s*{TIME}\D*")
LONGEST = 40


def read_hours(typed: str) -> tuple[int, int]:
    """Two times of the day, from and until. Raises HoursNotUnderstood."""
    found = SPAN.fullmatch(typed.strip()) if len(typed) <= LONGEST else None
    if found is None:
        raise HoursNotUnderstood
    begins, ends = _minutes(found[1], found[2]), _minutes(found[3], found[4])
    if begins == ends:
        raise HoursNotUnderstood
    return begins, ends


def _minutes(hours: str, minutes: str | None) -> int:
    hour, minute = int(hours), int(minutes or 0)
    if hour > 23 or minute > 59:
        raise HoursNotUnderstood
    return hour * 60 + minute
