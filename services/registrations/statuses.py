"""How a registration's status may change, and the only function that changes it."""

from datetime import datetime

from db.engine import Facts, Tx
from db.models import Registration
from db.models.registrations import Status
from db.models.series import BookingMode
from services import audit, promos, quotas, staleness
from services.errors import IllegalMove
from services.payments import asking
from services.registrations import deciders

MOVES: dict[Status, frozenset[Status]] = {
    Status.PENDING_APPROVAL: frozenset({Status.CONFIRMED, Status.REJECTED, Status.CANCELLED, Status.EXPIRED}),
    Status.PENDING_PAYMENT: frozenset({Status.CONFIRMED, Status.CANCELLED, Status.EXPIRED}),
    Status.WAITLISTED: frozenset(
        {
            Status.CONFIRMED,
            Status.PENDING_APPROVAL,
            Status.PENDING_PAYMENT,
            Status.OFFERED,
            Status.CANCELLED,
            Status.EXPIRED,
        }
    ),
    Status.OFFERED: frozenset(
        {
            Status.CONFIRMED,
            Status.PENDING_APPROVAL,
            Status.PENDING_PAYMENT,
            Status.WAITLISTED,
            Status.CANCELLED,
            Status.EXPIRED,
        }
    ),
    Status.CONFIRMED: frozenset({Status.CANCELLED}),
    Status.CANCELLED: frozenset({Status.CONFIRMED}),
    Status.REJECTED: frozenset(),
    Status.EXPIRED: frozenset({Status.CONFIRMED}),
}
STAMPS = {
    Status.CONFIRMED: "confirmed_at",
    Status.CANCELLED: "cancelled_at",
    Status.REJECTED: "rejected_at",
    Status.EXPIRED: "expired_at",
}


def with_place(session: Facts, *, is_paid: bool = False) -> Status:
    """What a registration is once it has a place: in some series an organizer has to say yes first, in others the
    money has to come, unless it is there already.
    """
    if session.mode == BookingMode.APPROVAL:
        return Status.PENDING_APPROVAL
    has_price = session.mode == BookingMode.PAID and session.price > 0
    return Status.PENDING_PAYMENT if has_price and not is_paid else Status.CONFIRMED


def undecided_until(of: Registration | Facts, at: datetime) -> datetime | None:
    """A request is open until its session begins (None); one made later, until the end."""
    return of.ends_at if of.starts_at <= at else None


def move(
    tx: Tx,
    registration: Registration,
    to: Status,
    *,
    actor_id: int | None,
    at: datetime,
    reason: str | None = None,
    tapped: int = 0,
) -> None:
    """Change a status along the table of moves, with its moment and its line in the audit.

    Who decides about requests is asked, and told of the end; `tapped` is the message that shows it already.
    """
    was = registration.status
    if to not in MOVES[was]:
        raise IllegalMove(f"{was} -> {to}")
    registration.status = to
    registration.sequence += 1  # a calendar shows it
    if to in STAMPS:
        setattr(registration, STAMPS[to], at)
    registration.hold_expires_at = None
    audit.record(
        tx,
        f"registration.{to}",
        actor_id=actor_id,
        subject=("registration", registration.id),
        at=at,
        was=was,
        **({"reason": reason} if reason else {}),
    )
    staleness.mark(tx, registration.session_id, now=at)
    if to != Status.CONFIRMED and registration.attendance is not None:
        _forget_attendance(tx, registration, actor_id=actor_id, at=at)
    if to == Status.PENDING_APPROVAL:
        registration.hold_expires_at = undecided_until(registration, at)
        deciders.ask(tx, registration, now=at)
    elif was == Status.PENDING_APPROVAL:
        deciders.close(tx, registration, to, actor_id=actor_id, tapped=tapped, now=at)
    elif was == Status.PENDING_PAYMENT and to != Status.CONFIRMED:
        asking.drop_pending(tx, registration.id, now=at)
        promos.give_back(tx, registration.id, now=at)


def _forget_attendance(tx: Tx, registration: Registration, *, actor_id: int | None, at: datetime) -> None:
    """Whoever has no place can neither be here nor be missed."""
    was = registration.attendance
    registration.attendance = registration.attendance_at = None
    subject = ("registration", registration.id)
    audit.record(tx, "attendance.cleared", actor_id=actor_id, subject=subject, at=at, was=was)


def leave(
    tx: Tx,
    registration: Registration,
    to: Status,
    *,
    actor_id: int | None,
    at: datetime,
    reason: str | None = None,
    tapped: int = 0,
) -> None:
    """End a live registration, and count it out of its quota."""
    if registration.status.takes_place:
        quotas.give_back(tx, registration.quota_id, registration.places)
    else:
        quotas.unqueue(tx, registration.quota_id)
    move(tx, registration, to, actor_id=actor_id, at=at, reason=reason, tapped=tapped)
