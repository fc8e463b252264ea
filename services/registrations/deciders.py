"""Who says yes or no to a request for a place: they are asked, and their messages say how it ended."""

from datetime import datetime
from typing import Any

from db.engine import Tx
from db.models import Registration
from db.models.registrations import Status
from db.queries import audit as audit_queries
from db.queries import notifications as notification_queries
from db.queries import sessions as session_queries
from services import access, audit, outbox
from services.access import Right

REQUEST = "owner_pending"
ASKED = "approval.asked"


def ask(tx: Tx, registration: Registration, *, now: datetime) -> None:
    """Ask everybody who may decide and can be written to; the audit keeps whom."""
    session = session_queries.find_to_see(tx, registration.session_id)
    assert session
    asked = [one for one in access.holders(tx, Right.MANAGE_PEOPLE, session) if one != registration.user_id]
    for user_id in asked:
        outbox.put(
            tx,
            REQUEST,
            user_id=user_id,
            registration_id=registration.id,
            due_at=now,
            useful_until=registration.ends_at,
        )
    audit.record(tx, ASKED, actor_id=None, subject=("registration", registration.id), at=now, asked=asked)


def close(
    tx: Tx, registration: Registration, how: Status, *, actor_id: int | None, tapped: int = 0, now: datetime
) -> None:
    """Owe each message that asked its last words, but for the one in which it was just decided (`tapped`)."""
    data: dict[str, Any] = {"other_id": actor_id} if actor_id else {}
    event = audit_queries.find_latest(tx, "registration", registration.id, ASKED)
    for user_id in event.data["asked"] if event else ():
        message = notification_queries.find(tx, outbox.key(REQUEST, user_id, registration.id))
        if user_id == actor_id and tapped and message and message.provider_id == str(tapped):
            continue
        outbox.put(
            tx,
            f"{REQUEST}_over",
            user_id=user_id,
            registration_id=registration.id,
            due_at=now,
            offer=0,
            how=how,
            **data,
        )
