"""Money that came: what was paid for is theirs, or it goes back. Exactly one of the two, once for a charge."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from db.engine import Tx
from db.models import Payment, User
from db.models.payments import Account, PaymentKind, PaymentStatus, Provider, RefundCause
from db.queries import payments as queries
from services import alerts, audit, codes, ledger, receipts
from services.money import Money
from services.payments import fulfilling
from services.refunds import owing

FULFIL: dict[PaymentKind, Callable[..., RefundCause | None]] = {
    PaymentKind.PLACE: fulfilling.give_place,
    PaymentKind.PACKAGE: fulfilling.give_package,
    PaymentKind.FEE: fulfilling.settle_fee,
}
"""Each gives what was paid for, or says why that cannot be."""


@dataclass(frozen=True, slots=True)
class Charge:
    """What a provider says that it took."""

    provider: Provider
    charge_id: str
    """Tells this charge from every other on its rail."""
    amount: int
    currency: str
    provider_charge_id: str | None = None
    """What a refund names, where that is something else."""
    payer_id: int | None = None


def receive(tx: Tx, *, reference: str, charge: Charge, now: datetime) -> Payment:
    """Take a charge in. The same charge again changes nothing; a second one for the same thing goes back, as does what
    is for nothing known, too much or too little, or comes when the place is gone to others.
    """
    known = queries.find_by_charge(tx, charge.charge_id)
    if known is not None:
        return known
    asked = queries.find_by_reference(tx, reference)
    if asked is None:
        return _in_suspense(tx, _stray(tx, charge, None, now=now), RefundCause.MISMATCH, now=now)
    fulfilling.lock(tx, asked)
    payment = queries.lock(tx, asked.id)
    if payment.status.has_arrived:
        if payment.charge_id == charge.charge_id:
            return payment
        return _in_suspense(tx, _stray(tx, charge, payment, now=now), RefundCause.TWICE, now=now)
    if (charge.amount, charge.currency) != (payment.amount, payment.currency):
        return _in_suspense(tx, _stray(tx, charge, payment, now=now), RefundCause.MISMATCH, now=now)
    _arrived(tx, payment, charge, now=now)
    why_not = FULFIL[payment.kind](tx, payment, now=now)
    if why_not is None:
        ledger.move(tx, payment, payment.amount, out_of=Account.RECEIVED, into=ledger.GIVEN_FOR[payment.kind], now=now)
        return payment
    return _in_suspense(tx, payment, why_not, now=now)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a charge."""

    money: Money
    is_returned: bool
    """Nothing could be given for it, so it goes back."""
    receipt_number: int | None
    whose: str = ""
    """Whose place it is, where somebody else paid."""


def outcome(tx: Tx, *, payment_id: int) -> Outcome:
    """A look."""
    payment = tx.get_one(Payment, payment_id)
    money, number = Money(payment.amount, payment.currency), payment.receipt_number
    person = tx.get_one(User, payment.user_id) if payment.payer_id else None
    whose = (person.called or person.name) if person else ""
    return Outcome(money, payment.refunded >= payment.amount, number, whose)


def _arrived(tx: Tx, payment: Payment, charge: Charge, *, now: datetime) -> None:
    payment.status, payment.succeeded_at, payment.failure = PaymentStatus.SUCCEEDED, now, ""
    payment.provider = charge.provider
    payment.charge_id, payment.provider_charge_id = charge.charge_id, charge.provider_charge_id
    if charge.payer_id is not None:
        payment.payer_id = charge.payer_id if charge.payer_id != payment.user_id else None
    if payment.host_id is not None:
        receipts.number(tx, payment)
    tx.flush()
    audit.record(
        tx,
        "payment.succeeded",
        actor_id=charge.payer_id,
        subject=("payment", payment.id),
        at=now,
        amount=payment.amount,
        currency=payment.currency,
    )


def _stray(tx: Tx, charge: Charge, asked: Payment | None, *, now: datetime) -> Payment:
    """A payment of its own for a charge that answers nothing that was asked."""
    is_second = asked is not None and asked.status.has_arrived
    user_id = asked.user_id if asked else charge.payer_id
    if user_id is None:
        raise ValueError(f"nobody is known for the charge {charge.charge_id}")
    payment = Payment(
        reference=codes.new(),
        kind=asked.kind if asked else PaymentKind.PLACE,
        user_id=user_id,
        host_id=asked.host_id if asked else None,
        registration_id=asked.registration_id if asked else None,
        package_id=asked.package_id if asked else None,
        provider=charge.provider,
        amount=charge.amount,
        currency=charge.currency,
        duplicate_of_id=asked.id if asked and is_second else None,
        created_at=now,
    )
    tx.add(payment)
    _arrived(tx, payment, charge, now=now)
    return payment


def _in_suspense(tx: Tx, payment: Payment, cause: RefundCause, *, now: datetime) -> Payment:
    """Nothing is given for it, so all of it goes back."""
    ledger.move(tx, payment, payment.amount, out_of=Account.RECEIVED, into=Account.SUSPENSE, now=now)
    owing.owe(tx, payment, payment.amount, cause, out_of=Account.SUSPENSE, now=now)
    if cause == RefundCause.MISMATCH:
        alerts.raise_alert(
            tx,
            "payment_mismatch",
            subject=("payment", payment.id),
            now=now,
            amount=payment.amount,
            currency=payment.currency,
        )
    return payment
