"""Reads of who has a place and is not there."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, select

from db.engine import Facts, Tx
from db.models import Host, Registration, Session
from db.models.registrations import Status
from db.models.sessions import SessionStatus

IS_MISSING = (
    Registration.status == Status.CONFIRMED,
    Registration.attendance.is_(None),
    Registration.confirmed_at < Registration.starts_at,  # whoever books later is there
)
IS_MARKED = (Registration.status == Status.CONFIRMED, Registration.attendance.is_not(None))


def list_with_missing(tx: Tx, after: datetime, until: datetime) -> Sequence[Facts]:
    """Sessions that began in a span of time, in which some were marked and some are missing."""
    here = Registration.session_id == Session.id
    found = (
        select(Session.id, Session.starts_at, Host.grace_minutes)
        .join(Host, Host.id == Session.host_id)
        .where(
            Session.status.in_([SessionStatus.SCHEDULED, SessionStatus.COMPLETED]),
            Session.starts_at > after,
            Session.starts_at <= until,
            exists().where(here, *IS_MARKED),
            exists().where(here, *IS_MISSING),
        )
        .order_by(Session.starts_at, Session.id)
    )
    return tx.execute(found).all()


def is_taken(tx: Tx, session_id: int) -> bool:
    """Whether anybody of a session was marked, which is still on or over."""
    marked = select(Registration.id).where(Registration.session_id == session_id, *IS_MARKED).limit(1)
    on = select(Session.id).where(Session.id == session_id, Session.status != SessionStatus.CANCELLED)
    return tx.scalar(marked.where(exists(on))) is not None


def lock_missing(tx: Tx, session_id: int, limit: int) -> list[Registration]:
    """Those who are missing, in the order in which all who lock people's rows do it."""
    missing = (
        select(Registration)
        .where(Registration.session_id == session_id, *IS_MISSING)
        .order_by(Registration.user_id, Registration.id)
        .limit(limit)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return list(tx.scalars(missing))
