"""A name, a time and a number of places in one line."""

import pytest

from services import series
from services.errors.organizing import HourMissing, MomentPast, NoSuchMoment
from tests.factories import NOW


def read(typed: str) -> series.Said:
    return series.read_line(typed, zone="Europe/Berlin", language="en", currency="EUR", now=NOW)


def places_of(said: series.Said) -> int | None:
    return said.quotas[0]["capacity"] if said.quotas else None


@pytest.mark.parametrize(
    ("typed", "title", "moment", "places"),
    [
        ("Monday Jam, Mon 19:30, 20", "Monday Jam", "2026-11-23T18:30", 20),
        ("Monday Jam, 24 Dec, 7pm, 20 places", "Monday Jam", "2026-12-24T18:00", 20),
        ("Yoga, slow and warm, Mon, 30 Nov, 19:30, 20", "Yoga, slow and warm", "2026-11-30T18:30", 20),
        ("Monday Jam\nMon 19:30\n20", "Monday Jam", "2026-11-23T18:30", 20),
        ("Monday Jam", "Monday Jam", None, None),
        ("Friday", "Friday", None, None),
        ("Monday Jam, 20", "Monday Jam", None, 20),
        ("Monday Jam, Mon 19:30", "Monday Jam", "2026-11-23T18:30", None),
        ("Mon 19:30, 20", None, "2026-11-23T18:30", 20),
        ("", None, None, None),
        (",,, ,", None, None, None),
    ],
)
def test_as_much_as_there_is_is_understood(typed, title, moment, places):
    said = read(typed)

    kept = said.span.starts_at.strftime("%Y-%m-%dT%H:%M") if said.span else None
    assert (said.title, kept, places_of(said), said.trouble) == (title, moment, places, None)


@pytest.mark.parametrize(
    ("typed", "trouble"),
    [
        ("Jam, 31.02. 18:00, 20", NoSuchMoment),
        ("Jam, 31.02., 18:00, 20", NoSuchMoment),
        ("Jam, 25:00, 20", NoSuchMoment),
        ("Jam, Friday, 20", HourMissing),
        ("Jam, yesterday 18:00, 20", MomentPast),
    ],
)
def test_a_wrong_time_does_not_lose_the_rest(typed, trouble):
    said = read(typed)

    assert (said.title, said.span, places_of(said), type(said.trouble)) == ("Jam", None, 20, trouble)


@pytest.mark.parametrize("typed", ["-3", "0", "twelve", "Berlin", "99999"])
def test_what_is_no_number_of_places_does_not_become_the_name(typed):
    said = read(f"Jam, Mon 19:30, {typed}")

    assert (said.title, places_of(said)) == ("Jam", None)
    assert said.span
    assert said.trouble


def test_a_line_may_say_the_end_each_week_and_the_roles():
    said = read("Jam, every Mon 19:30-21:00, base 8 flyer 6")

    assert said.span
    assert (said.title, said.span.minutes, said.span.weekly, said.trouble) == ("Jam", 90, True, None)
    assert said.quotas == [{"name": "base", "capacity": 8}, {"name": "flyer", "capacity": 6}]
    assert read("Jam, every Mon 19:30-21:00, base 8, flyer 6") == said


@pytest.mark.parametrize(
    ("typed", "places", "price"),
    [
        ("Trapeze Lab, Sun 18:00, 4, 25 EUR", 4, 2500),
        ("Trapeze Lab, Sun 18:00, 4, 12,50 €", 4, 1250),
        ("Trapeze Lab, Sun 18:00, 4 places, €25", 4, 2500),
        ("Trapeze Lab, Sun 18:00, 4", 4, None),
    ],
)
def test_a_price_may_stand_at_the_end(typed, places, price):
    said = read(typed)

    assert (said.title, places_of(said), said.price, said.trouble) == ("Trapeze Lab", places, price, None)
