"""Reads of refunds."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select

from db.engine import Tx
from db.models import Payment, Refund
from db.models.payments import LOST, PaymentStatus, Provider, RefundStatus


def lock(tx: Tx, refund_id: int) -> Refund:
    mine = select(Refund).where(Refund.id == refund_id).with_for_update(key_share=True)
    return tx.execute(mine.execution_options(populate_existing=True)).scalar_one()


def lease_due(tx: Tx, *, now: datetime, until: datetime, most: int) -> Sequence[Refund]:
    """What the provider has to be asked for now; nobody else asks until the lease ends. What a bank has waits until
    that has spoken.
    """
    undecided = select(Payment.id).where(Payment.status == PaymentStatus.DISPUTED, Payment.failure != LOST)
    is_free = or_(Refund.leased_until.is_(None), Refund.leased_until <= now)
    due = select(Refund).where(Refund.status == RefundStatus.OWED, Refund.due_at <= now, is_free)
    due = due.where(Refund.payment_id.not_in(undecided))
    rows = tx.scalars(due.order_by(Refund.due_at, Refund.id).limit(most).with_for_update(skip_locked=True)).all()
    for row in rows:
        row.leased_until = until
    return rows


def list_of_registration(tx: Tx, registration_id: int) -> Sequence[Refund]:
    mine = select(Refund).join(Payment, Payment.id == Refund.payment_id)
    return tx.scalars(mine.where(Payment.registration_id == registration_id).order_by(Refund.id)).all()


def list_of_payment(tx: Tx, payment_id: int) -> Sequence[Refund]:
    return tx.scalars(select(Refund).where(Refund.payment_id == payment_id).order_by(Refund.id)).all()


def find_by_provider_id(tx: Tx, provider_refund_id: str) -> Refund | None:
    return tx.scalar(select(Refund).where(Refund.provider_refund_id == provider_refund_id))


def list_states(tx: Tx, provider_refund_ids: Sequence[str]) -> dict[str, str]:
    """How those stand with us, by what the provider calls them."""
    known = select(Refund.provider_refund_id, Refund.status)
    found = tx.execute(known.where(Refund.provider_refund_id.in_(provider_refund_ids))).all()
    return {str(row.provider_refund_id): str(row.status) for row in found}


def find_by_reference(tx: Tx, reference: str) -> Refund | None:
    return tx.scalar(select(Refund).where(Refund.reference == reference))


def find_unasked(tx: Tx, payment_id: int, amount: int) -> Refund | None:
    """One that is owed still, of just that amount: somebody may have made it at the provider's own page."""
    owed = select(Refund).where(Refund.payment_id == payment_id, Refund.amount == amount)
    unasked = owed.where(
        Refund.status.in_((RefundStatus.OWED, RefundStatus.FAILED)), Refund.provider_refund_id.is_(None)
    )
    return tx.scalar(unasked.order_by(Refund.id).limit(1))


def list_sent(tx: Tx, since: datetime, until: datetime, *providers: Provider) -> Sequence[Refund]:
    """What some providers said that they pay back, in that time."""
    sent = select(Refund).join(Payment, Payment.id == Refund.payment_id)
    known = sent.where(Payment.provider.in_(providers), Refund.provider_refund_id.is_not(None))
    in_time = known.where(Refund.sent_at >= since, Refund.sent_at < until)
    return tx.scalars(in_time.order_by(Refund.id)).all()
