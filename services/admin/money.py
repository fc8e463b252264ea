"""How payments fare, over all hosts: what came in and went back in 30 days, and what waits for somebody."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from db.engine import Tx
from db.queries import takings as queries
from services import access

SPAN = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Sum:
    """Of one currency, in minor units."""

    currency: str
    payments: int
    paid: int
    refunded: int
    """What arrived at those who had paid."""
    going_back: int
    """What is owed to them, on its way, or stuck."""


@dataclass(frozen=True, slots=True)
class Figures:
    sums: tuple[Sum, ...]
    declined: int
    """Payments that failed."""
    stuck: int
    """Refunds that the provider could not make, now."""
    disputed: int
    """Payments that a bank took back, now."""

    @property
    def is_empty(self) -> bool:
        return not (self.sums or self.declined or self.stuck or self.disputed)


def figures(tx: Tx, *, user_id: int, now: datetime) -> Figures:
    """A look. Raises NotFound for who is no admin."""
    access.require_admin(tx, user_id)
    since = now - SPAN
    sums = tuple(
        Sum(row.currency, int(row.payments), int(row.paid), int(row.refunded), int(row.going_back))
        for row in queries.list_sums_of_all(tx, since)
    )
    return Figures(sums, *queries.count_troubles(tx, since))
