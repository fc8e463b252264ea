"""Refunds by hand: parts and wholes, what is refused, and mending what failed."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from db.models import AuditEvent, Notification
from db.models.payments import PaymentStatus, RefundStatus
from db.models.registrations import Status
from db.models.series import BookingMode
from services import access
from services.errors import NotFound
from services.errors.organizing import AmountNotUnderstood
from services.errors.paying import NothingToRefund, PaymentDisputed, RefundTooLarge
from services.errors.refunding import OnlyWhole, RefundNotFailed, RefundTooSmall
from services.ports import PaidBack, Refused
from services.refunds import by_hand, sending, settling, viewing
from tests.factories import NOW, faults
from tests.services.refunds.paying import amounts, balance, paid, refunds

LATER = NOW + timedelta(minutes=3)


@pytest.fixture
def quota(make):
    return make.quota(mode=BookingMode.PAID, price=1250)


@pytest.fixture
def owner_id(tx, quota):
    return access.quota_to_book(tx, quota.id).owner_id


@pytest.fixture
def one(tx, make, quota):
    return paid(tx, make, quota)


@pytest.fixture
def refund(tx, owner_id, one):
    def refund(amount, left=1250, **more):
        given = {"user_id": owner_id, "payment_id": one[1].id, "amount": amount, "left": left}
        return by_hand.refund(tx, **(given | more), now=NOW)

    return refund


@pytest.fixture
def failed(tx, refund):
    """A refund that the provider refused."""
    owed = refund(1250)
    settling.settle(tx, owed.id, outcome=Refused("expired_card"), now=NOW)
    return owed


def test_a_part_goes_back_with_its_reason_and_the_place_stays(tx, owner_id, one, refund):
    registration, payment = one

    owed = refund(250, reason=" It  was cold ")

    assert (owed.reason, owed.requested_by_id, owed.due_at) == ("It was cold", owner_id, NOW)
    assert registration.status == Status.CONFIRMED
    assert balance(tx, payment) == {"received": -1250, "places": 1000, "refunds_due": 250}
    settling.settle(tx, owed.id, outcome=PaidBack("re_1"), now=NOW)
    assert payment.status == PaymentStatus.PARTIALLY_REFUNDED
    refund(1000, left=1000)
    assert faults(tx) == []


def test_what_cannot_be_refunded(tx, one, refund):
    for amount, refusal in ((1251, RefundTooLarge), (0, RefundTooSmall), (-5, RefundTooSmall)):
        with pytest.raises(refusal):
            refund(amount)
    one[1].status = PaymentStatus.DISPUTED
    with pytest.raises(PaymentDisputed):
        refund(100)


def test_who_looked_before_another_refund_does_not_make_a_second_one(tx, refund):
    refund(250)
    with pytest.raises(RefundTooLarge):
        refund(250)
    assert amounts(tx) == [250]


def test_stars_are_refunded_as_a_whole(tx, make):
    quota = make.quota(mode=BookingMode.PAID, price=100, currency="XTR", is_digital=True)
    _, payment = paid(tx, make, quota)
    owner = access.quota_to_book(tx, quota.id).owner_id
    with pytest.raises(OnlyWhole):
        by_hand.plan(tx, user_id=owner, payment_id=payment.id, amount=50)
    assert by_hand.plan(tx, user_id=owner, payment_id=payment.id).amount.amount == 100


@pytest.mark.parametrize(
    ("currency", "typed", "amount"), [("EUR", "2,50", 250), ("JPY", "500", 500), ("KWD", "1,25", 1250)]
)
def test_amounts_are_typed_as_people_write_them(tx, make, currency, typed, amount):
    quota = make.quota(mode=BookingMode.PAID, price=2000, currency=currency)
    _, payment = paid(tx, make, quota)
    given = {"user_id": access.quota_to_book(tx, quota.id).owner_id, "payment_id": payment.id, "language": "de"}
    assert by_hand.read_amount(tx, typed=typed, **given) == amount
    with pytest.raises(AmountNotUnderstood):
        by_hand.read_amount(tx, typed="a lot", **given)
    with pytest.raises(RefundTooLarge):
        by_hand.read_amount(tx, typed="999999", **given)


def test_nobody_else_refunds_or_sees_it(tx, make, one, refund):
    stranger = make.user("Fritz").id
    owed = refund(250)
    for look in (
        lambda: by_hand.plan(tx, user_id=stranger, payment_id=one[1].id),
        lambda: by_hand.plan(tx, user_id=one[0].user_id, payment_id=one[1].id),
        lambda: refund(100, left=1000, user_id=stranger),
        lambda: by_hand.try_again(tx, user_id=stranger, refund_id=owed.id, now=NOW),
        lambda: by_hand.mark_paid(tx, user_id=stranger, refund_id=owed.id, now=NOW),
        lambda: viewing.of_registration(tx, user_id=stranger, registration_id=one[0].id, now=NOW),
        lambda: viewing.own(tx, user_id=stranger, registration_id=one[0].id, now=NOW),
        lambda: viewing.refund(tx, user_id=stranger, refund_id=owed.id),
    ):
        with pytest.raises(NotFound):
            look()


def test_tried_again_it_has_another_key(tx, owner_id, failed):
    before = f"refund-{failed.reference}-1"

    by_hand.try_again(tx, user_id=owner_id, refund_id=failed.id, now=LATER)

    order = sending.claim_due(tx, now=LATER)[0]
    assert order.back.key not in {before, ""}
    settling.settle(tx, failed.id, outcome=PaidBack("re_2"), now=LATER)
    assert failed.status == RefundStatus.SUCCEEDED
    assert [row.kind for row in tx.query(Notification).filter(Notification.kind.like("refund%"))] == [
        "refund_failed",
        "refund_delayed",
        "refund_sent",
    ]
    assert faults(tx) == []


def test_paid_back_by_hand_it_is_done(tx, owner_id, one, failed):
    by_hand.mark_paid(tx, user_id=owner_id, refund_id=failed.id, now=LATER)

    assert (failed.status, failed.is_by_hand, one[1].status) == (RefundStatus.SUCCEEDED, True, PaymentStatus.REFUNDED)
    assert balance(tx, one[1]) == {"received": -1250, "refunded": 1250}
    assert sending.claim_due(tx, now=LATER) == []
    for act in (by_hand.mark_paid, by_hand.try_again):
        with pytest.raises(RefundNotFailed):
            act(tx, user_id=owner_id, refund_id=failed.id, now=LATER)
    said = {row.action for row in tx.query(AuditEvent).filter_by(subject_type="refund", subject_id=failed.id)}
    assert {"refund.owed", "refund.failed", "refund.paid_by_hand", "refund.succeeded"} <= said
    assert faults(tx) == []


def test_money_of_a_registration_tells_what_was_paid_by_whom_and_what_goes_back(tx, make, quota, owner_id):
    friend = make.user("Bo")
    registration, payment = paid(tx, make, quota, payer=friend)
    by_hand.refund(tx, user_id=owner_id, payment_id=payment.id, amount=500, left=1250, reason="cold", now=NOW)

    view = viewing.of_registration(tx, user_id=owner_id, registration_id=registration.id, now=NOW)

    line = view.payments[0]
    assert (line.amount, line.left, line.paid_by, line.receipt_number) == (1250, 750, "Bo", 1)
    assert [(one.amount, one.reason, one.status) for one in view.refunds] == [(500, "cold", RefundStatus.OWED)]


steps = some.lists(
    some.tuples(some.sampled_from(["refund", "pay back", "refuse", "again", "by hand"]), some.integers(1, 1300)),
    max_size=12,
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
def test_whatever_is_refunded_the_sums_hold(tx, make, steps):
    """Never more goes back than came, and the ledger balances after each step."""
    with tx.begin_nested() as undone:
        quota = make.quota(mode=BookingMode.PAID, price=1250)
        _, payment = paid(tx, make, quota)
        owner = access.quota_to_book(tx, quota.id).owner_id
        for step, amount in steps:
            _take(tx, step, amount, payment, owner)
            assert sum(amounts(tx)) == payment.refunded <= payment.amount
            assert sum(balance(tx, payment).values()) == 0
            assert faults(tx) == []
        undone.rollback()


def _take(tx, step, amount, payment, owner):
    mine = refunds(tx)
    owed = [one for one in mine if one.status == RefundStatus.OWED]
    stuck = [one for one in mine if one.status == RefundStatus.FAILED]
    if step == "refund":
        left = payment.amount - payment.refunded
        try:
            by_hand.refund(tx, user_id=owner, payment_id=payment.id, amount=amount, left=left, now=NOW)
        except (RefundTooLarge, NothingToRefund):
            assert amount > left or not left
    elif step == "pay back" and owed:
        settling.settle(tx, owed[0].id, outcome=PaidBack(f"re_{owed[0].id}_{owed[0].round}"), now=NOW)
    elif step == "refuse" and mine:
        settling.settle(tx, mine[-1].id, outcome=Refused("no"), now=NOW)
    elif step == "again" and stuck:
        by_hand.try_again(tx, user_id=owner, refund_id=stuck[0].id, now=NOW)
    elif step == "by hand" and stuck:
        by_hand.mark_paid(tx, user_id=owner, refund_id=stuck[0].id, now=NOW)
