"""Disputes: what the bank has does not go back by us too, and what went back once does not go back again."""

from datetime import timedelta

import pytest

from db.models import Alert
from db.models.payments import PaymentStatus, RefundStatus
from db.models.series import BookingMode
from services import access, checks
from services.payments import disputes
from services.ports import DisputeThere, PaidBack, Unknown
from services.refunds import by_hand, sending, settling
from tests.factories import NOW, faults
from tests.services.refunds.paying import balance, paid, refunds

LATER = NOW + timedelta(minutes=3)
TOMORROW = NOW + timedelta(days=1)


@pytest.fixture
def quota(make):
    return make.quota(mode=BookingMode.PAID, price=1250)


@pytest.fixture
def owner_id(tx, quota):
    return access.quota_to_book(tx, quota.id).owner_id


@pytest.fixture
def payment(tx, make, quota):
    return paid(tx, make, quota)[1]


@pytest.fixture
def owed(tx, owner_id, payment):
    """A refund that leaves at once."""
    return by_hand.refund(tx, user_id=owner_id, payment_id=payment.id, amount=1250, left=1250, now=NOW)


def tell(tx, payment, state, *, dispute_id="dp_1", amount=1250, now=LATER):
    """What the provider says of a dispute."""
    there = DisputeThere(dispute_id, payment.charge_id, payment.provider_charge_id, amount, "EUR", state)
    assert disputes.note(tx, there, now=now)


def alerted(tx):
    return [alert.kind for alert in tx.query(Alert).order_by(Alert.id)]


def test_what_nobody_was_asked_for_is_held_back_and_owed_again(tx, payment, owed):
    tell(tx, payment, "open")
    assert (owed.status, payment.refunded) == (RefundStatus.WITHDRAWN, 0)
    assert balance(tx, payment) == {"received": -1250, "disputed": 1250}

    tell(tx, payment, "won")

    assert [one.status for one in refunds(tx)] == [RefundStatus.OWED]
    assert balance(tx, payment) == {"received": -1250, "refunds_due": 1250}
    assert faults(tx) == []


@pytest.mark.parametrize("outcome", [None, Unknown("timeout")])
@pytest.mark.parametrize("is_final", [True, False])
def test_what_the_provider_was_asked_for_goes_back_once(tx, payment, owed, outcome, is_final):
    """Whether it is in a worker's hands or nobody knows what came of it."""
    sending.claim_due(tx, now=NOW)
    if outcome:
        settling.settle(tx, owed.id, outcome=outcome, now=NOW)
    tell(tx, payment, "open")
    settling.settle(tx, owed.id, outcome=PaidBack("re_1", is_final), now=LATER)
    tell(tx, payment, "won", now=TOMORROW)

    assert sending.claim_due(tx, now=TOMORROW) == []
    settling.settle(tx, owed.id, outcome=PaidBack("re_1"), now=TOMORROW)
    assert [(one.amount, one.status) for one in refunds(tx, withdrawn=True)] == [(1250, RefundStatus.SUCCEEDED)]
    assert (payment.status, payment.refunded) == (PaymentStatus.REFUNDED, 1250)
    assert balance(tx, payment) == {"received": -1250, "refunded": 1250}
    assert faults(tx) == []


@pytest.mark.parametrize("is_final", [True, False])
def test_what_went_back_although_it_was_withdrawn_is_in_the_books(tx, payment, owed, is_final):
    tell(tx, payment, "open")

    settling.settle(tx, owed.id, outcome=PaidBack("re_1", is_final), now=LATER)

    assert owed.status == (RefundStatus.SUCCEEDED if is_final else RefundStatus.PENDING)
    assert balance(tx, payment) == {"received": -1250, "refunded" if is_final else "refunds_due": 1250}
    assert alerted(tx) == ["payment_disputed", "refund_not_owed"]
    tell(tx, payment, "won", now=TOMORROW)
    assert len(refunds(tx)) == 1
    assert faults(tx) == []


def test_what_went_back_beyond_what_was_left_is_found_and_not_owed_again(tx, payment, owed):
    """The dispute is won and the money owed anew, and then it turns out that it had gone back before."""
    tell(tx, payment, "open")
    tell(tx, payment, "won")

    settling.settle(tx, owed.id, outcome=PaidBack("re_1"), now=LATER)

    assert (owed.status, payment.refunded) == (RefundStatus.WITHDRAWN, 1250)
    assert alerted(tx)[-1] == "refund_not_owed"
    assert [(one.rule, one.subject) for one in checks.money.refunds(tx, now=LATER)] == [
        ("refund.withdrawn", f"refund {owed.id}")
    ]
