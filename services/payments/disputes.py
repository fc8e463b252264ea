"""Disputes: a payer's bank takes the money back at once, and decides later. Until then nothing is refunded, for it
might be paid twice.
"""

from datetime import datetime

from db.engine import Tx
from db.models import Host, Payment, Refund
from db.models.payments import LOST, Account, PaymentStatus, RefundCause, RefundStatus
from db.queries import payments as queries
from db.queries import refunds as refund_queries
from services import alerts, audit, ledger, outbox
from services.ports import DisputeThere
from services.refunds import owing, settling

IN_DISPUTE = "disputed"
"""Why a refund is not owed any more."""
NOTHING_WAS_GIVEN = frozenset({RefundCause.LATE, RefundCause.TWICE, RefundCause.MISMATCH})


def note(tx: Tx, there: DisputeThere, *, now: datetime) -> bool:
    """How a dispute stands; the same twice changes nothing. False where the charge is not known."""
    found = queries.find_by_provider_charge(tx, there.provider_charge_id)
    found = found or queries.find_by_charge(tx, there.charge_id)
    if found is None:
        return False
    payment = queries.lock(tx, found.id)
    is_news = payment.disputed_at is None
    if is_news:
        _open(tx, payment, there, now=now)
    if there.state == "won" and payment.status == PaymentStatus.DISPUTED:
        _won(tx, payment, now=now)
    elif there.state == "lost" and payment.failure != LOST:
        payment.failure = LOST
        _record(tx, payment, "payment.dispute_lost", there, now=now)
        _tell_owner(tx, payment, "dispute_lost", there, now=now)
    return True


def _open(tx: Tx, payment: Payment, there: DisputeThere, *, now: datetime) -> None:
    for refund in refund_queries.list_of_payment(tx, payment.id):
        if refund.status == RefundStatus.OWED and not refund.attempts:
            _hold_back(tx, payment, refund_queries.lock(tx, refund.id), now=now)
    payment.status, payment.disputed_at = PaymentStatus.DISPUTED, now
    lies_in = (ledger.GIVEN_FOR[payment.kind], Account.SUSPENSE)
    ledger.gather(tx, payment, there.amount, out_of=lies_in, into=Account.DISPUTED, now=now)
    _record(tx, payment, "payment.disputed", there, now=now)
    about = {"amount": there.amount, "currency": payment.currency, "reference": payment.reference}
    alerts.raise_alert(tx, "payment_disputed", subject=("payment", payment.id), now=now, **about)
    _tell_owner(tx, payment, "dispute_opened", there, now=now)


def _hold_back(tx: Tx, payment: Payment, refund: Refund, *, now: datetime) -> None:
    """The bank has it now. It is owed again if the bank gives it back. What the provider was asked for may be paid
    already, so it goes its way.
    """
    refund.status, refund.failure, refund.leased_until = RefundStatus.WITHDRAWN, IN_DISPUTE, None
    payment.refunded -= refund.amount
    into = Account.SUSPENSE if refund.cause in NOTHING_WAS_GIVEN else ledger.GIVEN_FOR[payment.kind]
    ledger.move(tx, payment, refund.amount, out_of=Account.REFUNDS_DUE, into=into, refund_id=refund.id, now=now)
    audit.record(tx, "refund.withdrawn", actor_id=None, subject=("refund", refund.id), at=now, reason=IN_DISPUTE)


def _won(tx: Tx, payment: Payment, *, now: datetime) -> None:
    given_for = ledger.GIVEN_FOR[payment.kind]
    again = ledger.lying_in(tx, payment, Account.DISPUTED)
    if again:
        ledger.move(tx, payment, again, out_of=Account.DISPUTED, into=given_for, now=now)
    payment.status = PaymentStatus.SUCCEEDED
    payment.status = settling.status_after(tx, payment)
    audit.record(tx, "payment.dispute_won", actor_id=None, subject=("payment", payment.id), at=now)
    for refund in refund_queries.list_of_payment(tx, payment.id):
        is_held_back = refund.status == RefundStatus.WITHDRAWN and refund.failure == IN_DISPUTE
        if is_held_back and refund.provider_refund_id is None:
            owing.owe(tx, payment, refund.amount, refund.cause, reason=refund.reason, now=now)
    _tell_owner(tx, payment, "dispute_won", None, now=now)


def _record(tx: Tx, payment: Payment, action: str, there: DisputeThere, *, now: datetime) -> None:
    audit.record(tx, action, actor_id=None, subject=("payment", payment.id), at=now, amount=there.amount)


def _tell_owner(tx: Tx, payment: Payment, kind: str, there: DisputeThere | None, *, now: datetime) -> None:
    """Whoever owns the host has to answer the bank at the provider's page, by a day that it names."""
    if payment.host_id is None:
        return
    outbox.put_matter(
        tx,
        kind,
        user_id=tx.get_one(Host, payment.host_id).owner_id,
        subject=("payment", payment.id),
        due_at=now,
        payment_id=payment.id,
        amount=there.amount if there else payment.amount,
        due_by=there.due_at.isoformat() if there and there.due_at else "",
    )
