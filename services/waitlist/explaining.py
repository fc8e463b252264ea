"""Why one still waits: the history of one's own entry, from the audit."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.engine import Tx
from db.models.registrations import Status
from db.queries import audit as audit_queries
from db.queries import registrations as queries
from services import access

LATEST = 12
"""More steps than fit on a screen are told from the newest back."""


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happened to an entry: the audit's action, with its reason where it has one."""

    at: datetime
    action: str
    reason: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class History:
    """`position` is 1 for who is next, 0 for who does not wait any more."""

    registration_id: int
    session_id: int
    title: str
    position: int
    steps: tuple[Step, ...]


def history(tx: Tx, *, user_id: int, registration_id: int) -> History:
    """A look at what happened to one's own entry, oldest first. Raises NotFound."""
    registration = access.own_registration(tx, registration_id, user_id)
    waits = registration.waitlisted_at if registration.status == Status.WAITLISTED else None
    events = audit_queries.list_latest(tx, "registration", registration_id, LATEST)
    return History(
        registration_id=registration_id,
        session_id=registration.session_id,
        title=access.series_of(tx, registration).title,
        position=queries.count_ahead(tx, registration.quota_id, waits, registration_id) + 1 if waits else 0,
        steps=tuple(Step(event.at, event.action, event.data.get("reason", ""), event.data) for event in events),
    )
