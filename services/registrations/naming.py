"""Naming who comes along, after booking: until it begins the names can be given and changed."""

from collections.abc import Sequence
from datetime import datetime

from db.engine import Tx
from db.models import Registration
from db.models.registrations import Status
from db.queries import registrations as queries
from services import access, audit, staleness
from services.errors import AttendanceKnown, BookingClosed, NothingToCancel
from services.registrations import parties

MAY_NAME = frozenset({Status.CONFIRMED, Status.PENDING_APPROVAL, Status.PENDING_PAYMENT})


def name_guests(tx: Tx, *, user_id: int, registration_id: int, names: Sequence[str], now: datetime) -> Registration:
    """Keep these names in place of those before; no more than there are places beyond the first.

    Raises NotFound, NothingToCancel where there is no party, BookingClosed, AttendanceKnown.
    """
    registration = access.own_registration(tx, registration_id, user_id)
    queries.lock(tx, registration_id)
    if registration.status not in MAY_NAME or registration.places == 1:
        raise NothingToCancel(registration.session_id)
    if registration.attendance is not None:
        raise AttendanceKnown(registration.session_id)
    if registration.starts_at <= now:
        raise BookingClosed(registration.session_id, access.series_of(tx, registration).title)
    registration.guests = parties.guests(names, registration.places)
    registration.sequence += 1  # a button of an older screen names another guest by its number
    subject = ("registration", registration_id)
    audit.record(tx, "party.named", actor_id=user_id, subject=subject, at=now, names=len(registration.guests))
    staleness.mark(tx, registration.session_id, now=now)
    return registration
