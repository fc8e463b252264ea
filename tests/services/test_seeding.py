"""Test data in bulk: as many as were asked for, and consistent."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from db.models import Host, Notification, Quota, Registration, Series, Session, User
from db.models.notifications import NotificationStatus
from db.models.registrations import Status
from services import checks, registrations, seeding
from services.seeding import BATCH, Batch, Plan, Seeded
from tests.factories import NOW

START = NOW + timedelta(days=1)


def seed(tx, plan, *, size=BATCH) -> list[Seeded]:
    seeded = seeding.plan_sessions(tx, plan=plan, now=NOW)
    batches = seeding.batches(plan, seeded, size=size)
    made = sum(seeding.fill(tx, batch=batch, plan=plan, now=NOW) for batch in batches)
    assert made == plan.registrations
    return seeded


def by_status(tx, session_id) -> dict[Any, int]:
    counts = select(Registration.status, func.count().label("number")).where(Registration.session_id == session_id)
    return {row.status: row.number for row in tx.execute(counts.group_by(Registration.status))}


def test_seed_makes_series_with_sessions_on_consecutive_days(tx):
    seeded = seed(tx, Plan(start=START, series=2, sessions=3, capacity=4, price=1250, currency="CHF"))

    assert len(seeded) == 6
    for index, made in enumerate(seeded):
        session, quota = tx.get(Session, made.session_id), tx.get(Quota, made.quota_ids[0])
        series = tx.get(Series, session.series_id)
        assert (made.series_code, made.session_code, len(made.quota_ids)) == (series.code, session.code, 1)
        assert (session.starts_at, quota.capacity) == (START + timedelta(days=index % 3), 4)
        assert (series.price, series.currency) == (1250, "CHF")
    assert len({made.series_code for made in seeded}) == 2
    assert checks.findings(tx, now=NOW) == []


def test_seed_without_registrations_makes_none(tx):
    plan = Plan(start=START)

    seeded = seed(tx, plan)

    assert (len(seeded), tx.query(Registration).count(), list(seeding.batches(plan, []))) == (10, 0, [])


def test_seed_spreads_registrations_and_fills_places_before_the_waitlist(tx):
    seeded = seed(tx, Plan(start=START, series=2, sessions=2, capacity=3, registrations=18))

    assert [by_status(tx, made.session_id) for made in seeded] == [
        {Status.CONFIRMED: 3, Status.WAITLISTED: 2},
        {Status.CONFIRMED: 3, Status.WAITLISTED: 2},
        {Status.CONFIRMED: 3, Status.WAITLISTED: 1},
        {Status.CONFIRMED: 3, Status.WAITLISTED: 1},
    ]
    assert checks.findings(tx, now=NOW) == []
    row = tx.query(Registration).first()
    assert (row.places, row.price, row.starts_at, row.booked_at) == (1, 0, START, NOW)


def test_seed_goes_on_where_the_batch_before_it_ended(tx):
    [made] = seed(tx, Plan(start=START, sessions=1, capacity=11, registrations=23), size=10)

    assert by_status(tx, made.session_id) == {Status.CONFIRMED: 11, Status.WAITLISTED: 12}
    assert checks.findings(tx, now=NOW) == []


def test_batches_are_of_people_who_go_to_all_sessions_of_one_series():
    plan = Plan(start=START, series=2, sessions=2, registrations=BATCH * 2 + 2)
    seeded = [Seeded("S", "C", number, [number]) for number in range(4)]

    assert list(seeding.batches(plan, seeded)) == [
        Batch(0, ((0, BATCH // 2), (1, BATCH // 2))),
        Batch(BATCH // 2, ((0, 1), (1, 1))),
        Batch(0, ((2, BATCH // 2), (3, BATCH // 2))),
    ]


def test_seed_writes_to_nobody(tx):
    seed(tx, Plan(start=START, sessions=1, capacity=1, registrations=3))

    promised = tx.query(Notification).order_by(Notification.id).all()
    assert [(row.kind, row.status, row.reason) for row in promised] == [
        ("registration_confirmed", NotificationStatus.SKIPPED, "test data"),
        ("registration_waitlisted", NotificationStatus.SKIPPED, "test data"),
        ("registration_waitlisted", NotificationStatus.SKIPPED, "test data"),
    ]
    assert [person.telegram_id for person in tx.query(User)] == [None] * 4
    assert "owed" not in tx.info


def test_seed_gives_everything_to_the_owner_who_is_named(tx, make):
    owner = make.user(telegram_id=77)
    seed(tx, Plan(start=START, sessions=1, owner_telegram_id=77))
    seed(tx, Plan(start=START, sessions=1, owner_telegram_id=88))

    known, stranger = tx.query(Host).order_by(Host.id)
    assert known.owner_id == owner.id
    assert tx.get(User, stranger.owner_id).telegram_id == 88


def test_seed_keeps_the_time_of_day_when_the_clocks_change(tx):
    start = datetime(2027, 3, 27, 18, 0, tzinfo=UTC)

    seeded = seed(tx, Plan(start=start, sessions=2, time_zone="Europe/Berlin"))

    assert [tx.get(Session, made.session_id).starts_at for made in seeded] == [
        start,
        datetime(2027, 3, 28, 17, 0, tzinfo=UTC),
    ]


def test_seeded_people_move_up_like_everybody(tx):
    seed(tx, Plan(start=START, sessions=1, capacity=1, registrations=3))
    first, second, third = tx.query(Registration).order_by(Registration.id)

    registrations.cancel(tx, user_id=first.user_id, registration_id=first.id, now=NOW)
    tx.flush()

    assert [row.status for row in (first, second, third)] == [
        Status.CANCELLED,
        Status.CONFIRMED,
        Status.WAITLISTED,
    ]
    assert checks.findings(tx, now=NOW) == []


@pytest.mark.parametrize("registrations_in_all", [1, 25])
async def test_seed_runs_in_acts_of_its_own(db, registrations_in_all):
    plan = Plan(start=START, sessions=2, capacity=5, registrations=registrations_in_all)

    seeded = await db.write(seeding.plan_sessions, plan=plan, now=NOW)
    for batch in seeding.batches(plan, seeded):
        await db.write(seeding.fill, batch=batch, plan=plan, now=NOW)

    assert await db.read(checks.findings, now=NOW) == []
    assert await db.read(lambda tx: tx.query(Registration).count()) == registrations_in_all
