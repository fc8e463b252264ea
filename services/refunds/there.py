"""Refunds as the provider has them: what became of ours, and those that somebody made at the provider's own page."""

from datetime import datetime

from db.engine import Tx
from db.models import Payment, Refund
from db.models.payments import PaymentStatus, RefundCause
from db.queries import payments as payment_queries
from db.queries import refunds as queries
from services import alerts
from services.money import STARS
from services.ports import RefundThere
from services.refunds import owing, settling


def in_stars(charge_id: str, amount: int) -> RefundThere:
    """Stars that went back: Telegram has no other name for it than that of the charge."""
    return RefundThere(stars_id(charge_id), charge_id, charge_id, amount, STARS, "succeeded")


def stars_id(charge_id: str) -> str:
    return f"stars-{charge_id}"


def note(tx: Tx, there: RefundThere, *, now: datetime) -> bool:
    """How a refund stands; the same twice changes nothing. False where the charge is not known."""
    found = payment_queries.find_by_provider_charge(tx, there.provider_charge_id)
    found = found or payment_queries.find_by_charge(tx, there.charge_id)
    if found is None:
        return False
    payment = payment_queries.lock(tx, found.id)
    refund = _ours(tx, payment, there) or _made_elsewhere(tx, payment, there, now=now)
    if refund is None:
        return True
    refund = queries.lock(tx, refund.id)
    if there.state == "succeeded":
        settling.succeed(tx, refund, provider_id=there.refund_id, now=now)
    elif there.state == "pending":
        settling.wait(tx, refund, provider_id=there.refund_id, now=now)
    elif refund.provider_refund_id in {None, there.refund_id}:
        settling.fail(tx, refund, there.failure or "failed", now=now)
    return True


def _ours(tx: Tx, payment: Payment, there: RefundThere) -> Refund | None:
    known = queries.find_by_provider_id(tx, there.refund_id)
    if known is None and there.reference:
        known = queries.find_by_reference(tx, there.reference)
    if known is not None and known.payment_id == payment.id:
        return known
    return queries.find_unasked(tx, payment.id, there.amount) if not there.reference else None


def _made_elsewhere(tx: Tx, payment: Payment, there: RefundThere, *, now: datetime) -> Refund | None:
    """It is in the ledger like any other. What cannot be right is shown to the admins."""
    left = payment.amount - payment.refunded
    if there.state == "failed":
        return None
    if payment.status == PaymentStatus.DISPUTED or there.amount > left:
        about = {"amount": there.amount, "currency": there.currency, "left": left}
        alerts.raise_alert(tx, "refund_unexplained", subject=("payment", payment.id), now=now, **about)
        return None
    return owing.owe(tx, payment, there.amount, RefundCause.EXTERNAL, now=now)
