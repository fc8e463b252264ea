"""The only way from an id to an object: it is loaded, the person is checked, or NotFound is raised.

A missing object and a forbidden one look the same, so ids that come from outside cannot be used to look around.
"""

from db.engine import Facts, Tx
from db.models import Host, Registration, Series, Session
from db.queries import sessions as session_queries
from db.queries import users as user_queries
from services.errors import NotAllowed, NotFound


def quota_to_book(tx: Tx, quota_id: int) -> Facts:
    """A quota with its session's facts."""
    quota = session_queries.find_to_book(tx, quota_id)
    if quota is None:
        raise NotFound
    return quota


def own_registration(tx: Tx, registration_id: int, user_id: int) -> Registration:
    """A person's own registration."""
    registration = tx.get(Registration, registration_id)
    if registration is None or registration.user_id != user_id:
        raise NotFound
    return registration


def series_of(tx: Tx, registration: Registration) -> Series:
    """The series of a registration that the person was let to."""
    return tx.get_one(Series, tx.get_one(Session, registration.session_id).series_id)


def session_to_run(tx: Tx, session_id: int, user_id: int) -> Session:
    """A session that the person may run, locked: an owner of its host, or an admin."""
    session = session_queries.lock(tx, session_id)
    if session is None:
        raise NotFound
    series = tx.get_one(Series, session.series_id)
    if not may_run(tx, user_id, tx.get_one(Host, series.host_id).owner_id):
        raise NotAllowed(session_id)
    return session


def may_run(tx: Tx, user_id: int, owner_id: int) -> bool:
    """Whether a person may run the sessions of a host."""
    if user_id == owner_id:
        return True
    user = user_queries.find(tx, user_id)
    return user is not None and user.is_admin
