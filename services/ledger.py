"""The ledger: where each coin of a payment is. Lines are added in groups that sum to zero, and none is ever changed."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import insert

from db.engine import Tx
from db.models import LedgerEntry, Payment
from db.models.payments import Account, PaymentKind

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
