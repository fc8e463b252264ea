"""Reads of what a host's policy looks at: how often somebody did not come."""

from datetime import datetime

from sqlalchemy import and_, func, or_, select

from db.engine import Tx
from db.models import Registration, Session
from db.models.registrations import Attendance, Status
from db.models.sessions import SessionStatus

COUNTS = or_(
    and_(Registration.status == Status.CONFIRMED, Registration.attendance == Attendance.NO_SHOW),
    and_(Registration.status == Status.CANCELLED, Registration.is_late_cancellation),
)
"""All that counts, here only: not to come, and to say so too late, which would be a way round it."""


def count(tx: Tx, host_id: int, user_id: int, since: datetime) -> int:
    """How often it happened in sessions of a host that began since then, or are yet to, and were not called off."""
    missed = (
        select(func.count())
        .select_from(Registration)
        .join(Session, Session.id == Registration.session_id)
        .where(
            Registration.user_id == user_id,
            Registration.starts_at >= since,
            Session.host_id == host_id,
            Session.status != SessionStatus.CANCELLED,
            COUNTS,
        )
    )
    return tx.scalars(missed).one()
