"""What an organizer does about money by hand: to refund, to try again what failed, and to say that it is paid back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.engine import Tx
from db.models import Payment, Refund
from db.models.payments import PaymentStatus, RefundCause, RefundStatus
from db.queries import payments as payment_queries
from db.queries import refunds as queries
from db.queries import registrations as registration_queries
from services import access, amounts, audit
from services.access import Right
from services.errors import NotFound
from services.errors.paying import NothingToRefund, PaymentDisputed, RefundTooLarge
from services.errors.refunding import OnlyWhole, RefundNotFailed, RefundTooSmall
from services.money import STARS, Money
from services.refunds import owing, settling
from services.text import clean

LONGEST_REASON = 300


@dataclass(frozen=True, slots=True)
class Plan:
    """A refund that an organizer is about to make."""

    payment_id: int
    registration_id: int | None
    payer: Money
    """What was paid."""
    left: Money
    """What of it can go back."""
    amount: Money
    """What shall go back."""


def payment_to_refund(tx: Tx, payment_id: int, user_id: int) -> Payment:
    """A payment, for who may see the money of its host. Raises NotFound."""
    payment = tx.get(Payment, payment_id)
    if payment is None:
        raise NotFound
    _require(tx, payment, user_id)
    return payment


def refund_to_work_on(tx: Tx, refund_id: int, user_id: int) -> Refund:
    """A refund, likewise. Raises NotFound."""
    refund = tx.get(Refund, refund_id)
    if refund is None:
        raise NotFound
    _require(tx, tx.get_one(Payment, refund.payment_id), user_id)
    return refund


def _require(tx: Tx, payment: Payment, user_id: int) -> None:
    if payment.registration_id is not None:
        access.registration_to(tx, Right.SEE_MONEY, payment.registration_id, user_id)
    elif payment.host_id is not None:
        access.host_to(tx, Right.SEE_MONEY, payment.host_id, user_id)
    else:
        access.require_admin(tx, user_id)


def plan(tx: Tx, *, user_id: int, payment_id: int, amount: int | None = None) -> Plan:
    """A look before a refund of `amount` minor units; None is all that is left.

    Raises NotFound, PaymentDisputed, NothingToRefund, RefundTooSmall, RefundTooLarge, OnlyWhole.
    """
    payment = payment_to_refund(tx, payment_id, user_id)
    left = payment.amount - payment.refunded
    wanted = left if amount is None else amount
    _require_possible(payment, wanted)
    currency = payment.currency
    return Plan(
        payment_id,
        payment.registration_id,
        Money(payment.amount, currency),
        Money(left, currency),
        Money(wanted, currency),
    )


def _require_possible(payment: Payment, amount: int) -> None:
    left = payment.amount - payment.refunded
    if payment.status == PaymentStatus.DISPUTED:
        raise PaymentDisputed
    if not payment.status.has_arrived or left <= 0:
        raise NothingToRefund
    if amount <= 0:
        raise RefundTooSmall(Money(left, payment.currency))
    if amount > left:
        raise RefundTooLarge(Money(left, payment.currency))
    if payment.currency == STARS and amount != payment.amount:
        raise OnlyWhole(Money(payment.amount, payment.currency))


def read_amount(tx: Tx, *, user_id: int, payment_id: int, typed: str, language: str) -> int:
    """What somebody typed as the amount to refund, in minor units. Raises AmountNotUnderstood, and what `plan` does."""
    payment = payment_to_refund(tx, payment_id, user_id)
    amount = amounts.read_money(typed, currency=payment.currency, language=language)
    plan(tx, user_id=user_id, payment_id=payment_id, amount=amount)
    return amount


def refund(tx: Tx, *, user_id: int, payment_id: int, amount: int, left: int, reason: str = "", now: datetime) -> Refund:
    """Owe `amount` minor units of a payment, of which `left` was left when the organizer looked: what was refunded
    meanwhile refuses it, so that two taps refund once.

    The place stays as it is. Raises NotFound, PaymentDisputed, NothingToRefund, RefundTooLarge, OnlyWhole.
    """
    found = payment_to_refund(tx, payment_id, user_id)
    if found.registration_id is not None:
        registration_queries.lock(tx, found.registration_id)
    payment = payment_queries.lock(tx, payment_id)
    _require_possible(payment, amount)
    if payment.amount - payment.refunded != left:
        raise RefundTooLarge(Money(payment.amount - payment.refunded, payment.currency))
    kept = clean(reason, LONGEST_REASON)
    return owing.owe(tx, payment, amount, RefundCause.BY_HAND, reason=kept, by=user_id, now=now)


def try_again(tx: Tx, *, user_id: int, refund_id: int, now: datetime) -> Refund:
    """Ask the provider anew for a refund that failed for good, with another key.

    Raises NotFound, RefundNotFailed, PaymentDisputed.
    """
    refund = _locked_failed(tx, refund_id, user_id)
    refund.status, refund.due_at, refund.failed_at = RefundStatus.OWED, now, None
    refund.round += 1
    refund.attempts, refund.leased_until, refund.provider_refund_id = 0, None, None
    _write_down(tx, "refund.tried_again", refund, user_id, now=now)
    return refund


def mark_paid(tx: Tx, *, user_id: int, refund_id: int, now: datetime) -> Refund:
    """The organizer paid a refund that failed back in another way.

    Raises NotFound, RefundNotFailed, PaymentDisputed.
    """
    refund = _locked_failed(tx, refund_id, user_id)
    refund.is_by_hand = True
    refund.round += 1  # the person hears of this one, whatever they heard before
    settling.succeed(tx, refund, provider_id=None, now=now)
    _write_down(tx, "refund.paid_by_hand", refund, user_id, now=now)
    return refund


def _locked_failed(tx: Tx, refund_id: int, user_id: int) -> Refund:
    found = refund_to_work_on(tx, refund_id, user_id)
    payment = payment_queries.lock(tx, found.payment_id)
    refund = queries.lock(tx, refund_id)
    if refund.status != RefundStatus.FAILED:
        raise RefundNotFailed
    if payment.is_undecided:
        raise PaymentDisputed
    return refund


def _write_down(tx: Tx, action: str, refund: Refund, user_id: int, *, now: datetime) -> None:
    about: dict[str, Any] = {"amount": refund.amount, "currency": refund.currency, "failure": refund.failure}
    audit.record(tx, action, actor_id=user_id, subject=("refund", refund.id), at=now, **about)
