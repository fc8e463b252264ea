"""Receipts: numbered by the host without a gap, for whoever paid and for who may see the host's money.

What stands on one is kept when it is numbered: the host moves, and a series gets another name, but no receipt changes.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.engine import Tx
from db.models import Host, Package, Payment, Registration, Series, Session, User
from db.models.payments import PaymentKind, RefundStatus
from db.queries import payments as queries
from db.queries import refunds as refund_queries
from services import access
from services.access import Right
from services.errors import NotFound


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was paid, to whom, for what. Amounts in minor units."""

    number: int
    reference: str
    paid_at: datetime
    host: str
    address: str
    tax_line: str
    buyer: str
    is_fee: bool
    """For having cancelled late; not for a place."""
    what: str
    starts_at: datetime | None
    time_zone: str
    places: int
    amount: int
    currency: str
    refunded: int
    """What of it went back, or is on its way."""

    @property
    def file_name(self) -> str:
        return f"receipt-{self.number}.pdf"


def number(tx: Tx, payment: Payment) -> None:
    """Give a payment of a host that has arrived the next number, and keep what its receipt tells."""
    assert payment.host_id is not None
    payment.receipt_number = queries.next_receipt(tx, payment.host_id)
    host = tx.get_one(Host, payment.host_id, populate_existing=True)
    payment.receipt = {
        "host": host.legal_name or host.name,
        "address": host.address,
        "tax_line": host.tax_line,
        **_bought(tx, payment, host),
    }


def _bought(tx: Tx, payment: Payment, host: Host) -> dict[str, Any]:
    what: dict[str, Any] = {"what": "", "starts_at": None, "time_zone": host.time_zone, "places": 1}
    if payment.kind == PaymentKind.PACKAGE and payment.package_id is not None:
        return what | {"what": tx.get_one(Package, payment.package_id).name}
    if payment.registration_id is None:
        return what
    registration = tx.get_one(Registration, payment.registration_id)
    session = tx.get_one(Session, registration.session_id)
    return {
        "what": tx.get_one(Series, session.series_id).title,
        "starts_at": session.starts_at.isoformat(),
        "time_zone": session.time_zone,
        "places": registration.places if payment.kind == PaymentKind.PLACE else 1,
    }


def receipt(tx: Tx, *, user_id: int, payment_id: int) -> Receipt:
    """A look. Raises NotFound, also where nothing was paid yet."""
    payment = tx.get(Payment, payment_id)
    if payment is None or payment.receipt_number is None or payment.host_id is None:
        raise NotFound
    if user_id not in {payment.user_id, payment.payer_id}:
        access.host_to(tx, Right.SEE_MONEY, payment.host_id, user_id)
    kept: dict[str, Any] = dict(payment.receipt or {})
    begins = kept.pop("starts_at")
    buyer = tx.get_one(User, payment.payer_id or payment.user_id)
    return Receipt(
        number=payment.receipt_number,
        reference=payment.reference,
        is_fee=payment.kind == PaymentKind.FEE,
        paid_at=payment.succeeded_at or payment.created_at,
        buyer=buyer.called or buyer.name,
        starts_at=datetime.fromisoformat(begins) if begins else None,
        amount=payment.amount,
        currency=payment.currency,
        refunded=_refunded(tx, payment),
        **kept,
    )


def _refunded(tx: Tx, payment: Payment) -> int:
    counted = {RefundStatus.OWED, RefundStatus.PENDING, RefundStatus.SUCCEEDED}
    return sum(one.amount for one in refund_queries.list_of_payment(tx, payment.id) if one.status in counted)
