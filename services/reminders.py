"""Reminders: who has a place is told of it again, so long before the start as they want; each time once.

The sweep looks for the instants that have passed since it last came by. So a minute that nobody swept costs delay
only, and a reminder is sent late while it is of use: until the next one of the same person is due, or the start.
Who books, or is moved, after an instant is not reminded for it: what told them of that is fresh.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from db.engine import Facts, Tx
from db.queries import reminders as queries
from services import coming, outbox, quiet, sweeps
from services.profiles.wishes import OFFERED_REMINDERS, USUAL_REMINDERS

SWEEP = "reminders"
OVERLAP = timedelta(minutes=5)
"""So far back a sweep looks again: what another one has not committed yet, or a clock was wrong about."""
FURTHEST = timedelta(minutes=max(OFFERED_REMINDERS))
DAY = timedelta(days=1)
SOON = timedelta(hours=2)
"""From so long before the start on it is urgent: a kind of its own, which goes by SMS too and not by email."""
CLOSE = timedelta(minutes=5)
"""A question whether they come that is so near to a reminder takes its place."""
LOGGED = timedelta(minutes=1)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Due:
    """A reminder that is to be owed now. `useful_until` is when the person's next one is due, or the start."""

    user_id: int
    registration_id: int
    starts_at: datetime
    minutes: int
    due_at: datetime
    """The planned instant, or when the quiet hours end or begin that it falls into."""
    useful_until: datetime

    @property
    def kind(self) -> str:
        return "reminder_soon" if timedelta(minutes=self.minutes) <= SOON else "reminder"

    @property
    def version(self) -> int:
        """Another one for each planned instant: a session that is moved has reminders anew."""
        return int(self.starts_at.timestamp()) * 10_000 + self.minutes

    @property
    def key(self) -> str:
        return outbox.key(self.kind, self.user_id, self.registration_id, self.version)


def list_due(tx: Tx, *, now: datetime) -> list[Due]:
    """A look: the reminders whose time has come since the last sweep, but for those that are owed already."""
    since = _since(tx, now)
    found = {due.key: due for due in (*_on_time(tx, since, now), *_before_quiet(tx, since, now))}
    known = queries.list_known(tx, list(found))
    return [due for key, due in found.items() if key not in known]


def owe(tx: Tx, batch: Sequence[Due], *, now: datetime) -> int:
    """Owe reminders to those who still have their place at that time; returns how many. Twice is as good as once."""
    known = queries.list_known(tx, [due.key for due in batch])
    starts = queries.list_starts(tx, {due.registration_id for due in batch})
    owed = [due for due in batch if due.key not in known and starts.get(due.registration_id) == due.starts_at]
    for due in owed:
        outbox.put(
            tx,
            due.kind,
            user_id=due.user_id,
            registration_id=due.registration_id,
            due_at=max(due.due_at, now),
            useful_until=due.useful_until,
            version=due.version,
            starts_at=due.starts_at.isoformat(),
            minutes=due.minutes,
        )
    return len(owed)


def finish(tx: Tx, *, now: datetime) -> None:
    """All that was due is owed: the next sweep goes on from here."""
    sweeps.set_mark(tx, SWEEP, at=now)


def _since(tx: Tx, now: datetime) -> datetime:
    """From when on a sweep looks. A mark in the future is of a clock that was wrong."""
    mark = sweeps.find_mark(tx, SWEEP) or now - FURTHEST
    return max(min(mark, now) - OVERLAP, now - FURTHEST)


def _on_time(tx: Tx, since: datetime, now: datetime) -> Iterator[Due]:
    """What was planned between the two instants, for each distance in turn; into quiet hours: after them."""
    for minutes in OFFERED_REMINDERS:
        ahead = timedelta(minutes=minutes)
        for row in queries.list_starting(tx, max(since + ahead, now), now + ahead):
            due = _planned(row, minutes, now=now)
            if due is None:
                continue
            if due.due_at >= row.starts_at - ahead:
                yield due
            elif now - (row.starts_at - ahead) < LOGGED:
                log.info("reminder.passed_over", registration_id=row.id, minutes=minutes, reason="quiet hours")


def _before_quiet(tx: Tx, since: datetime, now: datetime) -> Iterator[Due]:
    """What falls into quiet hours that begin now, and would come too late after them."""
    for row in queries.list_of_quiet(tx, now, now + FURTHEST + DAY):
        for minutes in _times(row):
            due = _planned(row, minutes, now=now)
            if due and since < due.due_at <= now < row.starts_at - timedelta(minutes=minutes):
                yield due


def _planned(row: Facts, minutes: int, *, now: datetime) -> Due | None:
    """When somebody is to be reminded; None where they do not want it, know it already, or it is of no use any more."""
    times = _times(row)
    if minutes not in times:
        return None
    at = row.starts_at - timedelta(minutes=minutes)
    useful_until = row.starts_at - timedelta(minutes=max((one for one in times if one < minutes), default=0))
    due_at = quiet.moved(at, useful_until, row.quiet_from, row.quiet_until, row.time_zone)
    heard_at = max(moment for moment in (row.confirmed_at, row.moved_at) if moment)
    if useful_until <= now or heard_at >= min(at, due_at) or _is_asked(row, at):
        return None
    return Due(row.user_id, row.id, row.starts_at, minutes, due_at, useful_until)


def _times(row: Facts) -> Sequence[int]:
    """How long before the start somebody is reminded, in minutes: as they chose, else as the series says."""
    chosen = (row.reminder_minutes, row.series_reminder_minutes, USUAL_REMINDERS)
    times: Sequence[int] = next(times for times in chosen if times is not None)
    return times


def _is_asked(row: Facts, at: datetime) -> bool:
    """Whether they are asked about that time whether they come: that is a reminder too."""
    if row.still_coming_minutes is None:
        return False
    planned = coming.plan(row)
    asks = [
        row.coming_asked_at or (planned.ask_at if row.confirmed_at < planned.ask_at else None),
        row.coming_nudged_at,
    ]
    if row.coming_asked_at and not row.coming_nudged_at and not row.coming_at:
        asks.append(planned.nudge_at(row.coming_asked_at))
    return any(asked and abs(asked - at) < CLOSE for asked in asks)
