"""Reads of visits."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, bindparam, select, update

from db.engine import Facts, Tx, run
from db.models import User, Visit


def is_good(now: datetime) -> ColumnElement[bool]:
    return and_(Visit.ended_at.is_(None), Visit.expires_at > now)


VISITOR = (
    select(
        Visit.id.label("visit_id"),
        Visit.seen_at,
        User.id,
        User.name,
        User.called,
        User.language,
        User.time_zone,
        User.is_admin,
        User.telegram_id,
    )
    .join(User, User.id == Visit.user_id)
    .where(
        Visit.hash == bindparam("hash"),
        Visit.ended_at.is_(None),
        Visit.expires_at > bindparam("now"),
        User.blocked_at.is_(None),
    )
)


def find_visitor(tx: Tx, token_hash: str, now: datetime) -> Facts | None:
    """Who is signed in by a token; None where it is over, or the person is blocked."""
    return run(tx, VISITOR, {"hash": token_hash, "now": now}).one_or_none()


def list_good(tx: Tx, user_id: int, now: datetime) -> Sequence[Visit]:
    """The newest seen first."""
    good = select(Visit).where(Visit.user_id == user_id, is_good(now))
    return tx.scalars(good.order_by(Visit.seen_at.desc(), Visit.id.desc())).all()


def end(tx: Tx, user_id: int, now: datetime, *, visit_id: int | None = None) -> int:
    """End one visit of a person, or all of them; returns how many."""
    mine = update(Visit).where(Visit.user_id == user_id, is_good(now))
    if visit_id is not None:
        mine = mine.where(Visit.id == visit_id)
    return tx.connection().execute(mine.values(ended_at=now)).rowcount
