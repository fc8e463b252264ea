"""Signing in: by a link from the bot, or by one in a mail that is good in the browser that asked for it alone.

Looking at a link uses nothing up, for programs that scan messages open every link; the button on its page does.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from db.engine import Tx
from db.models import Token, User, Visit
from db.models.tokens import TokenPurpose
from db.queries import mails as mail_queries
from db.queries import users as user_queries
from services import audit, outbox, tokens, visits
from services.errors import LoginOver, NotFound
from services.ports import Cipher
from services.tokens import hashed

LASTS = timedelta(minutes=10)
MAILS_AN_HOUR = 5


@dataclass(frozen=True, slots=True)
class Login:
    """Whom a link would sign in."""

    name: str
    language: str


def issue(tx: Tx, *, user_id: int, now: datetime) -> str:
    """A link's token for who asked in the chat; earlier ones end."""
    tokens.revoke(tx, user_id, TokenPurpose.LOGIN, now=now)
    audit.record(tx, "login.issued", actor_id=user_id, subject=("user", user_id), at=now)
    return tokens.issue(tx, TokenPurpose.LOGIN, user_id, lasts=LASTS, now=now)


def mail(tx: Tx, *, email: str, nonce: str, cipher: Cipher, now: datetime) -> None:
    """Owe a link to whoever confirmed this address; nobody is told whether there is somebody.

    `nonce` is what the asking browser keeps. More than so many an hour are not sent, which is not told either.
    """
    user = user_queries.find_by_email(tx, email)
    if user is None or user.blocked_at is not None:
        return
    if mail_queries.count_tokens(tx, TokenPurpose.LOGIN, user.id, now - timedelta(hours=1)) >= MAILS_AN_HOUR:
        return
    tokens.revoke(tx, user.id, TokenPurpose.LOGIN, now=now)
    data = {"nonce": hashed(nonce)}
    token = tokens.issue(tx, TokenPurpose.LOGIN, user.id, lasts=LASTS, data=data, now=now)
    found = tokens.read(tx, TokenPurpose.LOGIN, token, now=now)
    outbox.put_mail(
        tx,
        "login_link",
        to=email,
        token=cipher.encrypt(token),
        user_id=user.id,
        subject=("token", found.id),
        due_at=now,
        useful_until=now + LASTS,
        link_id=found.id,
    )
    audit.record(tx, "login.mailed", actor_id=user.id, subject=("user", user.id), at=now)


def look(tx: Tx, *, token: str, nonce: str, now: datetime) -> Login:
    """A look. Raises LoginOver where it is used, over, or of another browser."""
    found = _read(tx, token, nonce, now=now)
    user = tx.get_one(User, found.user_id)
    return Login(user.called or user.name, user.language)


def enter(tx: Tx, *, token: str, nonce: str, device: str, now: datetime) -> str:
    """Sign in, once; the token of the visit. Raises LoginOver."""
    found = _read(tx, token, nonce, now=now)
    if tx.get_one(User, found.user_id).blocked_at is not None:
        raise LoginOver
    try:
        tokens.consume(tx, TokenPurpose.LOGIN, token, now=now)
    except NotFound:
        raise LoginOver from None
    return visits.begin(tx, user_id=found.user_id, device=device, now=now)


def enter_inside(tx: Tx, *, telegram_id: int, visit_id: int, device: str, now: datetime) -> str | None:
    """Sign in whom Telegram vouched for; None where `visit_id` is theirs already. Raises LoginOver for strangers."""
    user = user_queries.find_by_telegram_id(tx, telegram_id)
    if user is None or user.blocked_at is not None:
        raise LoginOver
    if visit_id and tx.get_one(Visit, visit_id).user_id == user.id:
        return None
    return visits.begin(tx, user_id=user.id, device=device, now=now)


def _read(tx: Tx, token: str, nonce: str, *, now: datetime) -> Token:
    try:
        found = tokens.read(tx, TokenPurpose.LOGIN, token, now=now)
    except NotFound:
        raise LoginOver from None
    bound = str(found.data.get("nonce", ""))
    if bound and not hmac.compare_digest(bound, hashed(nonce)):
        raise LoginOver
    return found
