"""Paying for a place: held, asked for, allowed, taken in; and each way in which that goes wrong."""

from datetime import timedelta

import pytest

from db.models import LedgerEntry, Notification, Payment, Refund
from db.models.packages import Package
from db.models.payments import Account, PaymentStatus, Provider, RefundCause, RefundStatus
from db.models.registrations import Status
from db.models.series import BookingMode
from services import access, codes, holds, payments, promos, registrations, waitlist
from services.errors.paying import (
    AlreadyPaid,
    AlreadyToPay,
    CreditsNotTaken,
    FreeNow,
    NoCredit,
    PaymentOver,
    PaymentUnknown,
    PriceChanged,
)
from services.packages import crediting
from services.payments import Charge
from services.ports import PaidBack, Refused
from services.refunds import settling
from tests.factories import NOW, faults

LATER = NOW + timedelta(minutes=5)
OVER = NOW + holds.HOLD


@pytest.fixture
def quota(make):
    return make.quota(mode=BookingMode.PAID, price=1250, capacity=1)


@pytest.fixture
def held(tx, make, quota):
    return registrations.book(tx, user_id=make.user().id, quota_id=quota.id, now=NOW)


@pytest.fixture
def asked(tx, held):
    return tx.query(Payment).one()


def charge(payment, *, charge_id="tg_1", **fields):
    given = {"provider": Provider.TELEGRAM, "amount": payment.amount, "currency": payment.currency}
    return Charge(charge_id=charge_id, provider_charge_id=f"ch_{charge_id}", **(given | fields))


def approve(tx, payment, *, now=LATER, **fields):
    given = {"payer_id": payment.user_id, "amount": payment.amount, "currency": payment.currency}
    return payments.approve(tx, reference=payment.reference, now=now, **(given | fields))


def receive(tx, payment, *, now=LATER, **fields):
    return payments.receive(tx, reference=payment.reference, charge=charge(payment, **fields), now=now)


def balance(tx, payment):
    lines = tx.query(LedgerEntry).filter_by(payment_id=payment.id)
    accounts: dict[Account, int] = {}
    for line in lines:
        accounts[line.account] = accounts.get(line.account, 0) + line.amount
    return {account: amount for account, amount in accounts.items() if amount}


def kinds(tx):
    return [row.kind for row in tx.query(Notification).order_by(Notification.id)]


def test_a_place_is_kept_while_it_is_paid(tx, quota, held, asked):
    assert (held.status, held.hold_expires_at) == (Status.PENDING_PAYMENT, NOW + holds.HOLD)
    assert (asked.amount, asked.currency, asked.status) == (1250, "EUR", PaymentStatus.PENDING)
    assert kinds(tx) == ["payment_invoice"]
    tx.refresh(quota)
    assert quota.taken == 1
    with pytest.raises(AlreadyToPay):
        registrations.book(tx, user_id=held.user_id, quota_id=quota.id, now=NOW)
    assert faults(tx) == []


def test_a_paid_place_is_theirs(tx, held, asked):
    approve(tx, asked)
    receive(tx, asked)

    assert held.status == Status.CONFIRMED
    assert (asked.status, asked.receipt_number) == (PaymentStatus.SUCCEEDED, 1)
    assert balance(tx, asked) == {Account.RECEIVED: -1250, Account.PLACES: 1250}
    assert "registration_confirmed" in kinds(tx)
    assert faults(tx) == []


def test_the_same_charge_twice_changes_nothing(tx, held, asked):
    receive(tx, asked)
    again = receive(tx, asked)

    assert again.id == asked.id
    assert tx.query(Payment).count() == 1
    assert balance(tx, asked)[Account.PLACES] == 1250


def test_a_second_charge_goes_back(tx, held, asked):
    receive(tx, asked)
    second = receive(tx, asked, charge_id="tg_2")

    assert second.duplicate_of_id == asked.id
    refund = tx.query(Refund).one()
    assert (refund.payment_id, refund.amount, refund.cause) == (second.id, 1250, RefundCause.TWICE)
    assert held.status == Status.CONFIRMED
    assert faults(tx) == []


def test_another_amount_goes_back_and_books_nothing(tx, held, asked):
    stray = receive(tx, asked, amount=1249)

    assert held.status == Status.PENDING_PAYMENT
    assert asked.status == PaymentStatus.PENDING
    assert tx.query(Refund).one().payment_id == stray.id
    assert balance(tx, stray) == {Account.RECEIVED: -1249, Account.REFUNDS_DUE: 1249}


def test_money_for_nothing_known_goes_back(tx, make):
    payer = make.user()
    stray = payments.receive(
        tx,
        reference="NOTHING1",
        charge=Charge(Provider.TELEGRAM, "tg_9", 700, "EUR", provider_charge_id="ch_9", payer_id=payer.id),
        now=NOW,
    )

    assert (stray.user_id, stray.host_id) == (payer.id, None)
    assert tx.query(Refund).one().cause == RefundCause.MISMATCH
    assert faults(tx) == []


def test_a_hold_ends_and_the_next_is_asked(tx, make, quota, held, asked):
    other = make.user()
    waiting = waitlist.join(tx, user_id=other.id, quota_id=quota.id, now=NOW)
    assert payments.list_overheld(tx, now=OVER) == [held.id]

    assert payments.expire(tx, held.id, now=OVER)

    assert held.status == Status.EXPIRED
    assert asked.status == PaymentStatus.CANCELLED
    assert waiting.status == Status.OFFERED, "nobody is charged without a tap"
    with pytest.raises(PaymentOver):
        approve(tx, asked, now=OVER)
    assert faults(tx, now=OVER) == []


def test_late_money_takes_a_free_place_again(tx, quota, held, asked):
    payments.expire(tx, held.id, now=OVER)

    receive(tx, asked, now=OVER)

    assert held.status == Status.CONFIRMED
    assert faults(tx, now=OVER) == []


def test_late_money_goes_back_where_the_place_is_gone(tx, make, quota, held, asked):
    payments.expire(tx, held.id, now=OVER)
    registrations.book(tx, user_id=make.user().id, quota_id=quota.id, now=OVER)

    receive(tx, asked, now=OVER)

    assert held.status == Status.EXPIRED
    assert tx.query(Refund).one().cause == RefundCause.LATE
    assert balance(tx, asked) == {Account.RECEIVED: -1250, Account.REFUNDS_DUE: 1250}
    assert faults(tx, now=OVER) == []


def test_what_is_allowed_keeps_the_place_until_the_money_is_here(tx, held, asked):
    just_before = OVER - timedelta(seconds=1)
    approve(tx, asked, now=just_before)

    assert held.hold_expires_at == just_before + holds.WHILE_PAYING
    assert not payments.expire(tx, held.id, now=OVER)


def test_a_friend_may_pay(tx, make, held, asked):
    friend = make.user("Bo")
    approve(tx, asked, payer_id=friend.id)
    receive(tx, asked, payer_id=friend.id)

    assert (asked.user_id, asked.payer_id) == (held.user_id, friend.id)


def test_what_cannot_be_charged(tx, held, asked):
    with pytest.raises(PaymentUnknown):
        payments.approve(tx, reference="NOTHING1", payer_id=held.user_id, amount=1250, currency="EUR", now=NOW)
    with pytest.raises(PaymentUnknown):
        approve(tx, asked, amount=1)
    with pytest.raises(PaymentUnknown):
        approve(tx, asked, currency="USD")
    receive(tx, asked)
    with pytest.raises(AlreadyPaid):
        approve(tx, asked)


def test_a_changed_price_is_asked_anew(tx, make, held, asked):
    series = access.series_of(tx, held)
    series.price = 1500
    tx.flush()

    refused = approve(tx, asked)

    assert isinstance(refused, PriceChanged)
    assert asked.status == PaymentStatus.CANCELLED
    newest = tx.query(Payment).filter_by(status=PaymentStatus.PENDING).one()
    assert (newest.amount, held.price) == (1500, 1500)
    assert kinds(tx).count("payment_invoice") == 2


@pytest.mark.parametrize("price", [0, 900])
def test_what_costs_nothing_any_more_is_theirs_and_nothing_is_charged(tx, make, quota, price):
    """The series is free now, or costs less than what a code takes off."""
    facts = access.quota_to_book(tx, quota.id)
    given = {"user_id": facts.owner_id, "host_id": facts.host_id, "typed": "SPRING, 10.00", "language": "en"}
    promos.make(tx, **given, now=NOW)
    held = registrations.book(tx, user_id=make.user().id, quota_id=quota.id, promo="SPRING", now=NOW)
    asked = tx.query(Payment).one()
    assert asked.amount == 250
    access.series_of(tx, held).price = price
    tx.flush()

    refused = approve(tx, asked)

    assert isinstance(refused, FreeNow)
    assert (held.status, held.price, asked.status) == (Status.CONFIRMED, 0, PaymentStatus.CANCELLED)
    assert "registration_confirmed" in kinds(tx)
    with pytest.raises(AlreadyPaid):
        approve(tx, asked)
    assert faults(tx) == []


def test_a_new_invoice_can_be_paid_for_as_long_as_the_settings_say(tx, held, asked):
    access.series_of(tx, held).price = 1500
    tx.flush()
    assert isinstance(approve(tx, asked, hold=timedelta(hours=2)), PriceChanged)
    assert held.hold_expires_at == LATER + timedelta(hours=2)


def test_what_was_declined_and_then_paid_says_nothing_of_it(tx, asked):
    asked.failure = "card_declined: insufficient funds"
    receive(tx, asked)
    assert asked.failure == ""


def test_a_refund_goes_its_way(tx, held, asked):
    receive(tx, asked)
    second = receive(tx, asked, charge_id="tg_2")
    refund = tx.query(Refund).one()

    settling.settle(tx, refund.id, outcome=PaidBack("re_1", is_final=False), now=LATER)
    assert refund.status == RefundStatus.PENDING
    settling.settle(tx, refund.id, outcome=PaidBack("re_1"), now=LATER)
    assert (refund.status, second.status) == (RefundStatus.SUCCEEDED, PaymentStatus.REFUNDED)
    assert balance(tx, second) == {Account.RECEIVED: -1250, Account.REFUNDED: 1250}

    settling.settle(tx, refund.id, outcome=Refused("expired_card"), now=LATER)
    assert (refund.status, second.status) == (RefundStatus.FAILED, PaymentStatus.SUCCEEDED)
    assert balance(tx, second) == {Account.RECEIVED: -1250, Account.REFUNDS_DUE: 1250}
    assert kinds(tx).count("refund_sent") == 1
    assert kinds(tx).count("refund_delayed") == 1


def test_a_credit_pays_at_once(tx, make):
    quota = make.quota(mode=BookingMode.PAID, price=1250, credits=1)
    person = make.user()
    session = access.quota_to_book(tx, quota.id)
    with pytest.raises(NoCredit), tx.begin_nested():
        registrations.book(tx, user_id=person.id, quota_id=quota.id, by_credit=True, now=NOW)
    package = make.kept(
        Package(
            code=codes.new(),
            host_id=session.host_id,
            name="10 classes",
            credits=10,
            price=9000,
            currency="EUR",
            valid_days=90,
            created_at=NOW,
        )
    )
    purchase = crediting.give(tx, package, user_id=person.id, payment_id=None, actor_id=None, now=NOW)

    booked = registrations.book(tx, user_id=person.id, quota_id=quota.id, by_credit=True, now=NOW)

    assert (booked.status, booked.credits, booked.price, purchase.remaining) == (Status.CONFIRMED, 1, 0, 9)
    crediting.give_back(tx, booked, now=NOW)
    assert (booked.credits, purchase.remaining) == (0, 10)
    assert faults(tx) == []


@pytest.mark.parametrize(
    ("mode", "taken"), [(BookingMode.PAID, 0), (BookingMode.INSTANT, 1), (BookingMode.APPROVAL, 1)]
)
def test_an_old_button_takes_no_credit_where_none_is_taken_any_more(tx, make, mode, taken):
    quota = make.quota(mode=mode, price=1250, credits=taken)
    with pytest.raises(CreditsNotTaken):
        registrations.book(tx, user_id=make.user().id, quota_id=quota.id, by_credit=True, now=NOW)
