"""A message of an organizer to one person. It goes through the outbox as every other."""

from datetime import datetime

from db.engine import Tx
from db.models import User
from db.queries import audit as audit_queries
from services import access, audit, outbox
from services.access import Right
from services.errors.organizing import OutOfReach
from services.reach import is_cut_off
from services.text import clean_text

LONGEST_MESSAGE = 1000
WRITTEN = "message.written"


def write(tx: Tx, *, user_id: int, registration_id: int, typed: str, now: datetime) -> None:
    """Owe a person of a session a message. Raises NotFound, OutOfReach."""
    registration = access.registration_to(tx, Right.MANAGE_PEOPLE, registration_id, user_id)
    person = tx.get_one(User, registration.user_id)
    if is_cut_off(person):
        raise OutOfReach(person.called or person.name)
    subject = ("registration", registration_id)
    outbox.put(
        tx,
        "organizer_message",
        user_id=person.id,
        registration_id=registration_id,
        due_at=now,
        version=audit_queries.count(tx, *subject, WRITTEN),
        text=clean_text(typed, LONGEST_MESSAGE),
    )
    audit.record(tx, WRITTEN, actor_id=user_id, subject=subject, at=now)
