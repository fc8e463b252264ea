"""Reads of registrations."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ScalarSelect, and_, bindparam, case, func, literal_column, or_, select
from sqlalchemy.orm import aliased

from db.engine import Facts, Tx, run
from db.models import Quota, Registration, Series, Session, User
from db.models.registrations import LIVE, Status
from db.models.sessions import SessionStatus

INSTRUCTOR = aliased(User)
OTHER = aliased(Registration)
LOCK = (
    select(Registration)
    .where(Registration.id == bindparam("registration"))
    .with_for_update(key_share=True)
    .execution_options(populate_existing=True)
)
IS_LIVE = Registration.status.in_([literal_column(f"'{status}'") for status in sorted(LIVE)])
"""Written out: a list of parameters is expanded anew each time, and PostgreSQL cannot match it to a partial index."""
IN_THE_WAY = (
    select(
        Registration.id,
        Registration.session_id,
        Registration.quota_id,
        Registration.reference,
        Registration.status,
        Registration.places,
        Registration.starts_at,
        Registration.free_until,
        Registration.refund_tiers,
        Registration.waitlisted_at,
        Registration.hold_expires_at,
        Registration.hold_renewals,
        Registration.price,
        Registration.takes_fewer,
        Registration.pays_by_credit,
        Registration.credits,
        Registration.asks_within_minutes,
        Registration.guests,
        Registration.sequence,
        Series.title,
    )
    .join(Session, Session.id == Registration.session_id)
    .join(Series, Series.id == Session.series_id)
    .where(
        Registration.user_id == bindparam("user"),
        IS_LIVE,
        Registration.starts_at < bindparam("ends_at"),
        Registration.ends_at > bindparam("starts_at"),
    )
    .order_by(Registration.starts_at)
)
AHEAD = select(func.count()).where(
    Registration.quota_id == bindparam("quota"),
    Registration.status == Status.WAITLISTED,
    or_(
        Registration.waitlisted_at < bindparam("since"),
        and_(Registration.waitlisted_at == bindparam("since"), Registration.id < bindparam("registration")),
    ),
)
AHEAD_OF_IT = (
    select(func.count())
    .where(
        OTHER.quota_id == Registration.quota_id,
        OTHER.status == Status.WAITLISTED,
        or_(
            OTHER.waitlisted_at < Registration.waitlisted_at,
            and_(OTHER.waitlisted_at == Registration.waitlisted_at, OTHER.id < Registration.id),
        ),
    )
    .correlate(Registration)
    .scalar_subquery()
)
OF_USER = (
    select(
        Registration.id,
        Registration.session_id,
        Session.code.label("session_code"),
        Registration.quota_id,
        Registration.reference,
        Registration.status,
        Registration.places,
        Registration.starts_at,
        Registration.ends_at,
        Registration.is_late_cancellation,
        Registration.attendance,
        Registration.waitlisted_at,
        Session.time_zone,
        Session.status.label("session_status"),
        func.coalesce(Session.place, Series.place).label("place"),
        Series.title,
        Quota.name.label("quota_name"),
        func.coalesce(INSTRUCTOR.called, INSTRUCTOR.name).label("instructor_name"),
        case((Registration.status == Status.WAITLISTED, AHEAD_OF_IT + 1), else_=0).label("position"),
    )
    .join(Session, Session.id == Registration.session_id)
    .join(Series, Series.id == Session.series_id)
    .join(Quota, Quota.id == Registration.quota_id)
    .outerjoin(INSTRUCTOR, INSTRUCTOR.id == Session.instructor_id)
    .where(Registration.user_id == bindparam("user"))
)


UNDECIDED = (Registration.status == Status.PENDING_APPROVAL, Registration.hold_expires_at.is_(None))
"""A request that was made while its session runs has a time of its own to end at."""


def lock(tx: Tx, registration_id: int) -> Registration | None:
    """The registration as it is now, kept so until the commit."""
    return tx.execute(LOCK, {"registration": registration_id}).scalar_one_or_none()


def times_of(session_id: int) -> tuple[ScalarSelect[datetime], ScalarSelect[datetime]]:
    """Start and end of a session, to be read by the statement that they are part of."""
    starts_at, ends_at = (
        select(moment).where(Session.id == session_id) for moment in (Session.starts_at, Session.ends_at)
    )
    return starts_at.scalar_subquery(), ends_at.scalar_subquery()


def find_by_reference(tx: Tx, reference: str) -> int | None:
    return tx.scalar(select(Registration.id).where(Registration.reference == reference))


def list_in_the_way(tx: Tx, user_id: int, starts_at: datetime, ends_at: datetime) -> Sequence[Facts]:
    """A person's live registrations that touch a span of time: of that very session, or of one that overlaps."""
    return run(tx, IN_THE_WAY, {"user": user_id, "starts_at": starts_at, "ends_at": ends_at}).all()


def count_ahead(tx: Tx, quota_id: int, waitlisted_at: datetime, registration_id: int) -> int:
    """How many wait before this registration in its quota."""
    values = {"quota": quota_id, "since": waitlisted_at, "registration": registration_id}
    ahead: int = run(tx, AHEAD, values).scalar_one()
    return ahead


def list_waiting(tx: Tx, quota_id: int) -> list[Registration]:
    """The queue of a quota, first come first."""
    queue = (
        select(Registration)
        .where(Registration.quota_id == quota_id, Registration.status == Status.WAITLISTED)
        .order_by(Registration.waitlisted_at, Registration.id)
        .with_for_update(key_share=True)
    )
    return list(tx.scalars(queue))


def list_offers(tx: Tx, session_id: int, quota_id: int) -> list[Registration]:
    """The offers of a quota that wait for an answer."""
    offers = (
        select(Registration)
        .where(
            Registration.session_id == session_id,
            Registration.quota_id == quota_id,
            Registration.status == Status.OFFERED,
        )
        .order_by(Registration.id)
        .with_for_update(key_share=True)
    )
    return list(tx.scalars(offers))


def list_quotas_of_lapsed_offers(tx: Tx, now: datetime) -> Sequence[int]:
    """Quotas that hold a place for somebody whose time to claim it ran out."""
    lapsed = select(Registration.quota_id).where(
        Registration.hold_expires_at <= now, Registration.status == Status.OFFERED
    )
    return tx.scalars(lapsed.distinct()).all()


def list_sessions_of_undecided(tx: Tx, now: datetime) -> list[int]:
    """Sessions that go on with requests for a place which were open when they began."""
    undecided = (
        select(Session.id)
        .join(Registration, Registration.session_id == Session.id)
        .where(Session.status == SessionStatus.SCHEDULED, Session.starts_at <= now, *UNDECIDED)
    )
    return list(tx.scalars(undecided.distinct().order_by(Session.id)))


def list_undecided(tx: Tx, session_id: int, now: datetime) -> list[Registration]:
    """The requests of a session that its beginning ends; none before it."""
    undecided = (
        select(Registration)
        .where(Registration.session_id == session_id, Registration.starts_at <= now, *UNDECIDED)
        .order_by(Registration.id)
        .with_for_update(key_share=True)
    )
    return list(tx.scalars(undecided))


def list_live_of_session(tx: Tx, session_id: int) -> list[Registration]:
    live = (
        select(Registration)
        .where(Registration.session_id == session_id, Registration.status.in_(LIVE))
        .order_by(Registration.id)
        .with_for_update(key_share=True)
    )
    return list(tx.scalars(live))


def list_upcoming(tx: Tx, user_id: int, now: datetime, until: datetime, limit: int) -> Sequence[Facts]:
    """A person's live registrations of sessions that are not over, soonest first."""
    upcoming = OF_USER.where(
        Registration.status.in_(LIVE), Registration.ends_at > now, Registration.starts_at < until
    ).order_by(Registration.starts_at, Registration.id)
    return tx.execute(upcoming.limit(limit), {"user": user_id}).all()


def list_past(tx: Tx, user_id: int, now: datetime, offset: int, limit: int) -> Sequence[Facts]:
    """A person's ended registrations: those of sessions that are over, and the cancelled ones; newest first."""
    past = OF_USER.where(
        or_(Registration.ends_at <= now, Registration.status.not_in(LIVE)),
    ).order_by(Registration.starts_at.desc(), Registration.id.desc())
    return tx.execute(past.offset(offset).limit(limit), {"user": user_id}).all()


def list_waits(tx: Tx, user_id: int, session_ids: Sequence[int]) -> dict[int, bool]:
    """For those of the sessions that a person has a live registration of: whether they are not in yet."""
    live = select(Registration.session_id, Registration.status).where(
        Registration.user_id == user_id, Registration.session_id.in_(session_ids), Registration.status.in_(LIVE)
    )
    return {row.session_id: row.status != Status.CONFIRMED for row in tx.execute(live)}
