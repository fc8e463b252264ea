"""How long an offer is good for: the table of windows, quiet hours, and days on which the clocks change."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from services.waitlist.windows import Quiet, deadline, quiet_of, window

HOUR, MINUTE, SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)
NIGHT = (22 * 60, 8 * 60)


def at(text: str, zone: str = "UTC") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def until(now: datetime, starts_at: datetime, quiet: Quiet | None = None, cutoff: timedelta = timedelta()) -> datetime:
    return deadline(now, starts_at=starts_at, cutoff=starts_at - cutoff, quiet=quiet)


@pytest.mark.parametrize(
    ("remaining", "expected"),
    [
        (timedelta(days=30), 12 * HOUR),
        (48 * HOUR + SECOND, 12 * HOUR),
        (48 * HOUR, 2 * HOUR),
        (12 * HOUR + SECOND, 2 * HOUR),
        (12 * HOUR, 30 * MINUTE),
        (3 * HOUR + SECOND, 30 * MINUTE),
        (3 * HOUR, 15 * MINUTE),
        (20 * MINUTE, 15 * MINUTE),
    ],
)
def test_the_window_is_shorter_as_the_start_comes_nearer(remaining, expected):
    assert window(remaining) == expected


@pytest.mark.parametrize("remaining", [20 * MINUTE, 2 * HOUR, 10 * HOUR, 40 * HOUR, 90 * HOUR])
@pytest.mark.parametrize("cutoff", [timedelta(), 15 * MINUTE, 3 * HOUR])
def test_no_offer_outlasts_the_cutoff(remaining, cutoff):
    now = at("2026-11-23 12:00")

    assert until(now, now + remaining, cutoff=cutoff) == min(now + window(remaining), now + remaining - cutoff)


@pytest.mark.parametrize(
    ("begins", "ends", "expected"),
    [
        (None, None, None),
        (22 * 60, None, None),
        (0, 0, None),
        (*NIGHT, Quiet(22 * 60, 8 * 60, "UTC")),
        (0, 60, Quiet(0, 60, "UTC")),
    ],
)
def test_quiet_hours_of_no_length_are_none(begins, ends, expected):
    assert quiet_of(begins, ends, "UTC") == expected


@pytest.mark.parametrize(
    ("now", "starts_at", "expected", "why"),
    [
        ("2026-11-23 09:00", "2026-11-27 19:00", "2026-11-23 21:00", "ends before the night"),
        ("2026-11-23 10:00", "2026-11-27 19:00", "2026-11-23 22:00", "ends as the night begins"),
        ("2026-11-23 20:00", "2026-11-27 19:00", "2026-11-24 18:00", "2 h before the night, 10 after it"),
        ("2026-11-23 23:00", "2026-11-27 19:00", "2026-11-24 20:00", "begins with the morning"),
        ("2026-11-23 07:59", "2026-11-27 19:00", "2026-11-23 20:00", "the last minute of the night"),
        ("2026-11-23 08:00", "2026-11-27 19:00", "2026-11-23 20:00", "the night is over"),
        ("2026-11-23 21:30", "2026-11-24 21:00", "2026-11-24 09:30", "2 h, of which one and a half after the night"),
        ("2026-11-23 21:30", "2026-11-24 19:00", "2026-11-24 08:30", "the night counts until 12 h before only: 07:00"),
        ("2026-11-23 23:00", "2026-11-24 10:00", "2026-11-23 23:30", "nearer than 12 h: no pause"),
        ("2026-11-23 21:59", "2026-11-24 09:58", "2026-11-23 22:29", "not even where the night comes next"),
    ],
)
def test_time_stands_still_in_quiet_hours_far_from_the_start(now, starts_at, expected, why):
    assert until(at(now), at(starts_at), Quiet(*NIGHT, "UTC")) == at(expected), why


def test_quiet_hours_within_one_day_pause_too():
    siesta = Quiet(13 * 60, 16 * 60, "UTC")

    assert until(at("2026-11-23 12:00"), at("2026-11-30 12:00"), siesta) == at("2026-11-24 03:00")


def test_quiet_hours_of_several_nights_add_up():
    short_days = Quiet(14 * 60, 10 * 60, "UTC")

    assert until(at("2026-11-23 12:00"), at("2026-11-30 12:00"), short_days) == at("2026-11-26 12:00")


def test_quiet_hours_are_in_the_zone_of_the_person():
    tokyo = Quiet(*NIGHT, "Asia/Tokyo")

    assert until(at("2026-11-23 20:00", "Asia/Tokyo"), at("2026-11-30 12:00"), tokyo) == at(
        "2026-11-24 18:00", "Asia/Tokyo"
    )


def test_quiet_hours_never_carry_an_offer_past_the_cutoff():
    assert until(at("2026-11-23 21:00"), at("2026-11-24 21:00"), Quiet(*NIGHT, "UTC"), cutoff=13 * HOUR) == at(
        "2026-11-24 08:00"
    )


@pytest.mark.parametrize(
    ("night_of", "length"),
    [("2026-03-28", 9 * HOUR), ("2026-10-24", 11 * HOUR), ("2026-11-23", 10 * HOUR)],
)
def test_a_night_is_as_long_as_the_clocks_make_it(night_of, length):
    begins = at(f"{night_of} 22:00", "Europe/Berlin")
    starts_at = begins + timedelta(days=5)

    assert until(begins - HOUR, starts_at, Quiet(*NIGHT, "Europe/Berlin")) == begins + length + 11 * HOUR


def test_quiet_that_ends_in_the_hour_that_comes_twice_ends_with_the_second():
    quiet = Quiet(22 * 60, 2 * 60 + 30, "Europe/Berlin")
    begins = at("2026-10-24 22:00", "Europe/Berlin")

    assert until(begins, begins + timedelta(days=5), quiet) == begins + 5.5 * HOUR + 12 * HOUR


def test_quiet_that_ends_in_the_hour_that_is_skipped_ends_when_it_is_over():
    quiet = Quiet(22 * 60, 2 * 60 + 30, "Europe/Berlin")
    begins = at("2026-03-28 22:00", "Europe/Berlin")

    assert until(begins, begins + timedelta(days=5), quiet) == begins + 4.5 * HOUR + 12 * HOUR
