"""May this be charged? Asked by the provider a moment before it does, and the last time that we can say no."""

from datetime import datetime, timedelta

from db.engine import Tx
from db.models import Package, Payment, Registration
from db.models.payments import PaymentKind, PaymentStatus
from db.models.registrations import Status
from db.queries import payments as queries
from db.queries import registrations as registration_queries
from services import access, audit, holds
from services.errors import BookingClosed
from services.errors.paying import FreeNow, PackageChanged, PaymentUnknown, PriceChanged
from services.money import Money
from services.payments import asking, fulfilling, refusing


def approve(
    tx: Tx,
    *,
    reference: str,
    payer_id: int,
    amount: int,
    currency: str,
    hold: timedelta = holds.HOLD,
    now: datetime,
) -> Payment | PriceChanged:
    """Yes to a charge of `amount` minor units; the place is kept until the money is here, for a quarter of an hour.

    Where the price has changed meanwhile the answer is no, and a new invoice is owed, to be paid within `hold`; where
    it is free now the place is theirs. That error comes back as a value, since what it did has to be kept.
    Raises PaymentUnknown, and what says why there is nothing to pay.
    """
    payment = to_be_paid(tx, reference=reference, hold=hold, now=now)
    if isinstance(payment, PriceChanged):
        return payment
    if (amount, currency) != (payment.amount, payment.currency):
        raise PaymentUnknown
    payment.approved_at = now
    payment.payer_id = payer_id if payer_id != payment.user_id else None
    audit.record(tx, "payment.approved", actor_id=payer_id, subject=("payment", payment.id), at=now)
    return payment


def to_be_paid(tx: Tx, *, reference: str, hold: timedelta = holds.HOLD, now: datetime) -> Payment | PriceChanged:
    """A payment that may be charged as it is now, locked, with what it is for kept for a quarter of an hour.

    Raises PaymentUnknown, and what says why there is nothing to pay.
    """
    payment = queries.find_by_reference(tx, reference)
    if payment is None:
        raise PaymentUnknown
    registration = None
    if payment.registration_id is not None:
        registration = registration_queries.lock(tx, payment.registration_id)
    payment = queries.lock(tx, payment.id)
    if payment.status != PaymentStatus.PENDING:
        raise refusing.of_payment(tx, payment)
    if payment.kind == PaymentKind.PLACE:
        assert registration is not None
        return _keep(tx, payment, registration, hold, now=now) or payment
    if payment.kind == PaymentKind.PACKAGE:
        _require_on_sale(tx, payment)
    return payment


def _require_on_sale(tx: Tx, payment: Payment) -> None:
    package = tx.get_one(Package, payment.package_id)
    if package.archived_at is not None or package.price != payment.amount:
        raise PackageChanged


def _keep(
    tx: Tx, payment: Payment, registration: Registration, hold: timedelta, *, now: datetime
) -> PriceChanged | None:
    """The place is kept while the money is on its way. It is theirs until a sweep takes it, even past its time."""
    session = access.quota_to_book(tx, registration.quota_id)
    if registration.status != Status.PENDING_PAYMENT:
        raise refusing.of_payment(tx, payment)
    if session.ends_at <= now:
        raise BookingClosed(session.id, session.title)
    price = asking.quote(tx, registration)
    if price != payment.amount:
        asking.drop_pending(tx, registration.id, now=now)
        registration.price = price
        if not price:
            fulfilling.confirm(tx, registration, "free now", actor_id=payment.user_id, now=now)
            return FreeNow(Money(0, payment.currency))
        registration.hold_expires_at = max(registration.hold_expires_at or now, holds.until(now, hold))
        registration.sequence += 1
        asking.ask(tx, registration, now=now)
        return PriceChanged(Money(price, payment.currency))
    kept_until = max(registration.hold_expires_at or now, holds.until(now, holds.WHILE_PAYING))
    registration.hold_expires_at = payment.expires_at = kept_until
    return None
