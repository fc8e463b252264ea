"""Reads that recount money: what the tables say together, against what one of them says alone."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, func, or_, select

from db.engine import Facts, Tx
from db.models import (
    CreditEntry,
    LedgerEntry,
    Payment,
    PromoCode,
    PromoUse,
    Purchase,
    Refund,
    Registration,
    Series,
    Session,
)
from db.models.packages import CreditCause
from db.models.payments import ARRIVED, Account, PaymentKind, PaymentStatus, RefundStatus
from db.models.registrations import Status
from db.models.series import BookingMode

AMOUNT = func.sum(LedgerEntry.amount)


def list_unbalanced(tx: Tx) -> Sequence[Facts]:
    summed = select(LedgerEntry.payment_id, AMOUNT.label("amount")).group_by(LedgerEntry.payment_id)
    return tx.execute(summed.having(AMOUNT != 0)).all()


def list_misbooked(tx: Tx) -> Sequence[Facts]:
    """Payments whose charge is not booked as it came, and those booked that never came."""
    received = (
        select(LedgerEntry.payment_id, (-AMOUNT).label("received"))
        .where(LedgerEntry.account == Account.RECEIVED)
        .group_by(LedgerEntry.payment_id)
        .subquery()
    )
    counted = func.coalesce(received.c.received, 0)
    has_arrived = Payment.status.in_(ARRIVED)
    wrong = or_(and_(has_arrived, counted != Payment.amount), and_(~has_arrived, counted != 0))
    booked = select(Payment.id, Payment.amount, received.c.received)
    return tx.execute(booked.outerjoin(received, received.c.payment_id == Payment.id).where(wrong)).all()


def list_below_zero(tx: Tx) -> Sequence[Facts]:
    """Accounts from which more was taken than there was."""
    summed = select(LedgerEntry.payment_id, LedgerEntry.account, AMOUNT.label("amount"))
    below = summed.where(LedgerEntry.account != Account.RECEIVED)
    return tx.execute(below.group_by(LedgerEntry.payment_id, LedgerEntry.account).having(AMOUNT < 0)).all()


def list_unexplained(tx: Tx) -> Sequence[Facts]:
    """Money that lies in suspense: it goes back in the very transaction in which it comes."""
    summed = select(LedgerEntry.payment_id, AMOUNT.label("amount")).where(LedgerEntry.account == Account.SUSPENSE)
    return tx.execute(summed.group_by(LedgerEntry.payment_id).having(AMOUNT != 0)).all()


def list_unpaid(tx: Tx) -> Sequence[Facts]:
    """Confirmed places of series that are paid for, which nobody paid and nobody let in without."""
    is_paid = (
        select(Payment.id)
        .where(Payment.registration_id == Registration.id, Payment.status.in_(ARRIVED))
        .correlate(Registration)
        .exists()
    )
    wanted = (
        select(Registration.id)
        .join(Session, Session.id == Registration.session_id)
        .join(Series, Series.id == Session.series_id)
        .where(
            Registration.status == Status.CONFIRMED,
            Registration.confirmed_at > Registration.booked_at,
            Series.mode == BookingMode.PAID,
            Registration.price > 0,
            Registration.credits == 0,
            Registration.added_by_id.is_(None),
            ~is_paid,
        )
    )
    return tx.execute(wanted.order_by(Registration.id)).all()


def list_unreturned(tx: Tx) -> Sequence[Facts]:
    """What people paid for places that ended with their session, and that does not go back to them."""
    kept = (
        select(Payment.id, (Payment.amount - Payment.refunded).label("left"))
        .join(Registration, Registration.id == Payment.registration_id)
        .join(Session, Session.id == Registration.session_id)
        .where(
            Session.cancelled_at.is_not(None),
            Registration.cancelled_at >= Session.cancelled_at,
            Payment.kind == "place",
            Payment.status.in_(ARRIVED - {PaymentStatus.DISPUTED}),
            Payment.refunded < Payment.amount,
        )
    )
    return tx.execute(kept.order_by(Payment.id)).all()


def list_late_pending(tx: Tx) -> Sequence[Facts]:
    """Payments that may still be made for a place that nobody keeps."""
    left = (
        select(Payment.id, Registration.status)
        .join(Registration, Registration.id == Payment.registration_id)
        .where(
            Payment.status == PaymentStatus.PENDING,
            Payment.kind == "place",
            Registration.status != Status.PENDING_PAYMENT,
        )
    )
    return tx.execute(left.order_by(Payment.id)).all()


def list_kept_fees(tx: Tx) -> Sequence[Facts]:
    """What came in for fees that were not wanted any more, and does not go back."""
    kept = select(Payment.id, (Payment.amount - Payment.refunded).label("left")).where(
        Payment.kind == PaymentKind.FEE,
        Payment.cancelled_at.is_not(None),
        Payment.status.in_(ARRIVED - {PaymentStatus.DISPUTED}),
        Payment.refunded < Payment.amount,
    )
    return tx.execute(kept.order_by(Payment.id)).all()


def list_miscounted_refunds(tx: Tx) -> Sequence[Facts]:
    counted = (
        select(Refund.payment_id, func.sum(Refund.amount).label("counted"))
        .where(Refund.status != RefundStatus.WITHDRAWN)
        .group_by(Refund.payment_id)
        .subquery()
    )
    wrong = (
        select(Payment.id, Payment.refunded, counted.c.counted)
        .outerjoin(counted, counted.c.payment_id == Payment.id)
        .where(Payment.refunded != func.coalesce(counted.c.counted, 0))
    )
    return tx.execute(wrong.order_by(Payment.id)).all()


def list_withdrawn_and_sent(tx: Tx) -> Sequence[Facts]:
    sent = select(Refund.id, Refund.provider_refund_id).where(
        Refund.status == RefundStatus.WITHDRAWN, Refund.provider_refund_id.is_not(None)
    )
    return tx.execute(sent.order_by(Refund.id)).all()


def list_stuck_refunds(tx: Tx, before: datetime) -> Sequence[Facts]:
    stuck = select(Refund.id, Refund.status, Refund.due_at).where(
        Refund.status.in_([RefundStatus.OWED, RefundStatus.FAILED]), Refund.due_at < before
    )
    return tx.execute(stuck.order_by(Refund.id)).all()


def list_miscounted_purchases(tx: Tx) -> Sequence[Facts]:
    counted = (
        select(CreditEntry.purchase_id, func.sum(CreditEntry.amount).label("counted"))
        .group_by(CreditEntry.purchase_id)
        .subquery()
    )
    wrong = (
        select(Purchase.id, Purchase.remaining, counted.c.counted)
        .outerjoin(counted, counted.c.purchase_id == Purchase.id)
        .where(Purchase.remaining != func.coalesce(counted.c.counted, 0))
    )
    return tx.execute(wrong.order_by(Purchase.id)).all()


def list_miscounted_uses(tx: Tx) -> Sequence[Facts]:
    counted = (
        select(CreditEntry.registration_id, (-func.sum(CreditEntry.amount)).label("counted"))
        .where(CreditEntry.cause.in_([CreditCause.USED, CreditCause.RETURNED]))
        .group_by(CreditEntry.registration_id)
        .subquery()
    )
    wrong = (
        select(Registration.id, Registration.credits, counted.c.counted)
        .outerjoin(counted, counted.c.registration_id == Registration.id)
        .where(Registration.credits != func.coalesce(counted.c.counted, 0))
    )
    return tx.execute(wrong.order_by(Registration.id)).all()


def list_miscounted_promos(tx: Tx) -> Sequence[Facts]:
    uses = select(func.count()).where(PromoUse.promo_code_id == PromoCode.id, PromoUse.returned_at.is_(None))
    counted = uses.correlate(PromoCode).scalar_subquery()
    wrong = select(PromoCode.id, PromoCode.used, counted.label("counted")).where(PromoCode.used != counted)
    return tx.execute(wrong.order_by(PromoCode.id)).all()


def list_uncounted_promos(tx: Tx) -> Sequence[Facts]:
    """Places that are had for the price a code made, although its use was given back."""
    had = (
        select(Registration.id, PromoUse.promo_code_id)
        .join(Registration, Registration.id == PromoUse.registration_id)
        .where(PromoUse.returned_at.is_not(None), Registration.status == Status.CONFIRMED)
    )
    return tx.execute(had.order_by(Registration.id)).all()
