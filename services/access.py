"""The only way from an id to an object: it is loaded, the person is checked, or NotFound is raised.

A missing object and a forbidden one look the same, so ids that come from outside cannot be used to look around.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from db.engine import Facts, Tx
from db.models import Host, Registration, Series, Session
from db.models.series import Visibility
from db.models.team import TeamRole
from db.queries import members as member_queries
from db.queries import series as series_queries
from db.queries import sessions as session_queries
from db.queries import team as team_queries
from db.queries import users as user_queries
from services.errors import NotAllowed, NotFound


class Right(StrEnum):
    """What somebody who helps a host may do there."""

    SEE_PEOPLE = "see_people"
    """The roster, and what the host knows of a person."""
    CHECK_IN = "check_in"
    NOTE = "note"
    """Private notes on a session and its people."""
    MANAGE_PEOPLE = "manage_people"
    """Approve, add, move up, take out, write to one."""
    ANNOUNCE = "announce"
    PLAN = "plan"
    """Sessions and what repeats: new, changed, moved, cancelled."""
    EDIT_SERIES = "edit_series"
    SEE_NUMBERS = "see_numbers"
    SEE_MONEY = "see_money"
    """What was paid and by whom, what goes back, and to refund by hand."""
    EXCHANGE = "exchange"
    """Lists of people as files, out and in."""
    INVITE = "invite"
    """Instructors, and helpers of a series; and to remove them."""
    LET_IN = "let_in"
    """Members of a private series; and to remove them."""
    EDIT_HOST = "edit_host"
    OWN = "own"
    """Invite managers, pass the host on, put it away."""


class Role(StrEnum):
    """What somebody is to a session, a series or a host."""

    ADMIN = "admin"
    OWNER = "owner"
    MANAGER = "manager"
    CO_ORGANIZER = "co_organizer"
    INSTRUCTOR = "instructor"
    """Of the sessions that they give themselves."""
    DOOR = "door"


ALL = frozenset(Right)
RIGHTS: dict[Role, frozenset[Right]] = {
    Role.ADMIN: ALL,
    Role.OWNER: ALL,
    Role.MANAGER: ALL - {Right.OWN},
    Role.CO_ORGANIZER: ALL - {Right.OWN, Right.EDIT_HOST, Right.INVITE, Right.SEE_MONEY},
    Role.INSTRUCTOR: frozenset({Right.SEE_PEOPLE, Right.CHECK_IN, Right.NOTE}),
    Role.DOOR: frozenset({Right.SEE_PEOPLE, Right.CHECK_IN}),
}
"""The one table of rights."""


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


def seen_among(tx: Tx, viewer_id: int, sessions: Sequence[Facts]) -> list[Facts]:
    """Those of several sessions that `may_see` lets the viewer see; private ones are looked up together."""
    private = [one.id for one in sessions if one.visibility == Visibility.PRIVATE]
    if not private:
        return list(sessions)
    let_in = member_queries.list_let_in(tx, private, viewer_id)
    person = user_queries.find_standing(tx, viewer_id)
    return [
        one
        for one in sessions
        if one.visibility != Visibility.PRIVATE
        or one.id in let_in
        or (person is not None and roles(tx, viewer_id, one, person=person))
    ]


def may_enter(tx: Tx, user_id: int, session: Facts) -> bool:
    """Whether a session takes this person in: a private series takes members, and those who run it."""
    if session.visibility != Visibility.PRIVATE:
        return True
    is_member = member_queries.is_member(tx, session.series_id, user_id)
    return is_member or bool(roles(tx, user_id, session))


def series_to_see(tx: Tx, series_id: int, viewer_id: int) -> Facts:
    """A series that the viewer named."""
    series = series_queries.find(tx, series_id)
    if series is None or not may_see_series(tx, viewer_id, series):
        raise NotFound
    return series


def may_see_series(tx: Tx, viewer_id: int, series: Facts) -> bool:
    if series.visibility != Visibility.PRIVATE:
        return True
    is_let_in = member_queries.is_member(tx, series.id, viewer_id) or bool(roles(tx, viewer_id, series))
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


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a right is asked for: in a host, one of its series, one session."""

    host_id: int
    owner_id: int
    series_id: int | None = None
    instructor_id: int | None = None


def session_to(tx: Tx, right: Right, session_id: int, user_id: int, *, lock: bool = False) -> Session:
    """A session in which the person has a right; an act that changes it locks it.

    Raises NotFound; NotAllowed only to somebody who may see the session.
    """
    session = session_queries.lock(tx, session_id) if lock else tx.get(Session, session_id)
    if session is None:
        raise NotFound
    require_session_right(tx, right, session_id, user_id)
    return session


def require_session_right(tx: Tx, right: Right, session_id: int, user_id: int) -> None:
    session = session_queries.find_to_see(tx, session_id)
    if session is None:
        raise NotFound
    if right in rights(tx, user_id, session):
        return
    raise NotAllowed(session_id) if may_see(tx, user_id, session) else NotFound


def registration_to(tx: Tx, right: Right, registration_id: int, user_id: int) -> Registration:
    """Somebody's registration, for who has a right in its session. Raises NotFound."""
    registration = tx.get(Registration, registration_id)
    if registration is None:
        raise NotFound
    session = session_queries.find_to_see(tx, registration.session_id)
    if session is None or right not in rights(tx, user_id, session):
        raise NotFound
    return registration


def series_to(tx: Tx, right: Right, series_id: int, user_id: int, *, lock: bool = False) -> Series:
    """A series in which the person has a right. Raises NotFound."""
    series = series_queries.lock(tx, series_id) if lock else tx.get(Series, series_id)
    if series is None or right not in rights(tx, user_id, _scope_of(tx, series.host_id, series_id)):
        raise NotFound
    return series


def host_to(tx: Tx, right: Right, host_id: int, user_id: int, *, lock: bool = False) -> Host:
    """A host in which the person has a right. Raises NotFound."""
    host = series_queries.lock_host(tx, host_id) if lock else tx.get(Host, host_id)
    if host is None or right not in rights(tx, user_id, Scope(host_id, host.owner_id)):
        raise NotFound
    return host


def require_admin(tx: Tx, user_id: int) -> None:
    """Raises NotFound for everybody who is no admin now."""
    person = user_queries.find_standing(tx, user_id)
    if person is None or not person.is_admin or person.blocked_at is not None:
        raise NotFound


def rights(tx: Tx, user_id: int, where: "Scope | Facts", *, person: Facts | None = None) -> frozenset[Right]:
    """All that somebody may do in a session, a series or a host, as things are now."""
    held = roles(tx, user_id, where, person=person)
    return frozenset(right for role in held for right in RIGHTS[role])


def roles(tx: Tx, user_id: int, where: "Scope | Facts", *, person: Facts | None = None) -> frozenset[Role]:
    """What somebody is there; nothing for who is blocked. `person` is how they stand, where that was read already."""
    person = person or user_queries.find_standing(tx, user_id)
    if person is None or person.blocked_at is not None:
        return frozenset()
    helps = team_queries.list_roles(tx, user_id, where.host_id) if person.is_on_a_team else ()
    return _held(user_id, where, person, helps)


def rights_by_series(
    tx: Tx, user_id: int, host: Scope, series_ids: Iterable[int | None]
) -> dict[int | None, frozenset[Right]]:
    """All that somebody may do in several series of a host, and in the host itself (None)."""
    person = user_queries.find_standing(tx, user_id)
    if person is None or person.blocked_at is not None:
        return dict.fromkeys(series_ids, frozenset())
    helps = team_queries.list_roles(tx, user_id, host.host_id) if person.is_on_a_team else ()
    return {
        one: frozenset().union(*(RIGHTS[role] for role in _held(user_id, replace(host, series_id=one), person, helps)))
        for one in series_ids
    }


def _held(user_id: int, where: "Scope | Facts", person: Facts, helps: Sequence[Facts]) -> frozenset[Role]:
    held = {Role.OWNER} if user_id == where.owner_id else set()
    if person.is_admin:
        held.add(Role.ADMIN)
    return frozenset(held | {Role(row.role) for row in helps if _reaches(row, where, user_id)})


def holders(tx: Tx, right: Right, session: Facts) -> list[int]:
    """Who has a right in a session by being its host's owner or of its team, and can be written to."""
    held_by = [role for role in TeamRole if right in RIGHTS[Role(role)]]
    of_team = team_queries.list_reachable(tx, session.host_id, session.series_id, held_by)
    return [
        user_id for user_id in of_team if right in rights(tx, user_id, session)
    ]  # an instructor's where they give it


def _reaches(row: Facts, where: "Scope | Facts", user_id: int) -> bool:
    """Whether a role counts here: an instructor's in their own sessions, a helper's in their series."""
    if row.role == TeamRole.INSTRUCTOR:
        return bool(getattr(where, "instructor_id", None) == user_id)
    return row.series_id is None or row.series_id == getattr(where, "series_id", None)


def _scope_of(tx: Tx, host_id: int, series_id: int) -> Scope:
    return Scope(host_id, tx.get_one(Host, host_id).owner_id, series_id)
