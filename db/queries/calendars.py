"""Reads of what a calendar shows: bookings and sessions, each with all that its entry tells, in one query."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased

from db.engine import Facts, Tx
from db.models import Host, Quota, Registration, Series, Session, User
from db.models.registrations import LIVE
from db.models.series import Visibility

MOST = 1000
INSTRUCTOR = aliased(User)
OF_SESSION = (
    Session.id.label("session_id"),
    Session.code,
    Session.starts_at,
    Session.ends_at,
    Session.time_zone,
    Session.status.label("session_status"),
    Session.created_at,
    Session.cancelled_at.label("session_cancelled_at"),
    func.coalesce(Session.place, Series.place).label("place"),
    Series.title,
    Host.name.label("host_name"),
    func.coalesce(INSTRUCTOR.called, INSTRUCTOR.name).label("instructor_name"),
)
OF_REGISTRATION = (
    Registration.id,
    Registration.reference,
    Registration.status,
    Registration.places,
    Registration.sequence,
    Registration.booked_at,
    Registration.waitlisted_at,
    Registration.confirmed_at,
    Registration.cancelled_at,
    Registration.expired_at,
    Quota.name.label("quota_name"),
)
BOOKED = (
    select(*OF_REGISTRATION, *OF_SESSION)
    .join(Session, Session.id == Registration.session_id)
    .join(Series, Series.id == Session.series_id)
    .join(Host, Host.id == Series.host_id)
    .join(Quota, Quota.id == Registration.quota_id)
    .outerjoin(INSTRUCTOR, INSTRUCTOR.id == Session.instructor_id)
    .order_by(Registration.starts_at, Registration.id)
    .limit(MOST)
)


def list_of_user(tx: Tx, user_id: int, *, ended_after: datetime, left_after: datetime) -> Sequence[Facts]:
    """A person's live bookings that ended after a moment or will, and those that they lost after another."""
    left_at = func.coalesce(Registration.cancelled_at, Registration.expired_at)
    shown = or_(Registration.status.in_(LIVE), left_at > left_after)
    return tx.execute(BOOKED.where(Registration.user_id == user_id, Registration.ends_at > ended_after, shown)).all()


def list_upcoming(tx: Tx, user_id: int, *, now: datetime) -> Sequence[Facts]:
    """A person's live bookings of what is not over."""
    upcoming = and_(Registration.status.in_(LIVE), Registration.ends_at > now)
    return tx.execute(BOOKED.where(Registration.user_id == user_id, upcoming)).all()


def find_of_user(tx: Tx, user_id: int, registration_id: int) -> Facts | None:
    return tx.execute(BOOKED.where(Registration.user_id == user_id, Registration.id == registration_id)).one_or_none()


def find_session(tx: Tx, code: str) -> Facts | None:
    """A session that whoever has its link may see."""
    session = (
        select(*OF_SESSION)
        .join(Series, Series.id == Session.series_id)
        .join(Host, Host.id == Series.host_id)
        .outerjoin(INSTRUCTOR, INSTRUCTOR.id == Session.instructor_id)
        .where(Session.code == code, Series.visibility != Visibility.PRIVATE)
    )
    return tx.execute(session).one_or_none()
