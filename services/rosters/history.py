"""A person's history with a host: the host sees what the person sees."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from db.engine import Tx
from db.models import Host, Session
from db.queries import rosters as queries
from db.queries import series as series_queries
from services import access, codes
from services.access import Right
from services.errors import NotFound

RECENTLY = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class History:
    """How often somebody came, came late, did not come, and cancelled late; `recently` is within 30 days."""

    host_name: str
    host_code: str
    attended: int
    """Those who came late among them."""
    attended_recently: int
    late: int
    no_shows: int
    no_shows_recently: int
    late_cancels: int
    since: datetime | None
    """When they first booked; None where they never did."""


def of_person(tx: Tx, *, registration_id: int, viewer_id: int, now: datetime) -> History:
    """Of who holds a registration, with its host, for who may see the people there. Raises NotFound."""
    registration = access.registration_to(tx, Right.SEE_PEOPLE, registration_id, viewer_id)
    host = tx.get_one(Host, tx.get_one(Session, registration.session_id).host_id)
    return _history(tx, host, registration.user_id, now=now)


def mine(tx: Tx, *, code: str, user_id: int, now: datetime) -> History:
    """The person's own, with the host behind a code. Raises NotFound."""
    read = codes.read(code)
    host = series_queries.find_host(tx, read) if read else None
    if host is None:
        raise NotFound
    return _history(tx, host, user_id, now=now)


def _history(tx: Tx, host: Host, user_id: int, *, now: datetime) -> History:
    row = queries.find_history(tx, host.id, user_id, now - RECENTLY)
    return History(
        host_name=host.name,
        host_code=host.code,
        attended=row.attended,
        attended_recently=row.attended_recently,
        late=row.late,
        no_shows=row.no_shows,
        no_shows_recently=row.no_shows_recently,
        late_cancels=row.late_cancels,
        since=row.since,
    )
