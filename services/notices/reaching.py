"""Why a notification does not leave now: no address, no wish for it, quiet hours."""

from datetime import datetime

from db.models import Notification, User
from services import quiet
from services.kinds import terms
from services.notices.messages import NoAddress, NotNow, Obsolete
from services.reach import UNWANTED, ignores_quiet, is_wanted, missing_address


def obstacle(notification: Notification, reader: User, *, now: datetime) -> Obsolete | NotNow | NoAddress | None:
    """Why a notification does not leave now; None where it may."""
    kind, channel = terms(notification.kind), notification.channel
    if direct_address(notification):
        return None
    missing = missing_address(reader, channel)
    if missing:
        return NoAddress(missing)
    if not is_wanted(reader, kind, channel):
        return Obsolete(UNWANTED)
    if ignores_quiet(kind, channel):
        return None
    until = quiet.end_of_quiet(now, reader.quiet_from, reader.quiet_until, reader.time_zone)
    if until is None:
        return None
    if notification.useful_until and notification.useful_until <= until:
        return Obsolete("quiet hours until it is too late", is_late=True)
    return NotNow(until)


def direct_address(notification: Notification) -> str:
    """The address or number that somebody typed and waits for a message at; "" where it goes to the reader's own."""
    if notification.registration_id is not None or notification.channel == "telegram":
        return ""
    return str(notification.data.get("to", ""))
