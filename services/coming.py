"""Still coming? Where a series wants it, everybody who has a place is asked once, some time before the start.

Who does not answer is reminded once, halfway to the deadline. Then, where the series says so, the place goes on.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import update

from db.engine import Facts, Tx
from db.models import Registration
from db.models.registrations import Status
from db.queries import coming as queries
from db.queries import quotas as quota_queries
from db.queries import registrations as registration_queries
from services import access, audit, outbox, waitlist
from services.errors import BookingClosed, NoPlaceHere
from services.refunds import foreseeing, returning
from services.registrations import owners, statuses

PATIENCE = timedelta(minutes=15)
"""So long at least after the reminder nobody loses a place, however late the question came."""


@dataclass(frozen=True, slots=True)
class Plan:
    """When a person is asked and reminded, and until when they can answer."""

    ask_at: datetime
    deadline: datetime
    releases: bool

    def nudge_at(self, asked_at: datetime) -> datetime:
        """Halfway from the question to the deadline."""
        return asked_at + (self.deadline - asked_at) / 2


class Step(Protocol):
    """One thing to do for one person; whether it was done."""

    def __call__(self, tx: Tx, row: Facts, planned: Plan, /, *, now: datetime) -> bool: ...


def plan(row: Facts) -> Plan:
    """A quarter of the time is left for whoever gets the place, and never less than its line needs."""
    ahead = timedelta(minutes=row.still_coming_minutes)
    left = max(ahead / 4, timedelta(minutes=row.promotion_cutoff_minutes))
    releases = row.still_coming_releases and left < ahead
    deadline = row.starts_at - left if releases else row.starts_at
    return Plan(ask_at=row.starts_at - ahead, deadline=deadline, releases=releases)


def list_due(tx: Tx, *, now: datetime) -> list[int]:
    """A look: the registrations that `advance` has something to do for."""
    return [row.id for row in queries.list_to_come(tx, now) if _step(row, plan(row), now=now)]


def advance(tx: Tx, registration_id: int, *, now: datetime) -> bool:
    """Ask, remind or release, whatever it is time for now. To repeat it, or two at once, does no harm."""
    row = queries.find_to_come(tx, registration_id, now)
    if row is None:
        return False
    planned = plan(row)
    step = _step(row, planned, now=now)
    return step is not None and step(tx, row, planned, now=now)


def is_asked(registration: Registration, *, now: datetime) -> bool:
    """Whether the person has been asked, and their answer still counts."""
    open_question = registration.coming_asked_at is not None and registration.coming_at is None
    return open_question and registration.status == Status.CONFIRMED and now < registration.starts_at


def answer(tx: Tx, *, user_id: int, registration_id: int, now: datetime) -> Registration:
    """The person says that they come; to say it twice does no harm. Raises NotFound, NoPlaceHere, BookingClosed."""
    registration = access.own_registration(tx, registration_id, user_id)
    registration_queries.lock(tx, registration_id)
    if registration.status != Status.CONFIRMED:
        raise NoPlaceHere(registration.session_id)
    if registration.ends_at <= now:
        raise BookingClosed(registration.session_id, access.series_of(tx, registration).title)
    if registration.coming_at is None:
        registration.coming_at = now
        audit.record(tx, "coming.answered", actor_id=user_id, subject=("registration", registration_id), at=now)
    return registration


def _step(row: Facts, planned: Plan, *, now: datetime) -> Step | None:
    """What it is time for. Who booked after the question went out is not asked: they know."""
    if row.coming_asked_at is None:
        return _ask if planned.ask_at <= now and row.confirmed_at < planned.ask_at else None
    if row.coming_nudged_at is None:
        return _nudge if planned.nudge_at(row.coming_asked_at) <= now else None
    late = planned.releases and now >= max(planned.deadline, row.coming_nudged_at + PATIENCE)
    return _release if late else None


def _ask(tx: Tx, row: Facts, planned: Plan, *, now: datetime) -> bool:
    return _claimed(tx, row, "coming_asked_at", now=now) and _tell(tx, row, "coming_asked", planned, now=now)


def _nudge(tx: Tx, row: Facts, planned: Plan, *, now: datetime) -> bool:
    return _claimed(tx, row, "coming_nudged_at", now=now) and _tell(tx, row, "coming_nudged", planned, now=now)


def _claimed(tx: Tx, row: Facts, moment: str, *, now: datetime) -> bool:
    """Whether this sweep is the one that asks: of two at once one changes the row, the other finds it changed."""
    column = getattr(Registration, moment)
    unanswered = (Registration.status == Status.CONFIRMED, Registration.coming_at.is_(None), column.is_(None))
    asks = update(Registration).where(Registration.id == row.id, *unanswered).values({column: now})
    return bool(tx.connection().execute(asks).rowcount)


def _tell(tx: Tx, row: Facts, kind: str, planned: Plan, *, now: datetime) -> bool:
    outbox.put(
        tx,
        kind,
        user_id=row.user_id,
        registration_id=row.id,
        due_at=now,
        useful_until=planned.deadline,
        until=planned.deadline.isoformat() if planned.releases else None,
    )
    audit.record(tx, kind.replace("_", "."), actor_id=None, subject=("registration", row.id), at=now)
    return True


def _release(tx: Tx, row: Facts, _planned: Plan, *, now: datetime) -> bool:
    """The place of somebody who gave no answer goes on, unless they answer at this very moment."""
    quota_queries.lock(tx, row.quota_id)
    registration = registration_queries.lock(tx, row.id)
    if registration is None or registration.status != Status.CONFIRMED or registration.coming_at is not None:
        return False
    if registration.attendance is not None:  # they are here
        return False
    series = access.series_of(tx, registration)
    verdict = replace(foreseeing.given_up(tx, registration, series, now=now), fee=0)  # silence is no cancellation
    statuses.leave(tx, registration, Status.CANCELLED, actor_id=None, at=now, reason="no answer")
    returning.give_up(tx, registration, series, verdict=verdict, now=now)
    outbox.put(
        tx,
        "coming_released",
        user_id=registration.user_id,
        registration_id=registration.id,
        due_at=now,
        version=registration.sequence,
    )
    owners.tell(tx, registration, "owner_cancelled", now=now, version=registration.sequence)
    waitlist.settle(tx, registration.quota_id, now=now)
    return True
