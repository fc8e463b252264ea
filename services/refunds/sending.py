"""Asking providers to pay back what is owed: claimed by a lease, asked with a key of its own, and marked."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from db.engine import Database, Tx
from db.models import Payment, User
from db.models.payments import Provider
from db.queries import refunds as queries
from services.ports import Back, BackOutcome, Gateways, Unknown
from services.refunds import settling
from services.stopwatch import stopwatch

LEASE = timedelta(minutes=5)
BATCH = 4
"""So many are asked for, one after the other, within a lease: each may take three questions, and 20 s for each."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Order:
    """A refund that is ours until its lease ends."""

    refund_id: int
    provider: Provider
    back: Back


async def send_due(db: Database, gateways: Gateways, *, now: datetime) -> int:
    """Ask for every refund that is due; returns how many were asked for."""
    done, passed = 0, stopwatch()
    while orders := await db.write(claim_due, now=now + passed()):
        for order in orders:
            outcome = await _ask(gateways, order)
            log.info("refund.attempted", refund_id=order.refund_id, outcome=type(outcome).__name__)
            await db.write(settling.settle, order.refund_id, outcome=outcome, now=now + passed())
            done += 1
    return done


async def _ask(gateways: Gateways, order: Order) -> BackOutcome:
    gateway = gateways.get(order.provider)
    if gateway is None:
        return settling.NO_GATEWAY
    try:
        return await gateway.refund(order.back)
    except Exception as error:
        log.exception("refund.failed", refund_id=order.refund_id)
        return Unknown(type(error).__name__)


def claim_due(tx: Tx, *, now: datetime) -> list[Order]:
    """Lease what is due. The key of a refund stays the same until it failed for good, so no try is paid twice."""
    orders = []
    for refund in queries.lease_due(tx, now=now, until=now + LEASE, most=BATCH):
        payment = tx.get_one(Payment, refund.payment_id)
        payer = tx.get_one(User, payment.payer_id or payment.user_id)
        was_asked = refund.sent_at is not None
        refund.attempts += 1
        refund.sent_at = refund.sent_at or now
        back = Back(
            key=f"refund-{refund.reference}-{refund.round}",
            charge_id=payment.charge_id or "",
            provider_charge_id=payment.provider_charge_id,
            amount=refund.amount,
            currency=refund.currency,
            is_whole=refund.amount == payment.amount,
            reference=refund.reference,
            telegram_id=payer.telegram_id,
            reason=refund.reason or refund.cause,
            was_asked=was_asked,
        )
        orders.append(Order(refund.id, payment.provider, back))
    return orders
