"""Reads of whom to remind of their sessions."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import select

from db.engine import Facts, Tx
from db.models import Notification, Registration, Series, Session, User
from db.models.registrations import Status
from db.models.sessions import SessionStatus

T = TypeVar("T")
CHUNK = 500
"""As many values as one statement is given."""
PLACES = (
    select(
        Registration.id,
        Registration.user_id,
        Registration.confirmed_at,
        Registration.coming_asked_at,
        Registration.coming_nudged_at,
        Registration.coming_at,
        Session.starts_at,
        Session.moved_at,
        Series.reminder_minutes.label("series_reminder_minutes"),
        Series.still_coming_minutes,
        Series.still_coming_releases,
        Series.promotion_cutoff_minutes,
        User.reminder_minutes,
        User.quiet_from,
        User.quiet_until,
        User.time_zone,
    )
    .select_from(Session)
    .join(Registration, Registration.session_id == Session.id)
    .join(Series, Series.id == Session.series_id)
    .join(User, User.id == Registration.user_id)
    .where(Session.status == SessionStatus.SCHEDULED, Registration.status == Status.CONFIRMED)
)


def list_starting(tx: Tx, after: datetime, until: datetime) -> Sequence[Facts]:
    """Who has a place in the sessions that start in a span of time: what it costs depends on those alone."""
    starting = PLACES.where(Session.starts_at > after, Session.starts_at <= until)
    return tx.execute(starting.order_by(Registration.id)).all()


def list_of_quiet(tx: Tx, after: datetime, until: datetime) -> Sequence[Facts]:
    """The same of people with quiet hours only."""
    starting = PLACES.where(
        User.quiet_from.is_not(None), Registration.starts_at > after, Registration.starts_at <= until
    )
    return tx.execute(starting.order_by(Registration.id)).all()


def list_known(tx: Tx, keys: Sequence[str]) -> set[str]:
    """Those of the promises that were made already."""
    known: set[str] = set()
    for part in _chunks(keys):
        known.update(tx.scalars(select(Notification.dedupe_key).where(Notification.dedupe_key.in_(part))))
    return known


def list_starts(tx: Tx, registration_ids: Collection[int]) -> dict[int, datetime]:
    """When the sessions begin of those of the registrations that still have a place."""
    starts: dict[int, datetime] = {}
    for part in _chunks(sorted(registration_ids)):
        held = (
            select(Registration.id, Session.starts_at)
            .join(Session, Session.id == Registration.session_id)
            .where(
                Registration.id.in_(part),
                Registration.status == Status.CONFIRMED,
                Session.status == SessionStatus.SCHEDULED,
            )
        )
        starts.update((row.id, row.starts_at) for row in tx.execute(held))
    return starts


def _chunks(values: Sequence[T]) -> Iterable[Sequence[T]]:
    return (values[begin : begin + CHUNK] for begin in range(0, len(values), CHUNK))
