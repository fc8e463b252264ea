"""Reads of members: who is let in to a private series."""

from collections.abc import Collection, Sequence

from sqlalchemy import exists, func, or_, select

from db.engine import Facts, Tx
from db.models import Member, Registration, Session, User
from db.models.registrations import LIVE


def find(tx: Tx, series_id: int, user_id: int) -> Member | None:
    return tx.scalar(select(Member).where(Member.series_id == series_id, Member.user_id == user_id))


def is_member(tx: Tx, series_id: int, user_id: int) -> bool:
    return bool(tx.scalar(select(exists().where(Member.series_id == series_id, Member.user_id == user_id))))


def has_registered(tx: Tx, session_id: int, user_id: int) -> bool:
    """Whether they ever did: who cancelled still sees what became of it."""
    ever = exists().where(Registration.user_id == user_id, Registration.session_id == session_id)
    return bool(tx.scalar(select(ever)))


def list_let_in(tx: Tx, session_ids: Collection[int], user_id: int) -> set[int]:
    """Those of some sessions whose series takes them as a member, or in which they ever registered."""
    member = exists().where(Member.series_id == Session.series_id, Member.user_id == user_id)
    registered = exists().where(Registration.session_id == Session.id, Registration.user_id == user_id)
    return set(tx.scalars(select(Session.id).where(Session.id.in_(session_ids), or_(member, registered))))


def is_in_some_session(tx: Tx, series_id: int, user_id: int) -> bool:
    live = (
        select(Registration.id)
        .join(Session, Session.id == Registration.session_id)
        .where(Registration.user_id == user_id, Registration.status.in_(LIVE), Session.series_id == series_id)
    )
    return tx.scalar(live.limit(1)) is not None


def list_of_series(tx: Tx, series_id: int, *, offset: int, limit: int) -> Sequence[Facts]:
    """Members by name."""
    name = func.coalesce(User.called, User.name)
    members = select(Member.id, Member.user_id, name.label("name")).join(User, User.id == Member.user_id)
    of_series = members.where(Member.series_id == series_id).order_by(name, Member.id)
    return tx.execute(of_series.offset(offset).limit(limit)).all()


def list_among(tx: Tx, series_id: int, user_ids: Collection[int]) -> set[int]:
    """Those of some people who are members."""
    among = select(Member.user_id).where(Member.series_id == series_id, Member.user_id.in_(user_ids))
    return set(tx.scalars(among))
