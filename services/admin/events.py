"""The audit as admins search it: by person, by code or reference, by action; newest first, in readable lines."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_

from db.engine import Facts, Tx
from db.models import User
from db.queries import admin as admin_queries
from db.queries import audit_search as queries
from services import access, codes
from services.admin import people
from services.text import clean

PAGE = 8


@dataclass(frozen=True, slots=True)
class Event:
    action: str
    """As the program calls it: `registration.cancelled`."""
    actor_name: str | None
    """None where the program acted by itself."""
    subject_type: str
    subject_id: int
    subject_name: str
    """Empty where it has none, or is gone."""
    title: str | None
    """Of the series that a registration is of."""
    starts_at: datetime | None
    time_zone: str | None
    data: Mapping[str, Any]
    at: datetime


@dataclass(frozen=True, slots=True)
class EventsPage:
    events: tuple[Event, ...]
    words: str
    """What was looked for; empty is everything."""
    of_user_id: int
    """Whose events these are; 0 is everybody's."""
    page: int
    has_next: bool


def search(tx: Tx, *, user_id: int, words: str, page: int = 0) -> EventsPage:
    """A look: events of whoever or whatever the words name, and those whose action reads so."""
    access.require_admin(tx, user_id)
    words = clean(words, people.LONGEST_SEARCH)
    return _page(tx, _fits(words), page, words=words)


def of_person(tx: Tx, *, user_id: int, subject_id: int, page: int = 0) -> EventsPage:
    """A look: what somebody did, and what happened to them and to what they booked."""
    access.require_admin(tx, user_id)
    return _page(tx, queries.of_people(User.id == subject_id), page, of_user_id=subject_id)


def _fits(words: str) -> ColumnElement[bool] | None:
    if not words:
        return None
    meant = [queries.has_action(words)]
    if words.isascii() and words.isdigit() and int(words) <= people.LARGEST_ID:
        meant.append(queries.of_people(User.telegram_id == int(words)))
    else:
        meant.append(queries.of_people(admin_queries.has_name(words)))
    if code := codes.read(words):
        meant.append(queries.has_code(code))
    return or_(*meant)


def _page(tx: Tx, which: ColumnElement[bool] | None, page: int, *, words: str = "", of_user_id: int = 0) -> EventsPage:
    rows = queries.list_events(tx, which, offset=page * PAGE, limit=PAGE + 1)
    shown = rows[:PAGE]
    ids: dict[str, set[int]] = defaultdict(set)
    for row in shown:
        ids[row.subject_type].add(row.subject_id)
    names = {kind: queries.names_of(tx, kind, of_kind) for kind, of_kind in ids.items()}
    events = tuple(_event(row, names[row.subject_type].get(row.subject_id)) for row in shown)
    return EventsPage(events, words, of_user_id, page, has_next=len(rows) > PAGE)


def _event(row: Facts, subject: Facts | None) -> Event:
    known: dict[str, Any] = dict(subject._mapping) if subject else {}  # noqa: SLF001 - SQLAlchemy's way by names
    return Event(
        action=row.action,
        actor_name=row.actor_name,
        subject_type=row.subject_type,
        subject_id=row.subject_id,
        subject_name=known.get("name", ""),
        title=known.get("title"),
        starts_at=known.get("starts_at"),
        time_zone=known.get("time_zone"),
        data=row.data,
        at=row.at,
    )
