"""Reads of tokens."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select

from db.engine import Tx
from db.models import Token
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


def find_latest(tx: Tx, purpose: TokenPurpose, user_id: int, now: datetime) -> Token | None:
    """A person's newest good token."""
    good = select(Token).where(Token.user_id == user_id, Token.purpose == purpose, is_good(now))
    return tx.scalar(good.order_by(Token.id.desc()).limit(1))


def find_of_registration(tx: Tx, purpose: TokenPurpose, registration_id: int, now: datetime) -> Token | None:
    """A good token of one registration."""
    good = select(Token).where(Token.registration_id == registration_id, Token.purpose == purpose, is_good(now))
    return tx.scalar(good.order_by(Token.id.desc()).limit(1))
