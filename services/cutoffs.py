"""When a line ends: so long before the start nobody is moved up any more, and a free place is the first tap's."""

from datetime import datetime, timedelta

from db.engine import Facts


def cutoff_of(session: Facts) -> datetime:
    """The moment from which on the line of a session is over."""
    cutoff: datetime = session.starts_at - timedelta(minutes=session.promotion_cutoff_minutes)
    return cutoff


def is_past(session: Facts, now: datetime) -> bool:
    return now >= cutoff_of(session)
