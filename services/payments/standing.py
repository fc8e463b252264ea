"""How a payment stands, for whoever holds its link: what it is for and whether it is here, and nothing of a person."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from db.engine import Tx
from db.models import Package, Payment, Registration, Series, Session
from db.models.payments import PaymentStatus
from db.queries import payments as queries
from services import codes
from services.errors.paying import PaymentUnknown


class State(StrEnum):
    WAITS = "waits"
    PAID = "paid"
    RETURNED = "returned"
    """Nothing could be given for it, so it goes back."""
    FAILED = "failed"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Standing:
    state: State
    amount: int
    currency: str
    title: str
    """Of the session's series, or the package."""
    place: str = ""
    """The registration's reference."""
    opens: str = ""
    """The deep link's payload that shows it in the chat."""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    time_zone: str = "UTC"
    kept_until: datetime | None = None
    """Until when the place is kept for whoever pays."""


def look(tx: Tx, *, reference: str) -> Standing:
    """Raises PaymentUnknown."""
    payment = queries.find_by_reference(tx, codes.read(reference) or "")
    if payment is None:
        raise PaymentUnknown
    state, money = _state(payment), (payment.amount, payment.currency)
    if payment.registration_id is None:
        package = tx.get(Package, payment.package_id) if payment.package_id else None
        return Standing(state, *money, package.name if package else "")
    registration = tx.get_one(Registration, payment.registration_id)
    session = tx.get_one(Session, registration.session_id)
    return Standing(
        state,
        *money,
        title=tx.get_one(Series, session.series_id).title,
        place=registration.reference,
        opens=f"s_{session.code}",
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        time_zone=session.time_zone,
        kept_until=registration.hold_expires_at,
    )


def _state(payment: Payment) -> State:
    if payment.status.has_arrived:
        return State.RETURNED if payment.refunded >= payment.amount else State.PAID
    if payment.status == PaymentStatus.PENDING:
        return State.WAITS
    return State.FAILED if payment.status == PaymentStatus.FAILED else State.OVER
