"""How often a person may try to book."""

from datetime import timedelta

import pytest

from handlers.limits import BOOKINGS, MINUTE, Limits
from services.errors import TooManyAttempts
from tests.factories import NOW


@pytest.fixture
def limits():
    return Limits()


async def test_five_attempts_in_a_minute_pass_and_the_sixth_does_not(limits):
    for _ in range(BOOKINGS):
        await limits.count_booking(1, NOW)

    with pytest.raises(TooManyAttempts):
        await limits.count_booking(1, NOW + MINUTE - timedelta(seconds=1))


async def test_the_minute_slides(limits):
    for second in range(BOOKINGS):
        await limits.count_booking(1, NOW + timedelta(seconds=second))

    await limits.count_booking(1, NOW + MINUTE)
    with pytest.raises(TooManyAttempts):
        await limits.count_booking(1, NOW + MINUTE)


async def test_a_refused_attempt_is_not_counted(limits):
    for _ in range(BOOKINGS):
        await limits.count_booking(1, NOW)
    for _ in range(100):
        with pytest.raises(TooManyAttempts):
            await limits.count_booking(1, NOW + timedelta(seconds=59))

    await limits.count_booking(1, NOW + MINUTE)


async def test_people_are_counted_apart(limits):
    for _ in range(BOOKINGS):
        await limits.count_booking(1, NOW)

    await limits.count_booking(2, NOW)


async def test_who_did_nothing_for_a_minute_is_forgotten(limits):
    for person in range(100):
        await limits.count_booking(person, NOW)

    await limits.count_booking(100, NOW + MINUTE)

    assert len(limits._counts) == 1
