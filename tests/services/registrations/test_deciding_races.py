"""Many decide at once: each request ends once, and what it held goes on once."""

import asyncio
from collections import Counter
from collections.abc import Coroutine
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from db.models import AuditEvent, Host, Notification, Quota, TeamMember
from db.models.registrations import Registration, Status
from db.models.series import BookingMode
from db.models.team import TeamRole
from services import checks, people, registrations, waitlist
from services.errors import DomainError, NothingToCancel
from services.errors.organizing import RequestOver
from services.people import Newcomer, Way
from tests.factories import NOW

pytestmark = pytest.mark.usefixtures("open_doors")
LATER = NOW + timedelta(minutes=10)


async def at_once(*acts: Coroutine[Any, Any, Any]) -> Counter[type]:
    outcomes = await asyncio.gather(*acts, return_exceptions=True)
    for outcome in outcomes:
        if isinstance(outcome, BaseException) and not isinstance(outcome, DomainError):
            raise outcome
    return Counter(type(outcome) for outcome in outcomes)


@pytest.fixture
def organizers(make) -> list[int]:
    """Ten people who decide about one series."""
    owner = make.user("Olga")
    make.quota(owner=owner, capacity=1, mode=BookingMode.APPROVAL)
    host = make.tx.query(Host).one()
    helpers = make.users(9)
    for person in helpers:
        make.kept(TeamMember(host_id=host.id, user_id=person.id, role=TeamRole.MANAGER, created_at=NOW))
    return [owner.id, *(person.id for person in helpers)]


@pytest.fixture
def quota(make, organizers) -> Quota:
    quota: Quota = make.tx.query(Quota).one()
    make.tx.commit()
    return quota


async def status(db, row: Registration) -> Status:
    return await db.read(lambda tx: tx.get_one(Registration, row.id).status)


async def happened(db, row: Registration, action: str) -> int:
    rows = select(func.count()).where(AuditEvent.subject_id == row.id, AuditEvent.action == action)
    return await db.read(lambda tx: tx.scalar(rows))


async def test_of_ten_who_decide_one_wins(db, make, organizers, quota):
    asked, waits = make.booked(quota), make.waiting(quota)
    given = {"registration_id": asked.id, "now": NOW}

    outcomes = await at_once(
        *(
            db.write(registrations.approve if number % 2 else registrations.reject, user_id=user_id, **given)
            for number, user_id in enumerate(organizers)
        )
    )

    assert outcomes == {Registration: 1, RequestOver: 9}
    ended = await status(db, asked)
    assert ended in {Status.CONFIRMED, Status.REJECTED}
    assert await status(db, waits) == (Status.WAITLISTED if ended == Status.CONFIRMED else Status.PENDING_APPROVAL)
    told = select(Notification.user_id).where(Notification.kind == "owner_pending_over")
    assert sorted(await db.read(lambda tx: tx.scalars(told).all())) == sorted(organizers)
    assert await db.read(checks.findings, now=LATER) == []


async def test_a_yes_and_taking_it_back_at_once_end_as_one_of_both(db, make, organizers, quota):
    asked = make.booked(quota)
    mine = {"registration_id": asked.id, "now": NOW}

    outcomes = await at_once(
        *(db.write(registrations.approve, user_id=user_id, **mine) for user_id in organizers),
        *(db.write(registrations.cancel, user_id=asked.user_id, **mine) for _ in range(10)),
    )

    assert await status(db, asked) == Status.CANCELLED
    assert outcomes[NothingToCancel] == 9
    approved = await happened(db, asked, "registration.confirmed")
    assert outcomes == {Registration: 1 + approved, RequestOver: 10 - approved, NothingToCancel: 9}
    assert await db.read(checks.findings, now=LATER) == []


async def test_one_place_is_given_by_hand_once(db, make, organizers, quota):
    make.booked(quota)
    waits = [make.waiting(quota) for _ in range(10)]
    await db.write(lambda tx: setattr(tx.get_one(Quota, quota.id), "capacity", 2))

    await at_once(
        *(
            db.write(waitlist.move_up, user_id=user_id, registration_id=row.id, now=NOW)
            for user_id, row in zip(organizers, waits, strict=True)
        )
    )

    outcomes = Counter([await status(db, row) for row in waits])
    assert outcomes == {Status.CONFIRMED: 1, Status.WAITLISTED: 9}
    assert await db.read(checks.findings, now=NOW) == []


async def test_ten_who_make_room_at_once_make_ten_places(db, make, organizers, quota):
    make.booked(quota)

    outcomes = await at_once(
        *(
            db.write(
                people.add, actor_id=user_id, quota_id=quota.id, who=Newcomer(f"P{user_id}"), way=Way.RAISE, now=NOW
            )
            for user_id in organizers
        )
    )

    assert outcomes == {Registration: 10}
    row = await db.read(lambda tx: tx.get_one(Quota, quota.id))
    assert (row.capacity, row.taken) == (11, 11)
    assert await db.read(checks.findings, now=NOW) == []


async def test_one_contact_added_by_ten_at_once_is_one_person(db, organizers, quota):
    contact = Newcomer("Ana", 4711)

    outcomes = await at_once(
        *(
            db.write(people.add, actor_id=user_id, quota_id=quota.id, who=contact, way=Way.RAISE, now=NOW)
            for user_id in organizers
        )
    )

    assert outcomes[Registration] == 1
    known = select(func.count()).where(Registration.quota_id == quota.id)
    assert await db.read(lambda tx: tx.scalar(known)) == 1
    assert await db.read(checks.findings, now=NOW) == []
