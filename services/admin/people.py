"""People as admins see them: found, shown with their roles, blocked and let in again."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_

from db.engine import Facts, Tx
from db.models import User
from db.models.registrations import Status
from db.queries import admin as queries
from db.queries import privacy as privacy_queries
from db.queries import registrations as registration_queries
from db.queries import users as user_queries
from services import access, audit, codes, staleness
from services.errors import BookingClosed, NotFound, NothingToCancel
from services.errors.organizing import StaysAdmin
from services.registrations import removing
from services.text import clean

PAGE = 8
BOOKINGS = 6
"""So many of a person are shown to come, and so many that ended."""
LONGEST_SEARCH = 64
FAR = timedelta(days=3650)
LARGEST_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class PersonLine:
    id: int
    name: str
    is_admin: bool
    is_blocked: bool


@dataclass(frozen=True, slots=True)
class PeoplePage:
    people: tuple[PersonLine, ...]
    words: str
    """What was looked for; empty is everybody."""
    page: int
    has_next: bool


@dataclass(frozen=True, slots=True)
class Held:
    """A role that somebody has."""

    role: str
    host_name: str
    series_title: str | None


@dataclass(frozen=True, slots=True)
class Booking:
    """One of a person's registrations; `is_over` where it ended, or its session did."""

    reference: str
    title: str
    starts_at: datetime
    time_zone: str
    status: Status
    is_over: bool


@dataclass(frozen=True, slots=True)
class Portrait:
    """A person, with what blocking them would end."""

    id: int
    name: str
    called: str | None
    telegram_id: int | None
    language: str
    is_admin: bool
    blocked_at: datetime | None
    unreachable_at: datetime | None
    created_at: datetime
    roles: tuple[Held, ...]
    places: int
    """Registrations to come that hold a place."""
    waiting: int
    sessions_run: int
    """Sessions to come of hosts that are theirs."""
    bookings: tuple[Booking, ...]
    """To come, soonest first; then what ended, latest first."""


def find(tx: Tx, *, user_id: int, words: str, page: int = 0) -> PeoplePage:
    """A look: who has this name, Telegram id or reference; everybody where nothing is asked for."""
    access.require_admin(tx, user_id)
    words = clean(words, LONGEST_SEARCH)
    found = queries.list_people(tx, fits(words), offset=page * PAGE, limit=PAGE + 1)
    people = tuple(
        PersonLine(row.id, row.name, is_admin=row.is_admin, is_blocked=row.blocked_at is not None)
        for row in found[:PAGE]
    )
    return PeoplePage(people, words, page, has_next=len(found) > PAGE)


def fits(words: str) -> ColumnElement[bool] | None:
    """The condition for who is meant; None is everybody."""
    if not words:
        return None
    meant = [queries.has_name(words)]
    if words.isascii() and words.isdigit() and int(words) <= LARGEST_ID:
        meant.append(User.telegram_id == int(words))
    if code := codes.read(words):
        meant.append(User.id == queries.owner_of_reference(code))
    return or_(*meant)


def show(tx: Tx, *, user_id: int, subject_id: int, now: datetime) -> Portrait:
    """A look. Raises NotFound."""
    access.require_admin(tx, user_id)
    person = user_queries.find(tx, subject_id)
    if person is None or person.erased_at:
        raise NotFound
    ahead = queries.count_ahead(tx, subject_id, now)
    return Portrait(
        id=person.id,
        name=person.name,
        called=person.called,
        telegram_id=person.telegram_id,
        language=person.language,
        is_admin=person.is_admin,
        blocked_at=person.blocked_at,
        unreachable_at=person.unreachable_at,
        created_at=person.created_at,
        roles=tuple(_held(row) for row in queries.list_roles(tx, subject_id)),
        places=ahead.places,
        waiting=ahead.waiting,
        sessions_run=queries.count_sessions_run(tx, subject_id, now),
        bookings=_bookings(tx, subject_id, now),
    )


def _bookings(tx: Tx, subject_id: int, now: datetime) -> tuple[Booking, ...]:
    ahead = registration_queries.list_upcoming(tx, subject_id, now, now + FAR, BOOKINGS)
    past = registration_queries.list_past(tx, subject_id, now, 0, BOOKINGS)
    return tuple(
        Booking(row.reference, row.title, row.starts_at, row.time_zone, row.status, is_over)
        for rows, is_over in ((ahead, False), (past, True))
        for row in rows
    )


def block(tx: Tx, *, user_id: int, subject_id: int, now: datetime) -> int:
    """Let somebody book nothing and run nothing any more, and give what they booked back; returns how much that was.

    They and those who move up are told as usual. Raises NotFound; StaysAdmin for who is an admin.
    """
    person = _locked(tx, user_id, subject_id)
    if person.is_admin:
        raise StaysAdmin
    if person.blocked_at:
        return 0
    person.blocked_at = now
    tx.flush()
    ended = 0
    for registration_id in privacy_queries.list_open_registrations(tx, subject_id, now):
        with suppress(NothingToCancel, BookingClosed):  # the sweep may have ended it since the list was read
            removing.take_out(tx, user_id=user_id, registration_id=registration_id, now=now)
            ended += 1
    staleness.mark_of_person(tx, subject_id, now=now)
    audit.record(tx, "user.blocked", actor_id=user_id, subject=("user", subject_id), at=now, ended=ended)
    return ended


def unblock(tx: Tx, *, user_id: int, subject_id: int, now: datetime) -> None:
    """What was given back stays given back. Raises NotFound."""
    person = _locked(tx, user_id, subject_id)
    if person.blocked_at is None:
        return
    person.blocked_at = None
    audit.record(tx, "user.unblocked", actor_id=user_id, subject=("user", subject_id), at=now)


def _locked(tx: Tx, user_id: int, subject_id: int) -> User:
    """A person who was not erased, whose own acts wait until the commit."""
    access.require_admin(tx, user_id)
    user_queries.lock(tx, subject_id)
    person = tx.get(User, subject_id, populate_existing=True)
    if person is None or person.erased_at:
        raise NotFound
    return person


def _held(row: Facts) -> Held:
    known = row._mapping  # noqa: SLF001 - SQLAlchemy's public way to a row by names
    return Held(str(known.get("role", "owner")), row.host_name, known.get("title"))
