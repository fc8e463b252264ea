"""Offers: a freed place held for the first in line until a deadline. Each ends once, and its message says how.

The message is edited by the tap that ends the offer where there is one, and by an outbox row otherwise.
"""

from datetime import datetime

from db.engine import Facts, Tx
from db.models import Registration, Session
from db.models.registrations import Status
from db.queries import audit as audit_queries
from db.queries import notifications as notification_queries
from db.queries import users as user_queries
from services import agreements, cutoffs, outbox, quotas
from services.registrations import statuses
from services.waitlist import windows

OFFERED = "waitlist_offer"


def offer(tx: Tx, registration: Registration, session: Facts, *, now: datetime) -> None:
    """Hold the places that were just counted for this registration, and ask."""
    version = audit_queries.count(tx, "registration", registration.id, "registration.offered")
    statuses.move(tx, registration, Status.OFFERED, actor_id=None, at=now, reason="a place came free")
    until = _deadline(tx, registration, session, now)
    registration.hold_expires_at = until
    agreements.agree(registration, session)
    outbox.put(
        tx,
        OFFERED,
        user_id=registration.user_id,
        registration_id=registration.id,
        due_at=now,
        useful_until=until,
        version=version,
        offer=version,
        until=until.isoformat(),
    )


def is_over(registration: Registration, now: datetime) -> bool:
    """Whether the time to claim ran out; at the deadline itself it has."""
    return registration.hold_expires_at is None or registration.hold_expires_at <= now


def is_moved(tx: Tx, registration: Registration) -> bool:
    """Whether the session begins at another time than the one that was offered."""
    return registration.starts_at != tx.get_one(Session, registration.session_id).starts_at


def lapse(tx: Tx, registration: Registration, *, tapped: int = 0, now: datetime) -> None:
    """The time ran out: the places are free, and the person keeps none."""
    until = registration.hold_expires_at
    end(tx, registration, Status.EXPIRED, "lapsed", actor_id=None, tapped=tapped, now=now, until=until)


def return_to_line(tx: Tx, registration: Registration, *, now: datetime) -> None:
    """The session was moved: what was offered is no more, and the person keeps their turn, at the new time."""
    session = tx.get_one(Session, registration.session_id)
    quotas.unseat(tx, registration.quota_id, registration.places)
    statuses.move(tx, registration, Status.WAITLISTED, actor_id=None, at=now, reason="moved")
    agreements.move_along(registration, session)
    _say_how(tx, registration, "moved", tapped=0, now=now)


def end(
    tx: Tx,
    registration: Registration,
    to: Status,
    how: str,
    *,
    actor_id: int | None,
    tapped: int = 0,
    now: datetime,
    until: datetime | None = None,
) -> None:
    """End an offer, with or without the place; `tapped` is the message that shows it already."""
    if to.takes_place:
        statuses.move(tx, registration, to, actor_id=actor_id, at=now, reason=how)
    else:
        statuses.leave(tx, registration, to, actor_id=actor_id, at=now, reason=how)
    _say_how(tx, registration, how, tapped=tapped, now=now, until=until)


def _say_how(
    tx: Tx, registration: Registration, how: str, *, tapped: int, now: datetime, until: datetime | None = None
) -> None:
    """Owe the offer's message its last words, unless the person sees them: they tapped in that very message."""
    version = audit_queries.count(tx, "registration", registration.id, "registration.offered") - 1
    message = notification_queries.find(tx, outbox.key(OFFERED, registration.user_id, registration.id, version))
    if message and tapped and message.provider_id == str(tapped):
        return
    outbox.put(
        tx,
        f"{OFFERED}_{how}",
        user_id=registration.user_id,
        registration_id=registration.id,
        due_at=now,
        version=version,
        offer=version,
        until=until.isoformat() if until else "",
    )


def _deadline(tx: Tx, registration: Registration, session: Facts, now: datetime) -> datetime:
    person = user_queries.find(tx, registration.user_id)
    quiet = windows.quiet_of(person.quiet_from, person.quiet_until, person.time_zone) if person else None
    return windows.deadline(now, starts_at=session.starts_at, cutoff=cutoffs.cutoff_of(session), quiet=quiet)
