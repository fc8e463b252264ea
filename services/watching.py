"""What an operator watches: how far the program is behind what it owes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from db.engine import Tx
from db.queries import watching as queries
from services import waitlist


@dataclass(frozen=True, slots=True)
class Backlog:
    """Messages of a channel that are due and have not left, and how long the oldest has been due."""

    channel: str
    owed: int
    age: timedelta


@dataclass(frozen=True, slots=True)
class Lag:
    backlogs: list[Backlog]
    waitlists: int
    """Quotas with an offer that ran out, or with a free place and somebody who waits: what the next sweep settles."""


def lag(tx: Tx, *, now: datetime) -> Lag:
    """A look, cheap enough for every scrape."""
    backlogs = [Backlog(row.channel, row.owed, now - row.oldest) for row in queries.list_backlog(tx, now)]
    return Lag(backlogs, len(waitlist.list_unsettled(tx, now=now)))
