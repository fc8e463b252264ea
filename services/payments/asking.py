"""Asking for money: a payment that waits, and the invoice for it, which the outbox owes."""

from datetime import datetime

from db.engine import Tx
from db.models import Payment, Registration, Series, Session
from db.models.payments import PaymentKind, PaymentStatus, Provider
from db.models.registrations import Status
from db.queries import payments as queries
from db.queries import registrations as registration_queries
from services import access, audit, codes, outbox
from services.money import STARS
from services.payments import refusing


def ask(tx: Tx, registration: Registration, *, now: datetime) -> Payment:
    """Ask for the price of a place that is kept meanwhile: by an invoice in the chat, for as long as the hold lasts."""
    payment = new(tx, registration, rail(registration.currency), now=now)
    _owe_invoice(tx, registration, payment, now=now)
    return payment


def _owe_invoice(tx: Tx, registration: Registration, payment: Payment, *, to: int | None = None, now: datetime) -> None:
    until = registration.hold_expires_at
    outbox.put(
        tx,
        "payment_invoice",
        user_id=registration.user_id if to is None else to,
        registration_id=registration.id,
        due_at=now,
        useful_until=until,
        version=registration.sequence,
        payment_id=payment.id,
        until=until.isoformat() if until else None,
        **({"for_other": True} if to not in {None, registration.user_id} else {}),
    )


def new(tx: Tx, registration: Registration, provider: Provider, *, now: datetime) -> Payment:
    """A payment that waits for the price of a registration along one rail."""
    session = tx.get_one(Session, registration.session_id)
    payment = Payment(
        reference=codes.new(),
        kind=PaymentKind.PLACE,
        user_id=registration.user_id,
        host_id=session.host_id,
        registration_id=registration.id,
        provider=provider,
        amount=registration.price,
        currency=registration.currency,
        created_at=now,
        expires_at=registration.hold_expires_at,
    )
    tx.add(payment)
    tx.flush()
    audit.record(
        tx,
        "payment.asked",
        actor_id=registration.user_id,
        subject=("payment", payment.id),
        at=now,
        amount=payment.amount,
        currency=payment.currency,
        provider=provider,
    )
    return payment


def rail(currency: str) -> Provider:
    """How money is asked for in the chat."""
    return Provider.STARS if currency == STARS else Provider.TELEGRAM


def quote(tx: Tx, registration: Registration) -> int:
    """What a registration's places cost now, in minor units, with what a promo code took off when it was booked."""
    session = tx.get_one(Session, registration.session_id)
    series = tx.get_one(Series, session.series_id)
    price = session.price if session.price is not None else series.price
    return max(0, price * registration.places - queries.taken_off(tx, registration.id))


def drop_pending(tx: Tx, registration_id: int, *, but: int | None = None, now: datetime) -> None:
    """What was asked for a place is not wanted any more; an invoice of it says so when somebody pays it."""
    for payment in queries.list_pending(tx, registration_id):
        if payment.id != but:
            payment.status, payment.cancelled_at = PaymentStatus.CANCELLED, now
            audit.record(tx, "payment.cancelled", actor_id=None, subject=("payment", payment.id), at=now)


def ask_again(tx: Tx, *, user_id: int, registration_id: int, now: datetime) -> Registration:
    """Owe the invoice once more. Raises NotFound, and what says why nothing is to pay."""
    registration = access.own_registration(tx, registration_id, user_id)
    registration_queries.lock(tx, registration_id)
    if registration.status != Status.PENDING_PAYMENT:
        raise refusing.of_place(tx, registration)
    pending = queries.find_pending(tx, registration_id, rail(registration.currency))
    price = quote(tx, registration)
    if pending is not None and 0 < price != pending.amount:
        drop_pending(tx, registration_id, now=now)
        registration.price, pending = price, None
    registration.sequence += 1
    if pending is None:
        ask(tx, registration, now=now)
    else:
        _owe_invoice(tx, registration, pending, now=now)
    return registration


def show_to(tx: Tx, *, reference: str, user_id: int, now: datetime) -> bool:
    """Owe the invoice of somebody's place to whoever opened a forwarded copy of it. False where nothing is to pay."""
    payment = queries.find_by_reference(tx, codes.read(reference) or "")
    if payment is None or payment.registration_id is None or payment.status != PaymentStatus.PENDING:
        return False
    registration = registration_queries.lock(tx, payment.registration_id)
    assert registration is not None
    if user_id == registration.user_id:
        registration.sequence += 1  # theirs was told already
    _owe_invoice(tx, registration, payment, to=user_id, now=now)
    return True
