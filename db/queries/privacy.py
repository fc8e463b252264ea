"""Reads of everything that is known of one person."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, or_, select

from db.engine import Facts, Tx
from db.models import (
    AuditEvent,
    Client,
    Dialog,
    Host,
    Member,
    Notification,
    Payment,
    Quota,
    Refund,
    Registration,
    Series,
    Session,
    TeamMember,
    Token,
)
from db.models.payments import ARRIVED, LOST, PaymentKind, PaymentStatus, RefundStatus
from db.models.registrations import LIVE
from db.models.sessions import SessionStatus


def list_registrations(tx: Tx, user_id: int) -> Sequence[Facts]:
    """All of a person's registrations, with the session that each is of."""
    registrations = (
        select(Registration, Session.code, Series.title, Quota.name.label("quota_name"))
        .join(Session, Session.id == Registration.session_id)
        .join(Series, Series.id == Session.series_id)
        .join(Quota, Quota.id == Registration.quota_id)
        .where(Registration.user_id == user_id)
        .order_by(Registration.id)
    )
    return tx.execute(registrations).all()


def list_open_registrations(tx: Tx, user_id: int, now: datetime) -> Sequence[int]:
    """The live ones of what is not over, in the order in which their quotas are locked."""
    open_ = select(Registration.id).where(
        Registration.user_id == user_id, Registration.status.in_(LIVE), Registration.ends_at > now
    )
    return tx.scalars(open_.order_by(Registration.quota_id)).all()


def list_notifications(tx: Tx, user_id: int) -> Sequence[Notification]:
    return tx.scalars(select(Notification).where(Notification.user_id == user_id).order_by(Notification.id)).all()


def list_tokens(tx: Tx, user_id: int) -> Sequence[Token]:
    return tx.scalars(select(Token).where(Token.user_id == user_id).order_by(Token.id)).all()


def list_dialogs(tx: Tx, telegram_id: int) -> Sequence[Dialog]:
    return tx.scalars(select(Dialog).where(Dialog.telegram_id == telegram_id).order_by(Dialog.id)).all()


def list_hosts(tx: Tx, user_id: int) -> Sequence[Host]:
    return tx.scalars(select(Host).where(Host.owner_id == user_id).order_by(Host.id)).all()


def list_memberships(tx: Tx, user_id: int) -> Sequence[Facts]:
    """The private series that a person may see."""
    member = select(Series.title, Series.code, Member.created_at).join(Series, Series.id == Member.series_id)
    return tx.execute(member.where(Member.user_id == user_id).order_by(Member.id)).all()


def list_clients(tx: Tx, user_id: int) -> Sequence[Facts]:
    """What hosts know of a person."""
    known = select(Client, Host.name.label("host_name")).join(Host, Host.id == Client.host_id)
    return tx.execute(known.where(Client.user_id == user_id).order_by(Client.id)).all()


def list_roles(tx: Tx, user_id: int) -> Sequence[Facts]:
    """Whom a person helps, and with what."""
    roles = (
        select(TeamMember.role, TeamMember.created_at, Host.name.label("host_name"), Series.title)
        .join(Host, Host.id == TeamMember.host_id)
        .outerjoin(Series, Series.id == TeamMember.series_id)
    )
    return tx.execute(roles.where(TeamMember.user_id == user_id).order_by(TeamMember.id)).all()


def list_acts(tx: Tx, user_id: int) -> Sequence[AuditEvent]:
    """What a person did, and what was done to their profile."""
    about = (AuditEvent.subject_type == "user") & (AuditEvent.subject_id == user_id)
    return tx.scalars(
        select(AuditEvent).where(or_(AuditEvent.actor_id == user_id, about)).order_by(AuditEvent.id)
    ).all()


def runs_sessions(tx: Tx, user_id: int, now: datetime) -> bool:
    """Whether people can still book something that only this person runs."""
    ahead = (
        exists()
        .where(Host.owner_id == user_id, Series.host_id == Host.id, Session.series_id == Series.id)
        .where(Session.status == SessionStatus.SCHEDULED, Session.ends_at > now)
    )
    return bool(tx.scalar(select(ahead)))


def was_exported_since(tx: Tx, user_id: int, since: datetime) -> bool:
    exported = exists().where(
        AuditEvent.subject_type == "user",
        AuditEvent.subject_id == user_id,
        AuditEvent.action == "user.exported",
        AuditEvent.at > since,
    )
    return bool(tx.scalar(select(exported)))


def has_money_open(tx: Tx, user_id: int, now: datetime) -> bool:
    """Whether somebody is owed money, a bank decides about it, or it was paid for a place that is still to come."""
    is_theirs = or_(Payment.user_id == user_id, Payment.payer_id == user_id)
    owed = select(Refund.id).join(Payment, Payment.id == Refund.payment_id)
    open_ = owed.where(is_theirs, Refund.status.in_([RefundStatus.OWED, RefundStatus.PENDING, RefundStatus.FAILED]))
    paid = select(Payment.id).join(Registration, Registration.id == Payment.registration_id)
    ahead = paid.where(
        Payment.user_id == user_id,
        Payment.status.in_(ARRIVED),
        Payment.kind == PaymentKind.PLACE,
        Payment.refunded < Payment.amount,
        Registration.status.in_(LIVE),
        Registration.ends_at > now,
    )
    disputed = select(Payment.id).where(is_theirs, Payment.status == PaymentStatus.DISPUTED, Payment.failure != LOST)
    return tx.scalar(select(or_(open_.exists(), ahead.exists(), disputed.exists()))) or False
