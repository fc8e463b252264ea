"""How a registration's status may change, and the only function that changes it."""

from datetime import datetime

from db.engine import Tx
from db.models import Registration
from db.models.registrations import Status
from services import audit, quotas, staleness
from services.errors import IllegalMove

MOVES: dict[Status, frozenset[Status]] = {
    Status.PENDING_APPROVAL: frozenset({Status.CONFIRMED, Status.REJECTED, Status.CANCELLED, Status.EXPIRED}),
    Status.PENDING_PAYMENT: frozenset({Status.CONFIRMED, Status.CANCELLED, Status.EXPIRED}),
    Status.WAITLISTED: frozenset({Status.CONFIRMED, Status.OFFERED, Status.CANCELLED, Status.EXPIRED}),
    Status.OFFERED: frozenset(
        {Status.CONFIRMED, Status.PENDING_PAYMENT, Status.WAITLISTED, Status.CANCELLED, Status.EXPIRED}
    ),
    Status.CONFIRMED: frozenset({Status.CANCELLED}),
    Status.CANCELLED: frozenset({Status.CONFIRMED}),
    Status.REJECTED: frozenset(),
    Status.EXPIRED: frozenset(),
}
STAMPS = {Status.CONFIRMED: "confirmed_at", Status.CANCELLED: "cancelled_at", Status.EXPIRED: "expired_at"}


def move(
    tx: Tx, registration: Registration, to: Status, *, actor_id: int | None, at: datetime, reason: str | None = None
) -> None:
    """Change a status along the table of moves, with its moment and its line in the audit."""
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


def leave(
    tx: Tx, registration: Registration, to: Status, *, actor_id: int | None, at: datetime, reason: str | None = None
) -> None:
    """End a live registration, and count it out of its quota."""
    if registration.status.takes_place:
        quotas.give_back(tx, registration.quota_id, registration.places)
    else:
        quotas.unqueue(tx, registration.quota_id)
    move(tx, registration, to, actor_id=actor_id, at=at, reason=reason)
