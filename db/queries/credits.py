"""Reads of packages that people own, and of the ledger of their credits."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from db.engine import Tx
from db.models import CreditEntry, Purchase
from db.models.packages import CreditCause


def lock_usable(tx: Tx, user_id: int, host_id: int, wanted: int, *, at: datetime) -> Purchase | None:
    """The package of a host that a person uses next: of those good at a moment with so many credits left, the one that
    ends first.
    """
    good = select(Purchase).where(
        Purchase.user_id == user_id,
        Purchase.host_id == host_id,
        Purchase.expires_at > at,
        Purchase.ended_at.is_(None),
        Purchase.remaining >= wanted,
    )
    first = good.order_by(Purchase.expires_at, Purchase.id).limit(1).with_for_update(key_share=True)
    return tx.scalar(first.execution_options(populate_existing=True))


def list_of_host(tx: Tx, user_id: int, host_id: int) -> Sequence[Purchase]:
    """All that a person ever bought of a host, the newest first."""
    mine = select(Purchase).where(Purchase.user_id == user_id, Purchase.host_id == host_id)
    return tx.scalars(mine.order_by(Purchase.expires_at.desc(), Purchase.id.desc())).all()


def find_use(tx: Tx, registration_id: int) -> CreditEntry | None:
    """The newest use of credits for a registration."""
    used = select(CreditEntry).where(CreditEntry.registration_id == registration_id)
    return tx.scalar(used.where(CreditEntry.cause == CreditCause.USED).order_by(CreditEntry.id.desc()).limit(1))


def sum_returned(tx: Tx, registration_id: int, round_: int) -> int:
    """How many credits came back when a registration was at a `sequence`."""
    back = select(func.coalesce(func.sum(CreditEntry.amount), 0)).where(
        CreditEntry.registration_id == registration_id,
        CreditEntry.cause == CreditCause.RETURNED,
        CreditEntry.round == round_,
    )
    return tx.scalar(back) or 0


def lock(tx: Tx, purchase_id: int) -> Purchase:
    mine = select(Purchase).where(Purchase.id == purchase_id).with_for_update(key_share=True)
    return tx.execute(mine.execution_options(populate_existing=True)).scalar_one()


def find_of_payment(tx: Tx, payment_id: int) -> Purchase | None:
    """What a payment bought, kept so until the commit."""
    bought = select(Purchase).where(Purchase.payment_id == payment_id).with_for_update(key_share=True)
    return tx.scalar(bought.execution_options(populate_existing=True))
