"""May this person book this session now? One answer, for the button that is offered and for the act behind it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from db.engine import Facts, Tx
from db.models.registrations import Status
from db.models.sessions import SessionStatus
from db.queries import registrations as registration_queries
from db.queries import users as user_queries
from services import access
from services.access import Right
from services.errors import (
    AlreadyAsked,
    AlreadyRegistered,
    AlreadyWaiting,
    BookingClosed,
    DomainError,
    HostClosed,
    MembersOnly,
    NotFound,
    OverlappingRegistration,
    PersonBlocked,
    PersonSuspended,
    PlaceIsHeld,
    SessionCancelled,
)
from services.errors.paying import AlreadyToPay

FindPerson = Callable[[Tx, int, int], Facts | None]


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a person in regard to one session."""

    is_blocked: bool
    in_the_way: Sequence[Facts]
    """Their live registrations that touch the session's time; the session's own among them."""
    may_enter: bool = True
    """A private series takes members only."""
    suspended_until: datetime | None = None
    """Until when the session's host lets them book nothing."""
    rights: frozenset[Right] = frozenset()
    """What they may do in the session as one of those who run it."""

    def own(self, session_id: int) -> Facts | None:
        return next((other for other in self.in_the_way if other.session_id == session_id), None)


NOBODY = Standing(is_blocked=False, in_the_way=())
"""Whoever may look: nothing is known of them."""


def standing(
    tx: Tx, user_id: int, session: Facts, *, find: FindPerson = user_queries.find_standing, let_in: bool = False
) -> Standing:
    """Read how a person stands; `find` says whether and how the person is locked meanwhile.
    With `let_in` somebody who runs the session vouches for them.

    Raises NotFound where the session is not for their eyes: it looks like one that there never was.
    """
    person = find(tx, user_id, session.host_id)
    if person is None or not (let_in or access.may_see(tx, user_id, session)):
        raise NotFound
    return Standing(
        is_blocked=person.blocked_at is not None,
        suspended_until=person.suspended_until,
        rights=access.rights(tx, user_id, session, person=person),
        may_enter=let_in or access.may_enter(tx, user_id, session),
        in_the_way=registration_queries.list_in_the_way(tx, user_id, session.starts_at, session.ends_at),
    )


def require(tx: Tx, user_id: int, session: Facts, *, let_in: bool = False, now: datetime) -> Standing:
    """How a person stands who can book or wait; else raise the reason why they cannot."""
    person = standing(tx, user_id, session, find=user_queries.lock, let_in=let_in)
    reason = refusal(session, person, now=now)
    if reason is not None:
        raise reason
    return person


def refusal(session: Facts, person: Standing, *, now: datetime) -> DomainError | None:
    """The reason why a person cannot book a session, or None. Free places are the quota's own affair."""
    if session.status == SessionStatus.CANCELLED:
        return SessionCancelled(session.id, session.title)
    if session.status == SessionStatus.COMPLETED or session.ends_at <= now:
        return BookingClosed(session.id, session.title)
    if person.is_blocked:
        return PersonBlocked()
    own = person.own(session.id)
    if own is not None:
        return _is_there_already(session.id, own)
    if session.deactivated_at is not None or session.archived_at is not None:
        return HostClosed(session.id, session.title)
    if person.suspended_until is not None and person.suspended_until > now:
        return PersonSuspended(session.id, person.suspended_until)
    if not person.may_enter:
        return MembersOnly(session.id, session.title)
    return overlap(session, person)


def _is_there_already(session_id: int, own: Facts) -> DomainError:
    if own.status == Status.OFFERED:
        return PlaceIsHeld(session_id)
    if own.status == Status.PENDING_APPROVAL:
        return AlreadyAsked(session_id)
    if own.status == Status.PENDING_PAYMENT:
        return AlreadyToPay(session_id, own.hold_expires_at)
    waits = own.status == Status.WAITLISTED
    return AlreadyWaiting(session_id) if waits else AlreadyRegistered(session_id, own.reference)


def overlap(session: Facts, person: Standing) -> OverlappingRegistration | None:
    """A place that the person already has at the same time. Waiting for something else is no obstacle."""
    for other in person.in_the_way:
        if other.session_id != session.id and other.status.takes_place:
            return OverlappingRegistration(session.id, other.title, other.starts_at)
    return None
