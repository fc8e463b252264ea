"""Many people at once over `db.write`, on both databases: nobody gets a place twice, no place is sold twice."""

import asyncio
from collections import Counter

import pytest
from sqlalchemy import func, select

from db.models import Quota, Registration
from db.models.registrations import Status
from services import registrations
from services.errors import AlreadyRegistered, SessionFull
from tests.factories import NOW


@pytest.mark.parametrize("places", [1, 5, 20])
async def test_forty_contenders_get_exactly_as_many_places_as_there_are(db, make, places):
    quota = make.quota(capacity=places)
    people = make.users(40)

    outcomes = await asyncio.gather(
        *(db.write(registrations.book, user_id=person.id, quota_id=quota.id, now=NOW) for person in people),
        return_exceptions=True,
    )

    assert Counter(type(outcome) for outcome in outcomes) == {Registration: places, SessionFull: 40 - places}
    confirmed = select(func.count()).where(Registration.status == Status.CONFIRMED)
    assert await db.read(lambda tx: tx.scalar(confirmed)) == places
    assert await db.read(lambda tx: tx.get(Quota, quota.id).taken) == places


async def test_one_person_tapping_forty_times_gets_one_place(db, make):
    quota = make.quota(capacity=50)
    person = make.user()

    outcomes = await asyncio.gather(
        *(db.write(registrations.book, user_id=person.id, quota_id=quota.id, now=NOW) for _ in range(40)),
        return_exceptions=True,
    )

    assert Counter(type(outcome) for outcome in outcomes) == {Registration: 1, AlreadyRegistered: 39}
