"""Reads for those who plan: the sessions of a series to come, and their people."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, func, or_, select
from sqlalchemy.orm import aliased

from db.engine import Facts, Tx
from db.models import Notification, Quota, Registration, Series, Session, User
from db.models.notifications import NotificationStatus
from db.models.registrations import LIVE, TAKES_PLACE, Status
from db.models.sessions import SessionStatus
from db.queries.users import IS_CUT_OFF

HAS_AGREED = (Status.CONFIRMED, Status.PENDING_APPROVAL)
OTHER, ELSEWHERE = aliased(Registration), aliased(Session)


def _to_come(series_id: int, starts_from: datetime, now: datetime) -> Select[Session]:
    return select(Session).where(
        Session.series_id == series_id,
        Session.status == SessionStatus.SCHEDULED,
        Session.starts_at >= starts_from,
        Session.ends_at > now,
    )


def list_to_come(tx: Tx, series_id: int, starts_from: datetime, now: datetime, *, lock: bool) -> list[Session]:
    """The sessions of a series that are on, from a moment on; locked in the order of their ids where they change."""
    to_come = _to_come(series_id, starts_from, now)
    if not lock:
        return list(tx.scalars(to_come.order_by(Session.starts_at, Session.id)))
    locked = to_come.order_by(Session.id).with_for_update(key_share=True)
    found = tx.scalars(locked.execution_options(populate_existing=True)).all()
    return sorted(found, key=lambda session: (session.starts_at, session.id))


def list_inheriting_place(tx: Tx, series_id: int, now: datetime, *, lock: bool = False) -> Sequence[Session]:
    """Sessions of a series that are on and take their place from it."""
    inheriting = select(Session).where(
        Session.series_id == series_id,
        Session.status == SessionStatus.SCHEDULED,
        Session.ends_at > now,
        Session.place.is_(None),
    )
    if lock:
        inheriting = inheriting.with_for_update(key_share=True).execution_options(populate_existing=True)
    return tx.scalars(inheriting.order_by(Session.id)).all()


def lock_quotas(tx: Tx, session_ids: Sequence[int]) -> list[Quota]:
    """All quotas of several sessions as they are now, kept so until the commit."""
    quotas = select(Quota).where(Quota.session_id.in_(session_ids)).order_by(Quota.id).with_for_update(key_share=True)
    return list(tx.scalars(quotas.execution_options(populate_existing=True)))


def lock_live(tx: Tx, session_ids: Sequence[int]) -> list[Registration]:
    """Everybody who is in or waits in several sessions, in the order of their registrations."""
    live = select(Registration).where(Registration.session_id.in_(session_ids), Registration.status.in_(LIVE))
    live = live.order_by(Registration.id).with_for_update(key_share=True)
    return list(tx.scalars(live.execution_options(populate_existing=True)))


def find_at(tx: Tx, series_id: int, starts: Collection[datetime], besides: Sequence[int]) -> int | None:
    """A session of the series that begins at one of those moments and is not cancelled."""
    there = select(Session.id).where(
        Session.series_id == series_id,
        Session.starts_at.in_(starts),
        Session.status != SessionStatus.CANCELLED,
        Session.id.not_in(besides),
    )
    return tx.scalar(there.limit(1))


def list_people(tx: Tx, session_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """For each session with anybody: how many registrations have a place, and how many wait."""
    waits = case((Registration.status == Status.WAITLISTED, 1), else_=0)
    counts = (
        select(Registration.session_id, func.count().label("live"), func.sum(waits).label("waiting"))
        .where(Registration.session_id.in_(session_ids), Registration.status.in_(LIVE))
        .group_by(Registration.session_id)
    )
    return {row.session_id: (int(row.live - row.waiting), int(row.waiting)) for row in tx.execute(counts)}


def list_cut_off(tx: Tx, session_ids: Sequence[int]) -> Sequence[Facts]:
    """Who is in or waits in several sessions and cannot be written to, in the order they booked: name and status."""
    name = func.coalesce(User.called, User.name).label("name")
    cut_off = (
        select(Registration.id, name, Registration.status)
        .join(User, User.id == Registration.user_id)
        .where(
            Registration.session_id.in_(session_ids),
            Registration.status.in_(LIVE),
            IS_CUT_OFF,
        )
        .order_by(Registration.id)
    )
    return tx.execute(cut_off).all()


def list_agreed(tx: Tx, session_ids: Sequence[int]) -> Sequence[Facts]:
    """What people agreed to pay who have a place in several sessions, whatever it costs later: amount, currency, and
    how many registrations.
    """
    agreed = (
        select(Registration.price, Registration.places, Registration.currency, func.count().label("people"))
        .where(Registration.session_id.in_(session_ids), Registration.status.in_(HAS_AGREED))
        .group_by(Registration.price, Registration.places, Registration.currency)
    )
    return tx.execute(agreed).all()


def list_latest(tx: Tx, quota_id: int) -> Sequence[Facts]:
    """Who has places in a quota, the latest booked first."""
    latest = (
        select(Registration.id, Registration.places, func.coalesce(User.called, User.name).label("name"))
        .join(User, User.id == Registration.user_id)
        .where(Registration.quota_id == quota_id, Registration.status.in_(TAKES_PLACE))
        .order_by(Registration.booked_at.desc(), Registration.id.desc())
    )
    return tx.execute(latest).all()


def list_busy(tx: Tx, session_ids: Sequence[int]) -> dict[int, str]:
    """People with a place who have another one at the same time: the other's title, by registration."""
    busy = (
        select(Registration.id, func.min(Series.title).label("title"))
        .join(OTHER, OTHER.user_id == Registration.user_id)
        .join(ELSEWHERE, ELSEWHERE.id == OTHER.session_id)
        .join(Series, Series.id == ELSEWHERE.series_id)
        .where(
            Registration.session_id.in_(session_ids),
            Registration.status.in_(TAKES_PLACE),
            OTHER.id != Registration.id,
            OTHER.status.in_(TAKES_PLACE),
            OTHER.starts_at < Registration.ends_at,
            OTHER.ends_at > Registration.starts_at,
        )
        .group_by(Registration.id)
    )
    return {row.id: row.title for row in tx.execute(busy)}


def list_elsewhere(tx: Tx, session_ids: Sequence[int], since: datetime, until: datetime) -> Sequence[Facts]:
    """Who has a place in several sessions and another one, in none of them, in that time: when that is."""
    elsewhere = (
        select(Registration.id, Registration.session_id, OTHER.starts_at, OTHER.ends_at)
        .join(OTHER, OTHER.user_id == Registration.user_id)
        .where(
            Registration.session_id.in_(session_ids),
            Registration.status.in_(TAKES_PLACE),
            OTHER.session_id.not_in(session_ids),
            OTHER.status.in_(TAKES_PLACE),
            OTHER.starts_at < until,
            OTHER.ends_at > since,
        )
    )
    return tx.execute(elsewhere).all()


def list_untold(tx: Tx, kinds: Sequence[str], session_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """What people of several sessions are still owed of some kinds, by registration: the oldest one's data."""
    owed = (
        select(Notification.registration_id, Notification.data)
        .join(Registration, Registration.id == Notification.registration_id)
        .where(
            Registration.session_id.in_(session_ids),
            Notification.kind.in_(kinds),
            Notification.status == NotificationStatus.QUEUED,
        )
        .order_by(Notification.id.desc())
    )
    return {row.registration_id: row.data for row in tx.execute(owed)}


def list_registrations_of(tx: Tx, quota_id: int) -> Sequence[Registration]:
    """All that ever were in a quota."""
    return tx.scalars(select(Registration).where(Registration.quota_id == quota_id).order_by(Registration.id)).all()


def list_planned(
    tx: Tx, series_id: int, now: datetime, offset: int, limit: int, *, instructor_id: int | None = None
) -> list[Facts]:
    """A page of the sessions of a series that are not over, soonest first; or of those that somebody gives."""
    planned = select(
        Session.id, Session.starts_at, Session.time_zone, Session.edited_at, Session.needs_instructor
    ).where(Session.series_id == series_id, Session.status == SessionStatus.SCHEDULED, Session.ends_at > now)
    if instructor_id is not None:
        planned = planned.where(Session.instructor_id == instructor_id)
    return list(tx.execute(planned.order_by(Session.starts_at, Session.id).offset(offset).limit(limit)))


def list_past(tx: Tx, series_id: int, now: datetime, since: datetime, offset: int, limit: int) -> list[Facts]:
    """A page of the sessions of a series that took place and are over, newest first."""
    is_over = or_(Session.status == SessionStatus.COMPLETED, Session.ends_at <= now)
    past = select(Session.id, Session.starts_at, Session.time_zone, Session.edited_at, Session.needs_instructor).where(
        Session.series_id == series_id, Session.status != SessionStatus.CANCELLED, is_over, Session.ends_at > since
    )
    return list(tx.execute(past.order_by(Session.starts_at.desc(), Session.id.desc()).offset(offset).limit(limit)))


def count_pending(tx: Tx, session_ids: Sequence[int]) -> dict[int, int]:
    """How many registrations of each session wait for an organizer's yes."""
    pending = (
        select(Registration.session_id, func.count().label("pending"))
        .where(Registration.session_id.in_(session_ids), Registration.status == Status.PENDING_APPROVAL)
        .group_by(Registration.session_id)
    )
    return {row.session_id: row.pending for row in tx.execute(pending)}
