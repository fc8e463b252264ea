"""Reads of everything that is known of one person."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_, select, update

from db.engine import Facts, Tx, run
from db.models import (
    AuditEvent,
    Client,
    CreditEntry,
    Dialog,
    Host,
    Member,
    Notification,
    Package,
    Payment,
    PromoCode,
    PromoUse,
    Purchase,
    Quota,
    Refund,
    Registration,
    Series,
    Session,
    TeamMember,
    Token,
)
from db.models.payments import ARRIVED, LOST, PaymentKind, PaymentStatus, Provider, RefundStatus
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


def list_payments(tx: Tx, user_id: int) -> Sequence[Facts]:
    """What somebody was asked for or paid, with whom and what for."""
    paid = (
        select(Payment, Host.name.label("host_name"), Series.title, Package.name.label("package"))
        .outerjoin(Host, Host.id == Payment.host_id)
        .outerjoin(Registration, Registration.id == Payment.registration_id)
        .outerjoin(Session, Session.id == Registration.session_id)
        .outerjoin(Series, Series.id == Session.series_id)
        .outerjoin(Package, Package.id == Payment.package_id)
        .where(_is_theirs(user_id))
    )
    return tx.execute(paid.order_by(Payment.id)).all()


def list_refunds(tx: Tx, user_id: int) -> Sequence[Facts]:
    """What goes back to somebody, with the reference of the payment that it is of."""
    back = select(Refund, Payment.reference.label("payment")).join(Payment, Payment.id == Refund.payment_id)
    return tx.execute(back.where(_is_theirs(user_id)).order_by(Refund.id)).all()


def list_purchases(tx: Tx, user_id: int) -> Sequence[Facts]:
    owned = select(Purchase, Host.name.label("host_name")).join(Host, Host.id == Purchase.host_id)
    return tx.execute(owned.where(Purchase.user_id == user_id).order_by(Purchase.id)).all()


def list_credit_entries(tx: Tx, user_id: int) -> Sequence[Facts]:
    """Each credit that came or went, with the name of its package and the reference of the place it was for."""
    lines = (
        select(CreditEntry, Purchase.name, Registration.reference.label("registration"))
        .join(Purchase, Purchase.id == CreditEntry.purchase_id)
        .outerjoin(Registration, Registration.id == CreditEntry.registration_id)
    )
    return tx.execute(lines.where(Purchase.user_id == user_id).order_by(CreditEntry.id)).all()


def list_promo_uses(tx: Tx, user_id: int) -> Sequence[Facts]:
    used = select(PromoUse, PromoCode.code).join(PromoCode, PromoCode.id == PromoUse.promo_code_id)
    return tx.execute(used.where(PromoUse.user_id == user_id).order_by(PromoUse.id)).all()


def forget_reasons(tx: Tx, user_id: int) -> None:
    """What organizers wrote about somebody's refunds and credits."""
    theirs = select(Payment.id).where(_is_theirs(user_id))
    run(tx, update(Refund).where(Refund.payment_id.in_(theirs)).values(reason=""), {})
    owned = select(Purchase.id).where(Purchase.user_id == user_id)
    run(tx, update(CreditEntry).where(CreditEntry.purchase_id.in_(owned)).values(reason=""), {})


def _is_theirs(user_id: int) -> ColumnElement[bool]:
    return or_(Payment.user_id == user_id, Payment.payer_id == user_id)


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
    """Whether somebody is owed money, a bank decides about it, or it was paid for a place that is still to come: their
    own, or another's that they paid in Stars, which go back to nobody but the payer.
    """
    is_theirs = _is_theirs(user_id)
    owed = select(Refund.id).join(Payment, Payment.id == Refund.payment_id)
    open_ = owed.where(is_theirs, Refund.status.in_([RefundStatus.OWED, RefundStatus.PENDING, RefundStatus.FAILED]))
    paid = select(Payment.id).join(Registration, Registration.id == Payment.registration_id)
    ahead = paid.where(
        or_(Payment.user_id == user_id, and_(Payment.payer_id == user_id, Payment.provider == Provider.STARS)),
        Payment.status.in_(ARRIVED),
        Payment.kind == PaymentKind.PLACE,
        Payment.refunded < Payment.amount,
        Registration.status.in_(LIVE),
        Registration.ends_at > now,
    )
    disputed = select(Payment.id).where(is_theirs, Payment.status == PaymentStatus.DISPUTED, Payment.failure != LOST)
    return tx.scalar(select(or_(open_.exists(), ahead.exists(), disputed.exists()))) or False
