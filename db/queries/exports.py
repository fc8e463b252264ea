"""Reads of registrations for a file: of one session, or of a series within a span of time."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, func, select

from db.engine import Facts, Tx
from db.models import Client, Quota, Registration, Series, Session, User
from db.models.registrations import LIVE

RECENT = timedelta(days=30)
ROW = (
    select(
        Registration.id,
        Registration.reference,
        func.coalesce(User.called, User.name).label("name"),
        Quota.name.label("role"),
        Quota.position,
        Registration.places,
        Registration.guests,
        Registration.status,
        Registration.attendance,
        Registration.booked_at,
        Registration.request,
        func.coalesce(User.phone, Client.phone).label("phone"),
        func.coalesce(User.email, Client.email).label("email"),
        Registration.note,
        Session.id.label("session_id"),
        Session.starts_at,
        Session.time_zone,
        Series.title,
    )
    .join(User, User.id == Registration.user_id)
    .join(Quota, Quota.id == Registration.quota_id)
    .join(Session, Session.id == Registration.session_id)
    .join(Series, Series.id == Session.series_id)
    .outerjoin(Client, and_(Client.host_id == Session.host_id, Client.user_id == Registration.user_id))
)


def count(tx: Tx, *, session_id: int, series_id: int, host_id: int, span: str, now: datetime) -> int:
    counted = select(func.count()).select_from(Registration).join(Session, Session.id == Registration.session_id)
    rows: int = tx.execute(_within(counted, session_id, series_id, host_id, span, now)).scalar_one()
    return rows


def list_page(
    tx: Tx, *, session_id: int, series_id: int, host_id: int, span: str, now: datetime, after: int, limit: int
) -> Sequence[Facts]:
    """Rows in the order they were booked, from behind the one named by `after`."""
    page = _within(ROW, session_id, series_id, host_id, span, now).where(Registration.id > after)
    return tx.execute(page.order_by(Registration.id).limit(limit)).all()


def _within(
    rows: Select[*tuple[Any, ...]], session_id: int, series_id: int, host_id: int, span: str, now: datetime
) -> Select[*tuple[Any, ...]]:
    """Who is in or waits, of a session; of a series or a host all that ever was booked, of sessions in the span."""
    if session_id:
        return rows.where(Registration.session_id == session_id, Registration.status.in_(LIVE))
    rows = rows.where(Session.series_id == series_id if series_id else Session.host_id == host_id)
    if span == "coming":
        return rows.where(Session.ends_at > now)
    if span == "recent":
        return rows.where(Session.ends_at <= now, Session.starts_at >= now - RECENT)
    return rows
