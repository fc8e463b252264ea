"""Passing a host on to one of its managers, who has to say yes: nobody becomes its owner by what others do alone."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.engine import Tx
from db.models import Host, TeamMember, Token, User
from db.models.team import TeamRole
from db.models.tokens import TokenPurpose
from db.queries import series as series_queries
from db.queries import team as queries
from db.queries import tokens as token_queries
from db.queries import users as user_queries
from services import audit, outbox, tokens
from services.errors import NotFound
from services.errors.organizing import HandoverOver
from services.team.invited import Invited, may, place
from services.team.inviting import issue, withdraw
from services.team.leaving import lock_people


@dataclass(frozen=True, slots=True)
class Offer:
    """A host that is offered to one of its managers."""

    host_id: int
    host_name: str
    name: str
    """Of the manager."""


@dataclass(frozen=True, slots=True)
class Passed:
    host_id: int
    host_name: str


def offer(tx: Tx, *, user_id: int, helper_id: int, now: datetime) -> Offer:
    """Ask a manager whether they take the host over; an earlier offer of the host ends. Raises NotFound."""
    user_queries.lock(tx, user_id)
    helper = tx.get(TeamMember, helper_id)
    where = place(tx, helper.host_id, None) if helper and helper.role == TeamRole.MANAGER else None
    if helper is None or where is None or not may(tx, Invited.OWNER, where, user_id):
        raise NotFound
    _withdraw_offers(tx, helper.host_id, now=now)
    token = issue(tx, user_id, Invited.OWNER, where, now=now, to_id=helper.user_id)
    offered = tokens.read(tx, TokenPurpose.INVITE, token, now=now)
    about: dict[str, Any] = {"host_id": where.host_id, "invite_id": offered.id, "other_id": user_id}
    subject = ("token", offered.id)
    outbox.put_matter(tx, "host_offered", user_id=helper.user_id, subject=subject, due_at=now, **about)
    return Offer(where.host_id, where.host_name, _name(tx, helper.user_id))


def take(tx: Tx, *, user_id: int, invite_id: int, now: datetime) -> Passed:
    """Become the owner; who was it until now is a manager. Raises HandoverOver."""
    offered = _mine(tx, user_id, invite_id, now=now)
    lock_people(tx, user_id, tx.get_one(Host, offered.host_id).owner_id)
    host = series_queries.lock_host(tx, offered.host_id or 0)
    manager = queries.find_manager(tx, offered.host_id or 0, user_id)
    if host is None or manager is None or not is_open(tx, offered) or not withdraw(tx, [offered.id], now=now):
        raise HandoverOver
    before, host.owner_id, host.updated_at = host.owner_id, user_id, now
    tx.delete(manager)
    _keep_as_manager(tx, host.id, before, added_by_id=user_id, now=now)
    tx.flush()
    audit.record(tx, "host.passed", actor_id=user_id, subject=("host", host.id), at=now, from_id=before)
    _tell(tx, "host_passed", offered, before, user_id, now=now)
    return Passed(host.id, host.name)


def decline(tx: Tx, *, user_id: int, invite_id: int, now: datetime) -> Passed:
    """Raises HandoverOver."""
    offered = _mine(tx, user_id, invite_id, now=now)
    if not withdraw(tx, [offered.id], now=now):
        raise HandoverOver
    host = tx.get_one(Host, offered.host_id)
    audit.record(tx, "host.not_taken", actor_id=user_id, subject=("host", host.id), at=now)
    _tell(tx, "host_declined", offered, offered.user_id, user_id, now=now)
    return Passed(host.id, host.name)


def is_open(tx: Tx, offered: Token | None) -> bool:
    """Whether who offered the host could offer it now, to one who is a manager now."""
    where = place(tx, offered.host_id or 0, None) if offered else None
    if offered is None or where is None or offered.data["role"] != Invited.OWNER:
        return False
    is_manager = queries.find_manager(tx, where.host_id, offered.data["to_id"]) is not None
    person = user_queries.find_standing(tx, offered.data["to_id"])
    stands = person is not None and person.blocked_at is None
    return is_manager and stands and may(tx, Invited.OWNER, where, offered.user_id)


def _mine(tx: Tx, user_id: int, invite_id: int, *, now: datetime) -> Token:
    offered = token_queries.find_invite(tx, invite_id, now)
    if offered is None or offered.data.get("to_id") != user_id or not is_open(tx, offered):
        raise HandoverOver
    return offered


def _withdraw_offers(tx: Tx, host_id: int, *, now: datetime) -> None:
    rows = token_queries.list_invites(tx, host_id, None, now)
    withdraw(tx, [row.id for row in rows if row.data["role"] == Invited.OWNER], now=now)


def _keep_as_manager(tx: Tx, host_id: int, user_id: int, *, added_by_id: int, now: datetime) -> None:
    person = tx.get_one(User, user_id)
    if person.erased_at is not None or queries.find_manager(tx, host_id, user_id) is not None:
        return
    tx.add(TeamMember(host_id=host_id, user_id=user_id, role=TeamRole.MANAGER, added_by_id=added_by_id, created_at=now))


def _tell(tx: Tx, kind: str, offered: Token, reader_id: int, other_id: int, *, now: datetime) -> None:
    about: dict[str, Any] = {"host_id": offered.host_id, "other_id": other_id}
    outbox.put_matter(tx, kind, user_id=reader_id, subject=("token", offered.id), due_at=now, **about)


def _name(tx: Tx, user_id: int) -> str:
    user = tx.get_one(User, user_id)
    return user.called or user.name
