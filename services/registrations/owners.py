"""What the owner of a host is told: who comes, and who does not after all. One short message each."""

from datetime import datetime

from db.engine import Tx
from db.models import Registration
from db.queries import sessions as session_queries
from services import outbox


def tell(tx: Tx, registration: Registration, kind: str, *, now: datetime, version: int = 0, **data: int) -> None:
    """Tell the owner of the registration's session."""
    owner_id = session_queries.find_owner_to_tell(tx, registration.session_id)
    tell_owner(tx, owner_id, registration, kind, now=now, version=version, **data)


def tell_owner(
    tx: Tx, owner_id: int | None, registration: Registration, kind: str, *, now: datetime, version: int = 0, **data: int
) -> None:
    """The same where the owner is known; None is one who cannot be written to. Nobody is told what they did."""
    if owner_id is None or owner_id == registration.user_id:
        return
    outbox.put(
        tx,
        kind,
        user_id=owner_id,
        registration_id=registration.id,
        due_at=now,
        useful_until=registration.ends_at,
        version=version,
        **data,
    )
