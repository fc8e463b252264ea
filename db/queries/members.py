"""Reads of members: who is let in to a private series."""

from sqlalchemy import exists, select

from db.engine import Tx
from db.models import Member, Registration, Session
from db.models.registrations import LIVE


def find(tx: Tx, series_id: int, user_id: int) -> Member | None:
    return tx.scalar(select(Member).where(Member.series_id == series_id, Member.user_id == user_id))


def is_member(tx: Tx, series_id: int, user_id: int) -> bool:
    return bool(tx.scalar(select(exists().where(Member.series_id == series_id, Member.user_id == user_id))))


def has_registered(tx: Tx, session_id: int, user_id: int) -> bool:
    """Whether they ever did: who cancelled still sees what became of it."""
    ever = exists().where(Registration.user_id == user_id, Registration.session_id == session_id)
    return bool(tx.scalar(select(ever)))


def is_in_some_session(tx: Tx, series_id: int, user_id: int) -> bool:
    live = (
        select(Registration.id)
        .join(Session, Session.id == Registration.session_id)
        .where(Registration.user_id == user_id, Registration.status.in_(LIVE), Session.series_id == series_id)
    )
    return tx.scalar(live.limit(1)) is not None
