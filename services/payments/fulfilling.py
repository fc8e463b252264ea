"""What somebody paid for is given, or it is said why not."""

from datetime import datetime

from db.engine import Tx
from db.models import Payment, Registration
from db.models.payments import RefundCause
from db.models.registrations import Status
from db.queries import quotas as quota_queries
from db.queries import registrations as registration_queries
from db.queries import users as user_queries
from services import access, eligibility, outbox, promos, quotas
from services.packages import crediting
from services.payments import asking
from services.registrations import owners, statuses

MAY_COME_BACK = frozenset({Status.EXPIRED, Status.CANCELLED})


def lock(tx: Tx, payment: Payment) -> None:
    """What fulfilling will change, in the order in which everybody locks: the money comes last."""
    if payment.registration_id is None:
        return
    registration = tx.get_one(Registration, payment.registration_id)
    user_queries.lock(tx, registration.user_id)
    quota_queries.lock(tx, registration.quota_id)
    registration_queries.lock(tx, registration.id)


def give_place(tx: Tx, payment: Payment, *, now: datetime) -> RefundCause | None:
    """The place that was kept is theirs; where the hold was over it is, if it is still free and nobody waits for it."""
    registration = tx.get_one(Registration, payment.registration_id)
    if registration.status == Status.PENDING_PAYMENT:
        _confirm(tx, registration, payment, "paid", now=now)
        return None
    if registration.status in MAY_COME_BACK and _seat_again(tx, registration, now=now):
        _confirm(tx, registration, payment, "paid late", now=now)
        return None
    return RefundCause.TWICE if registration.status == Status.CONFIRMED else RefundCause.LATE


def _seat_again(tx: Tx, registration: Registration, *, now: datetime) -> bool:
    session = access.quota_to_book(tx, registration.quota_id)
    person = eligibility.standing(tx, registration.user_id, session, let_in=True)
    if eligibility.refusal(session, person, now=now) is not None or registration.starts_at != session.starts_at:
        return False
    if not quotas.take(tx, registration.quota_id, registration.places):
        return False
    if promos.use_again(tx, registration):
        return True
    quotas.give_back(tx, registration.quota_id, registration.places)
    return False


def _confirm(tx: Tx, registration: Registration, payment: Payment, reason: str, *, now: datetime) -> None:
    asking.drop_pending(tx, registration.id, but=payment.id, now=now)
    confirm(tx, registration, reason, actor_id=payment.payer_id or payment.user_id, now=now)


def confirm(tx: Tx, registration: Registration, reason: str, *, actor_id: int, now: datetime) -> None:
    """Nothing is to be paid any more: the place is theirs, and they and the owner hear of it."""
    statuses.move(tx, registration, Status.CONFIRMED, actor_id=actor_id, at=now, reason=reason)
    registration.cancelled_at = registration.expired_at = None
    outbox.put(
        tx,
        "registration_confirmed",
        user_id=registration.user_id,
        registration_id=registration.id,
        due_at=now,
        useful_until=registration.ends_at,
        version=registration.sequence,
    )
    owners.tell(tx, registration, "owner_booked", now=now, version=registration.sequence)


def give_package(tx: Tx, payment: Payment, *, now: datetime) -> RefundCause | None:
    """The package is theirs, with all its credits."""
    purchase = crediting.start(tx, payment, now=now)
    outbox.put_matter(
        tx,
        "package_bought",
        user_id=payment.user_id,
        subject=("purchase", purchase.id),
        due_at=now,
        purchase_id=purchase.id,
    )
    return None


def settle_fee(tx: Tx, payment: Payment, *, now: datetime) -> RefundCause | None:  # noqa: ARG001 - as the others
    """A fee is paid: that was all. One that nobody wants any more goes back."""
    return RefundCause.LATE if payment.cancelled_at else None
