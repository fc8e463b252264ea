"""What comes back when a place ends: exactly one decision about its money and its credits, written down.

Whoever ends a place calls one of these, after the registration has its new status; the quota and it are locked.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from db.engine import Tx
from db.models import Payment, Registration, Series
from db.models.payments import PaymentStatus, RefundCause
from db.queries import credits as credit_queries
from db.queries import payments as queries
from services import audit
from services.errors import TooLateToUndo
from services.packages import crediting
from services.payments import fees
from services.refunds import foreseeing, owing
from services.refunds.policies import Verdict

UNDONE_BY_THEN = timedelta(minutes=2)
"""What follows from a cancellation is done when it can be taken back no more."""
DECIDED = "refund.decided"


def give_up(tx: Tx, registration: Registration, series: Series, *, verdict: Verdict, now: datetime) -> None:
    """A person cancelled: what their rules give back is owed once the cancellation cannot be undone any more, and so is
    a fee asked for. `verdict` is what came of their rules while they still had the place.
    """
    later = now + UNDONE_BY_THEN
    if verdict.back:
        _owe(tx, registration, verdict.back, RefundCause.CANCELLED, by=registration.user_id, due_at=later, now=now)
    if verdict.credits_back:
        crediting.give_back(tx, registration, verdict.credits_back, now=now)
    if verdict.fee:
        fees.ask(tx, registration, series, verdict.fee, due_at=later, now=now)
    _write_down(tx, registration, verdict, by=registration.user_id, now=now)


def shrink(tx: Tx, registration: Registration, *, verdict: Verdict, now: datetime) -> None:
    """Some of a party left: the price of their places goes back as the rules say. That cannot be undone."""
    if verdict.back:
        _owe(tx, registration, verdict.back, RefundCause.CANCELLED, by=registration.user_id, due_at=now, now=now)
    if verdict.credits_back:
        crediting.give_back(tx, registration, verdict.credits_back, now=now)
    _write_down(tx, registration, verdict, by=registration.user_id, now=now)


def end(
    tx: Tx, registration: Registration, cause: RefundCause = RefundCause.CANCELLED, *, by: int | None, now: datetime
) -> int:
    """The host ended it, or nobody did: all that is left goes back, whatever the rules say; how much that is."""
    paid = _lock(tx, registration)
    back = 0
    for payment in paid:
        if payment.status != PaymentStatus.DISPUTED:
            back += foreseeing.left_of(payment)
            owing.owe(tx, payment, foreseeing.left_of(payment), cause, by=by, now=now)
    freed = crediting.give_back(tx, registration, now=now)
    if paid or freed:
        kept: dict[str, Any] = {"cause": cause, "back": back, "credits_back": freed}
        audit.record(tx, DECIDED, actor_id=by, subject=("registration", registration.id), at=now, **kept)
    return back


def take_back(tx: Tx, registration: Registration, *, now: datetime) -> None:
    """The cancellation is undone: nothing is owed for it, and its credits are taken again. Before the status changes.

    Raises TooLateToUndo where money is on its way back already, or the credits went elsewhere.
    """
    since = registration.cancelled_at or now
    if not owing.withdraw(tx, registration.id, since=since, now=now):
        raise TooLateToUndo(registration.session_id)
    fees.drop(tx, registration.id, by=registration.user_id, now=now)
    again = credit_queries.sum_returned(tx, registration.id, registration.sequence)
    if again and not crediting.take_again(tx, registration, again, now=now):
        raise TooLateToUndo(registration.session_id)


def _owe(
    tx: Tx, registration: Registration, back: int, cause: RefundCause, *, by: int, due_at: datetime, now: datetime
) -> None:
    """Out of what is left of its payments, the oldest first; never more than that, whoever refunded meanwhile."""
    for payment in _lock(tx, registration):
        part = min(back, foreseeing.left_of(payment))
        if part > 0 and payment.status != PaymentStatus.DISPUTED:
            owing.owe(tx, payment, part, cause, by=by, due_at=due_at, now=now)
            back -= part


def _lock(tx: Tx, registration: Registration) -> Sequence[Payment]:
    found = queries.list_arrived(tx, registration.id)
    return foreseeing.with_money_left(queries.lock(tx, payment.id) for payment in found)


def _write_down(tx: Tx, registration: Registration, verdict: Verdict, *, by: int, now: datetime) -> None:
    if not (verdict.paid or verdict.credits_back or verdict.credits_kept or verdict.fee):
        return
    said = {"why": verdict.why, "paid": verdict.paid, "back": verdict.back, "percent": verdict.percent}
    more = {"credits_back": verdict.credits_back, "fee": verdict.fee, "currency": verdict.currency}
    subject = ("registration", registration.id)
    audit.record(tx, DECIDED, actor_id=by, subject=subject, at=now, **(said | more))
