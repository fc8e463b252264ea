"""Changing a party: one or some leave, the others keep their places."""

from datetime import datetime

from db.engine import Tx
from db.models import Registration
from db.models.registrations import Status
from db.queries import quotas as quota_queries
from db.queries import registrations as queries
from services import access, agreements, audit, outbox, quotas, staleness, waitlist
from services.errors import AttendanceKnown, BookingClosed, NothingToCancel, PartyChanged
from services.refunds import foreseeing, returning
from services.registrations import owners


def shrink(
    tx: Tx, *, user_id: int, registration_id: int, guest: int = 0, places: int = 1, sequence: int, now: datetime
) -> Registration:
    """Give back some of a party's places: that of the named guest (counted from 1), or of so many without a name (0).

    `sequence` is the registration's as the person saw it: a button of an older screen would send away somebody else.
    Raises NotFound, NothingToCancel, BookingClosed, AttendanceKnown, PartyChanged.
    """
    registration = access.own_registration(tx, registration_id, user_id)
    quota_queries.lock(tx, registration.quota_id)
    queries.lock(tx, registration_id)
    if registration.status != Status.CONFIRMED:
        raise NothingToCancel(registration.session_id)
    if registration.attendance is not None:
        raise AttendanceKnown(registration.session_id)
    series = access.series_of(tx, registration)
    if registration.ends_at <= now:
        raise BookingClosed(registration.session_id, series.title)
    left = 1 if guest else places
    if sequence != registration.sequence or not 1 <= left <= leavers(registration) or guest > len(registration.guests):
        raise PartyChanged(registration.session_id)
    late = now > agreements.free_until(registration, series)
    verdict = foreseeing.given_up(tx, registration, series, places=left, now=now)
    _take_out(registration, guest, left)
    returning.shrink(tx, registration, verdict=verdict, now=now)
    quotas.give_back(tx, registration.quota_id, left)
    _write_down(tx, registration, left, late=late, now=now)
    waitlist.settle(tx, registration.quota_id, now=now)
    return registration


def leavers(registration: Registration) -> int:
    """How many can leave: all but the person themselves, who cancels instead."""
    return registration.places - 1


def _take_out(registration: Registration, guest: int, left: int) -> None:
    registration.price = registration.price * (registration.places - left) // registration.places
    registration.places -= left
    if guest:
        registration.guests = [name for number, name in enumerate(registration.guests, 1) if number != guest]
    registration.guests = registration.guests[: leavers(registration)]
    registration.sequence += 1


def _write_down(tx: Tx, registration: Registration, left: int, *, late: bool, now: datetime) -> None:
    """Audit and messages; `version` lets it happen again."""
    audit.record(
        tx,
        "party.shrunk",
        actor_id=registration.user_id,
        subject=("registration", registration.id),
        at=now,
        left=left,
        places=registration.places,
        late=late,
    )
    version = registration.sequence
    outbox.put(
        tx,
        "party_shrunk",
        user_id=registration.user_id,
        registration_id=registration.id,
        due_at=now,
        useful_until=registration.ends_at,
        version=version,
        left=left,
    )
    owners.tell(tx, registration, "owner_party_shrunk", now=now, version=version, left=left)
    staleness.mark(tx, registration.session_id, now=now)
