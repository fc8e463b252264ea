"""Refunds as Stripe has them, at a Stripe of one's own: which of them are ours, and what became of those."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from db.models import Host, Refund
from db.models.payments import Provider, RefundCause, RefundStatus
from db.models.series import BookingMode
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
