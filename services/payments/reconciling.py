"""Reconciling: what the card provider has is what we have, charges, refunds and disputes, in both directions."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from db.engine import Database, Tx
from db.models.payments import Provider
from db.queries import payments as queries
from db.queries import refunds as refund_queries
from services import alerts
from services.payments import disputes
from services.payments.receiving import Charge, receive
from services.ports import ChargeThere, CheckoutGateway
from services.refunds import there

BACK = timedelta(days=4)
"""A job that did not run over a weekend has missed nothing."""
SETTLED = timedelta(minutes=15)
"""What is younger may still be on its way to us."""
BY_CARD = (Provider.STRIPE, Provider.TELEGRAM)
MOST_NAMED = 10


async def reconcile(db: Database, gateway: CheckoutGateway, *, now: datetime) -> int:
    """Take in what we missed, and raise an alert for what only one side has; returns how many charges were compared.

    Raises ProviderAway.
    """
    since = now - BACK
    charges = [charge async for charge in gateway.list_charges(since)]
    unknown = [charge for charge in charges if not await db.write(match, charge, now=now)]
    refunds = [refund async for refund in gateway.list_refunds(since)]
    for refund in refunds:
        await db.write(there.note, refund, now=now)
    async for dispute in gateway.list_disputes(since):
        await db.write(disputes.note, dispute, now=now)
    charge_ids = frozenset(charge.provider_charge_id for charge in charges)
    refund_ids = frozenset(refund.refund_id for refund in refunds)
    await db.write(compare, unknown=unknown, charge_ids=charge_ids, refund_ids=refund_ids, now=now)
    return len(charges)


def match(tx: Tx, charge: ChargeThere, *, now: datetime) -> bool:
    """Whether we have a charge; one that names a payment of ours and never came to us is taken in now."""
    known = queries.find_by_provider_charge(tx, charge.provider_charge_id)
    if known is not None:
        if (known.amount, known.currency) != (charge.amount, charge.currency):
            about = {"amount": known.amount, "currency": known.currency, "there": charge.amount}
            alerts.raise_alert(tx, "payment_mismatch", subject=("payment", known.id), now=now, **about)
        return True
    if not charge.reference or queries.find_by_reference(tx, charge.reference) is None:
        return False
    taken = Charge(Provider.STRIPE, charge.charge_id, charge.amount, charge.currency, charge.provider_charge_id)
    receive(tx, reference=charge.reference, charge=taken, now=now)
    return True


def compare(
    tx: Tx, *, unknown: Sequence[ChargeThere], charge_ids: frozenset[str], refund_ids: frozenset[str], now: datetime
) -> None:
    """Raise an alert for charges that only the provider has, and for each payment and refund that only we have."""
    settled = [charge for charge in unknown if charge.at is None or charge.at <= now - SETTLED]
    if settled:
        sums: Counter[str] = Counter()
        for charge in settled:
            sums[charge.currency] += charge.amount
        named = ", ".join(charge.provider_charge_id for charge in settled[:MOST_NAMED])
        amounts = ", ".join(f"{amount} {currency}" for currency, amount in sorted(sums.items()))
        about = {"count": len(settled), "amounts": amounts, "charges": named}
        alerts.raise_alert(tx, "charges_unknown", subject=("account", 0), now=now, **about)
    since, until = now - BACK + SETTLED, now - SETTLED
    for row in queries.list_arrived_by(tx, since, until, *BY_CARD):
        if row.provider_charge_id not in charge_ids:
            about = {"amount": row.amount, "currency": row.currency, "charge": row.provider_charge_id}
            alerts.raise_alert(tx, "charge_missing", subject=("payment", row.id), now=now, **about)
    for refund in refund_queries.list_sent(tx, since, until, *BY_CARD):
        if refund.provider_refund_id not in refund_ids:
            about = {"amount": refund.amount, "currency": refund.currency, "refund": refund.provider_refund_id}
            alerts.raise_alert(tx, "refund_missing", subject=("refund", refund.id), now=now, **about)
