"""When a template takes place: the clock on the wall, and the clocks that change."""

from datetime import UTC, date, datetime

import pytest

from services.templates import days

MONDAY = date(2026, 11, 23)


def listed(weekdays, first, last, *, begins_on=MONDAY, ends_on=None, every_weeks=1):
    return days.list_days(weekdays, begins_on, ends_on, every_weeks=every_weeks, first=first, last=last)


def test_days_are_those_of_the_week_from_first_to_last():
    found = listed([1, 4], date(2026, 11, 23), date(2026, 12, 3))

    assert found == [date(2026, 11, 23), date(2026, 11, 26), date(2026, 11, 30), date(2026, 12, 3)]


def test_nothing_is_before_it_begins_or_after_it_ends():
    found = listed([1], date(2026, 1, 1), date(2027, 1, 1), begins_on=date(2026, 12, 7), ends_on=date(2026, 12, 14))

    assert found == [date(2026, 12, 7), date(2026, 12, 14)]


def test_every_other_week_is_counted_from_the_week_it_begins_in():
    thursday = date(2026, 11, 26)

    found = listed([1, 4], date(2026, 11, 1), date(2026, 12, 12), begins_on=thursday, every_weeks=2)

    assert found == [thursday, date(2026, 12, 7), date(2026, 12, 10)]


def test_every_other_week_stays_so_in_whatever_window_is_looked_at():
    whole = listed([1], MONDAY, date(2027, 6, 1), every_weeks=3)
    by_part = [day for first in whole for day in listed([1], first, first, every_weeks=3)]

    assert by_part == whole
    assert listed([1], date(2026, 11, 24), date(2026, 12, 13), every_weeks=3) == []


def at(day, hour, minute, zone):
    return days.starts_at(date.fromisoformat(day), hour * 60 + minute, zone)


@pytest.mark.parametrize(
    ("day", "instant"),
    [
        ("2026-03-28", datetime(2026, 3, 28, 18, 30, tzinfo=UTC)),
        ("2026-03-29", datetime(2026, 3, 29, 17, 30, tzinfo=UTC)),
        ("2026-10-24", datetime(2026, 10, 24, 17, 30, tzinfo=UTC)),
        ("2026-10-25", datetime(2026, 10, 25, 18, 30, tzinfo=UTC)),
    ],
)
def test_berlin_keeps_its_clock_on_the_wall(day, instant):
    assert at(day, 19, 30, "Europe/Berlin") == instant


def test_a_time_that_berlin_skips_moves_forward_by_an_hour():
    assert at("2026-03-29", 2, 30, "Europe/Berlin") == at("2026-03-29", 3, 30, "Europe/Berlin")
    assert at("2026-03-29", 2, 30, "Europe/Berlin") == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_a_time_that_berlin_shows_twice_is_the_first():
    assert at("2026-10-25", 2, 30, "Europe/Berlin") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_lord_howe_changes_by_half_an_hour():
    zone = "Australia/Lord_Howe"

    assert at("2026-10-03", 19, 30, zone) == datetime(2026, 10, 3, 9, 0, tzinfo=UTC)
    assert at("2026-10-04", 19, 30, zone) == datetime(2026, 10, 4, 8, 30, tzinfo=UTC)
    assert at("2026-10-04", 2, 15, zone) == at("2026-10-04", 2, 45, zone) == datetime(2026, 10, 3, 15, 45, tzinfo=UTC)
    assert at("2026-04-05", 1, 45, zone) == datetime(2026, 4, 4, 14, 45, tzinfo=UTC)


def test_a_zone_whose_clocks_stand_has_the_same_hour_all_year():
    hours = {at(f"2026-{month:02}-15", 7, 0, "Asia/Kolkata").strftime("%H:%M") for month in range(1, 13)}

    assert hours == {"01:30"}


def test_the_window_ends_at_the_same_time_of_the_day():
    begins, ends = days.window(datetime(2026, 10, 12, 17, 0, tzinfo=UTC), "Europe/Berlin", 2)

    assert (begins, ends) == (datetime(2026, 10, 12, 17, 0, tzinfo=UTC), datetime(2026, 10, 26, 18, 0, tzinfo=UTC))


def test_a_rule_that_would_never_end_is_refused():
    with pytest.raises(ValueError, match="0"):
        days.list_days([1], MONDAY, None, every_weeks=0, first=MONDAY, last=MONDAY)
