"""What became of a refund: sent, arrived, or failed and so owed still."""

from datetime import datetime, timedelta
from typing import Any

from db.engine import Tx
from db.models import Host, Payment, Refund
from db.models.payments import Account, PaymentStatus, RefundStatus
from db.queries import payments as payment_queries
from db.queries import refunds as queries
from services import alerts, audit, ledger, outbox
from services.ports import BackOutcome, Later, PaidBack, Refused, Unknown

NO_GATEWAY = Refused("no_gateway")
SOONEST, LATEST = timedelta(minutes=1), timedelta(hours=6)
OPEN = frozenset({RefundStatus.OWED, RefundStatus.PENDING, RefundStatus.FAILED})


def settle(tx: Tx, refund_id: int, *, outcome: BackOutcome, now: datetime) -> None:
    """Mark what came of asking."""
    refund = _locked(tx, refund_id)
    refund.leased_until = None
    match outcome:
        case PaidBack(provider_id, is_final):
            (succeed if is_final else wait)(tx, refund, provider_id=provider_id, now=now)
        case Refused(reason):
            fail(tx, refund, reason, now=now)
        case Later(reason, seconds):
            _again(refund, reason, timedelta(seconds=seconds) if seconds else None, now=now)
        case Unknown(reason):
            _again(refund, reason, None, now=now)


def _locked(tx: Tx, refund_id: int) -> Refund:
    """With its payment, which everybody locks first."""
    payment_queries.lock(tx, tx.get_one(Refund, refund_id).payment_id)
    return queries.lock(tx, refund_id)


def _again(refund: Refund, reason: str, seconds: timedelta | None, *, now: datetime) -> None:
    """Nobody knows, or it may work later: asked again with the same key."""
    if refund.status == RefundStatus.OWED:
        refund.failure = reason[:500]
        refund.due_at = now + (seconds or min(SOONEST * 2 ** min(refund.attempts, 9), LATEST))


def wait(tx: Tx, refund: Refund, *, provider_id: str, now: datetime) -> None:
    """The provider knows of it; the money takes some days."""
    refund.provider_refund_id = provider_id
    _owe_after_all(tx, refund, now=now)
    if refund.status != RefundStatus.OWED:
        return
    refund.status, refund.failure = RefundStatus.PENDING, ""
    audit.record(tx, "refund.pending", actor_id=None, subject=("refund", refund.id), at=now)
    tell(tx, refund, "refund_sent", now=now)


def succeed(tx: Tx, refund: Refund, *, provider_id: str | None, now: datetime) -> None:
    """The money is back. A provider that told us of a failure before may have tried again by itself."""
    refund.provider_refund_id = provider_id or refund.provider_refund_id
    _owe_after_all(tx, refund, now=now)
    if refund.status not in OPEN:
        return
    is_news = refund.status != RefundStatus.PENDING
    refund.status, refund.succeeded_at, refund.failure = RefundStatus.SUCCEEDED, now, ""
    payment = tx.get_one(Payment, refund.payment_id)
    _moved(tx, payment, refund, out_of=Account.REFUNDS_DUE, into=Account.REFUNDED, now=now)
    tx.flush()
    payment.status = status_after(tx, payment)
    audit.record(tx, "refund.succeeded", actor_id=None, subject=("refund", refund.id), at=now)
    if is_news:
        tell(tx, refund, "refund_sent", now=now)


def _owe_after_all(tx: Tx, refund: Refund, *, now: datetime) -> None:
    """Money goes back that was not owed any more: an admin hears of it, and as long as there is something left of the
    payment it is in the books.
    """
    if refund.status != RefundStatus.WITHDRAWN:
        return
    payment = tx.get_one(Payment, refund.payment_id)
    about = {"amount": refund.amount, "currency": refund.currency}
    alerts.raise_alert(tx, "refund_not_owed", subject=("refund", refund.id), now=now, **about)
    if refund.amount > payment.amount - payment.refunded:
        return
    refund.status = RefundStatus.OWED
    payment.refunded += refund.amount
    lies_in = (Account.DISPUTED, Account.SUSPENSE, ledger.GIVEN_FOR[payment.kind])
    ledger.gather(tx, payment, refund.amount, out_of=lies_in, into=Account.REFUNDS_DUE, refund_id=refund.id, now=now)


def _moved(tx: Tx, payment: Payment, refund: Refund, *, out_of: Account, into: Account, now: datetime) -> None:
    ledger.move(tx, payment, refund.amount, out_of=out_of, into=into, refund_id=refund.id, now=now)


def status_after(tx: Tx, payment: Payment) -> PaymentStatus:
    """What a payment is, by what of it went back."""
    if payment.status == PaymentStatus.DISPUTED:
        return payment.status
    refunds = queries.list_of_payment(tx, payment.id)
    back = sum(one.amount for one in refunds if one.status == RefundStatus.SUCCEEDED)
    if not back:
        return PaymentStatus.SUCCEEDED
    return PaymentStatus.REFUNDED if back >= payment.amount else PaymentStatus.PARTIALLY_REFUNDED


def fail(tx: Tx, refund: Refund, reason: str, *, now: datetime) -> None:
    """The provider could not, even days after it said that it had: it is owed still, and somebody has to act."""
    if refund.status in {RefundStatus.FAILED, RefundStatus.WITHDRAWN} or refund.is_by_hand:
        return  # known, not owed, or paid in another way since: news of the charge tell of an old failure again
    payment = tx.get_one(Payment, refund.payment_id)
    if refund.status == RefundStatus.SUCCEEDED:
        _moved(tx, payment, refund, out_of=Account.REFUNDED, into=Account.REFUNDS_DUE, now=now)
    refund.status, refund.failed_at, refund.failure = RefundStatus.FAILED, now, reason[:500]
    refund.succeeded_at = None
    tx.flush()
    payment.status = status_after(tx, payment)
    audit.record(tx, "refund.failed", actor_id=None, subject=("refund", refund.id), at=now, reason=refund.failure)
    about: dict[str, Any] = {"amount": refund.amount, "currency": refund.currency, "reason": refund.failure}
    alerts.raise_alert(tx, "refund_failed", subject=("refund", refund.id), now=now, **about)
    if payment.host_id is not None:
        owner_id = tx.get_one(Host, payment.host_id).owner_id
        _tell(tx, refund, payment, "refund_failed", owner_id, now=now)
    tell(tx, refund, "refund_delayed", now=now)


def tell(tx: Tx, refund: Refund, kind: str, *, now: datetime) -> None:
    """Tell whoever paid."""
    payment = tx.get_one(Payment, refund.payment_id)
    _tell(tx, refund, payment, kind, payment.payer_id or payment.user_id, now=now)


def _tell(tx: Tx, refund: Refund, payment: Payment, kind: str, user_id: int, *, now: datetime) -> None:
    outbox.put_matter(
        tx,
        kind,
        user_id=user_id,
        subject=("refund", refund.id),
        due_at=now,
        version=refund.round,
        refund_id=refund.id,
        of_registration=payment.registration_id,
    )
