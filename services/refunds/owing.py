"""Owing money back: a refund is a row in the transaction of its cause; `sending` asks the provider."""

from datetime import datetime
from typing import Any

from db.engine import Tx
from db.models import Payment, Refund
from db.models.payments import Account, PaymentKind, PaymentStatus, RefundCause, RefundStatus
from db.queries import payments as payment_queries
from db.queries import refunds as queries
from services import audit, codes, ledger
from services.errors.paying import NothingToRefund, PaymentDisputed, RefundTooLarge
from services.money import Money
from services.packages import crediting


def owe(
    tx: Tx,
    payment: Payment,
    amount: int,
    cause: RefundCause,
    *,
    out_of: Account | None = None,
    reason: str = "",
    by: int | None = None,
    due_at: datetime | None = None,
    now: datetime,
) -> Refund:
    """Owe `amount` minor units of a payment that is locked: at `due_at` the provider is asked, by default at once.

    The money comes out of what it was given for, unless `out_of` says otherwise.
    Raises PaymentDisputed, NothingToRefund, RefundTooLarge.
    """
    left = payment.amount - payment.refunded
    if payment.status == PaymentStatus.DISPUTED:
        raise PaymentDisputed
    if not payment.status.has_arrived or left <= 0 or amount <= 0:
        raise NothingToRefund
    if amount > left:
        raise RefundTooLarge(Money(left, payment.currency))
    refund = Refund(
        reference=codes.new(),
        payment_id=payment.id,
        amount=amount,
        currency=payment.currency,
        cause=cause,
        reason=reason,
        requested_by_id=by,
        created_at=now,
        due_at=due_at or now,
    )
    payment.refunded += amount
    tx.add(refund)
    tx.flush()
    source = out_of or ledger.GIVEN_FOR[payment.kind]
    ledger.move(tx, payment, amount, out_of=source, into=Account.REFUNDS_DUE, refund_id=refund.id, now=now)
    if payment.kind == PaymentKind.PACKAGE and payment.refunded >= payment.amount:
        crediting.end(tx, payment, now=now)
    about: dict[str, Any] = {"amount": amount, "currency": payment.currency, "cause": cause, "payment_id": payment.id}
    audit.record(tx, "refund.owed", actor_id=by, subject=("refund", refund.id), at=now, **about)
    tx.info["owed"] = True
    return refund


def withdraw(tx: Tx, registration_id: int, *, since: datetime, now: datetime) -> bool:
    """The cancellation made at `since` is undone: what was owed for it and not asked for yet is not owed any more.
    False where money is on its way back already.
    """
    for found in queries.list_of_registration(tx, registration_id):
        if found.created_at < since:
            continue  # of places that were given up before
        payment = payment_queries.lock(tx, found.payment_id)
        refund = queries.lock(tx, found.id)
        if refund.cause != RefundCause.CANCELLED or refund.status == RefundStatus.WITHDRAWN:
            continue
        if refund.status != RefundStatus.OWED or refund.attempts:
            return False
        refund.status = RefundStatus.WITHDRAWN
        payment.refunded -= refund.amount
        into = ledger.GIVEN_FOR[payment.kind]
        ledger.move(tx, payment, refund.amount, out_of=Account.REFUNDS_DUE, into=into, refund_id=refund.id, now=now)
        audit.record(tx, "refund.withdrawn", actor_id=None, subject=("refund", refund.id), at=now)
    return True
