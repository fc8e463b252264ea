"""What people type as a day and an hour, in four languages, and what is refused."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from services import moments
from services.errors import DomainError
from services.errors.organizing import (
    HourMissing,
    HourSkipped,
    MomentNotUnderstood,
    MomentPast,
    MomentTooFar,
    NoSuchMoment,
)
from tests.factories import NOW

BERLIN = "Europe/Berlin"
"""NOW is Monday 23 November 2026, 13:00 there."""


def span(typed: str, language: str = "en") -> tuple[str, int | None, bool]:
    """What was understood, how long it is, and whether it is each week."""
    found = moments.read_span(typed, zone=BERLIN, language=language, now=NOW)
    return f"{found.starts_at.astimezone(ZoneInfo(BERLIN)):%d.%m. %H:%M}", found.minutes, found.weekly


def read(typed: str, language: str = "en", zone: str = BERLIN, now: datetime = NOW) -> str:
    """What was understood, by the clock of the place."""
    moment = moments.read(typed, zone=zone, language=language, now=now)
    assert moment.tzinfo == UTC
    return f"{moment.astimezone(ZoneInfo(zone)):%d.%m.%Y %H:%M}"


@pytest.mark.parametrize(
    ("language", "typed", "meant"),
    [
        ("en", "Fri 19:30", "27.11.2026 19:30"),
        ("en", "Mon 19:30", "23.11.2026 19:30"),
        ("en", "Mon 12:30", "30.11.2026 12:30"),
        ("en", "thurs 7pm", "26.11.2026 19:00"),
        ("en", "Friday at 7", "27.11.2026 07:00"),
        ("en", "next Friday 19:30", "27.11.2026 19:30"),
        ("en", "Mon, 30 Nov, 19:30", "30.11.2026 19:30"),
        ("en", "24.12. 18:00", "24.12.2026 18:00"),
        ("en", "24/12 6 pm", "24.12.2026 18:00"),
        ("en", "24 Dec 18:00", "24.12.2026 18:00"),
        ("en", "Dec 24, 7pm", "24.12.2026 19:00"),
        ("en", "1 May 10:00", "01.05.2027 10:00"),
        ("en", "03.04. 10:00", "03.04.2027 10:00"),
        ("en", "2026-12-24 18:00", "24.12.2026 18:00"),
        ("en", "24.12.26 18:00", "24.12.2026 18:00"),
        ("en", "tomorrow 18:00", "24.11.2026 18:00"),
        ("en", "today 20:00", "23.11.2026 20:00"),
        ("en", "7pm", "23.11.2026 19:00"),
        ("en", "12am", "24.11.2026 00:00"),
        ("en", "12pm", "24.11.2026 12:00"),
        ("en", "9:15", "24.11.2026 09:15"),
        ("en", "in 3 days 18:00", "26.11.2026 18:00"),
        ("en", "in 2 hours", "23.11.2026 15:00"),
        ("en", "Fri 7:30pm", "27.11.2026 19:30"),
        ("en", "next Mon 19:30", "30.11.2026 19:30"),
        ("en", "Fri noon", "27.11.2026 12:00"),
        ("en", "tonight at 8", "23.11.2026 20:00"),
        ("en", "Friday evening 7:30", "27.11.2026 19:30"),
        ("en", "viernes 19:30", "27.11.2026 19:30"),
        ("en", "nächsten Montag 19:30", "30.11.2026 19:30"),
        ("en", "в пятницу 19:30", "27.11.2026 19:30"),
        ("en", "24 de diciembre 19:30", "24.12.2026 19:30"),
        ("de", "heute Abend 20 Uhr", "23.11.2026 20:00"),
        ("de", "Freitag Mittag", "27.11.2026 12:00"),
        ("es", "viernes por la tarde 7:30", "27.11.2026 19:30"),
        ("ru", "сегодня вечером в 8", "23.11.2026 20:00"),
        ("de", "Mo 19:30", "23.11.2026 19:30"),
        ("de", "Fr. 19.30 Uhr", "27.11.2026 19:30"),
        ("de", "freitags 19.30", "27.11.2026 19:30"),
        ("de", "Sa 19.30", "28.11.2026 19:30"),
        ("de", "morgen 18 Uhr", "24.11.2026 18:00"),
        ("de", "übermorgen um 18 Uhr", "25.11.2026 18:00"),
        ("de", "am 24.12. um 18", "24.12.2026 18:00"),
        ("de", "24. Dezember 18 Uhr", "24.12.2026 18:00"),
        ("de", "24. Dez 18 Uhr", "24.12.2026 18:00"),
        ("de", "nächsten Freitag 7 Uhr abends", "27.11.2026 19:00"),
        ("de", "in 3 Tagen um 18 Uhr", "26.11.2026 18:00"),
        ("de", "Do 19:30", "26.11.2026 19:30"),
        ("de", "Fri 19:30", "27.11.2026 19:30"),
        ("es", "lun 19:30", "23.11.2026 19:30"),
        ("es", "mié 19:30", "25.11.2026 19:30"),
        ("es", "miercoles 19:30", "25.11.2026 19:30"),
        ("es", "el viernes a las 19:30", "27.11.2026 19:30"),
        ("es", "DO 19:30", "29.11.2026 19:30"),
        ("es", "mañana 18:00", "24.11.2026 18:00"),
        ("es", "pasado mañana 18:00", "25.11.2026 18:00"),
        ("es", "mañana a las 9 de la mañana", "24.11.2026 09:00"),
        ("es", "viernes 7 de la tarde", "27.11.2026 19:00"),
        ("es", "24 de diciembre a las 18h", "24.12.2026 18:00"),
        ("es", "24 dic 18h30", "24.12.2026 18:30"),
        ("ru", "пн 19:30", "23.11.2026 19:30"),
        ("ru", "в пятницу в 19", "27.11.2026 19:00"),
        ("ru", "во вторник 19:30", "24.11.2026 19:30"),
        ("ru", "среда 19:30", "25.11.2026 19:30"),
        ("ru", "завтра в 18 часов", "24.11.2026 18:00"),
        ("ru", "послезавтра 7 вечера", "25.11.2026 19:00"),
        ("ru", "24 декабря 18:00", "24.12.2026 18:00"),
        ("ru", "24 дек 18:00", "24.12.2026 18:00"),
        ("ru", "через 3 дня 18:00", "26.11.2026 18:00"),
    ],
)
def test_a_moment_is_read_as_people_write_it(language, typed, meant):
    assert read(typed, language) == meant


@pytest.mark.parametrize(
    ("language", "typed", "refusal"),
    [
        ("en", "31.02. 18:00", NoSuchMoment),
        ("en", "31 Feb 18:00", NoSuchMoment),
        ("de", "31. Februar 18 Uhr", NoSuchMoment),
        ("es", "31 de febrero 18:00", NoSuchMoment),
        ("ru", "31 февраля 18:00", NoSuchMoment),
        ("en", "29.02.2027 10:00", NoSuchMoment),
        ("en", "24.13. 10:00", NoSuchMoment),
        ("en", "25:00", NoSuchMoment),
        ("en", "Mon 19:75", NoSuchMoment),
        ("en", "28.03.2027 02:30", HourSkipped),
        ("en", "01.01.0001 10:00", MomentPast),
        ("en", "22.11.2026 18:00", MomentPast),
        ("en", "today 11:00", MomentPast),
        ("en", "yesterday 18:00", MomentPast),
        ("en", "01.01.9999 10:00", MomentTooFar),
        ("en", "1 Jan 9999 10:00", MomentTooFar),
        ("en", "01.12.2028 10:00", MomentTooFar),
        ("en", "tomorrow", HourMissing),
        ("en", "Fri", HourMissing),
        ("ru", "24 декабря", HourMissing),
        ("en", "Monday Jam", MomentNotUnderstood),
        ("en", "Jam 19:30", MomentNotUnderstood),
        ("en", "", MomentNotUnderstood),
        ("en", "\u200b \u202e", MomentNotUnderstood),
        ("en", "\ud800", MomentNotUnderstood),
        ("en", "1e9", MomentNotUnderstood),
        ("en", "x" * 100_000, MomentNotUnderstood),
    ],
)
def test_what_is_no_moment_to_come_is_refused_with_its_reason(language, typed, refusal):
    with pytest.raises(DomainError) as caught:
        read(typed, language)

    assert type(caught.value) is refusal


def test_tomorrow_is_the_day_after_the_places_today():
    """A second before midnight there, when it is still the day before in UTC."""
    late = datetime(2026, 11, 23, 22, 59, 59, tzinfo=UTC)

    assert read("tomorrow 18:00", now=late) == "24.11.2026 18:00"
    assert read("tomorrow 18:00", now=late + timedelta(seconds=1)) == "25.11.2026 18:00"
    assert read("tomorrow 18:00", zone="Pacific/Auckland", now=late) == "25.11.2026 18:00"


def test_an_hour_that_comes_twice_is_the_first_of_the_two():
    twice = moments.read("31.10.2027 02:30", zone=BERLIN, language="en", now=NOW)

    assert twice == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


def test_half_an_hour_is_skipped_where_the_clocks_move_by_so_much():
    assert read("03.10.2027 02:30", zone="Australia/Lord_Howe") == "03.10.2027 02:30"
    with pytest.raises(HourSkipped):
        read("03.10.2027 02:15", zone="Australia/Lord_Howe")


def test_a_tapped_day_and_hour_is_checked_likewise():
    assert moments.at(date(2026, 11, 24), 19 * 60 + 30, zone=BERLIN, now=NOW) == datetime(
        2026, 11, 24, 18, 30, tzinfo=UTC
    )
    for day, minute, refusal in (
        (date(2026, 11, 23), 9 * 60, MomentPast),
        (date(2027, 3, 28), 150, HourSkipped),
        (date(2029, 1, 1), 600, MomentTooFar),
    ):
        with pytest.raises(refusal):
            moments.at(day, minute, zone=BERLIN, now=NOW)


@pytest.mark.parametrize(
    ("language", "typed", "meant"),
    [
        ("en", "Fri 19:30", ("27.11. 19:30", None, False)),
        ("en", "Fri 19:30-21:00", ("27.11. 19:30", 90, False)),
        ("en", "Fri 7-9 pm", ("27.11. 19:00", 120, False)),
        ("en", "Fri 11 - 1:30pm", ("27.11. 11:00", 150, False)),
        ("en", "Fri 22:00 to 1:00", ("27.11. 22:00", 180, False)),
        ("en", "24-12 18:00", ("24.12. 18:00", None, False)),
        ("en", "24.12. 18:00-20:00", ("24.12. 18:00", 120, False)),
        ("en", "every Friday 19:30", ("27.11. 19:30", None, True)),
        ("en", "Fridays 19:30", ("27.11. 19:30", None, True)),
        ("de", "jeden Montag 19 bis 21 Uhr", ("23.11. 19:00", 120, True)),
        ("es", "cada lunes 19:30", ("23.11. 19:30", None, True)),
        ("es", "los viernes 19:30", ("27.11. 19:30", None, True)),
        ("ru", "по средам 19:30", ("25.11. 19:30", None, True)),
        ("ru", "по вторникам в 19:30", ("24.11. 19:30", None, True)),
    ],
)
def test_a_moment_may_say_its_end_and_that_it_is_each_week(language, typed, meant):
    assert span(typed, language) == meant
