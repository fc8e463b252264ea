"""The team of a host or a series, as somebody in it sees it: all of it, or only what they are themselves."""

from dataclasses import dataclass, replace
from datetime import datetime

from db.engine import Facts, Tx
from db.models import Member, Series, TeamMember, User
from db.queries import members as member_queries
from db.queries import notifications as notification_queries
from db.queries import team as queries
from db.queries import tokens as token_queries
from services import access, outbox
from services.access import Right
from services.errors import NotFound
from services.team.invited import KIND, NEEDED, Invited, Place, may, place
from services.team.leaving import place_of

PAGE = 8
OFFERED = (Invited.CO_ORGANIZER, Invited.DOOR, Invited.INSTRUCTOR, Invited.MANAGER, Invited.MEMBER)


@dataclass(frozen=True, slots=True)
class Helper:
    """One role of one person; of a member `id` is another table's."""

    id: int
    user_id: int
    name: str
    role: Invited
    title: str = ""
    """Of the series that the role is for."""
    to_come: int = 0
    """Sessions that an instructor is going to give."""
    is_in_reach: bool = False
    """Whether the viewer may remove them, or is them."""


@dataclass(frozen=True, slots=True)
class OpenInvite:
    id: int
    role: Invited
    title: str
    inviter: str
    until: datetime
    address: str = ""
    """Where its link went by mail; empty where it is forwarded by hand."""


@dataclass(frozen=True, slots=True)
class Team:
    """A page of a team; `number` counts from 0."""

    where: Place
    owner: str
    sees_all: bool
    """Or only their own roles."""
    people: tuple[Helper, ...]
    number: int
    has_next: bool
    invites: tuple[OpenInvite, ...]
    may_invite: tuple[Invited, ...]


@dataclass(frozen=True, slots=True)
class OpenPerson:
    """One of a team, as somebody who may take their role away sees them, or they themselves."""

    helper: Helper
    where: Place
    is_viewer: bool
    may_pass_on: bool
    """The host, to this person."""


def look(tx: Tx, *, host_id: int, series_id: int | None, viewer_id: int, page: int = 0, now: datetime) -> Team:
    """Raises NotFound to who is no part of it."""
    where = place(tx, host_id, series_id)
    if where is None:
        raise NotFound
    rights = access.rights(tx, viewer_id, where.scope)
    may_invite = tuple(role for role in OFFERED if fits(role, where) and NEEDED[role] in rights)
    sees_all = bool(may_invite)
    people, has_next = _page(tx, where, viewer_id, rights, sees_all=sees_all, page=page, now=now)
    if not sees_all and not people:
        raise NotFound
    owner = tx.get_one(User, where.owner_id)
    return Team(
        where=where,
        owner=owner.called or owner.name,
        sees_all=sees_all,
        people=people,
        number=page,
        has_next=has_next,
        invites=_invites(tx, where, viewer_id, now=now) if sees_all else (),
        may_invite=may_invite,
    )


def look_at_series(tx: Tx, *, series_id: int, viewer_id: int, page: int = 0, now: datetime) -> Team:
    """The same of a series, whosever it is."""
    series = tx.get(Series, series_id)
    if series is None:
        raise NotFound
    return look(tx, host_id=series.host_id, series_id=series_id, viewer_id=viewer_id, page=page, now=now)


def fits(role: Invited, where: Place) -> bool:
    """Whether a role is one of such a place."""
    if role == Invited.MEMBER:
        return where.is_private
    return role.is_of_series == (where.series_id is not None)


def person(tx: Tx, *, viewer_id: int, role_id: int, is_member: bool, now: datetime) -> OpenPerson:
    """Raises NotFound to who may not remove them and is not them."""
    row = tx.get(Member, role_id) if is_member else tx.get(TeamMember, role_id)
    where = place_of(tx, row)
    if row is None or where is None:
        raise NotFound
    helper = _member(tx, row) if isinstance(row, Member) else _one_of(tx, row, now=now)
    helper = _reached(helper, access.rights(tx, viewer_id, where.scope), viewer_id)
    if not helper.is_in_reach:
        raise NotFound
    passes = helper.role == Invited.MANAGER and may(tx, Invited.OWNER, where, viewer_id)
    is_viewer = helper.user_id == viewer_id
    return OpenPerson(helper, where, is_viewer, may_pass_on=passes and not is_viewer)


def _page(
    tx: Tx, where: Place, viewer_id: int, rights: frozenset[Right], *, sees_all: bool, page: int, now: datetime
) -> tuple[tuple[Helper, ...], bool]:
    """Helpers by role and name, then members by name."""
    who = None if sees_all else viewer_id
    rows = queries.list_helpers(tx, where.host_id, where.series_id, user_id=who, now=now)
    helpers = sorted((_helper(row) for row in rows), key=lambda one: list(Invited).index(one.role))
    first, last = page * PAGE, (page + 1) * PAGE
    shown = helpers[first : last + 1]
    if sees_all and where.series_id is not None:
        skipped, room = max(0, first - len(helpers)), PAGE + 1 - len(shown)
        members = member_queries.list_of_series(tx, where.series_id, offset=skipped, limit=room)
        shown += [Helper(row.id, row.user_id, row.name, Invited.MEMBER) for row in members]
    return tuple(_reached(one, rights, viewer_id) for one in shown[:PAGE]), len(shown) > PAGE


def _helper(row: Facts) -> Helper:
    is_instructor = row.role == Invited.INSTRUCTOR.value
    return Helper(row.id, row.user_id, row.name, Invited(row.role), row.title, row.to_come if is_instructor else 0)


def _one_of(tx: Tx, row: TeamMember, *, now: datetime) -> Helper:
    rows = queries.list_helpers(tx, row.host_id, row.series_id, user_id=row.user_id, now=now)
    return _helper(next(one for one in rows if one.id == row.id))


def _member(tx: Tx, row: Member) -> Helper:
    user = tx.get_one(User, row.user_id)
    return Helper(row.id, row.user_id, user.called or user.name, Invited.MEMBER)


def _reached(helper: Helper, rights: frozenset[Right], viewer_id: int) -> Helper:
    """A host's managers reach the helpers of its series, too."""
    return replace(helper, is_in_reach=helper.user_id == viewer_id or NEEDED[helper.role] in rights)


def _invites(tx: Tx, where: Place, viewer_id: int, *, now: datetime) -> tuple[OpenInvite, ...]:
    """Those that the viewer may withdraw."""
    rows = token_queries.list_invites(tx, where.host_id, where.series_id, now)
    held = access.rights_by_series(tx, viewer_id, where.scope, {row.series_id for row in rows})
    keys = {row.id: outbox.mail_key(row.user_id, KIND, ("token", row.id)) for row in rows}
    sent = notification_queries.map_addresses(tx, list(keys.values())) if rows else {}
    return tuple(
        OpenInvite(row.id, role, row.title, row.name, row.expires_at, sent.get(keys[row.id], ""))
        for row in rows
        if NEEDED[role := Invited(row.data["role"])] in held[row.series_id]
    )
