"""Reads of who is to be asked whether they still come."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, or_, select

from db.engine import Facts, Tx
from db.models import Registration, Series, Session, User
from db.models.registrations import Status
from db.models.sessions import SessionStatus


def list_to_come(tx: Tx, now: datetime) -> Sequence[Facts]:
    """Confirmed registrations that gave no answer, of sessions which are about to begin and whose series asks. Whom we
    have no way to ask are their organizer's to ask.
    """
    longest = tx.scalar(select(func.max(Series.still_coming_minutes)))
    if longest is None:
        return []
    soon = _unanswered(now).where(Session.starts_at <= now + timedelta(minutes=longest))
    return tx.execute(soon.order_by(Registration.quota_id, Registration.id)).all()


def find_to_come(tx: Tx, registration_id: int, now: datetime) -> Facts | None:
    """One of them."""
    return tx.execute(_unanswered(now).where(Registration.id == registration_id)).one_or_none()


def _unanswered(now: datetime) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Registration.id,
            Registration.quota_id,
            Registration.user_id,
            Registration.starts_at,
            Registration.confirmed_at,
            Registration.coming_asked_at,
            Registration.coming_nudged_at,
            Series.still_coming_minutes,
            Series.still_coming_releases,
            Series.promotion_cutoff_minutes,
        )
        .join(Session, Session.id == Registration.session_id)
        .join(Series, Series.id == Session.series_id)
        .join(User, User.id == Registration.user_id)
        .where(
            or_(User.telegram_id.is_not(None), User.email.is_not(None), User.mail_to.is_not(None)),
            Session.status == SessionStatus.SCHEDULED,
            Session.starts_at > now,
            Series.still_coming_minutes.is_not(None),
            Registration.status == Status.CONFIRMED,
            Registration.coming_at.is_(None),
            Registration.attendance.is_(None),
        )
    )
