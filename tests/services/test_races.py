"""Many people at once over `db.write`, on both databases: nobody gets a place twice, no place is sold twice.

Each race was seen to fail once without its guard. The control test below keeps one such failure: it proves that the
crowd really meets.
"""

import asyncio
import time
from collections import Counter
from collections.abc import Coroutine, Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, func, select, text, update
from sqlalchemy.exc import IntegrityError

from db import Database
from db.engine import Tx
from db.models import AuditEvent, Notification, Quota, Registration, User
from db.models.registrations import TAKES_PLACE, Status
from services import access, checks, privacy, quotas, registrations, sessions, waitlist
from services.errors import (
    AlreadyRegistered,
    AlreadyWaiting,
    DomainError,
    OverlappingRegistration,
    PlaceIsFree,
    SessionCancelled,
    SessionFull,
)
from services.registrations.booking import new
from tests.factories import NOW

ON_SQLITE = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
ON_POSTGRES = pytest.mark.parametrize(
    "backend", [pytest.param("postgres", marks=pytest.mark.needs("postgresql"))], indirect=True
)
LATER = NOW + timedelta(minutes=10)


pytestmark = pytest.mark.usefixtures("open_doors")


async def at_once(*acts: Coroutine[Any, Any, Any]) -> Counter[type]:
    """Run acts together; counts what came of them by type. What is no refusal is a failure."""
    outcomes = await asyncio.gather(*acts, return_exceptions=True)
    for outcome in outcomes:
        if isinstance(outcome, BaseException) and not isinstance(outcome, DomainError):
            raise outcome
    return Counter(type(outcome) for outcome in outcomes)


def book(db: Database, person: User, quota: Quota) -> Coroutine[Any, Any, Registration]:
    return db.write(registrations.book, user_id=person.id, quota_id=quota.id, now=NOW)


def join(db: Database, person: User, quota: Quota) -> Coroutine[Any, Any, Registration]:
    return db.write(waitlist.join, user_id=person.id, quota_id=quota.id, now=NOW)


def cancel(db: Database, booked: Registration) -> Coroutine[Any, Any, Registration]:
    return db.write(registrations.cancel, user_id=booked.user_id, registration_id=booked.id, now=NOW)


async def counts(db: Database, quota: Quota) -> tuple[int, int]:
    row = await db.read(lambda tx: tx.get_one(Quota, quota.id))
    return row.taken, row.waiting


async def by_status(db: Database) -> dict[Status, int]:
    number = func.count().label("number")
    rows = await db.read(lambda tx: tx.execute(select(Registration.status, number).group_by(Registration.status)).all())
    return {row.status: row.number for row in rows}


async def statuses(db: Database, rows: Sequence[Registration]) -> list[Status]:
    ids = [row.id for row in rows]
    found = select(Registration).where(Registration.id.in_(ids)).order_by(Registration.id)
    return [row.status for row in await db.read(lambda tx: tx.scalars(found).all())]


async def assert_sound(db: Database) -> None:
    assert await db.read(checks.findings, now=LATER) == []


@pytest.mark.parametrize("places", [1, 5, 20])
async def test_forty_contenders_get_exactly_as_many_places_as_there_are(db, make, places):
    quota, people = make.quota(capacity=places), make.users(40)

    outcomes = await at_once(*(book(db, person, quota) for person in people))

    assert outcomes == {Registration: places, SessionFull: 40 - places}
    assert await by_status(db) == {Status.CONFIRMED: places}
    assert await counts(db, quota) == (places, 0)
    await assert_sound(db)


async def test_one_person_tapping_forty_times_gets_one_place(db, make):
    quota, person = make.quota(capacity=50), make.user()

    outcomes = await at_once(*(book(db, person, quota) for _ in range(40)))

    assert outcomes == {Registration: 1, AlreadyRegistered: 39}
    assert await counts(db, quota) == (1, 0)
    await assert_sound(db)


async def test_one_person_joining_forty_times_waits_once(db, make):
    quota, person = make.quota(capacity=1), make.user()
    make.booked(quota)

    outcomes = await at_once(*(join(db, person, quota) for _ in range(40)))

    assert outcomes == {Registration: 1, AlreadyWaiting: 39}
    assert await counts(db, quota) == (1, 1)
    await assert_sound(db)


async def test_one_person_books_two_sessions_at_the_same_time_once(db, make):
    pair = [make.quota(capacity=5, starts_in=timedelta(days=2, minutes=30 * index)) for index in range(2)]
    person = make.user()

    outcomes = await at_once(*(book(db, person, pair[index % 2]) for index in range(20)))

    assert (outcomes[Registration], set(outcomes)) == (1, {Registration, AlreadyRegistered, OverlappingRegistration})
    assert sum([(await counts(db, quota))[0] for quota in pair]) == 1
    await assert_sound(db)


async def test_nobody_waits_beside_a_free_place_after_twenty_cancel_while_twenty_join(db, make):
    quota = make.quota(capacity=20)
    booked = [make.booked(quota) for _ in range(20)]
    people = make.users(20)

    pairs = zip(booked, people, strict=True)
    outcomes = await at_once(*(act for row, person in pairs for act in (cancel(db, row), join(db, person, quota))))

    joined = outcomes[Registration] - 20
    assert outcomes == {Registration: 20 + joined, PlaceIsFree: 20 - joined}
    assert await counts(db, quota) == (joined, 0)
    await assert_sound(db)


async def test_nobody_overtakes_whoever_waits_while_places_come_free(db, make):
    quota = make.quota(capacity=20)
    booked = [make.booked(quota) for _ in range(20)]
    waits = [make.waiting(quota) for _ in range(20)]
    newcomers = make.users(20)

    outcomes = await at_once(
        *(
            act
            for pair in zip(booked, newcomers, strict=True)
            for act in (cancel(db, pair[0]), book(db, pair[1], quota))
        )
    )

    assert outcomes == {Registration: 20, SessionFull: 20}
    assert await counts(db, quota) == (20, 0)
    assert await statuses(db, waits) == [Status.CONFIRMED] * 20
    await assert_sound(db)


async def test_nobody_is_in_a_session_that_is_cancelled_while_forty_book(db, make):
    owner = make.user()
    session = make.session(owner=owner, capacity=40)
    [quota] = make.quotas(session)
    people = make.users(40)
    cancelling = db.write(sessions.cancel, user_id=owner.id, session_id=session.id, now=NOW)

    acts = [book(db, person, quota) for person in people]
    outcomes = await at_once(*acts[:10], cancelling, *acts[10:])

    booked = outcomes[Registration]
    assert outcomes == Counter({Registration: booked, SessionCancelled: 40 - booked, int: 1})
    assert await by_status(db) in ({}, {Status.CANCELLED: outcomes[Registration]})
    assert await counts(db, quota) == (0, 0)
    told = select(func.count()).where(Notification.kind == "session_cancelled")
    assert await db.read(lambda tx: tx.scalar(told)) == outcomes[Registration]
    await assert_sound(db)


@pytest.mark.parametrize("free", [1, 3])
async def test_sweeps_that_come_at_once_promote_each_once(db, make, free):
    quota = make.quota(capacity=1)
    make.booked(quota)
    for _ in range(5):
        make.waiting(quota)
    await db.write(lambda tx: tx.execute(update(Quota).values(capacity=1 + free)) and None)

    sweeps = (db.write(waitlist.sweep, quota_id=quota.id, now=NOW) for _ in range(10))
    outcomes = await asyncio.gather(*sweeps)

    assert sorted(outcomes) == [0] * 9 + [free]
    assert await counts(db, quota) == (1 + free, 5 - free)
    promoted = select(func.count()).where(AuditEvent.data["reason"].as_string() == "promoted")
    assert await db.read(lambda tx: tx.scalar(promoted)) == free
    await assert_sound(db)


async def test_one_who_cancels_ten_times_at_once_frees_one_place(db, make):
    quota = make.quota(capacity=2)
    leaves, _ = make.booked(quota), make.booked(quota)
    waits = [make.waiting(quota) for _ in range(3)]

    outcomes = await asyncio.gather(*(cancel(db, leaves) for _ in range(10)), return_exceptions=True)

    assert Counter(type(outcome).__name__ for outcome in outcomes) == {"Registration": 1, "NothingToCancel": 9}
    assert await statuses(db, waits) == [Status.CONFIRMED, Status.WAITLISTED, Status.WAITLISTED]
    await assert_sound(db)


async def test_one_who_leaves_the_line_ten_times_at_once_leaves_it_once(db, make):
    quota = make.quota(capacity=1)
    make.booked(quota)
    waits = [make.waiting(quota) for _ in range(3)]

    outcomes = await asyncio.gather(*(cancel(db, waits[0]) for _ in range(10)), return_exceptions=True)

    assert Counter(type(outcome).__name__ for outcome in outcomes) == {"Registration": 1, "NothingToCancel": 9}
    assert await counts(db, quota) == (1, 2)
    await assert_sound(db)


async def test_whoever_is_promoted_into_two_sessions_at_once_gets_one(db, make):
    pair = [make.quota(capacity=10, starts_in=timedelta(days=2, minutes=30 * index)) for index in range(2)]
    booked = [make.booked(quota) for _ in range(10) for quota in pair]
    people = make.users(10)
    for person in people:
        for quota in pair:
            make.waiting(quota, person)

    assert await at_once(*(cancel(db, row) for row in booked)) == {Registration: 20}

    assert sum([(await counts(db, quota))[0] for quota in pair]) == 10
    confirmed = select(func.count(Registration.user_id.distinct())).where(Registration.status == Status.CONFIRMED)
    assert await db.read(lambda tx: tx.scalar(confirmed)) == 10
    await assert_sound(db)


@ON_POSTGRES
async def test_whoever_books_while_a_place_is_being_given_back_waits_for_it(db, make, engine):
    quota, person = make.quota(capacity=1), make.user()
    make.booked(quota)
    with Tx(engine) as holder:
        quotas.give_back(holder, quota.id, 1)
        booking = asyncio.create_task(book(db, person, quota))
        await asyncio.to_thread(until_somebody_waits, engine)
        holder.commit()

        assert (await booking).status == Status.CONFIRMED


@ON_POSTGRES
async def test_an_erasure_goes_on_where_a_registration_ends_meanwhile(db, make, engine):
    person = make.user("Xanthippe")
    booked = make.booked(make.quota(), person)
    with Tx(engine) as holder:
        registrations.cancel(holder, user_id=person.id, registration_id=booked.id, now=NOW)
        erasing = asyncio.create_task(db.write(privacy.erase, user_id=person.id, now=NOW))
        await asyncio.to_thread(until_somebody_waits, engine)
        holder.commit()

        await erasing
    assert (await db.read(lambda tx: tx.get_one(User, person.id))).name == "?"
    await assert_sound(db)


def until_somebody_waits(engine: Engine) -> None:
    """Block until a lock of this database is waited for."""
    waiting = text(
        "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)"
        " WHERE NOT granted AND datname = current_database()"
    )
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        while not connection.scalar(waiting):
            time.sleep(0.01)


def book_unguarded(tx: Tx, *, user_id: int, quota_id: int, now: datetime) -> Registration:
    """A booking as it is often written: it looks, then writes down what it saw; nothing keeps the two together."""
    quota = access.quota_to_book(tx, quota_id)
    taken = select(func.count()).where(Registration.quota_id == quota_id, Registration.status.in_(TAKES_PLACE))
    if (tx.scalar(taken) or 0) + 1 > quota.capacity:
        raise SessionFull(quota.id, quota_id, "", 0)
    registration = new(quota, user_id=user_id, places=1, status=Status.CONFIRMED, now=now)
    tx.add(registration)
    tx.flush()
    return registration


@ON_POSTGRES
async def test_control_the_crowd_oversells_a_booking_without_guard(db, make):
    quota, people = make.quota(capacity=5), make.users(40)

    acts = (db.write(book_unguarded, user_id=person.id, quota_id=quota.id, now=NOW) for person in people)
    outcomes = await at_once(*acts)

    assert outcomes[Registration] > 5
    assert "quota.taken" in {finding.rule for finding in await db.read(checks.findings, now=NOW)}


@ON_POSTGRES
async def test_control_the_database_refuses_a_counter_without_guard(db, make):
    quota, people = make.quota(capacity=5), make.users(40)

    def take_unguarded(tx: Tx) -> bool:
        seen = tx.scalar(select(Quota.taken).where(Quota.id == quota.id)) or 0
        if seen + 1 > quota.capacity:
            return False
        tx.execute(update(Quota).where(Quota.id == quota.id).values(taken=Quota.taken + 1))
        return True

    outcomes = await asyncio.gather(*(db.write(take_unguarded) for _ in people), return_exceptions=True)

    assert Counter(map(type, outcomes))[IntegrityError] > 0
    assert await counts(db, quota) == (5, 0)


@ON_SQLITE
async def test_control_the_crowd_oversells_where_looking_and_writing_are_two(db, make):
    """SQLite's acts are one after the other, so the guard that is taken out is that: each looks, then each writes."""
    quota, people = make.quota(capacity=5), make.users(40)
    gate = asyncio.Barrier(len(people))

    async def look_then_write(person: User) -> bool:
        taken = select(func.count()).where(Registration.quota_id == quota.id)
        seen = await db.read(lambda tx: tx.scalar(taken))
        await gate.wait()
        if seen >= 5:
            return False
        await db.write(write_down, user_id=person.id, quota_id=quota.id, now=NOW)
        return True

    assert sum(await asyncio.gather(*(look_then_write(person) for person in people))) > 5
    assert "quota.taken" in {finding.rule for finding in await db.read(checks.findings, now=NOW)}


def write_down(tx: Tx, *, user_id: int, quota_id: int, now: datetime) -> None:
    tx.add(new(access.quota_to_book(tx, quota_id), user_id=user_id, places=1, status=Status.CONFIRMED, now=now))
