"""Refunds as Stripe has them, at a Stripe of one's own: which of them are ours, and what became of those."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.gateways.stripe import TIMEOUT
from db.models import Host, Refund
from db.models.payments import Provider, RefundCause, RefundStatus
from db.models.series import BookingMode
from services.ports import PaidBack
from services.refunds import by_hand, owing, sending, there
from tests.factories import NOW
from tests.services.payments.conftest import clock, gateway, local
from tests.services.refunds.paying import paid

__all__ = ["clock", "gateway", "local"]


@pytest.fixture
def payment(make, local):
    _, payment = paid(make.tx, make, make.quota(mode=BookingMode.PAID, price=1250))
    payment.provider_charge_id = local.charge_card(1250, "EUR")
    make.commit()
    return payment


@pytest.fixture
def note(db, gateway):
    async def note(payment):
        for one in await gateway.find_refunds(payment.provider_charge_id):
            await db.write(there.note, one, now=NOW)

    return note


def states(make):
    found = {one.amount: one.status for one in make.tx.execute(select(Refund.amount, Refund.status))}
    make.commit()
    return found


async def test_one_that_failed_at_the_dashboard_is_not_ours_of_the_same_amount(make, local, payment, note):
    owing.owe(make.tx, payment, 250, RefundCause.BY_HAND, due_at=NOW + timedelta(hours=1), now=NOW)
    make.commit()
    local.next_refund("failed")
    local.refund_at_dashboard(payment.provider_charge_id, 250)

    await note(payment)

    assert states(make) == {250: RefundStatus.OWED}


class Slow:
    """Takes a second for the first; keeps until when each is leased while it is asked for."""

    def __init__(self, db):
        self.db, self.leased_until = db, []

    async def refund(self, back):
        find = select(Refund.leased_until).where(Refund.reference == back.reference)
        self.leased_until.append(await self.db.read(lambda tx: tx.scalar(find)))
        if len(self.leased_until) == 1:
            await asyncio.sleep(1.1)
        return PaidBack(f"re_{back.reference}")


async def test_each_batch_is_leased_from_when_it_begins_and_for_long_enough(db, make, payment):
    for _ in range(sending.BATCH + 1):
        owing.owe(make.tx, payment, 100, RefundCause.BY_HAND, now=NOW)
    make.commit()
    slow = Slow(db)

    assert await sending.send_due(db, {Provider.TELEGRAM: slow}, now=NOW) == sending.BATCH + 1

    *first, last = slow.leased_until
    assert set(first) == {NOW + sending.LEASE}
    assert last > NOW + sending.LEASE
    longest = timedelta(seconds=3 * TIMEOUT)
    assert sending.BATCH * longest < sending.LEASE


async def test_what_failed_before_does_not_fail_what_is_tried_again(db, make, local, gateway, payment, note):
    refund = owing.owe(make.tx, payment, 250, RefundCause.BY_HAND, now=NOW)
    make.commit()
    local.next_refund("failed")
    await sending.send_due(db, {Provider.TELEGRAM: gateway}, now=NOW)
    assert states(make) == {250: RefundStatus.FAILED}
    owner_id = make.tx.get_one(Host, payment.host_id).owner_id
    make.commit()
    await db.write(by_hand.try_again, user_id=owner_id, refund_id=refund.id, now=NOW)

    await note(payment)

    assert states(make) == {250: RefundStatus.OWED}
    await sending.send_due(db, {Provider.TELEGRAM: gateway}, now=NOW)
    assert states(make) == {250: RefundStatus.SUCCEEDED}
