"""Tokens in links: 128 random bits, of which only a hash is kept, so that nobody who sees the database can use one."""

import hashlib
import re
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update

from db.engine import Tx
from db.models import Token
from db.models.tokens import TokenPurpose
from db.queries import tokens as queries
from services.errors import NotFound

BYTES = 16
SHAPE = re.compile(r"[A-Za-z0-9_-]{22}")


def issue(
    tx: Tx,
    purpose: TokenPurpose,
    user_id: int,
    *,
    lasts: timedelta | None = None,
    registration_id: int | None = None,
    host_id: int | None = None,
    series_id: int | None = None,
    data: dict[str, Any] | None = None,
    now: datetime,
) -> str:
    """A new token of a person, 22 characters of base64url. It is told this once; without `lasts` it has no end."""
    token = secrets.token_urlsafe(BYTES)
    tx.add(
        Token(
            hash=hashed(token),
            purpose=purpose,
            user_id=user_id,
            registration_id=registration_id,
            host_id=host_id,
            series_id=series_id,
            data=data or {},
            created_at=now,
            expires_at=now + lasts if lasts else None,
        )
    )
    tx.flush()
    return token


def read(tx: Tx, purpose: TokenPurpose, token: str, *, now: datetime) -> Token:
    """A look at what a token stands for; it stays good. Raises NotFound where it is unknown, used, over or revoked."""
    found = queries.find(tx, purpose, hashed(token), now) if SHAPE.fullmatch(token) else None
    if found is None:
        raise NotFound
    return found


def read_ended(tx: Tx, purpose: TokenPurpose, token: str) -> Token | None:
    """A look at what a token stood for, although it may have ended; None where it never was, or is withdrawn."""
    return queries.find_ended(tx, purpose, hashed(token)) if SHAPE.fullmatch(token) else None


def read_alone(tx: Tx, purpose: TokenPurpose, token: str) -> Token | None:
    """The same for an act that has to be the only one with it at a time."""
    found = read_ended(tx, purpose, token)
    if found:
        queries.lock(tx, found.id)
    return found


def consume(tx: Tx, purpose: TokenPurpose, token: str, *, now: datetime) -> Token:
    """Use a token up: of all who try at once, one gets it. Raises NotFound as `read` does."""
    found = read(tx, purpose, token, now=now)
    unused = update(Token).where(Token.id == found.id, queries.is_good(now))
    if not tx.connection().execute(unused.values(used_at=now)).rowcount:
        raise NotFound
    found.used_at = now
    return found


def revoke(
    tx: Tx,
    user_id: int,
    *purposes: TokenPurpose,
    registration_id: int | None = None,
    now: datetime,
) -> int:
    """Withdraw a person's good tokens of some purposes, or of one registration alone; returns how many."""
    good = [Token.user_id == user_id, Token.purpose.in_(purposes), queries.is_good(now)]
    if registration_id is not None:
        good.append(Token.registration_id == registration_id)
    return tx.connection().execute(update(Token).where(*good).values(revoked_at=now)).rowcount


def revoke_invites(tx: Tx, host_ids: Sequence[int], *, now: datetime) -> int:
    """Withdraw all open invites to the teams of some hosts; returns how many."""
    good = [Token.purpose == TokenPurpose.INVITE, Token.host_id.in_(host_ids), queries.is_good(now)]
    return tx.connection().execute(update(Token).where(*good).values(revoked_at=now)).rowcount


def hashed(token: str) -> str:
    """What is kept of a token. It has too many bits to be guessed, so one round is enough."""
    return hashlib.sha256(token.encode()).hexdigest()
