"""When: what people type as a day and an hour becomes a moment, in four languages and the zone of the place.

Days by number and weekdays are read here, for those have to be right; "tomorrow", "24 Dec" and "in 3 days" are
dateparser's. What was understood is always shown back before anything is kept.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from db.folding import fold
from services.errors.organizing import (
    HourMissing,
    HourSkipped,
    MomentNotUnderstood,
    MomentPast,
    MomentTooFar,
    NoSuchMoment,
)
from services.text import clean
from services.translator import LOCALES

LONGEST = 60
DAYS_AHEAD = 731
WEEK = timedelta(days=7)
SHORTEST_WEEKDAY = 3
"""Letters of a weekday that is not one of the usual short forms: "thurs", "mier"."""

MORNING = r"a\.?m\.?|morgens|fruh|vormittags|de la manana|утра"
EVENING = r"p\.?m\.?|abends|nachmittags|de la tarde|de la noche|вечера|дня"
HOUR_WORD = r"uhr|hrs?|h|часов|часа|час|ч"
AT = r"at|um|ab|a las|a la|las|в|во|@"
HALF = rf"(?:\s*(?P<morning>{MORNING})|\s*(?P<evening>{EVENING}))"
CLOCKS = [
    re.compile(pattern)
    for pattern in (
        rf"\b(?P<hour>\d{{1,2}})(?::|h)(?P<minute>\d{{2}})\b(?:\s*(?:{HOUR_WORD})\b)?{HALF}?(?!\w)",
        rf"\b(?P<hour>\d{{1,2}})(?:\.(?P<minute>\d{{2}}))?(?:\s*(?:{HOUR_WORD})\b\.?){HALF}?(?!\w)",
        rf"\b(?P<hour>\d{{1,2}})(?:\.(?P<minute>\d{{2}}))?{HALF}(?!\w)",
        rf"(?<!\w)(?:{AT})\s*(?P<hour>\d{{1,2}})(?![\d.]|\s*\w)",
        r"(?<![\d.])(?P<hour>[01]?\d|2[0-3])\.(?P<minute>00|1[3-9]|[2-5]\d)(?![\d.])",
    )
]
"""Hours from the surest form to the least sure; "19.30" is one, "24.12" is a day."""
NUMBERED = re.compile(r"(?<!\d)(?P<day>\d{1,2})[./-](?P<month>\d{1,2})(?:[./-](?P<year>\d{4}|\d{2})?)?(?!\d)")
ISO = re.compile(r"(?<!\d)(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?!\d)")
ONE_NUMBER = re.compile(r"(?<!\d)\d{1,2}(?!\d)")
FILLERS = {"on", "at", "next", "this", "the", "am", "um", "ab", "den", "diesen", "kommenden", "el", "a", "las", "la",
           "este", "proximo", "de", "в", "во", "на", "и", "nachsten", "следующую", "следующий"}  # fmt: skip
DAYS_AWAY = {"pasado manana": 2, "ubermorgen": 2, "morgen": 1, "heute": 0, "today": 0, "tonight": 0, "hoy": 0}
"""What dateparser does not know, or what does not need it."""


def read(typed: str, *, zone: str, language: str, now: datetime) -> datetime:
    """The moment that was meant, in UTC: the next one of that name after `now`, by the clock of the zone.

    Raises MomentNotUnderstood, HourMissing, NoSuchMoment, HourSkipped, MomentPast, MomentTooFar.
    """
    words = fold(clean(typed, LONGEST))
    minute, rest = _take_clock(words)
    here = now.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    rest = " ".join(word for word in re.split(r"[\s,;]+", rest) if word and word not in FILLERS)
    if minute is None:
        exact = _relative(rest, language, here)
        if exact is None:
            _day(rest, language, here)
            raise HourMissing
        return checked(exact.replace(second=0, microsecond=0), zone=zone, now=now)
    clock = time(minute // 60, minute % 60)
    if not rest:
        soonest = datetime.combine(here.date(), clock)
        return checked(soonest if soonest > here else soonest + timedelta(days=1), zone=zone, now=now)
    weekday = read_weekday(rest, language)
    if weekday is None:
        return checked(datetime.combine(_day(rest, language, here), clock), zone=zone, now=now)
    soonest = datetime.combine(here.date() + timedelta(days=(weekday - here.weekday()) % 7), clock)
    return checked(soonest if soonest > here else soonest + WEEK, zone=zone, now=now)


def read_day(typed: str, *, zone: str, language: str, now: datetime) -> date:
    """The day that was meant, without an hour: today or later, by the calendar of the zone.

    Raises MomentNotUnderstood, NoSuchMoment, MomentPast, MomentTooFar.
    """
    here = now.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    words = re.split(r"[\s,;]+", fold(clean(typed, LONGEST)))
    day = _day(" ".join(word for word in words if word and word not in FILLERS), language, here)
    if day < here.date():
        raise MomentPast
    if day > here.date() + timedelta(days=DAYS_AHEAD):
        raise MomentTooFar
    return day


def at(day: date, minute: int, *, zone: str, now: datetime) -> datetime:
    """The moment of a day and a minute of it that were tapped. Raises HourSkipped, MomentPast, MomentTooFar."""
    return checked(datetime.combine(day, time(minute // 60, minute % 60)), zone=zone, now=now)


def checked(there: datetime, *, zone: str, now: datetime) -> datetime:
    """A clock on the wall as a moment in UTC, where it is one, lies ahead, and not too far.

    An hour that comes twice when the clocks go back is the first of the two.
    """
    if there.date() < now.astimezone(ZoneInfo(zone)).date():
        raise MomentPast
    if there.date() > now.date() + timedelta(days=DAYS_AHEAD):
        raise MomentTooFar
    moment = there.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    if moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != there:
        raise HourSkipped(f"{there:%H:%M}")
    if moment <= now:
        raise MomentPast
    return moment


def _take_clock(words: str) -> tuple[int | None, str]:
    """The minute of the day that was named, and what is left. Raises NoSuchMoment."""
    for form in CLOCKS:
        found = form.search(words)
        if found is None:
            continue
        parts = {name: value for name, value in found.groupdict().items() if value}
        hour, minute = int(parts["hour"]), int(parts.get("minute", 0))
        if hour > 23 or minute > 59:
            raise NoSuchMoment
        if hour <= 12 and "evening" in parts:
            hour = hour % 12 + 12
        elif hour == 12 and "morning" in parts:
            hour = 0
        return hour * 60 + minute, f"{words[: found.start()]} {words[found.end() :]}"
    return None, words


def read_weekday(words: str, language: str) -> int | None:
    """0 is Monday; None where these are not the words for one."""
    word = fold(words).strip(". ")
    for spoken in dict.fromkeys((language, "en")):
        usual = _weekdays(spoken)
        if word in usual:
            return usual[word]
        if len(word) >= SHORTEST_WEEKDAY:
            alike = {day for name, day in usual.items() if name.startswith(word) or _is_ending(word, name)}
            if len(alike) == 1:
                return alike.pop()
    return None


def _is_ending(word: str, name: str) -> bool:
    """Whether it is the name with another ending: пятницу, montags, Fridays."""
    return len(name) > SHORTEST_WEEKDAY + 1 and word.startswith(name[:-1]) and len(word) <= len(name) + 1


@lru_cache
def _weekdays(language: str) -> dict[str, int]:
    """Names of weekdays as search compares them, long and short."""
    widths = [form[width] for form in LOCALES[language].days.values() for width in ("wide", "abbreviated", "short")]
    return {fold(name).strip("."): day for width in widths for day, name in width.items()}


def _day(words: str, language: str, here: datetime) -> date:
    """The next such day from today on. Raises MomentNotUnderstood, NoSuchMoment, MomentTooFar."""
    named, _, rest = words.partition(" ")
    if rest and read_weekday(named, language) is not None:
        words = rest  # "Mo 24.12.": the date says it all
    numbered = ISO.fullmatch(words) or NUMBERED.fullmatch(words)
    if numbered:
        return _numbered(numbered.groupdict(), here.date())
    if words in DAYS_AWAY:
        return here.date() + timedelta(days=DAYS_AWAY[words])
    weekday = read_weekday(words, language)
    if weekday is not None:
        return here.date() + timedelta(days=(weekday - here.weekday()) % 7)
    found = _parsed(words, language, here)
    if found["date_obj"] is not None and found["period"] in {"day", "time"}:
        day: date = found["date_obj"].date()
        return day
    number = ONE_NUMBER.search(words)
    if number and int(number[0]) > 28 and _parsed(ONE_NUMBER.sub("1", words), language, here)["date_obj"]:
        raise NoSuchMoment  # the words are a day's, the number is none of that month
    raise MomentNotUnderstood


def _numbered(parts: dict[str, str | None], today: date) -> date:
    day, month = int(parts["day"] or 0), int(parts["month"] or 0)
    year = parts["year"]
    try:
        if year:
            return date(int(year) + (2000 if len(year) == 2 else 0), month, day)
        this_year = date(today.year, month, day)
        return this_year if this_year >= today else date(today.year + 1, month, day)
    except ValueError:
        raise NoSuchMoment from None


def _relative(words: str, language: str, here: datetime) -> datetime | None:
    """ "in 2 hours": a moment that needs no hour of its own."""
    if not words or read_weekday(words, language) is not None:
        return None
    found = _parsed(words, language, here)
    moment: datetime | None = found["date_obj"] if found["period"] == "time" else None
    return moment


def _parsed(words: str, language: str, here: datetime) -> Any:
    """What dateparser makes of it."""
    from dateparser.date import DateDataParser  # half a second to load with its languages, for who needs it

    parser = DateDataParser(
        languages=list(dict.fromkeys((language, "en"))),
        settings={
            "PREFER_DATES_FROM": "future",
            "RELATIVE_BASE": here,
            "DATE_ORDER": "DMY",
            "REQUIRE_PARTS": ["day"],
            "PARSERS": ["relative-time", "absolute-time"],
            "RETURN_TIME_AS_PERIOD": True,
        },
    )
    return parser.get_date_data(words)
