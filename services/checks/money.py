"""Money: the ledger balances, says the same as the payments, and nothing was given for money that is not there."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from db.engine import Tx
from db.queries import money_checks as queries
from services.checks.finding import Finding

SENT_WITHIN = timedelta(days=1)
"""A refund that is owed for longer waits for somebody."""


def findings(tx: Tx, *, now: datetime) -> Iterator[Finding]:
    yield from ledger(tx)
    yield from places(tx)
    yield from fees(tx)
    yield from refunds(tx, now=now)
    yield from credits_left(tx)
    yield from promos(tx)


def ledger(tx: Tx) -> Iterator[Finding]:
    """The lines of each payment sum to zero, and what came in is what was charged."""
    for row in queries.list_unbalanced(tx):
        yield Finding("ledger.balance", f"payment {row.payment_id}", f"sums to {row.amount}")
    for row in queries.list_misbooked(tx):
        detail = f"{row.amount} is charged, {row.received or 0} is booked"
        yield Finding("ledger.received", f"payment {row.id}", detail)
    for row in queries.list_below_zero(tx):
        yield Finding("ledger.account", f"payment {row.payment_id}", f"{row.account} is at {row.amount}")
    for row in queries.list_unexplained(tx):
        yield Finding("ledger.suspense", f"payment {row.payment_id}", f"{row.amount} belongs to nothing")


def places(tx: Tx) -> Iterator[Finding]:
    """Who is in for money has paid or was let in; who has no place has no money lying in one."""
    for row in queries.list_unpaid(tx):
        yield Finding("payment.missing", f"registration {row.id}", "is confirmed, and nobody paid")
    for row in queries.list_unreturned(tx):
        yield Finding("payment.unreturned", f"payment {row.id}", f"{row.left} is left of what the host cancelled")
    for row in queries.list_late_pending(tx):
        yield Finding("payment.left_pending", f"payment {row.id}", f"waits for a registration that is {row.status}")


def fees(tx: Tx) -> Iterator[Finding]:
    """A fee that was dropped is not kept."""
    for row in queries.list_kept_fees(tx):
        yield Finding("fee.kept", f"payment {row.id}", f"{row.left} is left of a fee that was dropped")


def refunds(tx: Tx, *, now: datetime) -> Iterator[Finding]:
    """No more goes back than came, and nothing waits for long without a sign."""
    for row in queries.list_miscounted_refunds(tx):
        yield Finding("refund.counted", f"payment {row.id}", f"says {row.refunded}, counted {row.counted or 0}")
    for row in queries.list_withdrawn_and_sent(tx):
        yield Finding("refund.withdrawn", f"refund {row.id}", f"is not owed, and went back as {row.provider_refund_id}")
    for row in queries.list_stuck_refunds(tx, now - SENT_WITHIN):
        yield Finding("refund.stuck", f"refund {row.id}", f"is {row.status} since {row.due_at.isoformat()}")


def credits_left(tx: Tx) -> Iterator[Finding]:
    """What is left of a package is what its ledger says; what a place took is what its ledger says."""
    for row in queries.list_miscounted_purchases(tx):
        yield Finding("credits.remaining", f"purchase {row.id}", f"says {row.remaining}, counted {row.counted or 0}")
    for row in queries.list_miscounted_uses(tx):
        yield Finding("credits.used", f"registration {row.id}", f"says {row.credits}, counted {row.counted or 0}")


def promos(tx: Tx) -> Iterator[Finding]:
    """A code was used as often as it says, and by everybody who has a place for its price."""
    for row in queries.list_miscounted_promos(tx):
        yield Finding("promo.used", f"promo code {row.id}", f"says {row.used}, counted {row.counted}")
    for row in queries.list_uncounted_promos(tx):
        yield Finding("promo.uncounted", f"registration {row.id}", f"has the price of promo code {row.promo_code_id}")
