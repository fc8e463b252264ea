"""Reads of sessions, with what they take from their series and host."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, case, func, select
from sqlalchemy.orm import aliased

from db.engine import Facts, Tx, run
from db.models import Host, Quota, Series, Session, Space, User
from db.models.sessions import SessionStatus

CORE = (
    Session.id,
    Session.code,
    Session.series_id,
    Session.starts_at,
    Session.ends_at,
    Session.time_zone,
    Session.status,
    Session.host_id,
    Session.instructor_id,
    Series.title,
    func.coalesce(Session.place, Series.place).label("place"),
    func.coalesce(Session.price, Series.price).label("price"),
    Series.currency,
    Series.cancellation_notice_minutes,
    Series.places_limit,
    Series.waitlist_way,
    Series.promotion_cutoff_minutes,
    Series.visibility,
    Series.mode,
    Series.credits,
    Series.refund_tiers,
    Series.late_fee,
    Series.archived_at,
    Host.owner_id,
    Host.deactivated_at,
)
QUOTA = (
    Quota.id.label("quota_id"),
    Quota.name.label("quota_name"),
    Quota.capacity,
    Quota.taken,
    Quota.waiting,
)


def joined(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return statement.join(Series, Series.id == Session.series_id).join(Host, Host.id == Series.host_id)


OWNER = aliased(User)
OWNER_TO_TELL = case((OWNER.telegram_id.is_not(None), OWNER.id)).label("owner_to_tell")
"""Who is told of a session's bookings; None where they cannot be written to."""
TO_BOOK = (
    joined(
        select(*CORE, *QUOTA, OWNER_TO_TELL).select_from(Quota).join(Session, Session.id == Quota.session_id),
    )
    .join(OWNER, OWNER.id == Host.owner_id)
    .where(Quota.id == bindparam("quota"))
)
TO_TELL = joined(select(OWNER_TO_TELL).select_from(Session)).join(OWNER, OWNER.id == Host.owner_id)
CARD = (
    joined(
        select(
            *CORE,
            *QUOTA,
            Series.code.label("series_code"),
            Series.description,
            Series.photo_id,
            case((Session.place.is_not(None), Session.map_url), else_=Series.map_url).label("map_url"),
            Host.name.label("host_name"),
            Host.code.label("host_code"),
            func.coalesce(User.called, User.name).label("instructor_name"),
            Space.name.label("room"),
        )
        .select_from(Session)
        .join(Quota, Quota.session_id == Session.id)
    )
    .outerjoin(User, User.id == Session.instructor_id)
    .outerjoin(Space, Space.id == Session.space_id)
    .order_by(Quota.position, Quota.id)
)
CARD_BY_ID = CARD.where(Session.id == bindparam("session"))
TO_SEE = joined(
    select(
        Session.id, Session.series_id, Session.host_id, Session.instructor_id, Series.visibility, Host.owner_id
    ).select_from(Session)
)
BY_CODES = TO_SEE.where(Session.code.in_(bindparam("codes", expanding=True)))
TO_SEE_BY_ID = TO_SEE.where(Session.id == bindparam("session"))
LOCK = (
    select(Session)
    .where(Session.id == bindparam("session"))
    .with_for_update(key_share=True)
    .execution_options(populate_existing=True)
)


def find_to_book(tx: Tx, quota_id: int) -> Facts | None:
    """A quota with what decides whether it can be booked."""
    return run(tx, TO_BOOK, {"quota": quota_id}).one_or_none()


def list_card(tx: Tx, session_id: int) -> Sequence[Facts]:
    """A row a quota; empty where there is no such session."""
    return run(tx, CARD_BY_ID, {"session": session_id}).all()


def list_by_codes(tx: Tx, codes: Collection[str]) -> Sequence[Facts]:
    """What decides whether somebody may see them."""
    return run(tx, BY_CODES, {"codes": list(codes)}).all()


def find_to_see(tx: Tx, session_id: int) -> Facts | None:
    """What decides whether somebody may see it, and run it."""
    return run(tx, TO_SEE_BY_ID, {"session": session_id}).one_or_none()


def find_owner_to_tell(tx: Tx, session_id: int) -> int | None:
    """The owner of a session's host, if they can be written to."""
    owner_id: int | None = tx.execute(TO_TELL.where(Session.id == session_id)).scalar_one()
    return owner_id


def lock(tx: Tx, session_id: int) -> Session | None:
    return tx.execute(LOCK, {"session": session_id}).scalar_one_or_none()


def lock_all(tx: Tx, session_ids: Sequence[int]) -> Sequence[Session]:
    """As they are now. In the order of their ids, as everybody does who changes many."""
    locked = select(Session).where(Session.id.in_(session_ids)).order_by(Session.id).with_for_update(key_share=True)
    return tx.scalars(locked.execution_options(populate_existing=True)).all()


def list_quotas_to_fill(tx: Tx, now: datetime) -> Sequence[int]:
    """Quotas of sessions to come with both a free place and somebody who waits."""
    missed = (
        select(Quota.id)
        .join(Session, Session.id == Quota.session_id)
        .where(
            Quota.waiting > 0,
            Quota.taken < Quota.capacity,
            Session.status == SessionStatus.SCHEDULED,
            Session.ends_at > now,
        )
        .order_by(Quota.id)
    )
    return tx.scalars(missed).all()


def list_over(tx: Tx, now: datetime, limit: int) -> Sequence[Session]:
    """Sessions that have ended and are still marked as scheduled."""
    over = (
        select(Session)
        .where(Session.status == SessionStatus.SCHEDULED, Session.ends_at <= now)
        .order_by(Session.ends_at)
        .limit(limit)
        .with_for_update(key_share=True)
    )
    return tx.scalars(over).all()


def list_quotas(tx: Tx, session_ids: Sequence[int]) -> Sequence[Quota]:
    """The quotas of several sessions, in the order they are shown."""
    of_sessions = select(Quota).where(Quota.session_id.in_(session_ids)).order_by(Quota.position, Quota.id)
    return tx.scalars(of_sessions.execution_options(populate_existing=True)).all()
