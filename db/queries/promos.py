"""Reads of promo codes."""

from collections.abc import Sequence

from sqlalchemy import select

from db.engine import Facts, Tx
from db.models import PromoCode, PromoUse, Series
from db.models.series import BookingMode

MOST_SHOWN = 30


def find(tx: Tx, host_id: int, code: str) -> PromoCode | None:
    return tx.scalar(select(PromoCode).where(PromoCode.host_id == host_id, PromoCode.code == code))


def find_use(tx: Tx, registration_id: int) -> PromoUse | None:
    """That stands."""
    mine = select(PromoUse).where(PromoUse.registration_id == registration_id)
    return tx.scalar(mine.where(PromoUse.returned_at.is_(None)))


def find_returned(tx: Tx, registration_id: int) -> PromoUse | None:
    """The one that was given back last."""
    mine = select(PromoUse).where(PromoUse.registration_id == registration_id, PromoUse.returned_at.is_not(None))
    return tx.scalar(mine.order_by(PromoUse.returned_at.desc(), PromoUse.id.desc()).limit(1))


def has_used(tx: Tx, promo_id: int, user_id: int) -> bool:
    used = select(PromoUse.id).where(PromoUse.promo_code_id == promo_id, PromoUse.user_id == user_id)
    return tx.scalar(used.where(PromoUse.returned_at.is_(None))) is not None


def has_codes(tx: Tx, host_id: int) -> bool:
    """Whether a host gave out codes that may hold."""
    given = select(PromoCode.id).where(PromoCode.host_id == host_id, PromoCode.archived_at.is_(None))
    return tx.scalar(given.limit(1)) is not None


def list_codes(tx: Tx, host_id: int) -> Sequence[Facts]:
    facts = select(
        PromoCode.id,
        PromoCode.code,
        PromoCode.percent,
        PromoCode.amount,
        PromoCode.currency,
        PromoCode.used,
        PromoCode.uses_limit,
        PromoCode.ends_at,
        PromoCode.archived_at,
        Series.title,
    ).outerjoin(Series, Series.id == PromoCode.series_id)
    return tx.execute(facts.where(PromoCode.host_id == host_id).order_by(PromoCode.id.desc()).limit(MOST_SHOWN)).all()


def list_paid_series(tx: Tx, host_id: int) -> Sequence[Facts]:
    """Series in which places are paid before they are had."""
    paid = select(Series.id, Series.title).where(Series.host_id == host_id, Series.archived_at.is_(None))
    return tx.execute(paid.where(Series.mode == BookingMode.PAID).order_by(Series.title).limit(10)).all()
