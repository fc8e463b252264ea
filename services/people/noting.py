"""Private notes: on one registration, and on a person. Only those who run the sessions see them."""

from datetime import datetime
from enum import StrEnum

from db.engine import Tx
from db.queries import clients as client_queries
from db.queries import registrations as queries
from services import access, audit, clients
from services.access import Right
from services.text import clean_text

LONGEST_NOTE = 1000


class About(StrEnum):
    BOOKING = "booking"
    PERSON = "person"


def note(tx: Tx, *, user_id: int, registration_id: int, about: About, typed: str, now: datetime) -> None:
    """Keep a note; an empty one is none. What it says stays out of the audit. Raises NotFound."""
    registration = access.registration_to(tx, Right.NOTE, registration_id, user_id)
    text = clean_text(typed, LONGEST_NOTE)
    if about == About.BOOKING:
        queries.lock(tx, registration_id)
        registration.note = text
        subject = ("registration", registration_id)
    else:
        host_id = access.series_of(tx, registration).host_id
        clients.know(tx, host_id, registration.user_id, now)
        client = client_queries.lock(tx, host_id, registration.user_id)
        assert client
        client.note = text
        subject = ("client", client.id)
    audit.record(tx, "note.kept", actor_id=user_id, subject=subject, at=now)
