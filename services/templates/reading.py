"""What people type about what repeats: a time of the day, a day or two, numbers of places."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from services import amounts, moments, weekdays
from services.errors.organizing import (
    DayNotUnderstood,
    DaysNotUnderstood,
    EndsBeforeItBegins,
    MomentNotUnderstood,
    NumberOutOfRange,
    PlacesNotUnderstood,
    TimeNotUnderstood,
    WeekdaysNotUnderstood,
)
from services.templates.places import LONGEST_MINUTES, LONGEST_NAME, MOST, MOST_WEEKS
from services.text import clean

TIME = re.compile(r"(\d{1,2})(?:[:.h ]?(\d{2}))?(?:\s*(uhr|h|am|pm))?", re.IGNORECASE)
BETWEEN = re.compile(
    r"\s+(?:to|till|until|bis|hasta|al|по|до)\s+|\s*[–—]\s*|\s+-\s+|(?<=[.\d])-(?=\d{1,2}\.)", re.IGNORECASE
)
ROLE = re.compile(r"(?P<name>.*?)[\s:]*(?P<number>\d{1,6})")
AND = {"and", "und", "y", "e", "и"}
LONGEST = 60
EMPTY: dict[str, dict[str, Any]] = {"until": {"ends_on": None}, "places": {"quotas": None}}
"""Fields that may say nothing: it has no end, and its places are those of the series."""


class Asked(Protocol):
    """What is asked about, as far as answers are read by it."""

    @property
    def time_zone(self) -> str: ...
    @property
    def quotas(self) -> Sequence[tuple[str, int]]: ...


def read_field(shown: Asked, field: str, typed: str, *, language: str, now: datetime) -> dict[str, Any]:
    """What a typed answer changes of what repeats. Raises what is wrong with it."""
    match field:
        case "time":
            return {"starts_minute": read_time(typed)}
        case "from" | "until":
            day = read_day(typed, zone=shown.time_zone, language=language, now=now)
            return {"begins_on" if field == "from" else "ends_on": day}
        case "length":
            return {"duration_minutes": amounts.read_minutes(typed, most=LONGEST_MINUTES)}
        case "places":
            return {"quotas": read_places(typed, [name for name, _ in shown.quotas])}
        case _:
            return {"weeks_ahead" if field == "ahead" else "every_weeks": read_number(typed, 1, MOST_WEEKS)}


def read_time(typed: str) -> int:
    """The minute of the day: 19:30, 7.30, 1930, 7 pm. Raises TimeNotUnderstood."""
    found = TIME.fullmatch(clean(typed, LONGEST))
    if not found:
        raise TimeNotUnderstood
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if half in {"am", "pm"}:
        if not 1 <= hour <= 12:
            raise TimeNotUnderstood
        hour = hour % 12 + (12 if half == "pm" else 0)
    if hour > 23 or minute > 59:
        raise TimeNotUnderstood
    return hour * 60 + minute


def read_days(typed: str, *, zone: str, language: str, now: datetime) -> tuple[date, date]:
    """A day, or the first and last of several: "24 Dec", "24.12. - 2.1.".

    Raises DaysNotUnderstood, NoSuchMoment, MomentPast, MomentTooFar, EndsBeforeItBegins.
    """
    words = clean(typed, LONGEST)
    parts = [part for part in BETWEEN.split(words) if part]
    if not 1 <= len(parts) <= 2:
        raise DaysNotUnderstood
    try:
        first = read_day(parts[0], zone=zone, language=language, now=now)
        then = max(now, datetime.combine(first, time(1), ZoneInfo(zone)))  # so that 2.1. is after 24.12.
        last = read_day(parts[-1], zone=zone, language=language, now=then) if len(parts) == 2 else first
    except DayNotUnderstood:
        raise DaysNotUnderstood from None
    if last < first:
        raise EndsBeforeItBegins
    return first, last


def split_reason(typed: str) -> tuple[str, str]:
    """Days, and why: behind them on a second line, or behind a comma. "24 Dec, 2027" has a year there."""
    line, _, below = typed.strip().partition("\n")
    days, comma, behind = line.rpartition(",")
    if (
        below.strip()
        or not comma
        or not any(char.isalpha() for char in behind)
        or any(char.isdigit() for char in behind)
    ):
        return line, below
    return days, behind


def read_day(typed: str, *, zone: str, language: str, now: datetime) -> date:
    """Today or later. Raises DayNotUnderstood, NoSuchMoment, MomentPast, MomentTooFar."""
    try:
        return moments.read_day(clean(typed, LONGEST), zone=zone, language=language, now=now)
    except MomentNotUnderstood:
        raise DayNotUnderstood from None


def read_weekdays(typed: str, *, language: str) -> list[int]:
    """1 is Monday: "Mon, Thu", "mondays and Fri". Raises WeekdaysNotUnderstood."""
    words = [word for word in re.split(r"[\s,;/+&]+", clean(typed, LONGEST)) if word]
    found = [weekdays.read(word, language) for word in words]
    joined = {number for word, number in zip(words, found, strict=True) if word.casefold() not in AND}
    days = [number for number in joined if number is not None]
    if not days or len(days) < len(joined):
        raise WeekdaysNotUnderstood
    return sorted(number + 1 for number in days)


def read_places(typed: str, names: Sequence[str]) -> list[dict[str, Any]]:
    """ "20", or by role "base 10, flyer 8"; one number is for each role there is. Raises PlacesNotUnderstood."""
    parts = amounts.split_roles(typed)
    found = [ROLE.fullmatch(clean(part, LONGEST)) for part in parts]
    read = [(clean(one["name"], LONGEST_NAME), int(one["number"])) for one in found if one]
    is_whole = bool(read) and len(read) == len(parts)
    if is_whole and len(read) == 1 and not read[0][0]:
        read = [(name, read[0][1]) for name in names]
    is_whole = is_whole and len({name for name, _ in read}) == len(read)
    if not is_whole or not all(1 <= number <= MOST for _, number in read):
        raise PlacesNotUnderstood(MOST)
    return [{"name": name, "capacity": number} for name, number in read]


def read_number(typed: str, least: int, most: int) -> int:
    """Raises NumberOutOfRange."""
    words = clean(typed, LONGEST)
    if not (words.isascii() and words.isdigit()) or not least <= int(words) <= most:
        raise NumberOutOfRange(least, most)
    return int(words)
