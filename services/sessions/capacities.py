"""The places of a session: more of them, fewer, and its roles."""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from db.engine import Tx
from db.models import Quota, Session
from db.queries import plans as queries
from db.queries import sessions as session_queries
from services import audit, staleness, waitlist
from services.amounts import MOST_PLACES, MOST_ROLES, within
from services.errors import NotFound
from services.errors.organizing import FewerThanTaken, RoleExists, RoleInUse, RoleNameless, RolesFull, WordsMissing
from services.registrations.undoing import UNDO_WITHIN
from services.sessions import reach as reaching
from services.sessions.reach import ONE, Impact, Outcome, Reach, Reached
from services.templates import editing
from services.text import clean

LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class ResizeImpact:
    """What another number of places would mean. All about the named session but for `short`."""

    impact: Impact
    name: str
    was: int
    taken: int
    waiting: int
    affected: tuple[str, ...]
    """Who would have no place any more, the latest booked first; they keep it, unless they are taken out."""
    short: int
    """Sessions in which more places are taken than there would be."""


def impact_of_resizing(
    tx: Tx, *, user_id: int, quota_id: int, capacity: int, reach: Reach = ONE, now: datetime
) -> ResizeImpact:
    """A look before the act. Raises NotFound, NotAllowed, SessionCancelled, BookingClosed, NumberNotUnderstood."""
    within(capacity, 1, MOST_PLACES)
    quota = find_quota(tx, quota_id)
    reached = reaching.find(tx, user_id=user_id, session_id=quota.session_id, reach=reach, now=now)
    alike = [one for one in session_queries.list_quotas(tx, reached.ids) if one.name == quota.name]
    return ResizeImpact(
        impact=reaching.impact_on(tx, reached),
        name=quota.name,
        was=quota.capacity,
        taken=quota.taken,
        waiting=quota.waiting,
        affected=_affected(tx, quota, capacity),
        short=sum(one.taken > capacity for one in alike),
    )


def resize(
    tx: Tx,
    *,
    user_id: int,
    quota_id: int,
    capacity: int,
    as_far_as_possible: bool = False,
    reach: Reach = ONE,
    now: datetime,
) -> Outcome:
    """Give a role another number of places; those who wait get what is new.

    Nobody loses a place: where more are taken it is refused, or lowered to what is taken `as_far_as_possible`.
    Raises NotFound, NotAllowed, SessionCancelled, BookingClosed, NumberNotUnderstood, FewerThanTaken.
    """
    within(capacity, 1, MOST_PLACES)
    named = find_quota(tx, quota_id)
    reached = reaching.lock(tx, user_id=user_id, session_id=named.session_id, reach=reach, now=now)
    alike = [quota for quota in queries.lock_quotas(tx, reached.ids) if quota.name == named.name]
    short = [quota for quota in alike if quota.taken > capacity]
    if short and not as_far_as_possible:
        raise FewerThanTaken(named.session_id, max(quota.taken for quota in short))
    for quota in alike:
        _put(tx, quota, max(capacity, quota.taken), actor_id=user_id, now=now)
    for session in reached.sessions:
        touch(tx, session, is_own=not reach.future, now=now)
    if reach.future:
        _follow(tx, reached, named.name, capacity, actor_id=user_id, now=now)
    served = sum(waitlist.settle(tx, quota.id, now=now) for quota in alike)
    return Outcome(named.session_id, len(alike), served, len(short))


def add_role(tx: Tx, *, user_id: int, session_id: int, name: str, capacity: int, now: datetime) -> Outcome:
    """One more role. Raises what `resize` raises, and RoleExists, RoleNameless, RolesFull, WordsMissing."""
    within(capacity, 1, MOST_PLACES)
    reached = reaching.lock(tx, user_id=user_id, session_id=session_id, now=now)
    there = queries.lock_quotas(tx, [session_id])
    if len(there) >= MOST_ROLES:
        raise RolesFull(session_id, MOST_ROLES)
    if not all(quota.name for quota in there):
        raise RoleNameless(session_id)
    name = _named(there, name)
    position = max(quota.position for quota in there) + 1
    quota = Quota(session_id=session_id, name=name, capacity=capacity, position=position)
    tx.add(quota)
    touch(tx, reached.session, is_own=True, now=now)
    audit.record(
        tx, "quota.added", actor_id=user_id, subject=("session", session_id), at=now, name=name, capacity=capacity
    )
    return Outcome(session_id, 1)


def rename_role(tx: Tx, *, user_id: int, quota_id: int, name: str, now: datetime) -> Outcome:
    """Raises what `add_role` raises."""
    quota, there, session = _locked(tx, user_id, quota_id, now=now)
    was, quota.name = quota.name, _named([other for other in there if other is not quota], name)
    touch(tx, session, is_own=True, now=now)
    audit.record(tx, "quota.renamed", actor_id=user_id, subject=("quota", quota_id), at=now, was=was, to=quota.name)
    return Outcome(session.id, 1)


def remove_role(tx: Tx, *, user_id: int, quota_id: int, now: datetime) -> Outcome:
    """Take a role away in which nobody is or waits. What ended in it is kept, as of the first role that is left.

    Raises what `resize` raises, and RoleInUse.
    """
    quota, there, session = _locked(tx, user_id, quota_id, now=now)
    left = [other for other in there if other is not quota]
    ended = queries.list_registrations_of(tx, quota_id)
    if not left or quota.taken or quota.waiting or any(_can_return(row.cancelled_at, now) for row in ended):
        raise RoleInUse(session.id)
    for registration in ended:
        registration.quota_id = left[0].id
    tx.flush()
    tx.delete(quota)
    touch(tx, session, is_own=True, now=now)
    moved = [registration.id for registration in ended]
    audit.record(
        tx, "quota.removed", actor_id=user_id, subject=("quota", quota_id), at=now, name=quota.name, ended=moved
    )
    return Outcome(session.id, 1)


def find_quota(tx: Tx, quota_id: int) -> Quota:
    quota = tx.get(Quota, quota_id)
    if quota is None:
        raise NotFound
    return quota


def session_of_role(tx: Tx, *, user_id: int, quota_id: int, now: datetime) -> int:
    """The session of a role, for who may change it now. Raises what `resize` raises."""
    session_id = find_quota(tx, quota_id).session_id
    reaching.find(tx, user_id=user_id, session_id=session_id, now=now)
    return session_id


def touch(tx: Tx, session: Session, *, is_own: bool, now: datetime) -> None:
    """A session has changed, and where that is its own affair alone, later changes of its series leave it alone."""
    if is_own:
        session.edited_at = now
    staleness.mark(tx, session.id, now=now)


def _locked(tx: Tx, user_id: int, quota_id: int, *, now: datetime) -> tuple[Quota, list[Quota], Session]:
    session_id = find_quota(tx, quota_id).session_id
    reached = reaching.lock(tx, user_id=user_id, session_id=session_id, now=now)
    there = queries.lock_quotas(tx, [session_id])
    quota = next((quota for quota in there if quota.id == quota_id), None)
    if quota is None:
        raise NotFound
    return quota, sorted(there, key=lambda one: (one.position, one.id)), reached.session


def _named(others: Sequence[Quota], typed: str) -> str:
    name = clean(typed, LONGEST_NAME)
    if not any(char.isalnum() for char in name):
        raise WordsMissing
    if name.casefold() in {quota.name.casefold() for quota in others}:
        raise RoleExists(name)
    return name


def _can_return(cancelled_at: datetime | None, now: datetime) -> bool:
    """Whether the person can still take their cancellation back."""
    return cancelled_at is not None and now - cancelled_at <= UNDO_WITHIN + timedelta(seconds=1)


def _put(tx: Tx, quota: Quota, capacity: int, *, actor_id: int, now: datetime) -> None:
    was, quota.capacity = quota.capacity, capacity
    tx.flush()
    audit.record(tx, "quota.resized", actor_id=actor_id, subject=("quota", quota.id), at=now, was=was, to=capacity)


def _follow(tx: Tx, reached: Reached, name: str, capacity: int, *, actor_id: int, now: datetime) -> None:
    """What is made later has as many too, by hand or of the same templates."""
    reached.series.quotas = resized(reached.series.quotas, name, capacity)
    for template in reaching.templates(tx, reached):
        if template.quotas is not None:
            quotas = resized(template.quotas, name, capacity)
            editing.put(tx, template, {"quotas": quotas}, actor_id=actor_id, now=now)


def resized(quotas: list[dict[str, Any]], name: str, capacity: int) -> list[dict[str, Any]]:
    """The same quotas with another number for one role."""
    changed = deepcopy(quotas)
    for quota in changed:
        if quota["name"] == name:
            quota["capacity"] = capacity
    return changed


def _affected(tx: Tx, quota: Quota, capacity: int) -> tuple[str, ...]:
    names, excess = [], quota.taken - capacity
    for row in queries.list_latest(tx, quota.id):
        if excess <= 0:
            break
        names.append(row.name)
        excess -= row.places
    return tuple(names)
