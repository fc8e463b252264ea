"""What people type about what repeats."""

from datetime import date

import pytest

from services.errors import DomainError
from services.errors.organizing import MomentPast, PlacesNotUnderstood, TimeNotUnderstood, WeekdaysNotUnderstood
from services.templates import reading
from tests.factories import NOW

ZONE = "Europe/Berlin"


@pytest.mark.parametrize(
    ("typed", "minute"),
    [("19:30", 1170), ("7.30", 450), ("1930", 1170), ("7 pm", 1140), ("12 am", 0), ("19 Uhr", 1140), ("0:00", 0)],
)
def test_a_time_is_understood(typed, minute):
    assert reading.read_time(typed) == minute


@pytest.mark.parametrize("typed", ["", "25:00", "7:60", "13 pm", "soon", "19:30:00", "-1", "١٩:٣٠x", "0 pm"])
def test_what_is_no_time_is_refused(typed):
    with pytest.raises(TimeNotUnderstood):
        reading.read_time(typed)


@pytest.mark.parametrize(
    ("typed", "language", "days"),
    [
        ("24.12. - 2.1.", "en", (date(2026, 12, 24), date(2027, 1, 2))),
        ("24.12.-2.1.", "de", (date(2026, 12, 24), date(2027, 1, 2))),
        ("24 Dec to 26 Dec", "en", (date(2026, 12, 24), date(2026, 12, 26))),
        ("24. Dezember bis 26. Dezember", "de", (date(2026, 12, 24), date(2026, 12, 26))),
        ("tomorrow", "en", (date(2026, 11, 24), date(2026, 11, 24))),
    ],
)
def test_a_day_or_two_are_understood(typed, language, days):
    assert reading.read_days(typed, zone=ZONE, language=language, now=NOW) == days


@pytest.mark.parametrize("typed", ["", "whenever", "1.12. - 2.12. - 3.12.", "32.12."])
def test_what_is_no_day_is_refused(typed):
    with pytest.raises(DomainError):
        reading.read_days(typed, zone=ZONE, language="en", now=NOW)


def test_days_in_the_wrong_order_are_refused():
    with pytest.raises(MomentPast):
        reading.read_days("24.12.2026 - 1.12.2026", zone=ZONE, language="en", now=NOW)


def test_places_are_for_each_role_or_by_role():
    both = [{"name": "base", "capacity": 8}, {"name": "flyer", "capacity": 8}]
    assert reading.read_places("8", ["base", "flyer"]) == both
    assert reading.read_places("base 8, flyer: 8", [""]) == both


@pytest.mark.parametrize("typed", ["", "many", "0", "1001", "base 8, base 9", "8, 9", "base, flyer 8"])
def test_what_is_no_number_of_places_is_refused(typed):
    with pytest.raises(PlacesNotUnderstood):
        reading.read_places(typed, [""])


@pytest.mark.parametrize(
    ("typed", "language", "days"),
    [
        ("Mon, Thu", "en", [1, 4]),
        ("sundays and TUE", "en", [2, 7]),
        ("Mo/Mi/Fr", "de", [1, 3, 5]),
        ("lunes y jueves", "es", [1, 4]),
        ("пн, среда и вс", "ru", [1, 3, 7]),
        ("Montag, lunes", "en", [1]),
        ("Mon, someday", "en", None),
        ("and", "en", None),
        ("", "en", None),
    ],
)
def test_weekdays_are_read_by_their_names(typed, language, days):
    if days is None:
        with pytest.raises(WeekdaysNotUnderstood):
            reading.read_weekdays(typed, language=language)
    else:
        assert reading.read_weekdays(typed, language=language) == days


@pytest.mark.parametrize(
    ("typed", "days", "reason"),
    [
        ("24.12.", "24.12.", ""),
        ("7.12. - 9.12., we move", "7.12. - 9.12.", " we move"),
        ("24 Dec, 2027", "24 Dec, 2027", ""),
        ("24.12.\nWe move, at last", "24.12.", "We move, at last"),
    ],
)
def test_a_reason_stands_behind_a_comma_or_on_a_second_line(typed, days, reason):
    assert reading.split_reason(typed) == (days, reason)
