"""Test data in bulk: series, their sessions, and people who fill them and wait in line.

    seeded = await db.write(seeding.plan_sessions, plan=plan, now=now)
    for batch in seeding.batches(plan, seeded):
        await db.write(seeding.fill, batch=batch, plan=plan, now=now)

Each act leaves everything consistent. Nobody who is made here has a Telegram identity: no stranger is ever written to.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select

from db.engine import Facts, Tx
from db.models import AuditEvent, Host, Notification, Quota, Registration, Series, User
from db.models.notifications import NotificationStatus
from db.models.registrations import Status
from db.queries import users as user_queries
from services import access, codes, quotas, sessions
from services.registrations.booking import new

BATCH = 5000
"""Registrations that one act makes, about: short enough to let others write in between."""
CAUSE = "seed"
NOTICES = {Status.CONFIRMED: "registration_confirmed", Status.WAITLISTED: "registration_waitlisted"}


@dataclass(frozen=True, slots=True)
class Plan:
    """What to make: `sessions` per series on consecutive days, `registrations` in all, `price` in minor units."""

    start: datetime
    series: int = 1
    sessions: int = 10
    capacity: int = 10
    registrations: int = 0
    price: int = 0
    currency: str = "EUR"
    time_zone: str = "UTC"
    owner_telegram_id: int | None = None


@dataclass(frozen=True, slots=True)
class Seeded:
    """A session that was made."""

    series_code: str
    session_code: str
    session_id: int
    quota_ids: list[int]


@dataclass(frozen=True, slots=True)
class Batch:
    """New people who register for the same sessions: the first person's number, and how many go to each quota."""

    first: int
    shares: tuple[tuple[int, int], ...]

    @property
    def people(self) -> int:
        return max(count for _, count in self.shares)


def plan_sessions(tx: Tx, *, plan: Plan, now: datetime) -> list[Seeded]:
    """An act: the owner, a host, its series and their sessions, without any registration yet."""
    host = _host(tx, plan, now=now)
    return [seeded for number in range(plan.series) for seeded in _series(tx, plan, host, number, now=now)]


def batches(plan: Plan, seeded: Sequence[Seeded], *, size: int = BATCH) -> Iterator[Batch]:
    """Who registers where, about `size` at a time. People of one series go to all its sessions, which never overlap."""
    if not seeded:
        return
    each, rest = divmod(plan.registrations, len(seeded))
    counts = [each + (index < rest) for index in range(len(seeded))]
    people = max(1, size // plan.sessions)
    for begin in range(0, len(seeded), plan.sessions):
        shares = [
            (session.quota_ids[0], count)
            for session, count in zip(
                seeded[begin : begin + plan.sessions], counts[begin : begin + plan.sessions], strict=True
            )
        ]
        for first in range(0, shares[0][1], people):
            now_in = tuple((quota, min(people, count - first)) for quota, count in shares if count > first)
            yield Batch(first, now_in)


def fill(tx: Tx, *, batch: Batch, plan: Plan, now: datetime) -> int:
    """An act: make the batch's people and register them, with a place while there is one; returns how many it made."""
    people = _people(tx, batch, now=now)
    for quota_id, count in batch.shares:
        _register(tx, quota_id, people[:count], plan.capacity, batch.first, now=now)
    return sum(count for _, count in batch.shares)


def _host(tx: Tx, plan: Plan, *, now: datetime) -> Host:
    owner = plan.owner_telegram_id and user_queries.find_by_telegram_id(tx, plan.owner_telegram_id)
    if not owner:
        owner = User(
            telegram_id=plan.owner_telegram_id,
            name="Test Owner",
            language="en",
            time_zone=plan.time_zone,
            created_at=now,
        )
        tx.add(owner)
        tx.flush()
    host = Host(
        code=codes.new(),
        owner_id=owner.id,
        name="Test Host",
        time_zone=plan.time_zone,
        currency=plan.currency,
        created_at=now,
    )
    tx.add(host)
    tx.flush()
    return host


def _series(tx: Tx, plan: Plan, host: Host, number: int, *, now: datetime) -> Iterator[Seeded]:
    series = Series(
        code=codes.new(),
        host_id=host.id,
        title=f"Test Series {number + 1}",
        duration_minutes=120,
        price=plan.price,
        currency=plan.currency,
        quotas=[{"name": "", "capacity": plan.capacity}],
        created_at=now,
    )
    tx.add(series)
    tx.flush()
    first = plan.start.astimezone(ZoneInfo(plan.time_zone))
    for day in range(plan.sessions):
        session = sessions.schedule(
            tx,
            series_id=series.id,
            starts_at=first + timedelta(days=day),  # the same time by the clock on the wall
            time_zone=plan.time_zone,
            actor_id=host.owner_id,
            now=now,
        )
        tx.flush()
        quota_ids = tx.scalars(select(Quota.id).where(Quota.session_id == session.id)).all()
        yield Seeded(series.code, session.code, session.id, list(quota_ids))


def _people(tx: Tx, batch: Batch, *, now: datetime) -> Sequence[int]:
    """New people; returns their ids."""
    profiles = [
        {"name": f"Person {batch.first + index + 1}", "language": "en", "time_zone": "UTC", "created_at": now}
        for index in range(batch.people)
    ]
    return tx.scalars(insert(User).returning(User.id), profiles).all()


def _register(tx: Tx, quota_id: int, people: Sequence[int], capacity: int, first: int, *, now: datetime) -> None:
    """Register people for a quota, before whom `first` others came."""
    quota = access.quota_to_book(tx, quota_id)
    seated = min(len(people), max(0, capacity - first))
    quotas.let_in(tx, quota_id, places=seated, waiting=len(people) - seated)
    made = [_registration(quota, person, has_place=index < seated, now=now) for index, person in enumerate(people)]
    tx.add_all(made)
    tx.flush()
    tx.execute(insert(AuditEvent), [_booked(registration, now=now) for registration in made])
    tx.execute(insert(Notification), [_not_sent(registration, now=now) for registration in made])
    tx.expunge_all()


def _registration(quota: Facts, person: int, *, has_place: bool, now: datetime) -> Registration:
    status = Status.CONFIRMED if has_place else Status.WAITLISTED
    registration = new(quota, user_id=person, places=1, status=status, now=now)
    registration.confirmed_at, registration.waitlisted_at = (now, None) if has_place else (None, now)
    return registration


def _booked(registration: Registration, *, now: datetime) -> dict[str, Any]:
    return {
        "action": f"registration.{registration.status}",
        "actor_id": registration.user_id,
        "subject_type": "registration",
        "subject_id": registration.id,
        "cause": CAUSE,
        "data": {},
        "at": now,
    }


def _not_sent(registration: Registration, *, now: datetime) -> dict[str, Any]:
    """The promise that every registration comes with, done with before anybody could read it."""
    kind = NOTICES[registration.status]
    return {
        "user_id": registration.user_id,
        "registration_id": registration.id,
        "channel": "telegram",
        "kind": kind,
        "dedupe_key": f"{registration.user_id}:{kind}:{registration.id}",
        "data": {},
        "status": NotificationStatus.SKIPPED,
        "reason": "test data",
        "due_at": now,
        "created_at": now,
    }
