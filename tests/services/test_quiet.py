"""Quiet hours: on the person's own clock, over midnight, in the nights when the clocks change."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from services.quiet import end_of_quiet, moved, quiet_around

BERLIN = "Europe/Berlin"
NIGHT = (22 * 60, 8 * 60)


def local(text: str, zone: str = BERLIN, *, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


@pytest.mark.parametrize(
    ("at", "hours", "zone", "until"),
    [
        ("2026-11-23 21:59", NIGHT, BERLIN, None),
        ("2026-11-23 22:00", NIGHT, BERLIN, "2026-11-24 08:00"),
        ("2026-11-24 00:00", NIGHT, BERLIN, "2026-11-24 08:00"),
        ("2026-11-24 07:59", NIGHT, BERLIN, "2026-11-24 08:00"),
        ("2026-11-24 08:00", NIGHT, BERLIN, None),
        ("2026-11-24 12:30", (13 * 60, 15 * 60), BERLIN, None),
        ("2026-11-24 14:00", (13 * 60, 15 * 60), BERLIN, "2026-11-24 15:00"),
        ("2026-11-24 00:10", (0, 9 * 60), BERLIN, "2026-11-24 09:00"),
        ("2026-11-24 23:59", (0, 9 * 60), BERLIN, None),
        ("2027-03-28 01:30", NIGHT, BERLIN, "2027-03-28 08:00"),  # the night without 02:30
        ("2027-10-31 02:30", NIGHT, BERLIN, "2027-10-31 08:00"),  # the night with it twice
        ("2027-03-28 01:59", (1 * 60, 2 * 60 + 30), BERLIN, "2027-03-28 03:30"),  # they end at a time that never is
        ("2027-04-04 01:10", (60, 105), "Australia/Lord_Howe", "2027-04-04 01:45"),  # half an hour comes twice
        ("2026-11-24 03:00", NIGHT, "Asia/Kolkata", "2026-11-24 08:00"),
    ],
)
def test_quiet_ends_when_the_persons_own_clock_says(at, hours, zone, until):
    expected = local(until, zone) if until else None

    assert end_of_quiet(local(at, zone), hours[0], hours[1], zone) == expected


@pytest.mark.parametrize("hours", [(None, None), (60, None), (None, 60), (60, 60)])
def test_who_chose_no_hours_has_none(hours):
    assert quiet_around(local("2026-11-24 03:00"), hours[0], hours[1], BERLIN) is None


def test_both_half_past_twos_of_a_night_are_quiet_if_the_hour_is():
    for fold in (0, 1):
        assert end_of_quiet(local("2027-10-31 02:30", fold=fold), 120, 240, BERLIN) == local("2027-10-31 04:00")


@pytest.mark.parametrize(("night", "hours"), [("2027-03-27", 9), ("2027-10-30", 11), ("2026-11-23", 10)])
def test_a_night_is_as_long_as_it_is(night, hours):
    quiet = quiet_around(local(f"{night} 23:00"), *NIGHT, BERLIN)

    assert quiet
    assert quiet[1] - quiet[0] == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("due", "starts", "leaves"),
    [
        ("2026-11-24 21:00", "2026-11-25 21:00", "2026-11-24 21:00"),  # in no quiet hours: as it is
        ("2026-11-24 07:00", "2026-11-24 09:00", "2026-11-24 08:00"),  # after them, in time
        ("2026-11-24 05:30", "2026-11-24 07:30", "2026-11-23 21:45"),  # too late then: shortly before they begin
        ("2026-11-24 06:00", "2026-11-24 08:00", "2026-11-23 21:45"),  # at the very start is too late
    ],
)
def test_what_is_due_in_quiet_hours_comes_after_them_or_shortly_before(due, starts, leaves):
    assert moved(local(due), local(starts), *NIGHT, BERLIN) == local(leaves)
