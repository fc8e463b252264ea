"""Invites: a link that works once, for 48 hours, and only as long as who made it may still invite."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update

from db.engine import Facts, Tx
from db.models import Token, User
from db.models.team import TeamMember, TeamRole
from db.models.tokens import TokenPurpose
from db.queries import tokens as token_queries
from db.queries import users as user_queries
from services import audit, members, outbox, tokens
from services.errors import DomainError, NotFound
from services.errors.organizing import AlreadyOnTeam, CannotJoin, InviteOver, TooManyInvites
from services.team.invited import COVERS, Invited, Place, held, may, place, place_to_invite

LASTS = timedelta(hours=48)
MOST_OPEN = 30
"""Of one host."""


@dataclass(frozen=True, slots=True)
class Invite:
    """An invite as its link shows it."""

    role: Invited
    where: Place
    inviter: str
    until: datetime
    token: str
    obstacle: DomainError | None = None
    """Why the viewer cannot accept it."""


@dataclass(frozen=True, slots=True)
class Joined:
    role: Invited
    where: Place


def invite(tx: Tx, *, user_id: int, role: Invited, scope_id: int, now: datetime) -> Invite:
    """A new invite, whose token is told this once. `scope_id` is a series for the roles of one, else a host.

    Raises NotFound, TooManyInvites.
    """
    user_queries.lock(tx, user_id)  # whoever takes the right away meanwhile waits, and then withdraws this one too
    where = place_to_invite(tx, user_id=user_id, role=role, scope_id=scope_id)
    if len(token_queries.list_invites(tx, where.host_id, None, now)) >= MOST_OPEN:
        raise TooManyInvites(MOST_OPEN)
    token = issue(tx, user_id, role, where, now=now)
    return Invite(role, where, _name(tx, user_id), now + LASTS, token)


def issue(tx: Tx, user_id: int, role: Invited, where: Place, *, now: datetime, **data: int) -> str:
    token = tokens.issue(
        tx,
        TokenPurpose.INVITE,
        user_id,
        lasts=LASTS,
        host_id=where.host_id,
        series_id=where.series_id,
        data={"role": role.value, **data},
        now=now,
    )
    about = {"role": role.value, "series_id": where.series_id}
    audit.record(tx, "team.invited", actor_id=user_id, subject=("host", where.host_id), at=now, **about)
    return token


def find(tx: Tx, *, token: str, viewer_id: int, now: datetime) -> Invite:
    """A look at what a link offers; it stays good. Raises InviteOver, AlreadyOnTeam to who joined by it."""
    found, role, where = _read(tx, token, viewer_id, now=now)
    until = found.expires_at or now
    return Invite(role, where, _name(tx, found.user_id), until, token, _obstacle(tx, role, where, viewer_id))


def accept(tx: Tx, *, token: str, user_id: int, now: datetime) -> Joined:
    """Join by an invite: of all who try at once, one does. Raises InviteOver; AlreadyOnTeam and CannotJoin keep it."""
    user_queries.lock(tx, user_id)
    found, role, where = _read(tx, token, user_id, now=now)
    obstacle = _obstacle(tx, role, where, user_id)
    if obstacle is not None:
        raise obstacle
    try:
        tokens.consume(tx, TokenPurpose.INVITE, token, now=now)
    except NotFound:
        raise InviteOver from None
    _join(tx, role, where, user_id, added_by_id=found.user_id, now=now)
    _tell(tx, found, role, where, user_id, now=now)
    return Joined(role, where)


def revoke(tx: Tx, *, user_id: int, invite_id: int, now: datetime) -> Place:
    """Withdraw one. Raises NotFound, where it is over too."""
    found = token_queries.find_invite(tx, invite_id, now)
    where = place(tx, found.host_id or 0, found.series_id, archived=True) if found else None
    if found is None or where is None or not may(tx, Invited(found.data["role"]), where, user_id):
        raise NotFound
    if not withdraw(tx, [found.id], now=now):
        raise NotFound
    _record_withdrawal(tx, where, user_id, 1, now=now)
    return where


def revoke_all(tx: Tx, *, user_id: int, host_id: int, series_id: int | None, now: datetime) -> int:
    """Withdraw all open ones that the person could make; returns how many. Raises NotFound."""
    where = place(tx, host_id, series_id)
    if where is None or not any(may(tx, role, where, user_id) for role in Invited):
        raise NotFound
    rows = token_queries.list_invites(tx, host_id, series_id, now)
    theirs = [row.id for row in rows if may_make(tx, row, host_id, user_id)]
    number = withdraw(tx, theirs, now=now)
    if number:
        _record_withdrawal(tx, where, user_id, number, now=now)
    return number


def withdraw(tx: Tx, ids: list[int], *, now: datetime) -> int:
    good = update(Token).where(Token.id.in_(ids), token_queries.is_good(now))
    return tx.connection().execute(good.values(revoked_at=now)).rowcount


def _record_withdrawal(tx: Tx, where: Place, user_id: int, number: int, *, now: datetime) -> None:
    audit.record(
        tx,
        "team.invite_withdrawn",
        actor_id=user_id,
        subject=("host", where.host_id),
        at=now,
        series_id=where.series_id,
        number=number,
    )


def may_make(tx: Tx, row: Facts, host_id: int, user_id: int) -> bool:
    """Whether somebody could make this open invite now, and so may withdraw it."""
    where = place(tx, host_id, row.series_id, archived=True)
    return where is not None and may(tx, Invited(row.data["role"]), where, user_id)


def _read(tx: Tx, token: str, user_id: int, *, now: datetime) -> tuple[Token, Invited, Place]:
    """A good invite whose maker could make it now. Raises InviteOver, AlreadyOnTeam."""
    try:
        found = tokens.read(tx, TokenPurpose.INVITE, token, now=now)
    except NotFound:
        raise _why_over(tx, token, user_id) from None
    role = Invited(found.data["role"])
    where = place(tx, found.host_id or 0, found.series_id)
    if where is None or role == Invited.OWNER or not may(tx, role, where, found.user_id):
        raise InviteOver
    return found, role, where


def _why_over(tx: Tx, token: str, user_id: int) -> DomainError:
    """All that is over reads the same, but to who got by it what it gives."""
    used = token_queries.find_used(tx, TokenPurpose.INVITE, tokens.hashed(token))
    where = place(tx, used.host_id or 0, used.series_id) if used else None
    if used is None or where is None or Invited(used.data["role"]) not in held(tx, where, user_id):
        return InviteOver()
    return AlreadyOnTeam(where.title or where.host_name)


def _obstacle(tx: Tx, role: Invited, where: Place, user_id: int) -> DomainError | None:
    person = user_queries.find_standing(tx, user_id)
    if person is None or person.blocked_at is not None:  # who was erased is blocked, too
        return CannotJoin()
    if any(role in COVERS[one] for one in held(tx, where, user_id)):
        return AlreadyOnTeam(where.title or where.host_name)
    return None


def _join(tx: Tx, role: Invited, where: Place, user_id: int, *, added_by_id: int, now: datetime) -> None:
    if role == Invited.MEMBER:
        members.add(tx, series_id=where.series_id or 0, user_id=user_id, actor_id=user_id, now=now)
        return
    helper = TeamMember(
        host_id=where.host_id,
        series_id=where.series_id,
        user_id=user_id,
        role=TeamRole(role.value),
        added_by_id=added_by_id,
        created_at=now,
    )
    tx.add(helper)
    tx.flush()
    about = {"role": role.value, "series_id": where.series_id}
    audit.record(tx, "team.joined", actor_id=user_id, subject=("host", where.host_id), at=now, **about)


def _tell(tx: Tx, found: Token, role: Invited, where: Place, user_id: int, *, now: datetime) -> None:
    """Who invited, and the owner."""
    about: dict[str, Any] = {"host_id": where.host_id, "series_id": where.series_id, "role": role.value}
    about["other_id"] = user_id
    for reader_id in sorted({found.user_id, where.owner_id}):
        outbox.put_matter(tx, "team_joined", user_id=reader_id, subject=("token", found.id), due_at=now, **about)


def _name(tx: Tx, user_id: int) -> str:
    user = tx.get_one(User, user_id)
    return user.called or user.name
