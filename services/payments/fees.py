"""Fees: asked for by an invoice of their own. One that is not paid blocks nothing; organizer and person see it."""

from datetime import datetime
from typing import Any

from db.engine import Tx
from db.models import Payment, Registration, Series
from db.models.payments import PaymentKind, PaymentStatus
from db.queries import payments as queries
from services import access, audit, codes, outbox
from services.access import Right
from services.errors import NotFound
from services.errors.refunding import FeeOver
from services.payments import asking


def ask(tx: Tx, registration: Registration, series: Series, amount: int, *, due_at: datetime, now: datetime) -> Payment:
    """Ask for `amount` minor units because somebody cancelled late; the invoice leaves at `due_at`."""
    payment = Payment(
        reference=codes.new(),
        kind=PaymentKind.FEE,
        user_id=registration.user_id,
        host_id=series.host_id,
        registration_id=registration.id,
        provider=asking.rail(series.currency),
        amount=amount,
        currency=series.currency,
        created_at=now,
    )
    tx.add(payment)
    tx.flush()
    outbox.put(
        tx,
        "payment_invoice",
        user_id=registration.user_id,
        registration_id=registration.id,
        due_at=due_at,
        version=registration.sequence,
        payment_id=payment.id,
        fee=amount,
    )
    about: dict[str, Any] = {"amount": amount, "currency": payment.currency}
    audit.record(tx, "fee.asked", actor_id=None, subject=("payment", payment.id), at=now, **about)
    return payment


def drop(tx: Tx, registration_id: int, *, by: int, now: datetime) -> None:
    """What it was asked for is undone."""
    for found in queries.list_unpaid_fees(tx, registration_id):
        payment = queries.lock(tx, found.id)
        if payment.status == PaymentStatus.PENDING:
            _end(tx, payment, by=by, now=now)


def waive(tx: Tx, *, user_id: int, payment_id: int, now: datetime) -> Payment:
    """An organizer does not want a fee any more. Raises NotFound, FeeOver."""
    found = tx.get(Payment, payment_id)
    if found is None or found.registration_id is None or found.kind != PaymentKind.FEE:
        raise NotFound
    access.registration_to(tx, Right.SEE_MONEY, found.registration_id, user_id)
    payment = queries.lock(tx, payment_id)
    if payment.status != PaymentStatus.PENDING:
        raise FeeOver
    _end(tx, payment, by=user_id, now=now)
    return payment


def _end(tx: Tx, payment: Payment, *, by: int, now: datetime) -> None:
    payment.status, payment.cancelled_at = PaymentStatus.CANCELLED, now
    audit.record(tx, "fee.dropped", actor_id=by, subject=("payment", payment.id), at=now)
