"""Places, waitlists, audit and notifications.

What a sweep is about to do is no finding: a fault has to have outlived the time in which a sweep would have seen to it.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import groupby

from db.engine import Facts, Tx
from db.models.registrations import Status
from db.queries import checks as queries
from services import cutoffs
from services.checks.finding import Finding
from services.registrations.statuses import MOVES
from services.waitlist.filling import PASSES

SWEPT_WITHIN = timedelta(minutes=5)
"""Sweeps come by each minute; after this they did not."""
UPDATES_COME_FOR = timedelta(days=1)
"""Telegram keeps an update that long; after three days its mark goes."""
DELIVERED_WITHIN = timedelta(hours=1)
"""Longer than all attempts for one person together."""
TOLD_BY: dict[tuple[Status, ...], tuple[str, ...]] = {
    (Status.CONFIRMED,): ("registration_confirmed", "registration_promoted", "registration_added", "transfer_taken"),
    (Status.PENDING_PAYMENT,): ("payment_invoice",),
    (Status.PENDING_APPROVAL,): ("registration_pending", "promotion_pending"),
    (Status.WAITLISTED,): ("registration_waitlisted",),
    (Status.OFFERED,): ("waitlist_offer",),
}


def counters(tx: Tx) -> Iterator[Finding]:
    """Each counter equals its recount."""
    for row in queries.list_miscounted(tx):
        subject = f"quota {row.id}"
        if row.taken != row.counted_taken:
            yield Finding("quota.taken", subject, f"says {row.taken}, counted {row.counted_taken}")
        if row.waiting != row.counted_waiting:
            yield Finding("quota.waiting", subject, f"says {row.waiting}, counted {row.counted_waiting}")


def overlaps(tx: Tx) -> Iterator[Finding]:
    """Nobody has two places at the same time."""
    for row in queries.list_overlapping(tx):
        detail = f"user {row.user_id} has registration {row.other_id} at the same time"
        yield Finding("registration.overlap", f"registration {row.id}", detail)


def closed_sessions(tx: Tx, *, now: datetime) -> Iterator[Finding]:
    """A cancelled session has no live registrations, a completed one no open ones, and both let nobody in."""
    for row in queries.list_left_in_closed(tx):
        detail = f"is {row.status} in session {row.session_id}, which is {row.session_status}"
        yield Finding("session.left_open", f"registration {row.id}", detail)
    for row in queries.list_wrongly_open(tx):
        state = "open" if row.is_open else "closed"
        yield Finding("quota.is_open", f"quota {row.id}", f"is {state} in a session that is {row.status}")
    for row in queries.list_unclosed(tx, now - SWEPT_WITHIN):
        yield Finding("session.not_completed", f"session {row.id}", f"ended at {row.ends_at.isoformat()}")


def free_places(tx: Tx, *, now: datetime) -> Iterator[Finding]:
    """No place stays free while somebody waits who could take it."""
    for row in queries.list_forgotten(tx, now, now - SWEPT_WITHIN, PASSES):
        if cutoffs.is_past(row, now):
            continue  # the line is over: nobody is served any more, a free place waits for a tap
        detail = f"waits in quota {row.quota_id}, which has {row.free} free"
        yield Finding("waitlist.forgotten", f"registration {row.id}", detail)


def parties(tx: Tx) -> Iterator[Finding]:
    """No party is passed over too often, and each time is explained."""
    for row in queries.list_passed_over(tx):
        if row.passed_over > PASSES:
            yield Finding("waitlist.passed_over", f"registration {row.id}", f"{row.passed_over} times in a row")
        if row.passed_over > row.explained:
            detail = f"{row.passed_over} times, explained {row.explained} times"
            yield Finding("waitlist.unexplained", f"registration {row.id}", detail)


def places_of_registrations(tx: Tx, *, now: datetime) -> Iterator[Finding]:
    """A registration is in a quota of its session, at the session's times, and no hold outlives its end."""
    for row in queries.list_misplaced(tx):
        detail = "has other times than its session" if row.in_own_quota else "is in a quota of another session"
        yield Finding("registration.misplaced", f"registration {row.id}", detail)
    for row in queries.list_endless_offers(tx):
        yield Finding("registration.endless_offer", f"registration {row.id}", "is offered without a time to answer")
    for row in queries.list_undecided(tx, now - SWEPT_WITHIN):
        yield Finding("registration.undecided", f"registration {row.id}", f"waits for a yes since {row.starts_at}")
    for row in queries.list_overheld(tx, now - SWEPT_WITHIN):
        detail = f"is {row.status} since its hold ended at {row.hold_expires_at.isoformat()}"
        yield Finding("registration.overheld", f"registration {row.id}", detail)


def steps(tx: Tx) -> Iterator[Finding]:
    """The audit tells each registration's way to its status in allowed moves, one row a change."""
    statuses = queries.list_statuses(tx)
    for registration_id, rows in groupby(queries.list_steps(tx), key=lambda row: row.subject_id):
        fault = _break_in(list(rows), statuses.pop(registration_id, None))
        if fault:
            yield Finding("registration.audit", f"registration {registration_id}", fault)
    for registration_id in statuses:
        yield Finding("registration.audit", f"registration {registration_id}", "has no audit")


def _break_in(rows: list[Facts], status: Status | None) -> str | None:
    """Where the audit of one registration stops making sense, or None."""
    at: str | None = None
    for row in rows:
        was, to = row.data.get("was"), row.action.removeprefix("registration.")
        if was != at:
            return f"goes on from {was}, where it was {at}"
        if was is not None and to not in MOVES[Status(was)]:
            return f"went from {was} to {to}"
        at = to
    return None if at == status else f"is {status}, and its audit ends with {at}"


def untold(tx: Tx) -> Iterator[Finding]:
    """Whoever has a place or waits for one was told so, or is owed it."""
    for statuses, kinds in TOLD_BY.items():
        for row in queries.list_untold(tx, statuses, kinds):
            yield Finding("registration.untold", f"registration {row.id}", f"is {row.status}, and nobody says so")


def stuck_notifications(tx: Tx, *, now: datetime) -> Iterator[Finding]:
    """No notification is claimed past its lease, or due and unclaimed, for long."""
    for row in queries.list_stuck(tx, now - SWEPT_WITHIN, now - DELIVERED_WITHIN):
        yield Finding("notification.stuck", f"notification {row.id}", f"{row.kind} is {row.status}")


def unhandled_updates(tx: Tx, *, now: datetime) -> Iterator[Finding]:
    """Every update that had an effect is known as handled, for as long as it may come again."""
    for cause in queries.list_unhandled(tx, now - UPDATES_COME_FOR):
        yield Finding("update.unhandled", cause, "had an effect and may have another")
