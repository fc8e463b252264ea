"""Pause, go on, leave out a day, make some days by hand, delete."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from db.engine import Tx
from db.models import Occurrence, Session, Template
from db.models.sessions import SessionStatus
from db.models.templates import Outcome
from db.queries import templates as queries
from services import audit, sessions
from services.errors import BookingClosed, SessionCancelled
from services.errors.organizing import EndsBeforeItBegins, MomentPast, NumberOutOfRange
from services.templates import days, generating, owning
from services.templates.keeping import Result
from services.templates.told import Told, foresee

LONGEST_RANGE = 366
SKIPPED = "Skipped: by an organizer"


@dataclass(frozen=True, slots=True)
class SkipImpact:
    """The day that would be left out, and who is told; `made` is whether there is a session already."""

    template_id: int
    day: date
    starts_at: datetime
    time_zone: str
    made: bool
    told: Told


def pause(tx: Tx, *, user_id: int, template_id: int, now: datetime) -> Template:
    """Make nothing new until it goes on; what is planned stays. Raises NotFound."""
    return _turn(tx, template_id, user_id, on=False, now=now)


def resume(tx: Tx, *, user_id: int, template_id: int, now: datetime) -> Result:
    """Go on, and make what is missing. Raises NotFound."""
    _turn(tx, template_id, user_id, on=True, now=now)
    return generating.generate(tx, template_id, actor_id=user_id, now=now)


def _turn(tx: Tx, template_id: int, user_id: int, *, on: bool, now: datetime) -> Template:
    template = owning.lock(tx, template_id, user_id)
    if template.is_active != on:
        template.is_active, template.updated_at = on, now
        action = "template.resumed" if on else "template.paused"
        audit.record(tx, action, actor_id=user_id, subject=("template", template_id), at=now)
    tx.flush()
    return template


def generate_days(tx: Tx, *, user_id: int, template_id: int, first: date, last: date, now: datetime) -> Result:
    """Make what is missing from one day to another, beyond the window if need be.

    Raises NotFound, EndsBeforeItBegins, NumberOutOfRange.
    """
    owning.find(tx, template_id, user_id)
    if last < first:
        raise EndsBeforeItBegins
    if (last - first).days >= LONGEST_RANGE:
        raise NumberOutOfRange(1, LONGEST_RANGE)
    return generating.generate(tx, template_id, first=first, last=last, actor_id=user_id, now=now)


def impact_of_skipping(tx: Tx, *, user_id: int, template_id: int, now: datetime) -> SkipImpact | None:
    """A look: what leaving out the next time means; None where nothing is to come. Raises NotFound."""
    template = owning.find(tx, template_id, user_id)
    left_out = queries.map_left_out(tx, [template_id], days.day_of(now, template.time_zone))
    day = owning.next_day(template, left_out[template_id], now)
    if day is None:
        return None
    session = _made_for(tx, template_id, day)
    told = foresee(tx, [session.id] if session else [])
    starts_at = session.starts_at if session else generating.span_of(template, day).starts_at
    return SkipImpact(template_id, day, starts_at, template.time_zone, made=session is not None, told=told)


def skip(tx: Tx, *, user_id: int, template_id: int, day: date, now: datetime) -> int:
    """Leave out a day: a session that is there is cancelled, else none is made. To repeat it does no harm.

    Returns how many people are told. Raises NotFound, MomentPast.
    """
    template = owning.lock(tx, template_id, user_id)
    if day < days.day_of(now, template.time_zone):
        raise MomentPast
    session = _made_for(tx, template_id, day)
    if session is not None:
        try:
            return sessions.cancel(tx, user_id=user_id, session_id=session.id, now=now)
        except (SessionCancelled, BookingClosed):
            return 0
    occurrence = queries.find_occurrence(tx, template_id, day)
    if occurrence is None or occurrence.outcome in {Outcome.CONFLICT, Outcome.CLOSED}:
        occurrence = occurrence or Occurrence(template_id=template_id, day=day, created_at=now)
        occurrence.outcome, occurrence.reason = Outcome.SKIPPED, SKIPPED
        tx.add(occurrence)
        told = {"day": day.isoformat()}
        audit.record(tx, "template.skipped", actor_id=user_id, subject=("template", template_id), at=now, **told)
    return 0


def impact_of_deleting(tx: Tx, *, user_id: int, template_id: int, now: datetime) -> tuple[int, Told]:
    """A look: how many sessions could be cancelled with it, and who is told. Raises NotFound."""
    owning.find(tx, template_id, user_id)
    return impact_of_ending(tx, queries.list_to_come(tx, template_id, now))


def impact_of_ending(tx: Tx, to_come: Iterable[Session]) -> tuple[int, Told]:
    """The same of sessions that were read already."""
    left = [one.id for one in to_come if one.edited_at is None]
    return len(left), foresee(tx, left)


def delete(tx: Tx, *, user_id: int, template_id: int, with_sessions: bool, now: datetime) -> tuple[int, int]:
    """Delete a template. Its sessions stay, or those to come that have nothing of their own are cancelled.

    Returns how many sessions were cancelled, and how many people are told. Raises NotFound.
    """
    template = owning.lock(tx, template_id, user_id)
    to_come = queries.list_to_come(tx, template_id, now, lock=True) if with_sessions else ()
    own = [one.id for one in to_come if one.edited_at is None]
    cancelled, told = cancel_all(tx, own, user_id, now=now)
    audit.record(
        tx, "template.deleted", actor_id=user_id, subject=("template", template_id), at=now,
        series_id=template.series_id, cancelled=cancelled,
    )  # fmt: skip
    queries.let_go(tx, template_id)
    tx.delete(template)
    return cancelled, told


def cancel_all(tx: Tx, session_ids: list[int], user_id: int, *, now: datetime) -> tuple[int, int]:
    """How many were cancelled, and how many people are told; one that is over meanwhile is passed over."""
    cancelled = told = 0
    for session_id in session_ids:
        try:
            told += sessions.cancel(tx, user_id=user_id, session_id=session_id, now=now)
        except (SessionCancelled, BookingClosed):
            continue
        cancelled += 1
    return cancelled, told


def _made_for(tx: Tx, template_id: int, day: date) -> Session | None:
    """The session of a day, where it still takes place."""
    session_id = queries.map_sessions(tx, template_id, [day]).get(day)
    session = tx.get(Session, session_id) if session_id else None
    return session if session and session.status == SessionStatus.SCHEDULED else None
