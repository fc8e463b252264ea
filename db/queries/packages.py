"""Reads of packages: those that a host sells, and those that people own."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, select

from db.engine import Facts, Tx
from db.models import CreditEntry, Host, Package, Purchase, Registration, Series, Session

MOST_SHOWN = 30


def _offers() -> Select[*tuple[Any, ...]]:
    return select(
        Package.id,
        Package.code,
        Package.name,
        Package.host_id,
        Package.credits,
        Package.price,
        Package.currency,
        Package.valid_days,
        Package.archived_at,
        Host.name.label("host_name"),
        Host.code.label("host_code"),
        Host.deactivated_at,
    ).join(Host, Host.id == Package.host_id)


def find(tx: Tx, package_id: int) -> Facts | None:
    return tx.execute(_offers().where(Package.id == package_id)).one_or_none()


def find_by_code(tx: Tx, code: str) -> Facts | None:
    return tx.execute(_offers().where(Package.code == code)).one_or_none()


def list_on_sale(tx: Tx, host_id: int) -> Sequence[Facts]:
    on_sale = _offers().where(Package.host_id == host_id, Package.archived_at.is_(None))
    return tx.execute(on_sale.order_by(Package.price, Package.id).limit(MOST_SHOWN)).all()


def has_on_sale(tx: Tx, host_id: int) -> bool:
    on_sale = select(Package.id).where(Package.host_id == host_id, Package.archived_at.is_(None))
    return tx.scalar(on_sale.limit(1)) is not None


def list_sold(tx: Tx, host_id: int, now: datetime) -> Sequence[Facts]:
    """All packages of a host, those on sale first: how often each was sold, and how many of its credits are good."""
    good = and_(Purchase.expires_at > now, Purchase.ended_at.is_(None))
    counted = (
        select(
            Package.id,
            Package.code,
            Package.name,
            Package.credits,
            Package.price,
            Package.currency,
            Package.valid_days,
            Package.archived_at,
            func.count(Purchase.id).label("sold"),
            func.sum(Purchase.remaining).filter(good).label("left"),
        )
        .outerjoin(Purchase, Purchase.package_id == Package.id)
        .where(Package.host_id == host_id)
        .group_by(Package.id)
    )
    shown = counted.order_by(Package.archived_at.is_not(None), Package.id.desc()).limit(MOST_SHOWN)
    return tx.execute(shown).all()


def count_left(tx: Tx, user_id: int, host_id: int, now: datetime) -> int:
    """The credits of a host that somebody can use at once: of one package, as a place is paid by one."""
    good = select(func.max(Purchase.remaining)).where(
        Purchase.user_id == user_id,
        Purchase.host_id == host_id,
        Purchase.expires_at > now,
        Purchase.ended_at.is_(None),
    )
    return tx.scalar(good) or 0


def list_owned(tx: Tx, user_id: int) -> Sequence[Facts]:
    """All that somebody ever bought, the newest first."""
    owned = (
        select(
            Purchase.id,
            Purchase.name,
            Purchase.host_id,
            Purchase.credits,
            Purchase.remaining,
            Purchase.expires_at,
            Purchase.ended_at,
            Host.name.label("host_name"),
            Host.code.label("host_code"),
            Host.time_zone,
        )
        .join(Host, Host.id == Purchase.host_id)
        .where(Purchase.user_id == user_id)
    )
    return tx.execute(owned.order_by(Purchase.expires_at.desc(), Purchase.id.desc()).limit(MOST_SHOWN)).all()


def list_ending(tx: Tx, now: datetime, until: datetime) -> Sequence[Facts]:
    """What people own that ends in a span of time and is good until then, what has nothing left too, soonest first."""
    good = (
        select(
            Purchase.id, Purchase.user_id, Purchase.remaining, Purchase.bought_at, Purchase.expires_at, Host.time_zone
        )
        .join(Host, Host.id == Purchase.host_id)
        .where(Purchase.expires_at > now, Purchase.expires_at <= until, Purchase.ended_at.is_(None))
    )
    return tx.execute(good.order_by(Purchase.expires_at, Purchase.id)).all()


def list_uses(tx: Tx, purchase_id: int) -> Sequence[Facts]:
    uses = (
        select(
            CreditEntry.amount,
            CreditEntry.cause,
            CreditEntry.at,
            Series.title,
            Session.starts_at,
            Session.time_zone,
        )
        .outerjoin(Registration, Registration.id == CreditEntry.registration_id)
        .outerjoin(Session, Session.id == Registration.session_id)
        .outerjoin(Series, Series.id == Session.series_id)
        .where(CreditEntry.purchase_id == purchase_id)
    )
    return tx.execute(uses.order_by(CreditEntry.id.desc()).limit(MOST_SHOWN)).all()
