"""What a session takes from its series or has of its own: price, who gives it; its private note, its end."""

from dataclasses import dataclass
from datetime import datetime

from db.engine import Tx
from db.models import Series, Session
from db.models.series import BookingMode
from db.models.sessions import SessionStatus
from db.queries import plans as queries
from db.queries import templates as template_queries
from services import access, audit, registrations, staleness
from services import quotas as counting
from services.access import Right
from services.amounts import MOST_MONEY, require_chargeable
from services.errors.organizing import NotBegun, NumberNotUnderstood, OutOfTeam, TextTooLong
from services.sessions import reach as reaching
from services.sessions.capacities import touch
from services.sessions.reach import ONE, Impact, Outcome, Reach
from services.templates import editing
from services.text import clean_text

LONGEST_NOTE = 2000


@dataclass(frozen=True, slots=True)
class PriceImpact:
    """Who has a place at another price than the new one, and keeps it."""

    impact: Impact
    keep: int
    amounts: tuple[tuple[int, str], ...]
    """For one place, in minor units, with the currency."""


def impact_of_pricing(
    tx: Tx, *, user_id: int, session_id: int, price: int, reach: Reach = ONE, now: datetime
) -> PriceImpact:
    """A look before the act. Raises what `set_price` raises."""
    _require_price(price)
    reached = reaching.find(tx, user_id=user_id, session_id=session_id, reach=reach, now=now)
    _require_chargeable(reached.series, price)
    rows = [row for row in queries.list_agreed(tx, reached.ids) if row.price != price * row.places]
    amounts = {(row.price // row.places, row.currency) for row in rows}
    return PriceImpact(
        reaching.impact_on(tx, reached), keep=sum(row.people for row in rows), amounts=tuple(sorted(amounts))
    )


def set_price(tx: Tx, *, user_id: int, session_id: int, price: int, reach: Reach = ONE, now: datetime) -> Outcome:
    """What a place costs from now on, in minor units. Whoever is in keeps what they agreed; who waits, or has not paid
    yet, is asked for the new price.

    Raises NotFound, NotAllowed, SessionCancelled, BookingClosed, NumberNotUnderstood.
    """
    _require_price(price)
    reached = reaching.lock(tx, user_id=user_id, session_id=session_id, reach=reach, now=now)
    _require_chargeable(reached.series, price)
    if reach.future:
        reaching.keep_others(tx, reached, price=reached.series.price)
        reached.series.price = price
    for session in reached.sessions:
        session.price = None if reach.future else price
        touch(tx, session, is_own=not reach.future, now=now)
    reaching.record(tx, "session.priced", reached, actor_id=user_id, now=now, price=price)
    return Outcome(session_id, len(reached.sessions))


def _require_chargeable(series: Series, price: int) -> None:
    if series.mode == BookingMode.PAID:
        require_chargeable(price, series.currency)


def set_instructor(
    tx: Tx, *, user_id: int, session_id: int, instructor_id: int | None, reach: Reach = ONE, now: datetime
) -> Outcome:
    """Who gives it: somebody who helps, the owner, or nobody named.

    Raises NotFound, NotAllowed, SessionCancelled, BookingClosed, OutOfTeam.
    """
    people = [] if instructor_id is None else [instructor_id]  # so that they do not leave the team meanwhile
    reached = reaching.lock(tx, user_id=user_id, session_id=session_id, reach=reach, people=people, now=now)
    staff = {row.id for row in template_queries.list_team(tx, reached.series.id)}
    if instructor_id is not None and instructor_id not in staff:
        raise OutOfTeam
    for session in reached.sessions:
        session.instructor_id, session.needs_instructor = instructor_id, False
        touch(tx, session, is_own=not reach.future, now=now)
    if reach.future:
        for template in reaching.templates(tx, reached):
            given = [] if instructor_id is None else [instructor_id]
            editing.put(tx, template, {"instructor_ids": given}, actor_id=user_id, now=now)
    reaching.record(tx, "session.instructed", reached, actor_id=user_id, now=now, instructor_id=instructor_id)
    return Outcome(session_id, len(reached.sessions))


def set_note(tx: Tx, *, user_id: int, session_id: int, note: str, now: datetime) -> Outcome:
    """A private note for those who run the session. Raises NotFound, NotAllowed, TextTooLong."""
    kept = clean_text(note, LONGEST_NOTE + 1)
    if len(kept) > LONGEST_NOTE:
        raise TextTooLong(LONGEST_NOTE)
    session = access.session_to(tx, Right.NOTE, session_id, user_id, lock=True)
    session.note = kept
    audit.record(tx, "session.noted", actor_id=user_id, subject=("session", session_id), at=now)
    return Outcome(session_id, 1)


def complete(tx: Tx, *, user_id: int, session_id: int, now: datetime) -> Outcome:
    """Close a session before its end, once it has begun: nobody gets in any more, and nobody waits.

    Raises NotFound, NotAllowed, SessionCancelled, BookingClosed, NotBegun.
    """
    reached = reaching.lock(tx, user_id=user_id, session_id=session_id, now=now)
    if reached.session.starts_at > now:
        raise NotBegun(session_id)
    reaching.lock_people(tx, reached)
    close(tx, reached.session, actor_id=user_id, now=now)
    return Outcome(session_id, 1)


def close(tx: Tx, session: Session, *, actor_id: int | None, now: datetime) -> None:
    """Mark a session as over; its quotas are locked."""
    counting.close(tx, session.id)
    session.status, session.completed_at = SessionStatus.COMPLETED, now
    staleness.mark(tx, session.id, now=now)
    registrations.expire_unseated(tx, session.id, now=now)
    audit.record(tx, "session.completed", actor_id=actor_id, subject=("session", session.id), at=now)


def _require_price(price: int) -> None:
    if not 0 <= price <= MOST_MONEY * 100:
        raise NumberNotUnderstood(0, MOST_MONEY)
