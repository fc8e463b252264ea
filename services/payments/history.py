"""What somebody paid, for themselves or for others, and what of it went back: a page at a time, the newest first."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from db.engine import Facts, Tx
from db.models.payments import PaymentKind, PaymentStatus
from db.queries import takings as queries
from services.refunds import viewing
from services.refunds.viewing import RefundLine

PAGE = 6


@dataclass(frozen=True, slots=True)
class Entry:
    """Amounts in minor units."""

    id: int
    registration_id: int | None
    kind: PaymentKind
    status: PaymentStatus
    what: str
    at: datetime
    amount: int
    currency: str
    refunded: int
    receipt_number: int | None
    is_mine: bool
    """Whether the place or package is their own, and was not given to somebody since."""
    refunds: tuple[RefundLine, ...]


@dataclass(frozen=True, slots=True)
class HistoryPage:
    entries: tuple[Entry, ...]
    page: int
    has_next: bool


def mine(tx: Tx, *, user_id: int, page: int = 0) -> HistoryPage:
    """A look."""
    rows = queries.list_of_person(tx, user_id, offset=page * PAGE, limit=PAGE + 1)
    shown = {row.id: row for row in rows[:PAGE]}
    refunds = defaultdict[int, list[RefundLine]](list)
    for refund in queries.list_refunds_of(tx, list(shown)):
        refunds[refund.payment_id].append(viewing.line(refund, shown[refund.payment_id].provider))
    entries = tuple(_entry(row, user_id, tuple(refunds[row.id])) for row in shown.values())
    return HistoryPage(entries, page, has_next=len(rows) > PAGE)


def _entry(row: Facts, user_id: int, refunds: tuple[RefundLine, ...]) -> Entry:
    return Entry(
        id=row.id,
        registration_id=row.registration_id,
        kind=row.kind,
        status=row.status,
        what=row.title or row.package or "",
        at=row.succeeded_at or row.created_at,
        amount=row.amount,
        currency=row.currency,
        refunded=row.refunded,
        receipt_number=row.receipt_number,
        is_mine=(row.holder_id or row.user_id) == user_id,
        refunds=refunds,
    )


def hosts(tx: Tx, *, user_id: int) -> tuple[Facts, ...]:
    """A look at whom somebody paid: `name`, `contact_email`, `contact_phone`, the latest first."""
    return tuple(queries.list_hosts_paid(tx, user_id))
