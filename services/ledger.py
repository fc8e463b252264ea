"""The ledger: where each coin of a payment is. Lines are added in groups that sum to zero, and none is ever changed."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import insert

from db.engine import Tx
from db.models import LedgerEntry, Payment
from db.models.payments import Account, PaymentKind
from db.queries import payments as queries

GIVEN_FOR = {
    PaymentKind.PLACE: Account.PLACES,
    PaymentKind.PACKAGE: Account.PACKAGES,
    PaymentKind.FEE: Account.FEES,
}


def post(
    tx: Tx, payment: Payment, lines: Mapping[Account, int], *, refund_id: int | None = None, now: datetime
) -> None:
    """Write what moved, in minor units of the payment's currency: plus to where it is now, minus from where it was."""
    if sum(lines.values()) or not any(lines.values()):
        raise ValueError(f"these lines do not balance: {dict(lines)}")
    tx.flush()
    of = {"payment_id": payment.id, "refund_id": refund_id, "host_id": payment.host_id}
    tx.execute(
        insert(LedgerEntry),
        [
            {**of, "account": account, "amount": amount, "currency": payment.currency, "at": now}
            for account, amount in lines.items()
            if amount
        ],
    )


def move(
    tx: Tx,
    payment: Payment,
    amount: int,
    *,
    out_of: Account,
    into: Account,
    refund_id: int | None = None,
    now: datetime,
) -> None:
    post(tx, payment, {out_of: -amount, into: amount}, refund_id=refund_id, now=now)


def gather(
    tx: Tx,
    payment: Payment,
    amount: int,
    *,
    out_of: Sequence[Account],
    into: Account,
    refund_id: int | None = None,
    now: datetime,
) -> None:
    """Move up to so much, out of the first of some accounts that has it, and then the next."""
    for account in out_of:
        part = min(amount, lying_in(tx, payment, account))
        if part > 0:
            move(tx, payment, part, out_of=account, into=into, refund_id=refund_id, now=now)
            amount -= part


def lying_in(tx: Tx, payment: Payment, account: Account) -> int:
    tx.flush()
    return next((row.amount for row in queries.list_balances(tx, payment.id) if row.account == account), 0)
