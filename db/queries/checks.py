"""Reads that recount: what the tables say together, against what one of them says alone."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import BigInteger, ColumnElement, and_, case, cast, exists, func, or_, select
from sqlalchemy.orm import aliased

from db.engine import Facts, Tx
from db.models import AuditEvent, HandledUpdate, Notification, Quota, Registration, Series, Session, User
from db.models.notifications import NotificationStatus
from db.models.registrations import LIVE, TAKES_PLACE, Status
from db.models.sessions import SessionStatus

HOLDS = (Status.PENDING_APPROVAL, Status.PENDING_PAYMENT, Status.OFFERED)
STREAM = 5000
OTHER = aliased(Registration)
MINE, THEIRS = aliased(Session), aliased(Session)


def list_miscounted(tx: Tx) -> Sequence[Facts]:
    """Quotas whose counters differ from their registrations."""
    held = func.sum(case((Registration.status.in_(TAKES_PLACE), Registration.places), else_=0))
    queued = func.sum(case((Registration.status == Status.WAITLISTED, 1), else_=0))
    recount = (
        select(Registration.quota_id, held.label("taken"), queued.label("waiting"))
        .where(Registration.status.in_(LIVE))
        .group_by(Registration.quota_id)
        .subquery()
    )
    taken, waiting = func.coalesce(recount.c.taken, 0), func.coalesce(recount.c.waiting, 0)
    miscounted = (
        select(Quota.id, Quota.taken, Quota.waiting, taken.label("counted_taken"), waiting.label("counted_waiting"))
        .outerjoin(recount, recount.c.quota_id == Quota.id)
        .where(or_(Quota.taken != taken, Quota.waiting != waiting))
        .order_by(Quota.id)
    )
    return tx.execute(miscounted).all()


def list_overlapping(tx: Tx) -> Sequence[Facts]:
    """Pairs of places that one person booked at the same time: what came from moving a session is nobody's fault."""
    pairs = (
        select(Registration.id, Registration.user_id, OTHER.id.label("other_id"))
        .join(
            OTHER,
            and_(
                OTHER.user_id == Registration.user_id,
                OTHER.id > Registration.id,
                OTHER.starts_at < Registration.ends_at,
                OTHER.ends_at > Registration.starts_at,
            ),
        )
        .join(MINE, MINE.id == Registration.session_id)
        .join(THEIRS, THEIRS.id == OTHER.session_id)
        .where(
            Registration.status.in_(TAKES_PLACE),
            OTHER.status.in_(TAKES_PLACE),
            _was_there_when_both_booked(MINE),
            _was_there_when_both_booked(THEIRS),
        )
        .order_by(Registration.id, OTHER.id)
    )
    return tx.execute(pairs).all()


def _was_there_when_both_booked(session: type[Session]) -> ColumnElement[bool]:
    """Whether a session was not moved after the later of two bookings."""
    earlier = or_(session.moved_at < Registration.booked_at, session.moved_at < OTHER.booked_at)
    return or_(session.moved_at.is_(None), earlier)


def list_left_in_closed(tx: Tx) -> Sequence[Facts]:
    """Registrations that a cancelled session, or the queue of a completed one, should have let go."""
    left = (
        select(Registration.id, Registration.status, Registration.session_id, Session.status.label("session_status"))
        .join(Session, Session.id == Registration.session_id)
        .where(
            or_(
                and_(Session.status == SessionStatus.CANCELLED, Registration.status.in_(LIVE)),
                and_(
                    Session.status == SessionStatus.COMPLETED,
                    Registration.status.in_(LIVE - {Status.CONFIRMED}),
                ),
            )
        )
        .order_by(Registration.id)
    )
    return tx.execute(left).all()


def list_wrongly_open(tx: Tx) -> Sequence[Facts]:
    """Quotas that are open in an ended session, or closed in one that is on."""
    is_on = Session.status == SessionStatus.SCHEDULED
    wrong = select(Quota.id, Quota.is_open, Session.status).join(Session, Session.id == Quota.session_id)
    return tx.execute(wrong.where(Quota.is_open != is_on).order_by(Quota.id)).all()


def list_unclosed(tx: Tx, ended_before: datetime) -> Sequence[Facts]:
    """Sessions that no sweep has closed."""
    unclosed = select(Session.id, Session.ends_at).where(
        Session.status == SessionStatus.SCHEDULED, Session.ends_at < ended_before
    )
    return tx.execute(unclosed.order_by(Session.id)).all()


def list_forgotten(tx: Tx, now: datetime, since: datetime, passes: int) -> Sequence[Facts]:
    """Those who have been able to take a free place since then, and still wait for it.

    Not those behind a party that places went past so many times: what is free is kept for it.
    """
    forgotten = (
        select(
            Registration.id,
            Registration.quota_id,
            (Quota.capacity - Quota.taken).label("free"),
            Session.starts_at,
            Series.promotion_cutoff_minutes,
        )
        .join(Quota, Quota.id == Registration.quota_id)
        .join(Session, Session.id == Registration.session_id)
        .join(Series, Series.id == Session.series_id)
        .join(User, User.id == Registration.user_id)
        .where(
            Session.status == SessionStatus.SCHEDULED,
            Session.ends_at > now,
            Quota.taken < Quota.capacity,
            Registration.status == Status.WAITLISTED,
            Registration.waitlisted_at < since,
            or_(Registration.places <= Quota.capacity - Quota.taken, Registration.takes_fewer),
            User.blocked_at.is_(None),
            or_(User.telegram_id.is_(None), User.unreachable_at.is_(None), User.unreachable_at <= User.created_at),
            ~_stands_behind_a_kept_party(passes),
            ~_was_busy(since),
            ~_was_moved(since),
        )
        .order_by(Registration.quota_id, Registration.waitlisted_at, Registration.id)
    )
    return tx.execute(forgotten).all()


def _stands_behind_a_kept_party(passes: int) -> ColumnElement[bool]:
    return exists().where(
        OTHER.quota_id == Registration.quota_id,
        OTHER.status == Status.WAITLISTED,
        OTHER.passed_over >= passes,
        or_(
            OTHER.waitlisted_at < Registration.waitlisted_at,
            and_(OTHER.waitlisted_at == Registration.waitlisted_at, OTHER.id < Registration.id),
        ),
    )


def list_passed_over(tx: Tx) -> Sequence[Facts]:
    """Parties that places went past, with how often the audit says so."""
    explained = (
        select(func.count())
        .where(
            AuditEvent.subject_type == "registration",
            AuditEvent.subject_id == Registration.id,
            AuditEvent.action == "waitlist.passed_over",
            AuditEvent.data["reason"].as_string() == "party",
        )
        .scalar_subquery()
    )
    passed = select(Registration.id, Registration.passed_over, explained.label("explained"))
    return tx.execute(passed.where(Registration.passed_over > 0).order_by(Registration.id)).all()


def list_endless_offers(tx: Tx) -> Sequence[Facts]:
    """Offers without a time until which they are good."""
    endless = select(Registration.id).where(
        Registration.status == Status.OFFERED, Registration.hold_expires_at.is_(None)
    )
    return tx.execute(endless.order_by(Registration.id)).all()


def _was_busy(since: datetime) -> ColumnElement[bool]:
    """Whether the person has a place elsewhere at that time, or had one when the last sweep came by."""
    return exists().where(
        OTHER.user_id == Registration.user_id,
        OTHER.session_id != Registration.session_id,
        OTHER.starts_at < Registration.ends_at,
        OTHER.ends_at > Registration.starts_at,
        or_(OTHER.status.in_(TAKES_PLACE), OTHER.cancelled_at >= since, OTHER.expired_at >= since),
    )


def _was_moved(since: datetime) -> ColumnElement[bool]:
    """Whether a session of the person's was moved since: before, they may have been busy."""
    of_person = and_(OTHER.user_id == Registration.user_id, OTHER.session_id == MINE.id)
    return exists().where(of_person, MINE.moved_at >= since)


def list_misplaced(tx: Tx) -> Sequence[Facts]:
    """Registrations that keep other times than their session, or sit in another session's quota."""
    misplaced = (
        select(Registration.id, (Quota.session_id == Registration.session_id).label("in_own_quota"))
        .join(Session, Session.id == Registration.session_id)
        .join(Quota, Quota.id == Registration.quota_id)
        .where(
            or_(
                Quota.session_id != Registration.session_id,
                and_(
                    Registration.status.in_(LIVE),
                    or_(Registration.starts_at != Session.starts_at, Registration.ends_at != Session.ends_at),
                ),
            )
        )
        .order_by(Registration.id)
    )
    return tx.execute(misplaced).all()


def list_undecided(tx: Tx, begun_before: datetime) -> Sequence[Facts]:
    """Requests that stay open although their session began."""
    undecided = select(Registration.id, Registration.starts_at).where(
        Registration.status == Status.PENDING_APPROVAL,
        Registration.hold_expires_at.is_(None),
        Registration.starts_at < begun_before,
    )
    return tx.execute(undecided.order_by(Registration.id)).all()


def list_overheld(tx: Tx, expired_before: datetime) -> Sequence[Facts]:
    """Places kept for somebody whose time to decide or pay is long over."""
    overheld = select(Registration.id, Registration.status, Registration.hold_expires_at).where(
        Registration.status.in_(HOLDS), Registration.hold_expires_at < expired_before
    )
    return tx.execute(overheld.order_by(Registration.id)).all()


def list_statuses(tx: Tx) -> dict[int, Status]:
    """Every registration with its status, by id."""
    rows = tx.execute(select(Registration.id, Registration.status).order_by(Registration.id))
    return {row.id: row.status for row in rows}


def list_steps(tx: Tx) -> Iterator[Facts]:
    """The status changes of all registrations as the audit has them; those of one stand together, in order."""
    steps = (
        select(AuditEvent.subject_id, AuditEvent.action, AuditEvent.data)
        .where(AuditEvent.subject_type == "registration", AuditEvent.action.like("registration.%"))
        .order_by(AuditEvent.subject_id, AuditEvent.id)
    )
    yield from tx.execute(steps.execution_options(yield_per=STREAM))


def list_untold(tx: Tx, statuses: Sequence[Status], kinds: Sequence[str]) -> Sequence[Facts]:
    """Registrations in one of the statuses without a notification of any of the kinds."""
    of_kind = and_(Notification.registration_id == Registration.id, Notification.kind.in_(kinds))
    untold = (  # by a join, for which SQLite makes itself an index: EXISTS would read all notifications for each row
        select(Registration.id, Registration.status)
        .outerjoin(Notification, of_kind)
        .where(Registration.status.in_(statuses), Notification.id.is_(None))
        .order_by(Registration.id)
    )
    return tx.execute(untold).all()


def list_stuck(tx: Tx, leased_before: datetime, due_before: datetime) -> Sequence[Facts]:
    """Notifications that somebody claimed and never settled, or that nobody ever claims."""
    stuck = select(Notification.id, Notification.status, Notification.kind).where(
        or_(
            and_(
                Notification.status == NotificationStatus.SENDING,
                or_(Notification.leased_until.is_(None), Notification.leased_until < leased_before),
            ),
            and_(Notification.status == NotificationStatus.QUEUED, Notification.due_at < due_before),
        )
    )
    return tx.execute(stuck.order_by(Notification.id)).all()


def list_unhandled(tx: Tx, since: datetime) -> Sequence[str]:
    """Updates that had an effect and are not known as handled: delivered once more, they would have another."""
    is_update = AuditEvent.cause.like("update:%")
    update_id = case((is_update, cast(func.substr(AuditEvent.cause, len("update:") + 1), BigInteger)))
    unhandled = (
        select(AuditEvent.cause)
        .outerjoin(HandledUpdate, HandledUpdate.id == update_id)
        .where(is_update, AuditEvent.at >= since, HandledUpdate.id.is_(None))
        .distinct()
        .order_by(AuditEvent.cause)
    )
    return [cause for cause in tx.scalars(unhandled) if cause]
