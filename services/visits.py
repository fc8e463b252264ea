"""Visits: somebody is signed in with a browser, for two weeks, until they or an admin end it."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from db.engine import Tx
from db.models import Visit
from db.queries import visits as queries
from services import audit
from services.errors import NotFound
from services.text import clean
from services.tokens import BYTES, hashed

LASTS = timedelta(days=14)
SEEN_EACH = timedelta(minutes=10)
"""How exactly it is kept when a browser was last seen."""
DEVICE_LENGTH = 120


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who reads a page."""

    id: int
    visit_id: int
    name: str
    language: str
    time_zone: str
    is_admin: bool
    is_stale: bool
    """Whether it is time to write down that the browser was seen."""


@dataclass(frozen=True, slots=True)
class Line:
    """One browser in the list of one's own."""

    id: int
    device: str
    seen_at: datetime
    created_at: datetime
    is_this: bool


def begin(tx: Tx, *, user_id: int, device: str, now: datetime) -> str:
    """Sign somebody in; the token for the cookie, which is told this once. Every sign-in has a new one."""
    token = secrets.token_urlsafe(BYTES)
    visit = Visit(
        hash=hashed(token),
        user_id=user_id,
        device=clean(device, DEVICE_LENGTH),
        created_at=now,
        seen_at=now,
        expires_at=now + LASTS,
    )
    tx.add(visit)
    tx.flush()
    audit.record(tx, "visit.begun", actor_id=user_id, subject=("visit", visit.id), at=now)
    return token


def find(tx: Tx, *, token: str, now: datetime) -> Visitor | None:
    """A look, of one statement: who is signed in."""
    row = queries.find_visitor(tx, hashed(token), now)
    if row is None:
        return None
    is_stale = now - row.seen_at >= SEEN_EACH
    name = row.called or row.name
    return Visitor(row.id, row.visit_id, name, row.language, row.time_zone, row.is_admin, is_stale)


def see(tx: Tx, *, visit_id: int, now: datetime) -> None:
    """The browser was here a moment ago."""
    tx.get_one(Visit, visit_id).seen_at = now


def list_own(tx: Tx, *, user_id: int, visit_id: int, now: datetime) -> tuple[Line, ...]:
    """A look: where one is signed in, the newest first; `visit_id` is this very browser's."""
    return tuple(
        Line(one.id, one.device, one.seen_at, one.created_at, is_this=one.id == visit_id)
        for one in queries.list_good(tx, user_id, now)
    )


def end(tx: Tx, *, user_id: int, visit_id: int, now: datetime) -> None:
    """Sign out of one browser. Raises NotFound where it is not theirs, or over."""
    if not queries.end(tx, user_id, now, visit_id=visit_id):
        raise NotFound
    audit.record(tx, "visit.ended", actor_id=user_id, subject=("visit", visit_id), at=now)


def end_all(tx: Tx, *, user_id: int, now: datetime) -> int:
    """Sign out everywhere, this browser too; returns how many there were."""
    ended = queries.end(tx, user_id, now)
    audit.record(tx, "visit.all_ended", actor_id=user_id, subject=("user", user_id), at=now, ended=ended)
    return ended
