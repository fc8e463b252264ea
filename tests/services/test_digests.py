"""The morning's message to those who run a host: at eight by its clock, once a day, where something takes place."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from db.models import Notification, TeamMember
from db.models.team import TeamRole
from scheduler.tasks import digests as tasks
from services import digests, notices
from services.notices import Notice, Obsolete
from tests.factories import NOW

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
EIGHT = NOW.replace(day=24, hour=7)
"""In Berlin, on Tuesday."""


@pytest.fixture
def owner(make):
    return make.user("Olga Owner", time_zone="Europe/Berlin")


@pytest.fixture
def session(make, owner):
    """Tuesday, 19:30 in Berlin."""
    return make.session(owner=owner, title="Monday Jam", capacity=10, starts_in=timedelta(days=1, hours=6, minutes=30))


def sweep(tx, now):
    owed = sum(digests.owe(tx, host_id, now=now) for host_id in digests.list_due(tx, now=now))
    tx.flush()
    return owed


def told(tx):
    return tx.scalars(select(Notification).where(Notification.kind == digests.KIND)).all()


def test_it_comes_at_eight_and_once(tx, session):
    assert [sweep(tx, EIGHT + step * MINUTE) for step in (-15, 0, 15, 60)] == [0, 1, 0, 0]


def test_it_tells_the_day_at_a_glance_as_it_is_then(tx, make, session):
    quota = make.quotas(session)[0]
    sweep(tx, EIGHT)
    for _ in range(10):
        make.booked(quota)
    make.waiting(quota)
    (row,) = told(tx)

    notice = notices.compose(tx, notification_id=row.id, now=EIGHT)

    assert isinstance(notice, Notice)
    assert notice.text == "<b>Today at Tanzfabrik</b>\n19:30 <b>Monday Jam</b> · 10/10, 1 waiting"
    session.status = "cancelled"
    tx.flush()
    assert notices.compose(tx, notification_id=row.id, now=EIGHT) == Obsolete("is no longer so")


def test_managers_hear_of_it_too_and_helpers_do_not(tx, make, owner, session):
    mia, ina = make.user("Mia"), make.user("Ina")
    for person, role in ((mia, TeamRole.MANAGER), (ina, TeamRole.INSTRUCTOR)):
        make.kept(TeamMember(host_id=session.host_id, user_id=person.id, role=role, created_at=NOW))

    sweep(tx, EIGHT)

    assert {row.user_id for row in told(tx)} == {owner.id, mia.id}


def test_a_morning_that_nobody_swept_is_made_up_for_until_noon(tx, session):
    assert sweep(tx, EIGHT + 4 * HOUR) == 0
    assert sweep(tx, EIGHT + 4 * HOUR - MINUTE) == 1


def test_a_day_without_sessions_or_of_a_host_put_away_brings_nothing(tx, make, session):
    assert sweep(tx, EIGHT + timedelta(days=1)) == 0
    host = make.tx.get_one(type(make.host()), session.host_id)
    host.deactivated_at = NOW
    tx.flush()

    assert sweep(tx, EIGHT) == 0


def test_who_wants_no_reminders_has_none_of_the_day(tx, owner, session):
    owner.wishes = {"telegram": {"reminders": False}}
    sweep(tx, EIGHT)

    assert notices.compose(tx, notification_id=told(tx)[0].id, now=EIGHT) == Obsolete("client preference")


async def test_ten_sweeps_at_once_tell_it_once(db, session):
    counts = await asyncio.gather(*(tasks.owe_due.original_func(db=db, now=EIGHT) for _ in range(10)))

    assert sum(counts) == 1
    assert await db.read(lambda tx: len(told(tx))) == 1
