"""How long an offer is good for: shorter as the start comes nearer, and paused while the person wants quiet. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

WINDOWS = (
    (timedelta(hours=48), timedelta(hours=12)),
    (timedelta(hours=12), timedelta(hours=2)),
    (timedelta(hours=3), timedelta(minutes=30)),
)
"""While the session is more than the first away, an offer is good for the second."""
SHORTEST = timedelta(minutes=15)
QUIET_BEFORE = timedelta(hours=12)
"""Nearer to the start than this the time runs on, whatever the hour."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """Blackout hours as minutes of the day in a zone; they go past midnight where they end before they begin."""

    begins: int
    ends: int
    zone: str

    def spans(self, first: date) -> Iterator[tuple[datetime, datetime]]:
        """From a day on, without an end: when the quiet begins and when it ends, as instants.

        On a day on which the clocks change it is the longer one of two: begun early, ended late.
        """
        day = first
        while True:
            until = day if self.begins < self.ends else day + timedelta(days=1)
            yield min(self._at(day, self.begins)), max(self._at(until, self.ends))
            day += timedelta(days=1)

    def _at(self, day: date, minutes: int) -> list[datetime]:
        """When it is that late on a day: two instants for an hour that comes twice, or that is skipped."""
        wall = datetime.combine(day, time(minutes // 60, minutes % 60), tzinfo=ZoneInfo(self.zone))
        return [wall.replace(fold=fold).astimezone(UTC) for fold in (0, 1)]


def quiet_of(begins: int | None, ends: int | None, zone: str) -> Quiet | None:
    """A person's blackout hours; None where they have none, or hours of no length."""
    return None if begins is None or ends is None or begins == ends else Quiet(begins, ends, zone)


def window(remaining: timedelta) -> timedelta:
    """How long somebody has to answer, so long before the start."""
    return next((span for away, span in WINDOWS if remaining > away), SHORTEST)


def deadline(now: datetime, *, starts_at: datetime, cutoff: datetime, quiet: Quiet | None) -> datetime:
    """Until when an offer made now is good: never past the cutoff."""
    left = window(starts_at - now)
    if quiet is None:
        return min(now + left, cutoff)
    return min(_run(now, left, quiet, starts_at - QUIET_BEFORE), cutoff)


def _run(now: datetime, left: timedelta, quiet: Quiet, quiet_counts_until: datetime) -> datetime:
    """When that much time has passed outside the quiet hours, which count up to a moment."""
    at = now
    first = now.astimezone(ZoneInfo(quiet.zone)).date() - timedelta(days=1)
    for begins, ends in quiet.spans(first):
        if ends <= at:
            continue
        if begins >= quiet_counts_until or at + left <= begins:
            break
        if at < begins:
            left -= begins - at
        at = max(at, min(ends, quiet_counts_until))
    return at + left
