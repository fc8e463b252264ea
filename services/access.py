"""The only way from an id to an object: it is loaded, the person is checked, or NotFound is raised.

A missing object and a forbidden one look the same, so ids that come from outside cannot be used to look around.
"""

from db.engine import Facts, Tx
from db.models import Registration, Series, Session
from db.models.series import Visibility
from db.queries import members as member_queries
from db.queries import series as series_queries
from db.queries import sessions as session_queries
from db.queries import users as user_queries
from services.errors import NotAllowed, NotFound


def quota_to_book(tx: Tx, quota_id: int) -> Facts:
    """A quota with its session's facts."""
    quota = session_queries.find_to_book(tx, quota_id)
    if quota is None:
        raise NotFound
    return quota


def may_see(tx: Tx, viewer_id: int, session: Facts) -> bool:
    """Whether somebody who names a session, by a link or an old button, is shown it.

    Of a private series that is who may book there, and who ever registered.
    """
    return may_enter(tx, viewer_id, session) or member_queries.has_registered(tx, session.id, viewer_id)


def may_enter(tx: Tx, user_id: int, session: Facts) -> bool:
    """Whether a session takes this person in: a private series takes members, and those who run it."""
    if session.visibility != Visibility.PRIVATE:
        return True
    is_member = member_queries.is_member(tx, session.series_id, user_id)
    return is_member or may_run(tx, user_id, session.owner_id)


def series_to_see(tx: Tx, series_id: int, viewer_id: int) -> Facts:
    """A series that the viewer named."""
    series = series_queries.find(tx, series_id)
    if series is None or not may_see_series(tx, viewer_id, series):
        raise NotFound
    return series


def may_see_series(tx: Tx, viewer_id: int, series: Facts) -> bool:
    if series.visibility != Visibility.PRIVATE:
        return True
    is_let_in = member_queries.is_member(tx, series.id, viewer_id) or may_run(tx, viewer_id, series.owner_id)
    return is_let_in or member_queries.is_in_some_session(tx, series.id, viewer_id)


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
    require_to_run(tx, session_id, user_id)
    return session


def require_to_run(tx: Tx, session_id: int, user_id: int) -> None:
    """A look: only who may see a session is told that running it is not theirs."""
    session = session_queries.find_to_see(tx, session_id)
    if session is None:
        raise NotFound
    if may_run(tx, user_id, session.owner_id):
        return
    raise NotAllowed(session_id) if may_see(tx, user_id, session) else NotFound


def may_run(tx: Tx, user_id: int, owner_id: int, *, is_admin: bool | None = None) -> bool:
    """Whether a person may run the sessions of a host; `is_admin` where it has been read already."""
    if user_id == owner_id or is_admin is not None:
        return user_id == owner_id or bool(is_admin)
    user = user_queries.find_standing(tx, user_id)
    return user is not None and bool(user.is_admin)
