"""Undo: the same place back, for half a minute, while nobody has been given it."""

import asyncio
from datetime import timedelta

import pytest

from db.models import AuditEvent, Notification, Quota, Registration
from db.models.registrations import Status
from services import checks, registrations
from services.errors import (
    AlreadyRegistered,
    NotFound,
    OverlappingRegistration,
    SessionCancelled,
    SessionFull,
    TooLateToUndo,
)
from services.sessions import cancel as cancel_session
from tests.factories import NOW

SECOND = timedelta(seconds=1)


def cancel(tx, registration, *, now=NOW) -> Registration:
    row = registrations.cancel(tx, user_id=registration.user_id, registration_id=registration.id, now=now)
    tx.flush()
    return row


def undo(tx, registration, *, now=NOW) -> Registration:
    return registrations.undo(tx, user_id=registration.user_id, registration_id=registration.id, now=now)


def test_undo_takes_the_same_place_back(tx, make):
    quota = make.quota(capacity=1, starts_in=timedelta(hours=2))
    booked = make.booked(quota)
    reference = booked.reference
    cancel(tx, booked)
    assert booked.is_late_cancellation

    undo(tx, booked, now=NOW + registrations.UNDO_WITHIN)

    tx.flush()
    tx.refresh(quota)
    assert (booked.status, booked.reference, booked.cancelled_at) == (Status.CONFIRMED, reference, None)
    assert booked.is_late_cancellation is False
    assert (quota.taken, quota.waiting) == (1, 0)
    steps = tx.query(AuditEvent).filter_by(subject_type="registration").order_by(AuditEvent.id)
    assert [(one.action, one.data.get("reason")) for one in steps] == [
        ("registration.confirmed", None),
        ("registration.cancelled", None),
        ("registration.confirmed", "undone"),
    ]
    assert checks.findings(tx, now=NOW) == []


def test_what_was_undone_can_be_cancelled_and_undone_again(tx, make):
    booked = make.booked(make.quota())

    for _ in range(3):
        cancel(tx, booked)
        undo(tx, booked)
    cancel(tx, booked)

    kinds = [row.kind for row in tx.query(Notification).filter_by(user_id=booked.user_id).order_by(Notification.id)]
    assert kinds == ["registration_confirmed", *["registration_cancelled", "registration_undone"] * 3, kinds[1]]
    assert checks.findings(tx, now=NOW) == []


def test_undo_is_over_after_half_a_minute(tx, make):
    booked = cancel(tx, make.booked(make.quota()))

    with pytest.raises(TooLateToUndo):
        undo(tx, booked, now=NOW + registrations.UNDO_WITHIN + SECOND)


def test_undo_is_over_once_somebody_has_the_place(tx, make):
    quota = make.quota(capacity=1)
    booked = make.booked(quota)
    make.waiting(quota)
    cancel(tx, booked)

    with pytest.raises(TooLateToUndo):
        undo(tx, booked)


def test_undo_works_while_nobody_in_the_line_could_take_the_place(tx, make):
    quota, person = make.quota(capacity=1), make.user()
    booked = make.booked(quota)
    waits = make.waiting(quota, person)
    person.blocked_at = NOW
    cancel(tx, booked)

    undo(tx, booked)

    assert (booked.status, waits.status) == (Status.CONFIRMED, Status.WAITLISTED)


def test_undo_is_for_ones_own_cancellation_of_a_place(tx, make):
    owner = make.user()
    session = make.session(owner=owner, capacity=1)
    quota = make.quotas(session)[0]
    booked = make.booked(quota)
    left = cancel(tx, make.waiting(quota))

    with pytest.raises(NotFound):
        registrations.undo(tx, user_id=make.user().id, registration_id=booked.id, now=NOW)
    with pytest.raises(AlreadyRegistered):
        undo(tx, booked)
    with pytest.raises(TooLateToUndo):
        undo(tx, left)
    cancel_session(tx, user_id=owner.id, session_id=session.id, now=NOW)
    with pytest.raises(SessionCancelled):
        undo(tx, booked)


def test_undo_refuses_who_is_elsewhere_by_now(tx, make):
    person = make.user()
    booked = cancel(tx, make.booked(make.quota(), person))
    make.booked(make.quota(), person)

    with pytest.raises(OverlappingRegistration):
        undo(tx, booked)


async def test_undo_and_ten_who_want_the_place_have_one_winner(db, make):
    quota = make.quota(capacity=1)
    booked = make.booked(quota)
    await db.write(registrations.cancel, user_id=booked.user_id, registration_id=booked.id, now=NOW)
    people = make.users(10)

    outcomes = await asyncio.gather(
        *(db.write(registrations.book, user_id=one.id, quota_id=quota.id, now=NOW) for one in people[:5]),
        db.write(registrations.undo, user_id=booked.user_id, registration_id=booked.id, now=NOW),
        *(db.write(registrations.book, user_id=one.id, quota_id=quota.id, now=NOW) for one in people[5:]),
        return_exceptions=True,
    )

    assert sum(isinstance(one, Registration) for one in outcomes) == 1
    assert {type(one) for one in outcomes} <= {Registration, SessionFull, TooLateToUndo}
    assert await db.read(lambda tx: tx.get(Quota, quota.id).taken) == 1
    assert await db.read(checks.findings, now=NOW) == []
