"""A booking by its reference, for whoever knows that: what became of it, and nothing about whose it is."""

from dataclasses import dataclass
from datetime import datetime

from db.engine import Tx
from db.models import Registration, Session
from db.models.registrations import Status
from db.queries import registrations as queries
from services import access, codes


@dataclass(frozen=True, slots=True)
class LookedUp:
    reference: str
    title: str
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    place: str
    status: Status
    places: int


def by_reference(tx: Tx, *, typed: str) -> LookedUp | None:
    """A look; None for what is no reference, or nobody's."""
    code = codes.read(typed)
    registration_id = queries.find_by_reference(tx, code) if code else None
    if registration_id is None:
        return None
    registration = tx.get_one(Registration, registration_id)
    session, series = tx.get_one(Session, registration.session_id), access.series_of(tx, registration)
    return LookedUp(
        reference=registration.reference,
        title=series.title,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        time_zone=session.time_zone,
        place=series.place if session.place is None else session.place,
        status=registration.status,
        places=registration.places,
    )
