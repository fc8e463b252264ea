"""Links that end mails of a kind without a sign-in: signed, for one person and one kind, good for ever."""

import base64
import hashlib
import hmac
from datetime import datetime

from db.engine import Tx
from db.models import User
from services import profiles
from services.errors import NotFound

MARK_BYTES = 16
WISHES = ("reminders", "bookings", "news")


def sign(key: bytes, user_id: int, wish: str) -> str:
    """What stands in such a link: 7.news.<mark>"""
    what = f"{user_id}.{wish}"
    digest = hmac.digest(key, f"stop mail {what}".encode(), hashlib.sha256)[:MARK_BYTES]
    return f"{what}.{base64.urlsafe_b64encode(digest).decode().rstrip('=')}"


def read(key: bytes, signed: str) -> tuple[int, str]:
    """Whose it is and what it ends. Raises NotFound for what nobody signed."""
    who, _, rest = signed.partition(".")
    wish = rest.partition(".")[0]
    if not (who.isascii() and who.isdigit() and len(who) < 19) or wish not in WISHES:
        raise NotFound
    if not hmac.compare_digest(sign(key, int(who), wish).encode(), signed.encode()):
        raise NotFound
    return int(who), wish


def stop(tx: Tx, *, user_id: int, wish: str, now: datetime) -> None:
    """No more mails of a kind. Safe to repeat. Raises NotFound for who was erased."""
    profiles.set_wish(tx, user_id=user_id, kind=wish, channel="email", on=False, now=now)


def language_of(tx: Tx, *, user_id: int) -> str:
    """A look. Raises NotFound for who is not there any more."""
    user = tx.get(User, user_id)
    if user is None or user.erased_at:
        raise NotFound
    return user.language
