"""Sums of money that came and went, by currency; and what waits for somebody to act."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from db.engine import Facts, Tx
from db.models import Host, Package, Payment, Refund, Registration, Series, Session, User
from db.models.payments import ARRIVED, PaymentKind, PaymentStatus, RefundStatus
from db.queries.numbers import of_weeks

OPEN_REFUNDS = (RefundStatus.OWED, RefundStatus.PENDING, RefundStatus.FAILED)
LISTED = 50


def list_of_registration(tx: Tx, registration_id: int) -> Sequence[Payment]:
    """All that was asked for and came for a registration, the oldest first; not what was asked for in vain."""
    mine = select(Payment).where(Payment.registration_id == registration_id)
    shown = or_(Payment.status.in_(ARRIVED), Payment.status == PaymentStatus.PENDING)
    return tx.scalars(mine.where(shown).order_by(Payment.id)).all()


def list_refunds_of(tx: Tx, payment_ids: Sequence[int]) -> Sequence[Refund]:
    of = select(Refund).where(Refund.payment_id.in_(payment_ids), Refund.status != RefundStatus.WITHDRAWN)
    return tx.scalars(of.order_by(Refund.id)).all()


def list_sums_of_session(tx: Tx, session_id: int) -> Sequence[Facts]:
    """By currency: `paid`, `refunded`, `going_back` and `to_pay`, in minor units, and `payments`, how many came."""
    sums = select(Payment.currency, *_sums()).join(Registration, Registration.id == Payment.registration_id)
    return tx.execute(_grouped(sums.where(Registration.session_id == session_id))).all()


def list_sums_by_span(
    tx: Tx, *, host_id: int, series_id: int, begins: Sequence[datetime], end: datetime
) -> Sequence[Facts]:
    """The same by `span`, the number of the one in which the money came, or was asked for."""
    moment = func.coalesce(Payment.succeeded_at, Payment.created_at)
    span = of_weeks(moment, begins).label("span")
    sums = select(span, Payment.currency, *_sums()).where(
        *_is_of(host_id, series_id), moment >= begins[0], moment < end
    )
    return tx.execute(_grouped(sums, span)).all()


def _sums() -> list[ColumnElement[Any]]:
    arrived = Payment.status.in_(ARRIVED)
    back = (
        select(func.coalesce(func.sum(Refund.amount), 0))
        .where(Refund.payment_id == Payment.id, Refund.status == RefundStatus.SUCCEEDED)
        .correlate(Payment)
        .scalar_subquery()
    )
    done = case((arrived, back), else_=0)
    return [
        func.sum(case((arrived, Payment.amount), else_=0)).label("paid"),
        func.sum(done).label("refunded"),
        func.sum(case((arrived, Payment.refunded), else_=0) - done).label("going_back"),
        func.sum(case((Payment.status == PaymentStatus.PENDING, Payment.amount), else_=0)).label("to_pay"),
        func.sum(case((arrived, 1), else_=0)).label("payments"),
    ]


def _grouped(sums: Any, *by: ColumnElement[Any]) -> Any:
    counted = or_(Payment.status.in_(ARRIVED), Payment.status == PaymentStatus.PENDING)
    return sums.where(counted).group_by(*by, Payment.currency).order_by(*by, Payment.currency)


def _is_of(host_id: int, series_id: int) -> list[ColumnElement[bool]]:
    if not series_id:
        return [Payment.host_id == host_id]
    of_series = (
        select(Registration.id)
        .join(Session, Session.id == Registration.session_id)
        .where(Session.series_id == series_id)
    )
    return [Payment.host_id == host_id, Payment.registration_id.in_(of_series)]


def list_open_refunds(tx: Tx, *, host_id: int, series_id: int) -> Sequence[Facts]:
    """Refunds that are not done, those that failed first."""
    failed_first = case((Refund.status == RefundStatus.FAILED, 0), else_=1)
    rows = _with_person(Refund.id, Refund.status, Refund.amount, Refund.currency, Refund.created_at).join(
        Refund, Refund.payment_id == Payment.id
    )
    rows = rows.where(*_is_of(host_id, series_id), Refund.status.in_(OPEN_REFUNDS))
    return tx.execute(rows.order_by(failed_first, Refund.id).limit(LISTED)).all()


def list_failed_payments(tx: Tx, *, host_id: int, series_id: int, since: datetime) -> Sequence[Facts]:
    """Payments that failed or are in dispute since a moment, and fees that nobody paid."""
    unpaid_fee = and_(Payment.kind == PaymentKind.FEE, Payment.status == PaymentStatus.PENDING)
    failed = and_(Payment.status == PaymentStatus.FAILED, Payment.failed_at >= since)
    wrong = or_(failed, Payment.status == PaymentStatus.DISPUTED, unpaid_fee)
    rows = _with_person(Payment.id, Payment.status, Payment.amount, Payment.currency, Payment.created_at, Payment.kind)
    return tx.execute(rows.where(*_is_of(host_id, series_id), wrong).order_by(Payment.id.desc()).limit(LISTED)).all()


def _with_person(*columns: Any) -> Any:
    name = func.coalesce(User.called, User.name).label("name")
    rows = select(*columns, Payment.id.label("payment_id"), Payment.registration_id, name, Series.title)
    rows = rows.select_from(Payment).join(User, User.id == Payment.user_id)
    rows = rows.outerjoin(Registration, Registration.id == Payment.registration_id)
    rows = rows.outerjoin(Session, Session.id == Registration.session_id)
    return rows.outerjoin(Series, Series.id == Session.series_id)


def list_of_person(tx: Tx, user_id: int, *, offset: int, limit: int) -> Sequence[Facts]:
    """What somebody was asked for or paid, with the series or the package that it was for, and whose the place is now
    (`holder_id`), the newest first.
    """
    facts = (
        select(
            Payment.id,
            Payment.user_id,
            Payment.registration_id,
            Payment.kind,
            Payment.provider,
            Payment.status,
            Payment.amount,
            Payment.currency,
            Payment.refunded,
            Payment.receipt_number,
            Payment.created_at,
            Payment.succeeded_at,
            Registration.user_id.label("holder_id"),
            Series.title,
            Package.name.label("package"),
        )
        .outerjoin(Registration, Registration.id == Payment.registration_id)
        .outerjoin(Session, Session.id == Registration.session_id)
        .outerjoin(Series, Series.id == Session.series_id)
        .outerjoin(Package, Package.id == Payment.package_id)
        .where(or_(Payment.user_id == user_id, Payment.payer_id == user_id))
        .where(Payment.status != PaymentStatus.CANCELLED)
    )
    return tx.execute(facts.order_by(Payment.id.desc()).offset(offset).limit(limit)).all()


def list_of_hosts(
    tx: Tx,
    host_ids: Collection[int],
    *,
    statuses: Collection[PaymentStatus],
    with_refunds: Collection[RefundStatus] = (),
    series_id: int = 0,
    since: datetime | None = None,
    until: datetime | None = None,
    payment_id: int = 0,
    before_id: int = 0,
    offset: int = 0,
    limit: int,
) -> Sequence[Facts]:
    """Payments to hosts with who, for what and when it takes place, the newest first; ids that are 0 narrow nothing,
    nor do no states of refunds.

    A day counts when the money came, or was asked for.
    """
    payer = aliased(User)
    moment = func.coalesce(Payment.succeeded_at, Payment.created_at)
    facts = _with_person(
        Payment.id, Payment.reference, Payment.kind, Payment.provider, Payment.status, Payment.amount, Payment.currency,
        Payment.refunded, Payment.receipt_number, Payment.failure, moment.label("at"),
        Registration.reference.label("place"), Registration.session_id, Session.starts_at, Session.time_zone,
        Package.name.label("package"), Host.name.label("host_name"),
        func.coalesce(payer.called, payer.name).label("paid_by"),
    )  # fmt: skip
    facts = facts.join(Host, Host.id == Payment.host_id).outerjoin(Package, Package.id == Payment.package_id)
    facts = facts.outerjoin(payer, and_(payer.id == Payment.payer_id, Payment.payer_id != Payment.user_id))
    wanted: list[ColumnElement[bool]] = [Payment.host_id.in_(sorted(host_ids)), Payment.status.in_(sorted(statuses))]
    refunds = select(Refund.id).where(Refund.payment_id == Payment.id, Refund.status.in_(sorted(with_refunds)))
    wanted += [refunds.exists()] if with_refunds else []
    wanted += [Session.series_id == series_id] if series_id else []
    wanted += [moment >= since] if since else []
    wanted += [moment < until] if until else []
    wanted += [Payment.id == payment_id] if payment_id else []
    wanted += [Payment.id < before_id] if before_id else []
    return tx.execute(facts.where(*wanted).order_by(Payment.id.desc()).offset(offset).limit(limit)).all()


def list_hosts_paid(tx: Tx, user_id: int) -> Sequence[Facts]:
    """Hosts that somebody paid, the latest first."""
    paid = (
        select(Host.name, Host.contact_email, Host.contact_phone)
        .join(Payment, Payment.host_id == Host.id)
        .where(or_(Payment.user_id == user_id, Payment.payer_id == user_id), Payment.status.in_(ARRIVED))
        .group_by(Host.id)
        .order_by(func.max(Payment.id).desc())
    )
    return tx.execute(paid.limit(5)).all()


def list_sums_of_all(tx: Tx, since: datetime) -> Sequence[Facts]:
    """What came in since then over all hosts: the sums of a session's, by currency."""
    return tx.execute(_grouped(select(Payment.currency, *_sums()).where(Payment.succeeded_at >= since))).all()


def count_troubles(tx: Tx, since: datetime) -> tuple[int, int, int]:
    """Payments that failed since then; refunds that are stuck and payments in dispute, now."""
    failed = select(func.count()).where(Payment.failed_at >= since).scalar_subquery()
    stuck = select(func.count()).where(Refund.status == RefundStatus.FAILED).scalar_subquery()
    disputed = select(func.count()).where(Payment.status == PaymentStatus.DISPUTED).scalar_subquery()
    counts = tx.execute(select(failed, stuck, disputed)).one()
    return counts[0], counts[1], counts[2]
