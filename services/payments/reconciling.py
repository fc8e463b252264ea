"""Reconciling: what the providers have is what we have, charges, refunds and disputes, in both directions."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from db.engine import Database, Tx
from db.models.payments import Provider
from db.queries import payments as queries
from db.queries import refunds as refund_queries
from db.queries import users
from services import alerts
from services.payments import disputes
from services.payments.receiving import Charge, receive
from services.ports import ChargeThere, CheckoutGateway, Listing, RefundThere
from services.refunds import there

BACK = timedelta(days=4)
"""Ours that are looked up there: a job that did not run over a weekend has missed nothing."""
THERE = timedelta(days=45)
"""What is there is listed by when it was begun: a bank may take weeks over a debit, or over a refund that fails."""
DECIDED = timedelta(days=180)
"""A dispute may take a season."""
AT_ONCE = 200
SETTLED = timedelta(minutes=15)
"""What is younger may still be on its way to us."""
MOST_NAMED = 10

Listed = TypeVar("Listed", ChargeThere, RefundThere)


@dataclass(frozen=True, slots=True)
class Books:
    """What a provider has, and which rails lead to it."""

    account: str
    """Names it in an alert that is about no payment of ours."""
    rails: tuple[Provider, ...]
    """What it has and we missed came along the first."""


CARDS = Books("account", (Provider.STRIPE, Provider.TELEGRAM))
STARS = Books("stars", (Provider.STARS,))


async def reconcile(db: Database, gateway: CheckoutGateway, *, now: datetime) -> int:
    """Compare cards, and note what banks took back; returns how many charges were compared. Raises ProviderAway."""
    compared = await reconcile_books(db, gateway, CARDS, now=now)
    async for dispute in gateway.list_disputes(now - DECIDED):
        await db.write(disputes.note, dispute, now=now)
    return compared


async def reconcile_books(db: Database, listing: Listing, books: Books, *, now: datetime) -> int:
    """Take in what we missed, and raise an alert for what only one side has; returns how many charges were compared.

    Raises ProviderAway.
    """
    since = now - THERE
    charges = [charge async for charge in listing.list_charges(since)]
    news = [charge for some in _batches(charges) for charge in await db.read(list_news, some)]
    unknown = [charge for charge in news if not await db.write(match, charge, books.rails[0], now=now)]
    refunds = [refund async for refund in listing.list_refunds(since)]
    for refund in [refund for some in _batches(refunds) for refund in await db.read(there.list_news, some)]:
        await db.write(there.note, refund, now=now)
    charge_ids = frozenset(name for charge in charges for name in (charge.provider_charge_id, charge.charge_id))
    refund_ids = frozenset(refund.refund_id for refund in refunds)
    await db.write(compare, books, unknown=unknown, charge_ids=charge_ids, refund_ids=refund_ids, now=now)
    return len(charges)


def _batches(listed: Sequence[Listed]) -> Iterator[Sequence[Listed]]:
    return (listed[start : start + AT_ONCE] for start in range(0, len(listed), AT_ONCE))


def list_news(tx: Tx, charges: Sequence[ChargeThere]) -> list[ChargeThere]:
    """A look: those that we do not have just so."""
    names = [name for charge in charges for name in (charge.provider_charge_id, charge.charge_id) if name]
    ours = {
        name: (row.amount, row.currency)
        for row in queries.list_there(tx, names)
        for name in (row.charge_id, row.provider_charge_id)
    }
    return [
        charge
        for charge in charges
        if (ours.get(charge.provider_charge_id) or ours.get(charge.charge_id)) != (charge.amount, charge.currency)
    ]


def match(tx: Tx, charge: ChargeThere, rail: Provider, *, now: datetime) -> bool:
    """Whether we have a charge; one that names a payment of ours and never came to us is taken in now."""
    known = queries.find_there(tx, charge.provider_charge_id, charge.charge_id)
    if known is not None:
        if (known.amount, known.currency) != (charge.amount, charge.currency):
            about = {"amount": known.amount, "currency": known.currency}
            about |= {"there": charge.amount, "currency_there": charge.currency}
            alerts.raise_alert(tx, "charge_differs", subject=("payment", known.id), now=now, **about)
        return True
    if not charge.reference or queries.find_by_reference(tx, charge.reference) is None:
        return False
    receive(tx, reference=charge.reference, charge=_charge(tx, charge, rail), now=now)
    return True


def _charge(tx: Tx, charge: ChargeThere, rail: Provider) -> Charge:
    payer = users.find_by_telegram_id(tx, charge.telegram_id) if charge.telegram_id else None
    return Charge(
        provider=rail,
        charge_id=charge.charge_id,
        amount=charge.amount,
        currency=charge.currency,
        provider_charge_id=charge.provider_charge_id if charge.provider_charge_id != charge.charge_id else None,
        payer_id=payer.id if payer else None,
    )


def compare(
    tx: Tx,
    books: Books,
    *,
    unknown: Sequence[ChargeThere],
    charge_ids: frozenset[str],
    refund_ids: frozenset[str],
    now: datetime,
) -> None:
    """Raise an alert for charges that only the provider has, and for each payment and refund that only we have."""
    since, until = now - BACK, now - SETTLED
    settled = [charge for charge in unknown if charge.at is None or since < charge.at <= until]
    if settled:
        sums: Counter[str] = Counter()
        for charge in settled:
            sums[charge.currency] += charge.amount
        named = ", ".join(charge.provider_charge_id for charge in settled[:MOST_NAMED])
        amounts = ", ".join(f"{amount} {currency}" for currency, amount in sorted(sums.items()))
        about = {"count": len(settled), "amounts": amounts, "charges": named}
        alerts.raise_alert(tx, "charges_unknown", subject=(books.account, 0), now=now, **about)
    for row in queries.list_arrived_by(tx, since, until, *books.rails):
        if row.charge not in charge_ids:
            about = {"amount": row.amount, "currency": row.currency, "charge": row.charge}
            alerts.raise_alert(tx, "charge_missing", subject=("payment", row.id), now=now, **about)
    for refund in refund_queries.list_sent(tx, since, until, *books.rails):
        if refund.provider_refund_id not in refund_ids:
            about = {"amount": refund.amount, "currency": refund.currency, "refund": refund.provider_refund_id}
            alerts.raise_alert(tx, "refund_missing", subject=("refund", refund.id), now=now, **about)
