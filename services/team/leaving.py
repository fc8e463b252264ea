"""Leaving a team: by oneself, or taken out by somebody who could invite to that role."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.engine import Tx
from db.models import Member, Series, Session, TeamMember, User
from db.queries import audit as audit_queries
from db.queries import team as queries
from db.queries import templates as template_queries
from db.queries import tokens as token_queries
from db.queries import users as user_queries
from services import audit, outbox, staleness
from services.errors import NotFound
from services.team.invited import Invited, Place, may, place
from services.team.inviting import may_make, withdraw


@dataclass(frozen=True, slots=True)
class Removed:
    """Who is gone, and from where."""

    name: str
    role: Invited
    where: Place
    by_themselves: bool
    unled: int = 0
    """Sessions that need somebody else to give them now."""


def remove(tx: Tx, *, user_id: int, helper_id: int, now: datetime) -> Removed:
    """Take a role from somebody, or give up one's own. What they were going to give needs an instructor from now on.

    Raises NotFound.
    """
    helper = tx.get(TeamMember, helper_id)
    if helper is None:
        raise NotFound
    lock_people(tx, user_id, helper.user_id)
    helper = queries.find_helper(tx, helper_id)
    where = place_of(tx, helper)
    if helper is None or where is None:
        raise NotFound
    role = Invited(helper.role.value)
    if helper.user_id != user_id and not may(tx, role, where, user_id):
        raise NotFound
    tx.delete(helper)
    tx.flush()
    unled = _release_what_they_may_not(tx, helper.user_id, where.host_id, now=now)
    _withdraw_invites_of(tx, helper.user_id, where, now=now)
    _gone(tx, helper.user_id, role, where, actor_id=user_id, unled=unled, now=now)
    return Removed(_name(tx, helper.user_id), role, where, helper.user_id == user_id, unled)


def remove_member(tx: Tx, *, user_id: int, member_id: int, now: datetime) -> Removed:
    """Let somebody not into a private series any more; places that they have stay theirs. Raises NotFound."""
    member = tx.get(Member, member_id)
    if member is None:
        raise NotFound
    lock_people(tx, user_id, member.user_id)
    member = tx.get(Member, member_id, populate_existing=True)
    where = place_of(tx, member)
    if member is None or where is None:
        raise NotFound
    if member.user_id != user_id and not may(tx, Invited.MEMBER, where, user_id):
        raise NotFound
    tx.delete(member)
    tx.flush()
    _gone(tx, member.user_id, Invited.MEMBER, where, actor_id=user_id, unled=0, now=now)
    return Removed(_name(tx, member.user_id), Invited.MEMBER, where, member.user_id == user_id)


def release_sessions(tx: Tx, user_id: int, host_id: int | None, *, now: datetime) -> int:
    """All that somebody was going to give, at one host or at all, needs an instructor now; returns how many."""
    return _release(tx, queries.list_taught(tx, user_id, host_id, now), now=now)


def _release_what_they_may_not(tx: Tx, user_id: int, host_id: int, *, now: datetime) -> int:
    """Another role may let them give a session still: as the owner, or on the team of the host or of its series."""
    taught = queries.list_taught(tx, user_id, host_id, now)
    lost = {
        series_id
        for series_id in {session.series_id for session in taught}
        if user_id not in {row.id for row in template_queries.list_team(tx, series_id)}
    }
    return _release(tx, [session for session in taught if session.series_id in lost], now=now)


def _release(tx: Tx, taught: Sequence[Session], *, now: datetime) -> int:
    for session in taught:
        session.instructor_id, session.needs_instructor = None, True
    tx.flush()
    for session in taught:
        staleness.mark(tx, session.id, now=now)
    return len(taught)


def lock_people(tx: Tx, *ids: int) -> None:
    """In one order, so that two who act on each other do not wait for each other."""
    for user_id in sorted(set(ids)):
        user_queries.lock(tx, user_id)


def place_of(tx: Tx, row: TeamMember | Member | None) -> Place | None:
    """Where a role or a membership counts, in a series that is put away too."""
    if row is None:
        return None
    host_id = row.host_id if isinstance(row, TeamMember) else tx.get_one(Series, row.series_id).host_id
    return place(tx, host_id, row.series_id, archived=True)


def _withdraw_invites_of(tx: Tx, user_id: int, where: Place, *, now: datetime) -> None:
    """Those that they could not make any more."""
    rows = token_queries.list_invites(tx, where.host_id, None, now)
    theirs = [row for row in rows if row.user_id == user_id]
    withdraw(tx, [row.id for row in theirs if not may_make(tx, row, where.host_id, user_id)], now=now)


def _gone(tx: Tx, removed_id: int, role: Invited, where: Place, *, actor_id: int, unled: int, now: datetime) -> None:
    """The audit, and a word to who was taken out, or to the owner about who left."""
    action, host = "team.removed", ("host", where.host_id)
    about: dict[str, Any] = {"role": role.value, "series_id": where.series_id}
    audit.record(tx, action, actor_id=actor_id, subject=host, at=now, user_id=removed_id, unled=unled, **about)
    version = audit_queries.count(tx, *host, action)
    about |= {"host_id": where.host_id, "other_id": removed_id, "unled": unled}
    left = removed_id == actor_id
    kind, reader_id = ("team_left", where.owner_id) if left else ("team_removed", removed_id)
    outbox.put_matter(tx, kind, user_id=reader_id, subject=host, version=version, due_at=now, **about)


def _name(tx: Tx, user_id: int) -> str:
    user = tx.get_one(User, user_id)
    return user.called or user.name
