"""`t`: a text in the reader's language, with times in the right zone, numbers and money as people write them there."""

import gettext
import io
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale, dates, lists, numbers, units
from babel.core import get_global
from babel.messages import mofile, pofile

from services import money

CATALOGS = Path(__file__).parent.parent / "locales"
LANGUAGES = {"en": "English", "de": "Deutsch", "es": "Español", "ru": "Русский"}
DEFAULT_LANGUAGE = "en"
LONG_DAYS = {"en": "EEEE d MMMM", "de": "EEEE, d. MMMM", "es": "EEEE d 'de' MMMM", "ru": "EEEE, d MMMM"}
"""Patterns of our own: a long day without its year is not among the forms that every locale has."""
LOCALES = {"en": Locale("en", "GB"), "de": Locale("de"), "es": Locale("es"), "ru": Locale("ru")}

ONE_NIGHT = timedelta(hours=12)


def mark(message: str) -> str:
    """Mark a text for extraction where it is written; it is translated where it is shown."""
    return message


@lru_cache
def catalog(language: str) -> gettext.NullTranslations:
    """The texts of a language, read from its .po: there is no compiled form that could be stale or missing."""
    if language == DEFAULT_LANGUAGE:
        return gettext.NullTranslations()
    compiled = io.BytesIO()
    with (CATALOGS / language / "LC_MESSAGES" / "turnout.po").open("rb") as source:
        mofile.write_mo(compiled, pofile.read_po(source, locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


@lru_cache(4096)
def zone_city(zone: str, language: str) -> str:
    """How people call a time zone: by its city, "UTC" where there is none."""
    if zone == "UTC":
        return zone
    aliases = get_global("zone_aliases")
    now_called = aliases.get(zone, zone)
    once_called = [old for old, new in aliases.items() if new == now_called]  # cities are filed under a zone's old name
    known = LOCALES[language].time_zones
    cities = [known[name].get("city") for name in (zone, now_called, *once_called) if name in known]
    return next((str(city) for city in cities if city), now_called.rpartition("/")[2].replace("_", " "))


@lru_cache(4096)
def format_day(day: date, language: str) -> str:
    return dates.format_skeleton("MMMEd", datetime(day.year, day.month, day.day), locale=LOCALES[language])  # noqa: DTZ001


@lru_cache(4096)
def format_long_day(day: date, language: str) -> str:
    return dates.format_date(day, LONG_DAYS[language], locale=LOCALES[language])


@lru_cache(4096)
def format_duration(minutes: int, language: str) -> str:
    whole_hours = minutes % 60 == 0
    value, unit = (minutes // 60, "duration-hour") if whole_hours else (minutes, "duration-minute")
    return units.format_unit(value, unit, locale=LOCALES[language])


class Translator:
    """Made for one reader: a language and the time zone they live in."""

    def __init__(self, language: str, time_zone: str = "UTC") -> None:
        self.language = language if language in LANGUAGES else DEFAULT_LANGUAGE
        self.time_zone = time_zone
        self.zone_info = ZoneInfo(time_zone)
        self.locale = LOCALES[self.language]
        self._catalog = catalog(self.language)

    def __call__(self, message: str, **values: object) -> str:
        """The text in the reader's language; `values` fill its named gaps and are taken as they are."""
        text = self._catalog.gettext(message)
        return text.format(**values) if values else text

    def plural(self, one: str, many: str, count: int, **values: object) -> str:
        """The form that fits a count, which also fills the gap `{count}`."""
        return self._catalog.ngettext(one, many, count).format(count=self.number(count), **values)

    def number(self, value: int) -> str:
        return numbers.format_decimal(value, locale=self.locale) if value > 999 else str(value)

    def ordinal(self, position: int) -> str:
        """1st, 2nd, 3rd in English; other languages write the number with their own mark."""
        if self.language != "en":
            return self(mark("{position}."), position=position)
        suffix = "th" if 10 <= position % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(position % 10, "th")
        return f"{position}{suffix}"

    def money(self, amount: int, currency: str) -> str:
        """An amount in minor units as people write it: 1250 EUR is €12.50."""
        if currency == money.STARS:
            return f"{numbers.format_decimal(amount, locale=self.locale)} ⭐"
        exponent = money.digits(currency)
        is_usual = exponent == numbers.get_currency_precision(currency)  # else with as many digits as the language has
        value = Decimal(amount).scaleb(-exponent)
        return numbers.format_currency(value, currency, locale=self.locale, currency_digits=is_usual)

    def clock(self, instant: datetime, zone: str | None = None) -> str:
        """19:30"""
        return instant.astimezone(ZoneInfo(zone) if zone else self.zone_info).isoformat(timespec="minutes")[11:16]

    def day(self, instant: datetime, zone: str | None = None) -> str:
        """Mon 24 Nov"""
        return self.calendar_day(instant.astimezone(ZoneInfo(zone) if zone else self.zone_info).date())

    def calendar_day(self, day: date, *, long: bool = False) -> str:
        """Mon 24 Nov, or Monday 24 November"""
        return format_long_day(day, self.language) if long else format_day(day, self.language)

    def moment(self, instant: datetime, zone: str | None = None) -> str:
        """Mon 24 Nov, 19:30"""
        return f"{self.day(instant, zone)}, {self.clock(instant, zone)}"

    def dated(self, instant: datetime, zone: str) -> str:
        """24 November 2026: for what is kept for years"""
        return str(dates.format_date(instant.astimezone(ZoneInfo(zone)).date(), "long", locale=self.locale))

    def month(self, day: date) -> str:
        """November 2026"""
        return str(dates.format_skeleton("yMMMM", day, locale=self.locale))

    def weekday(self, day: date) -> str:
        """Mon, as it stands alone or before an hour"""
        return str(dates.get_day_names("abbreviated", "stand-alone", self.locale)[day.weekday()])

    def city(self, zone: str) -> str:
        """Berlin"""
        return zone_city(zone, self.language)

    def deadline(self, instant: datetime, zone: str) -> str:
        """Mon 24 Nov, 07:30, with the name of the place's zone for a reader whose clock shows another time."""
        moment = self.moment(instant, zone)
        there = instant.astimezone(ZoneInfo(zone)).utcoffset()
        return moment if there == instant.astimezone(self.zone_info).utcoffset() else f"{moment} ({self.zone(zone)})"

    def zone(self, zone: str) -> str:
        """Berlin time"""
        return "UTC" if zone == "UTC" else self(mark("{city} time"), city=self.city(zone))

    def when(self, starts_at: datetime, ends_at: datetime | None, zone: str) -> str:
        """Mon 24 Nov, 19:30-22:00 (Berlin time), 18:30 for you: the place's zone, then the reader's if it differs."""
        there = f"{self.span(starts_at, ends_at, zone)} ({self.zone(zone)})"
        here = starts_at.astimezone(self.zone_info)
        if here.utcoffset() == starts_at.astimezone(ZoneInfo(zone)).utcoffset():
            return there
        same_day = here.date() == starts_at.astimezone(ZoneInfo(zone)).date()
        mine = self.clock(starts_at) if same_day else self.moment(starts_at)
        return self(mark("{there}, {mine} for you"), there=there, mine=mine)

    def span(self, starts_at: datetime, ends_at: datetime | None, zone: str) -> str:
        """Mon 24 Nov, 19:30-22:00; with the day it ends on where that is more than a night away."""
        if ends_at is None:
            return self.moment(starts_at, zone)
        if ends_at - starts_at < ONE_NIGHT:
            return f"{self.moment(starts_at, zone)}–{self.clock(ends_at, zone)}"
        return f"{self.moment(starts_at, zone)} – {self.moment(ends_at, zone)}"

    def in_words(self, distance: timedelta) -> str:
        """in 3 hours, 2 days ago"""
        return dates.format_timedelta(distance, add_direction=True, threshold=1.2, locale=self.locale)

    def duration(self, minutes: int) -> str:
        """90 minutes, 2 hours"""
        return format_duration(minutes, self.language)

    def listing(self, words: list[str]) -> str:
        """base, flyer and spotter"""
        return lists.format_list(words, locale=self.locale)

    def value(self, value: object) -> object:
        """A field of an error as a reader would want it."""
        match value:
            case datetime():
                return self.moment(value)
            case money.Money(amount, currency):
                return self.money(amount, currency)
            case _:
                return value
