"""Refunds as the provider has them: what became of ours, and those that somebody made at the provider's own page."""

from collections.abc import Sequence
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


def list_news(tx: Tx, refunds: Sequence[RefundThere]) -> list[RefundThere]:
    """A look: those that we do not have just so."""
    ours = queries.list_states(tx, [refund.refund_id for refund in refunds])
    return [refund for refund in refunds if ours.get(refund.refund_id) != refund.state]


def note(tx: Tx, there: RefundThere, *, now: datetime) -> bool:
    """How a refund stands; the same twice changes nothing. False where the charge is not known."""
    found = payment_queries.find_there(tx, there.provider_charge_id, there.charge_id)
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
    elif refund.provider_refund_id == there.refund_id or (refund.provider_refund_id is None and refund.round == 1):
        settling.fail(tx, refund, there.failure or "failed", now=now)
    return True


def _ours(tx: Tx, payment: Payment, there: RefundThere) -> Refund | None:
    known = queries.find_by_provider_id(tx, there.refund_id)
    if known is None and there.reference:
        known = queries.find_by_reference(tx, there.reference)
    if known is not None and known.payment_id == payment.id:
        return known
    is_unasked = not there.reference and there.state != "failed"
    return queries.find_unasked(tx, payment.id, there.amount) if is_unasked else None


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
