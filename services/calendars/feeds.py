"""A person's feed: a secret link that any calendar can read, until it is renewed, revoked or a year old."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from db.engine import Tx
from db.models import User
from db.models.tokens import TokenPurpose
from db.queries import calendars as queries
from db.queries import tokens as token_queries
from services import audit, tokens
from services.calendars import entries, rendering
from services.translator import Translator

LASTS = timedelta(days=365)
PAST_SHOWN = timedelta(days=90)
CANCELLED_SHOWN = timedelta(days=7)
"""So long a calendar is told that something was cancelled; then it is dropped."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """A feed that has just been made: its token is told here and never again."""

    token: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Feed:
    content: bytes
    changed_at: datetime | None
    """When the newest change in it was made; None where it is empty."""


def subscribe(tx: Tx, *, user_id: int, now: datetime) -> Subscription:
    """A new feed for a person; the one that they had ends."""
    tokens.revoke(tx, user_id, TokenPurpose.FEED, now=now)
    token = tokens.issue(tx, TokenPurpose.FEED, user_id, lasts=LASTS, now=now)
    audit.record(tx, "calendar.subscribed", actor_id=user_id, subject=("user", user_id), at=now)
    return Subscription(token, now + LASTS)


def unsubscribe(tx: Tx, *, user_id: int, now: datetime) -> None:
    """End a person's feed. Safe to repeat."""
    if tokens.revoke(tx, user_id, TokenPurpose.FEED, now=now):
        audit.record(tx, "calendar.unsubscribed", actor_id=user_id, subject=("user", user_id), at=now)


def subscribed_until(tx: Tx, *, user_id: int, now: datetime) -> datetime | None:
    """A look: until when a person's feed can be read; None where they have none."""
    token = token_queries.find_latest(tx, TokenPurpose.FEED, user_id, now)
    return token.expires_at if token else None


def subscriber(tx: Tx, *, token: str, now: datetime) -> int:
    """A look: whose feed a link opens. Raises NotFound for an unknown, expired or revoked one."""
    return tokens.read(tx, TokenPurpose.FEED, token, now=now).user_id


def feed(tx: Tx, *, user_id: int, now: datetime) -> Feed:
    """A look: all that is to come and the last 90 days, and for some days what was cancelled."""
    reader = tx.get_one(User, user_id)
    rows = queries.list_of_user(tx, user_id, ended_after=now - PAST_SHOWN, left_after=now - CANCELLED_SHOWN)
    shown = [entries.booking(row) for row in rows]
    t = Translator(reader.language, reader.time_zone)
    changed_at = max((entry.changed_at for entry in shown), default=None)
    return Feed(rendering.feed(shown, t, name=t("Turnout: my sessions")), changed_at)
