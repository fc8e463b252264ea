"""What happened to a session's people since somebody looked, from the audit."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from db.engine import Facts, Tx
from db.models.registrations import Status
from db.queries import rosters as queries

MOST = 3
ACTIONS = {
    "registration.confirmed",
    "registration.cancelled",
    "registration.waitlisted",
    "registration.pending_approval",
    "attendance.attended",
    "attendance.late",
}


class Change(StrEnum):
    BOOKED = "booked"
    MOVED_UP = "moved_up"
    CANCELLED = "cancelled"
    TAKEN_OUT = "taken_out"
    WAITS = "waits"
    ASKS = "asks"
    CAME = "came"


@dataclass(frozen=True, slots=True)
class News:
    """What became of one person."""

    change: Change
    name: str


def since(tx: Tx, *, session_id: int, viewer_id: int, since: datetime) -> tuple[News, ...]:
    """The newest few, newest first; what the viewer did is no news to them."""
    rows = queries.list_news(tx, session_id, actions=ACTIONS, since=since, but_of=viewer_id, limit=MOST)
    return tuple(News(_change(row), row.name) for row in rows)


def _change(row: Facts) -> Change:
    match row.action:
        case "registration.confirmed":
            waited = row.data.get("was") in {Status.WAITLISTED, Status.OFFERED}
            return Change.MOVED_UP if waited else Change.BOOKED
        case "registration.cancelled":
            return Change.CANCELLED if row.actor_id == row.user_id else Change.TAKEN_OUT
        case "registration.waitlisted":
            return Change.WAITS
        case "registration.pending_approval":
            return Change.ASKS
    return Change.CAME
