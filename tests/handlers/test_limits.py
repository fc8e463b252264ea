"""How often a person may try to book."""

from datetime import timedelta

import pytest

from handlers.limits import BOOKINGS, MINUTE, Limits
from services.errors import TooManyAttempts
from tests.factories import NOW


@pytest.fixture
def limits():
    return Limits()


def test_five_attempts_in_a_minute_pass_and_the_sixth_does_not(limits):
    for _ in range(BOOKINGS):
        limits.count_booking(1, NOW)

    with pytest.raises(TooManyAttempts):
        limits.count_booking(1, NOW + MINUTE - timedelta(seconds=1))


def test_the_minute_slides(limits):
    for second in range(BOOKINGS):
        limits.count_booking(1, NOW + timedelta(seconds=second))

    limits.count_booking(1, NOW + MINUTE)
    with pytest.raises(TooManyAttempts):
        limits.count_booking(1, NOW + MINUTE)


def test_a_refused_attempt_is_not_counted(limits):
    for _ in range(BOOKINGS):
        limits.count_booking(1, NOW)
    for _ in range(100):
        with pytest.raises(TooManyAttempts):
            limits.count_booking(1, NOW + timedelta(seconds=59))

    limits.count_booking(1, NOW + MINUTE)


def test_people_are_counted_apart(limits):
    for _ in range(BOOKINGS):
        limits.count_booking(1, NOW)

    limits.count_booking(2, NOW)


def test_who_did_nothing_for_a_minute_is_forgotten(limits):
    for person in range(100):
        limits.count_booking(person, NOW)

    limits.count_booking(100, NOW + MINUTE)

    assert len(limits._bookings) == 1
