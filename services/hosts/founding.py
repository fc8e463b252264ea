"""How somebody becomes a host, and how a host is put away."""

from datetime import datetime

from db.engine import Tx
from db.models import Host, User
from db.queries import hosts as queries
from services import access, audit, codes, removal, staleness
from services.access import Right
from services.errors import NotFound
from services.errors.organizing import WasBooked, WordsMissing
from services.text import clean

NAME_LENGTH = 80


def found(tx: Tx, *, user_id: int, currency: str, name: str | None = None, now: datetime) -> Host:
    """A new host of the person's, in their zone, by their own name where they give none.

    Raises NotFound for who was erased or blocked, WordsMissing.
    """
    person = tx.get(User, user_id)
    if person is None or person.erased_at or person.blocked_at:
        raise NotFound
    host = Host(
        code=codes.new(),
        owner_id=user_id,
        name=_name(person.called or person.name if name is None else name),
        time_zone=person.time_zone,
        currency=currency,
        created_at=now,
    )
    tx.add(host)
    tx.flush()
    audit.record(tx, "host.founded", actor_id=user_id, subject=("host", host.id), at=now)
    return host


def _name(typed: str) -> str:
    name = clean(typed, NAME_LENGTH)
    if not name:
        raise WordsMissing
    return name


def deactivate(tx: Tx, *, user_id: int, host_id: int, now: datetime) -> None:
    """Nothing of the host can be found or booked from now on; who has a place keeps it. Raises NotFound."""
    _put_away(tx, "host.deactivated", user_id, host_id, since=now, now=now)


def reactivate(tx: Tx, *, user_id: int, host_id: int, now: datetime) -> None:
    """Raises NotFound."""
    _put_away(tx, "host.reactivated", user_id, host_id, since=None, now=now)


def _put_away(tx: Tx, action: str, user_id: int, host_id: int, *, since: datetime | None, now: datetime) -> None:
    host = access.host_to(tx, Right.OWN, host_id, user_id, lock=True)
    if (host.deactivated_at is None) == (since is None):
        return
    host.deactivated_at = since
    host.updated_at = now
    for session_id in queries.list_ids_ahead(tx, now=now, host_id=host_id):
        staleness.mark(tx, session_id, now=now)
    audit.record(tx, action, actor_id=user_id, subject=("host", host_id), at=now)


def delete(tx: Tx, *, user_id: int, host_id: int, now: datetime) -> None:
    """Only while nothing was ever booked with it. Raises NotFound, WasBooked."""
    host = access.host_to(tx, Right.OWN, host_id, user_id, lock=True)
    if queries.was_booked(tx, host_id=host_id):
        raise WasBooked
    removal.remove_host(tx, host)
    audit.record(tx, "host.deleted", actor_id=user_id, subject=("host", host_id), at=now)
