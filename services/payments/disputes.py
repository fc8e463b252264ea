"""Disputes: a payer's bank takes the money back at once, and decides later. Until then nothing is refunded, for it
might be paid twice. One charge may have several of them, one after the other.
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
TAKEN = frozenset({"open", LOST})
"""How a dispute stands while the bank has the money."""


def note(tx: Tx, there: DisputeThere, *, now: datetime) -> bool:
    """How a dispute stands; the same twice changes nothing. False where the charge is not known."""
    found = queries.find_there(tx, there.provider_charge_id, there.charge_id)
    if found is None:
        return False
    payment = queries.lock(tx, found.id)
    known = _known(payment, there)
    was = known.get(there.dispute_id)
    payment.disputes = known | {there.dispute_id: there.state}
    if was not in TAKEN and there.state in TAKEN:
        _open(tx, payment, there, now=now)
    elif was in TAKEN and there.state not in TAKEN:
        _won(tx, payment, there, now=now)
    if was != LOST and there.state == LOST:
        _lost(tx, payment, there, now=now)
    return True


def _known(payment: Payment, there: DisputeThere) -> dict[str, str]:
    """One of before they were told apart is the first that is told of."""
    if payment.disputes is None and payment.status == PaymentStatus.DISPUTED:
        return {there.dispute_id: "open" if payment.is_undecided else LOST}
    return payment.disputes or {}


def _states(payment: Payment) -> list[str]:
    return list((payment.disputes or {}).values())


def _open(tx: Tx, payment: Payment, there: DisputeThere, *, now: datetime) -> None:
    for found in refund_queries.list_of_payment(tx, payment.id):
        refund = refund_queries.lock(tx, found.id)
        if refund.status == RefundStatus.OWED and not refund.attempts:
            _hold_back(tx, payment, refund, IN_DISPUTE, now=now)
    payment.status, payment.disputed_at, payment.failure = PaymentStatus.DISPUTED, now, ""
    _take(tx, payment, there.amount, now=now)
    _record(tx, payment, "payment.disputed", there, now=now)
    about = {"amount": there.amount, "currency": payment.currency, "reference": payment.reference}
    alerts.raise_alert(tx, "payment_disputed", subject=("payment", payment.id), now=now, **about)
    _tell_owner(tx, payment, "dispute_opened", there, now=now)


def _take(tx: Tx, payment: Payment, amount: int, *, now: datetime) -> None:
    lies_in = (ledger.GIVEN_FOR[payment.kind], Account.SUSPENSE)
    ledger.gather(tx, payment, amount, out_of=lies_in, into=Account.DISPUTED, now=now)


def _hold_back(tx: Tx, payment: Payment, refund: Refund, why: str, *, now: datetime) -> None:
    """The bank has it now. It is owed again if the bank gives it back. What the provider was asked for may be paid
    already, so it goes its way until the bank has decided.
    """
    refund.status, refund.failure, refund.leased_until = RefundStatus.WITHDRAWN, why, None
    payment.refunded -= refund.amount
    into = Account.SUSPENSE if refund.cause in NOTHING_WAS_GIVEN else ledger.GIVEN_FOR[payment.kind]
    ledger.move(tx, payment, refund.amount, out_of=Account.REFUNDS_DUE, into=into, refund_id=refund.id, now=now)
    audit.record(tx, "refund.withdrawn", actor_id=None, subject=("refund", refund.id), at=now, reason=why)


def _won(tx: Tx, payment: Payment, there: DisputeThere, *, now: datetime) -> None:
    """The money is back. Another dispute about the same charge may go on, or have been lost."""
    others = [state for state in _states(payment) if state in TAKEN]
    lying = ledger.lying_in(tx, payment, Account.DISPUTED)
    again = min(there.amount, lying) if others else lying
    if again:
        ledger.move(tx, payment, again, out_of=Account.DISPUTED, into=ledger.GIVEN_FOR[payment.kind], now=now)
    _record(tx, payment, "payment.dispute_won", there, now=now)
    if others:
        payment.failure = "" if "open" in others else LOST
    else:
        payment.status, payment.failure = PaymentStatus.SUCCEEDED, ""
        payment.status = settling.status_after(tx, payment)
        _owe_again(tx, payment, now=now)
    _tell_owner(tx, payment, "dispute_won", there, now=now)


def _owe_again(tx: Tx, payment: Payment, *, now: datetime) -> None:
    for refund in refund_queries.list_of_payment(tx, payment.id):
        is_held_back = refund.status == RefundStatus.WITHDRAWN and refund.failure == IN_DISPUTE
        if is_held_back and refund.provider_refund_id is None:
            refund.failure = ""  # it has a successor, so another dispute that is won owes it no more
            owing.owe(tx, payment, refund.amount, refund.cause, reason=refund.reason, now=now)


def _lost(tx: Tx, payment: Payment, there: DisputeThere, *, now: datetime) -> None:
    """The payer has it from their bank: what of it was to go back by us is not owed any more."""
    if "open" not in _states(payment):
        payment.failure = LOST
    for found in refund_queries.list_of_payment(tx, payment.id):
        refund = refund_queries.lock(tx, found.id)
        is_stuck = refund.status in {RefundStatus.OWED, RefundStatus.FAILED}
        if is_stuck and payment.refunded + there.amount > payment.amount:
            _hold_back(tx, payment, refund, LOST, now=now)
    _take(tx, payment, there.amount - ledger.lying_in(tx, payment, Account.DISPUTED), now=now)
    _record(tx, payment, "payment.dispute_lost", there, now=now)
    _tell_owner(tx, payment, "dispute_lost", there, now=now)


def _record(tx: Tx, payment: Payment, action: str, there: DisputeThere, *, now: datetime) -> None:
    about = {"amount": there.amount, "dispute": there.dispute_id}
    audit.record(tx, action, actor_id=None, subject=("payment", payment.id), at=now, **about)


def _tell_owner(tx: Tx, payment: Payment, kind: str, there: DisputeThere, *, now: datetime) -> None:
    """Whoever owns the host has to answer the bank at the provider's page, by a day that it names."""
    if payment.host_id is None:
        return
    outbox.put_matter(
        tx,
        kind,
        user_id=tx.get_one(Host, payment.host_id).owner_id,
        subject=("payment", payment.id),
        due_at=now,
        version=len(_states(payment)) - 1,
        payment_id=payment.id,
        amount=there.amount,
        due_by=there.due_at.isoformat() if there.due_at else "",
    )
