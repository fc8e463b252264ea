"""When: what people type as a day and an hour becomes a moment, in four languages and the zone of the place.

Days by number and weekdays are read here, for those have to be right; "tomorrow", "24 Dec" and "in 3 days" are
dateparser's. What was understood is always shown back before anything is kept.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from db.folding import fold
from services import weekdays
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

MORNING = r"a\.?m\.?|morgens|fruh|vormittags|de la manana|утра"
EVENING = r"p\.?m\.?|abends|nachmittags|de la tarde|de la noche|вечера|дня"
HOUR_WORD = r"uhr|hrs?|h|часов|часа|час|ч"
AT = r"at|um|ab|a las|a la|las|в|во|@"
HALF = rf"(?:\s*(?P<morning>{MORNING})|\s*(?P<evening>{EVENING}))"
CLOCKS = [
    re.compile(pattern)
    for pattern in (
        rf"\b(?P<hour>\d{{1,2}})(?::|h)(?P<minute>\d{{2}})(?:\s*(?:{HOUR_WORD})\b)?{HALF}?(?!\w)",
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
SPAN = re.compile(
    r"(?<![\d.])(?P<begins>\d{1,2}(?:[:.h]\d{2})?)\s*(?P<half>[ap]\.?m\.?|uhr|h)?\s*(?:[-–—]|(?:to|till|until|bis|a|hasta|до)\s)"
    r"\s*(?P<ends>\d{1,2}(?:[:.h]\d{2}(?:\s*(?:[ap]\.?m\.?|uhr|h))?|\s*(?:[ap]\.?m\.?|uhr|h)))(?![\w.])"
)
"""From one hour to another: "19:30-21:00", "7-9 pm". The second is surely an hour; so "24-12 18:00" is none."""
NOON = re.compile(r"(?<!\w)(?:(?:at|um|al|в)\s+)?(?:noon|midday|mittags?|mediodia|полдень)(?!\w)")
LATER = re.compile(r"(?<!\w)(?:abends?|evening|tonight|nachmittags?|afternoon|tarde|noche|вечером|днем)(?!\w)")
"""Said before the hour: "tonight at 8", "Freitag Abend 8 Uhr"."""
HALF_DAY = 12 * 60
NEXT = re.compile(r"(?<!\w)(?:next|nachste[nr]?|proxim[oa]|следующ(?:ий|ую|ее))(?!\w)")
FILLERS = {"on", "at", "next", "this", "the", "am", "um", "ab", "den", "diesen", "kommenden", "el", "a", "las", "la",
           "los", "este", "esta", "por", "proximo", "de", "in", "в", "во", "на", "и", "nachsten", "следующую",
           "следующий", "следующее"}  # fmt: skip
DAYS_AWAY = {"pasado manana": 2, "ubermorgen": 2, "послезавтра": 2, "manana": 1, "morgen": 1, "завтра": 1,
             "heute": 0, "today": 0, "tonight": 0, "hoy": 0, "сегодня": 0}  # fmt: skip
"""What dateparser does not know, or what does not need it."""


@dataclass(frozen=True, slots=True)
class Span:
    starts_at: datetime
    minutes: int | None
    """How long it is, where that was said."""
    weekly: bool
    """Whether each week was said."""


def read(typed: str, *, zone: str, language: str, now: datetime) -> datetime:
    """The moment that was meant, in UTC: the next one of that name after `now`, by the clock of the zone.

    Raises MomentNotUnderstood, HourMissing, NoSuchMoment, HourSkipped, MomentPast, MomentTooFar.
    """
    here = now.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    words = fold(clean(typed, LONGEST))
    minute, rest = _take_clock(words)
    rest = _without_fillers(rest)
    if minute is None:
        exact = _relative(_without_fillers(words, FILLERS - {"in"}), language, here)
        if exact is None:
            _day(rest, language, here)
            raise HourMissing
        return checked(exact.replace(second=0, microsecond=0), zone=zone, now=now)
    clock = time(minute // 60, minute % 60)
    if not rest:
        soonest = datetime.combine(here.date(), clock)
        return checked(soonest if soonest > here else soonest + timedelta(days=1), zone=zone, now=now)
    weekday = weekdays.read(rest, language)
    if weekday is None:
        return checked(datetime.combine(_day(rest, language, here), clock), zone=zone, now=now)
    soonest = datetime.combine(here.date() + timedelta(days=(weekday - here.weekday()) % 7), clock)
    is_later = soonest <= here or (soonest.date() == here.date() and NEXT.search(words))
    return checked(soonest + WEEK if is_later else soonest, zone=zone, now=now)


def read_span(typed: str, *, zone: str, language: str, now: datetime) -> Span:
    """As `read`, with what may be said beside it: "every Friday 19:30-21:00". Raises what that raises."""
    weekly, words = weekdays.take_every(fold(clean(typed, LONGEST)))
    minutes, words = _take_span(words)
    return Span(read(words, zone=zone, language=language, now=now), minutes, weekly)


def read_day(typed: str, *, zone: str, language: str, now: datetime) -> date:
    """The day that was meant, without an hour: today or later, by the calendar of the zone.

    Raises MomentNotUnderstood, NoSuchMoment, MomentPast, MomentTooFar.
    """
    here = now.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    day = _day(_without_fillers(fold(clean(typed, LONGEST)), FILLERS - {"in"}), language, here)
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


def _without_fillers(words: str, fillers: Collection[str] = FILLERS) -> str:
    return " ".join(word for word in re.split(r"[\s,;]+", words) if word and word not in fillers)


def _take_span(words: str) -> tuple[int | None, str]:
    """How many minutes lie between two hours, and the words with the first one alone. Raises NoSuchMoment."""
    found = SPAN.search(words)
    if found is None:
        return None, words
    half = found["half"] or ""
    begins, _ = _take_clock(f"{found['begins']} {half or 'h'}" if found["begins"].isdigit() else found["begins"] + half)
    ends, _ = _take_clock(found["ends"])
    assert begins is not None
    assert ends is not None
    if not half and "p" in found["ends"] and begins + HALF_DAY < ends:
        begins += HALF_DAY
    clock = f"{begins // 60}:{begins % 60:02}"
    return (ends - begins) % (2 * HALF_DAY) or None, f"{words[: found.start()]}{clock}{words[found.end() :]}"


def _take_clock(words: str) -> tuple[int | None, str]:
    """The minute of the day that was named, and what is left. Raises NoSuchMoment."""
    minute, rest = _take_hour(words)
    if minute is None or not LATER.search(rest):
        return minute, rest
    return minute + (HALF_DAY if minute < HALF_DAY else 0), LATER.sub(" ", rest)


def _take_hour(words: str) -> tuple[int | None, str]:
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
    if found := NOON.search(words):
        return HALF_DAY, f"{words[: found.start()]} {words[found.end() :]}"
    return None, words


def _day(words: str, language: str, here: datetime) -> date:
    """The next such day from today on. Raises MomentNotUnderstood, NoSuchMoment, MomentTooFar."""
    named, _, rest = words.partition(" ")
    if rest and weekdays.read(named, language) is not None:
        words = rest  # "Mo 24.12.": the date says it all
    numbered = ISO.fullmatch(words) or NUMBERED.fullmatch(words)
    if numbered:
        return _numbered(numbered.groupdict(), here.date())
    if words in DAYS_AWAY:
        return here.date() + timedelta(days=DAYS_AWAY[words])
    weekday = weekdays.read(words, language)
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
    if not words or weekdays.read(words, language) is not None:
        return None
    found = _parsed(words, language, here)
    moment: datetime | None = found["date_obj"] if found["period"] == "time" else None
    return moment


def _parsed(words: str, language: str, here: datetime) -> Any:
    """What dateparser makes of it."""
    from dateparser.date import DateDataParser  # half a second to load with its languages, for who needs it

    parser = DateDataParser(
        languages=list(dict.fromkeys((language, "en", *LOCALES))),
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
