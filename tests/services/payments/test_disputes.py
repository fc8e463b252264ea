"""Disputes: what the bank has does not go back by us too, and what went back once does not go back again."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import Alert, Notification, Payment, Refund
from db.models.payments import PaymentStatus, RefundStatus
from db.models.series import BookingMode
from services import access, checks
from services.errors.paying import PaymentDisputed
from services.payments import disputes
from services.ports import DisputeThere, PaidBack, Refused, Unknown
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
    assert (owed.status, payment.refunded) == (RefundStatus.OWED, 1250)
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


def test_a_second_dispute_on_a_charge_takes_the_money_again(tx, payment, owner_id):
    tell(tx, payment, "open")
    tell(tx, payment, "won")
    assert payment.status == PaymentStatus.SUCCEEDED

    tell(tx, payment, "open", dispute_id="dp_2")
    tell(tx, payment, "won", dispute_id="dp_1")  # told of again, as the daily look does

    assert payment.is_undecided
    assert balance(tx, payment) == {"received": -1250, "disputed": 1250}
    with pytest.raises(PaymentDisputed):
        by_hand.plan(tx, user_id=owner_id, payment_id=payment.id)
    told = [row.data["amount"] for row in tx.query(Notification).filter_by(kind="dispute_opened")]
    assert (told, tx.query(Alert).one().count) == ([1250, 1250], 2)

    tell(tx, payment, "lost", dispute_id="dp_2")
    tell(tx, payment, "lost", dispute_id="dp_2")

    assert (payment.status, payment.is_undecided) == (PaymentStatus.DISPUTED, False)
    assert tx.query(Notification).filter_by(kind="dispute_lost").count() == 1
    assert payment.disputes == {"dp_1": "won", "dp_2": "lost"}
    assert faults(tx) == []


def test_an_inquiry_that_came_to_nothing_is_no_dispute(tx, payment):
    tell(tx, payment, "won")

    assert (payment.status, alerted(tx)) == (PaymentStatus.SUCCEEDED, [])
    tell(tx, payment, "lost", dispute_id="dp_2")
    assert (payment.status, payment.is_undecided) == (PaymentStatus.DISPUTED, False)
    assert balance(tx, payment) == {"received": -1250, "disputed": 1250}


def test_of_two_disputes_each_gives_back_what_it_took(tx, payment):
    tell(tx, payment, "open", amount=500)
    tell(tx, payment, "open", dispute_id="dp_2", amount=250)
    tell(tx, payment, "lost", amount=500)
    assert payment.is_undecided

    tell(tx, payment, "won", dispute_id="dp_2", amount=250)

    assert (payment.status, payment.is_undecided) == (PaymentStatus.DISPUTED, False)
    assert balance(tx, payment) == {"received": -1250, "disputed": 500, "places": 750}
    assert faults(tx) == []


def test_a_dispute_of_before_they_were_told_apart_is_the_first_one_told_of(tx, payment):
    tell(tx, payment, "open")
    payment.disputes = None
    tell(tx, payment, "won")
    assert (payment.status, balance(tx, payment)["places"]) == (PaymentStatus.SUCCEEDED, 1250)


def test_a_second_dispute_that_is_won_owes_a_refund_once(tx, payment, owed):
    for dispute_id in ("dp_1", "dp_2"):
        tell(tx, payment, "open", dispute_id=dispute_id)
        tell(tx, payment, "won", dispute_id=dispute_id)

    assert [one.amount for one in refunds(tx)] == [1250]
    assert faults(tx) == []


def test_what_failed_waits_until_the_bank_has_decided(tx, owner_id, payment, owed):
    settling.settle(tx, owed.id, outcome=Refused("expired_card"), now=NOW)
    tell(tx, payment, "open")
    for act in (by_hand.try_again, by_hand.mark_paid):
        with pytest.raises(PaymentDisputed):
            act(tx, user_id=owner_id, refund_id=owed.id, now=LATER)

    tell(tx, payment, "won")

    by_hand.try_again(tx, user_id=owner_id, refund_id=owed.id, now=LATER)
    assert [order.refund_id for order in sending.claim_due(tx, now=LATER)] == [owed.id]
    assert faults(tx) == []


def test_what_was_asked_for_is_not_asked_for_again_while_a_bank_decides(tx, payment, owed):
    sending.claim_due(tx, now=NOW)
    settling.settle(tx, owed.id, outcome=Unknown("timeout"), now=NOW)
    tell(tx, payment, "open")
    assert sending.claim_due(tx, now=TOMORROW) == []

    tell(tx, payment, "won")

    [order] = sending.claim_due(tx, now=TOMORROW)
    assert (order.back.was_asked, order.back.key) == (True, f"refund-{owed.reference}-1")


@pytest.mark.parametrize("outcome", [Refused("expired_card"), Unknown("timeout")])
def test_what_the_bank_gave_is_not_owed_once_the_dispute_is_lost(tx, payment, owed, outcome):
    sending.claim_due(tx, now=NOW)
    settling.settle(tx, owed.id, outcome=outcome, now=NOW)
    tell(tx, payment, "open")

    tell(tx, payment, "lost")

    assert (owed.status, payment.refunded) == (RefundStatus.WITHDRAWN, 0)
    assert balance(tx, payment) == {"received": -1250, "disputed": 1250}
    assert sending.claim_due(tx, now=TOMORROW) == []
    assert faults(tx, now=TOMORROW + timedelta(days=1)) == []


def test_what_the_bank_left_is_owed_still_when_the_dispute_is_lost(tx, owner_id, payment):
    part = by_hand.refund(tx, user_id=owner_id, payment_id=payment.id, amount=1000, left=1250, now=NOW)
    settling.settle(tx, part.id, outcome=Refused("expired_card"), now=NOW)
    tell(tx, payment, "open", amount=250)
    tell(tx, payment, "lost", amount=250)

    by_hand.mark_paid(tx, user_id=owner_id, refund_id=part.id, now=LATER)

    assert balance(tx, payment) == {"received": -1250, "disputed": 250, "refunded": 1000}
    assert faults(tx) == []


async def test_a_dispute_meets_the_worker_that_has_the_refund_in_hand(db, engine, make):
    """It waits, and then sees that the provider is asked: the refund goes its way."""
    quota = make.quota(mode=BookingMode.PAID, price=1250)
    _, payment = paid(make.tx, make, quota)
    owner_id = access.quota_to_book(make.tx, quota.id).owner_id
    by_hand.refund(make.tx, user_id=owner_id, payment_id=payment.id, amount=1250, left=1250, now=NOW)
    make.commit()
    there = DisputeThere("dp_1", payment.charge_id, payment.provider_charge_id, 1250, "EUR", "open")
    with Session(engine) as worker:
        assert len(sending.claim_due(worker, now=LATER)) == 1
        noting = asyncio.create_task(db.write(disputes.note, there, now=LATER))
        await asyncio.sleep(0.3)
        worker.commit()
    assert await noting

    with engine.connect() as connection:
        assert connection.scalar(select(Refund.status)) == RefundStatus.OWED
        assert connection.execute(select(Payment.status, Payment.refunded)).all() == [(PaymentStatus.DISPUTED, 1250)]
