"""Reads of tokens."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select

from db.engine import Facts, Tx
from db.models import Series, Token, User
from db.models.tokens import TokenPurpose


def is_good(now: datetime) -> ColumnElement[bool]:
    """Not used, not withdrawn, and not over."""
    return and_(
        Token.used_at.is_(None),
        Token.revoked_at.is_(None),
        or_(Token.expires_at.is_(None), Token.expires_at > now),
    )


def find(tx: Tx, purpose: TokenPurpose, token_hash: str, now: datetime) -> Token | None:
    """A token that is good for a purpose."""
    return tx.scalar(select(Token).where(Token.hash == token_hash, Token.purpose == purpose, is_good(now)))


def lock(tx: Tx, token_id: int) -> None:
    """What is done with a token waits for one another, until the commit."""
    tx.execute(select(Token.id).where(Token.id == token_id).with_for_update())


def find_used(tx: Tx, purpose: TokenPurpose, token_hash: str) -> Token | None:
    used = select(Token).where(Token.hash == token_hash, Token.purpose == purpose, Token.used_at.is_not(None))
    return tx.scalar(used)


def find_ended(tx: Tx, purpose: TokenPurpose, token_hash: str) -> Token | None:
    """A token whatever the time, if it was not used or withdrawn."""
    kept = select(Token).where(Token.used_at.is_(None), Token.revoked_at.is_(None))
    return tx.scalar(kept.where(Token.hash == token_hash, Token.purpose == purpose))


def find_latest(tx: Tx, purpose: TokenPurpose, user_id: int, now: datetime) -> Token | None:
    """A person's newest good token."""
    good = select(Token).where(Token.user_id == user_id, Token.purpose == purpose, is_good(now))
    return tx.scalar(good.order_by(Token.id.desc()).limit(1))


def find_of_registration(tx: Tx, purpose: TokenPurpose, registration_id: int, now: datetime) -> Token | None:
    """A good token of one registration."""
    good = select(Token).where(Token.registration_id == registration_id, Token.purpose == purpose, is_good(now))
    return tx.scalar(good.order_by(Token.id.desc()).limit(1))


def list_invites(tx: Tx, host_id: int, series_id: int | None, now: datetime) -> Sequence[Facts]:
    """Open invites to a host's team, or to one of its series, with who made them; oldest first."""
    invites = (
        select(
            Token.id,
            Token.user_id,
            Token.series_id,
            Token.data,
            Token.expires_at,
            func.coalesce(User.called, User.name).label("name"),
            func.coalesce(Series.title, "").label("title"),
        )
        .join(User, User.id == Token.user_id)
        .outerjoin(Series, Series.id == Token.series_id)
        .where(Token.purpose == TokenPurpose.INVITE, Token.host_id == host_id, is_good(now))
    )
    of_series = invites if series_id is None else invites.where(Token.series_id == series_id)
    return tx.execute(of_series.order_by(Token.id)).all()


def find_invite(tx: Tx, token_id: int, now: datetime) -> Token | None:
    """An open invite by its number."""
    good = select(Token).where(Token.id == token_id, Token.purpose == TokenPurpose.INVITE, is_good(now))
    return tx.scalar(good)
