"""What a registration agreed to, and keeps: a price or a rule about cancelling that changes later is for others."""

from datetime import datetime, timedelta

from db.engine import Facts
from db.models import Registration, Series, Session


def until(session: Facts) -> datetime:
    """Until when cancelling costs nothing, by the rule as it is now."""
    free: datetime = session.starts_at - timedelta(minutes=session.cancellation_notice_minutes)
    return free


def agree(registration: Registration, session: Facts) -> None:
    """Somebody gets a place, or is offered one: what holds now is what they agree to, however long they waited."""
    registration.free_until, registration.refund_tiers = until(session), session.refund_tiers
    registration.late_fee = session.late_fee
    agree_price(registration, session)


def agree_price(registration: Registration, session: Facts) -> None:
    """What so many places cost now. It holds from when they are had, or the money for them is asked for."""
    registration.price, registration.currency = session.price * registration.places, session.currency


def free_until(registration: Registration, series: Series) -> datetime:
    """Until when somebody cancels for nothing. What is older than the agreements goes by the series."""
    if registration.free_until is not None:
        return registration.free_until
    return registration.starts_at - timedelta(minutes=series.cancellation_notice_minutes)


def late_fee(registration: Registration, series: Series) -> int:
    """What cancelling late costs, in minor units, where nothing was paid."""
    return series.late_fee if registration.late_fee is None else registration.late_fee


def move_along(registration: Registration, session: Session | Facts) -> None:
    """To the session's times, with as long a notice as was agreed."""
    if registration.free_until is not None:
        registration.free_until += session.starts_at - registration.starts_at
    registration.starts_at, registration.ends_at = session.starts_at, session.ends_at
