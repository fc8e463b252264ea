"""Why there is nothing to pay here any more, said as it is: time that ran out is one reason of several."""

from db.engine import Tx
from db.models import Payment, Registration, Series, Session
from db.models.payments import PaymentKind, PaymentStatus
from db.models.registrations import Status
from db.models.sessions import SessionStatus
from services.errors import AlreadyRegistered, DomainError
from services.errors.paying import (
    AlreadyPaid,
    CancelledUnpaid,
    FeeDropped,
    InvoiceReplaced,
    PackageChanged,
    PaymentFailed,
    PaymentOver,
    PlaceGivenBack,
)


def of_payment(tx: Tx, payment: Payment) -> DomainError:
    """Why a payment cannot be made, or not any more."""
    if payment.status.has_arrived:
        return AlreadyPaid()
    if payment.kind == PaymentKind.PACKAGE:
        return PackageChanged()
    if payment.kind == PaymentKind.FEE:
        return FeeDropped()
    registration = tx.get_one(Registration, payment.registration_id)
    if registration.status == Status.CONFIRMED:
        return AlreadyPaid()
    if registration.status == Status.PENDING_PAYMENT:
        has_failed = payment.status == PaymentStatus.FAILED
        return PaymentFailed(registration.session_id) if has_failed else InvoiceReplaced(registration.session_id)
    return of_place(tx, registration)


def of_place(tx: Tx, registration: Registration) -> DomainError:
    """Why nothing is to pay for a registration that does not wait for money."""
    session = tx.get_one(Session, registration.session_id)
    if registration.status == Status.CONFIRMED:
        return AlreadyRegistered(session.id, registration.reference)
    if session.status == SessionStatus.CANCELLED:
        return CancelledUnpaid(session.id, tx.get_one(Series, session.series_id).title)
    return PaymentOver(session.id) if registration.status == Status.EXPIRED else PlaceGivenBack(session.id)
