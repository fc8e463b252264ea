"""Hours that somebody types: "22:00-08:00" as minutes of the day."""

import re

from services.errors import HoursNotUnderstood

LATE = r"p\.?m\b\.?|(?:uhr\s+)?(?:abends|nachmittags)|de la (?:tarde|noche)|вечера|дня"
EARLY = r"a\.?m\b\.?|(?:uhr\s+)?(?:morgens|früh)|de la mañana|утра"
TIME = rf"([0-9]{{1,2}})(?:[:.h]([0-9]{{2}}))?\s*({LATE})?({EARLY})?"
SPAN = re.compile(rf"\D*?{TIME}\s*(?:-|–|—|\D+?)\s*{TIME}\D*", re.IGNORECASE)
LONGEST = 40


def read_hours(typed: str) -> tuple[int, int]:
    """Two times of the day, from and until. Raises HoursNotUnderstood."""
    found = SPAN.fullmatch(typed.strip()) if len(typed) <= LONGEST else None
    if found is None:
        raise HoursNotUnderstood
    begins, ends = _minutes(*found.group(1, 2, 3, 4)), _minutes(*found.group(5, 6, 7, 8))
    if begins == ends:
        raise HoursNotUnderstood
    return begins, ends


def _minutes(hours: str, minutes: str | None, late: str | None, early: str | None) -> int:
    """By the half of the day that was said: 12 am is midnight, 12 pm is noon."""
    hour, minute = int(hours), int(minutes or 0)
    if late and hour < 12:
        hour += 12
    elif early and hour == 12:
        hour = 0
    if hour > 23 or minute > 59:
        raise HoursNotUnderstood
    return hour * 60 + minute
