"""Many at once about one place's money, on both databases: one refund comes of it, and never more than was paid."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session as Tx

from db.models import Payment, Refund, Registration
from db.models.payments import RefundStatus
from db.models.registrations import Status
from db.models.series import BookingMode
from services import access, checks, registrations
from services.errors import DomainError, NothingToCancel, TooLateToUndo
from services.ports import PaidBack
from services.refunds import by_hand, sending, settling
from tests.factories import NOW
from tests.services.refunds.paying import paid

pytestmark = pytest.mark.usefixtures("open_doors")
SOON = NOW + timedelta(seconds=5)


@pytest.fixture
def place(make):
    """A paid place: its registration and payment, and who owns the host."""
    quota = make.quota(mode=BookingMode.PAID, price=1250)
    registration, payment = paid(make.tx, make, quota)
    owner_id = access.quota_to_book(make.tx, quota.id).owner_id
    make.commit()
    return registration, payment, owner_id


async def at_once(*acts):
    outcomes = await asyncio.gather(*acts, return_exceptions=True)
    for outcome in outcomes:
        if isinstance(outcome, BaseException) and not isinstance(outcome, DomainError):
            raise outcome
    return Counter(type(outcome) for outcome in outcomes)


def owed(engine):
    with engine.connect() as connection:
        live = select(func.sum(Refund.amount)).where(Refund.status != RefundStatus.WITHDRAWN)
        return connection.scalar(live), connection.scalar(select(Payment.refunded))


async def sound(db):
    found = await db.read(checks.findings, now=SOON)
    return [one for one in found if one.rule != "notification.stuck"]


async def test_ten_taps_on_cancel_owe_one_refund(db, engine, place):
    registration, _, _ = place
    mine = {"user_id": registration.user_id, "registration_id": registration.id}

    outcomes = await at_once(*(db.write(registrations.cancel, **mine, now=NOW) for _ in range(10)))

    assert outcomes == {Registration: 1, NothingToCancel: 9}
    assert owed(engine) == (1250, 1250)
    assert await sound(db) == []


async def test_ten_refunds_by_hand_at_once_are_one(db, engine, place):
    _, payment, owner_id = place
    given = {"user_id": owner_id, "payment_id": payment.id, "amount": 500, "left": 1250}

    outcomes = await at_once(*(db.write(by_hand.refund, **given, now=NOW) for _ in range(10)))

    assert outcomes[Refund] == 1
    assert owed(engine) == (500, 500)
    assert await sound(db) == []


async def test_refunds_by_hand_while_it_is_cancelled_sum_up_to_what_was_paid(db, engine, place):
    registration, payment, owner_id = place
    mine = {"user_id": registration.user_id, "registration_id": registration.id}
    given = {"user_id": owner_id, "payment_id": payment.id, "amount": 500, "left": 1250}

    await at_once(
        *(db.write(by_hand.refund, **given, now=NOW) for _ in range(9)),
        db.write(registrations.cancel, **mine, now=NOW),
        db.write(registrations.take_out, user_id=owner_id, registration_id=registration.id, now=NOW),
    )

    assert owed(engine) == (1250, 1250)
    assert await sound(db) == []


async def test_undo_against_sending_has_one_winner(db, engine, place):
    """Money that the provider was asked for is not with a place that was taken back, whoever came first."""
    registration, _, _ = place
    mine = {"user_id": registration.user_id, "registration_id": registration.id}
    await db.write(registrations.cancel, **mine, now=NOW)
    with engine.begin() as connection:
        connection.execute(update(Refund).values(due_at=NOW))  # as if two minutes were over

    sent: list[int] = []
    await at_once(
        *(db.write(registrations.undo, **mine, now=SOON) for _ in range(3)),
        *(_send(db, sent, after=tenth / 400) for tenth in range(10)),
    )

    with engine.connect() as connection:
        outcome = (connection.scalar(select(Registration.status)), connection.scalar(select(Refund.status)))
    if sent:
        assert outcome == (Status.CANCELLED, RefundStatus.SUCCEEDED)
    else:
        assert outcome == (Status.CONFIRMED, RefundStatus.WITHDRAWN)
    assert await sound(db) == []


async def test_undo_waits_for_a_worker_that_has_the_refund_in_hand(db, engine, place):
    registration, _, _ = place
    mine = {"user_id": registration.user_id, "registration_id": registration.id}
    await db.write(registrations.cancel, **mine, now=NOW)
    with Tx(engine) as worker:
        worker.execute(update(Refund).values(due_at=NOW))
        assert len(sending.claim_due(worker, now=SOON)) == 1
        undoing = asyncio.create_task(db.write(registrations.undo, **mine, now=SOON))
        await asyncio.sleep(0.3)
        assert not undoing.done()
        worker.commit()

    with pytest.raises(TooLateToUndo):
        await undoing


async def _send(db, sent, *, after):
    """As a worker does, so many seconds later: an undo has to be met on its way."""
    await asyncio.sleep(after)
    for order in await db.write(sending.claim_due, now=SOON):
        sent.append(order.refund_id)
        await db.write(settling.settle, order.refund_id, outcome=PaidBack(f"re_{order.refund_id}"), now=SOON)
