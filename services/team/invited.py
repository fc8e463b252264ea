"""What somebody can be invited to, and who may invite them to it."""

from dataclasses import dataclass
from enum import StrEnum

from db.engine import Tx
from db.models import Host, Series
from db.models.series import Visibility
from db.models.team import OF_SERIES
from db.queries import members as member_queries
from db.queries import team as team_queries
from services import access
from services.access import Right, Scope
from services.errors import NotFound

KIND = "co_organizer_invitation"
"""What the mail with an invite is called in the outbox."""


class Invited(StrEnum):
    MANAGER = "manager"
    INSTRUCTOR = "instructor"
    CO_ORGANIZER = "co_organizer"
    DOOR = "door"
    MEMBER = "member"
    """Of a private series: no helper, but somebody who may book there."""
    OWNER = "owner"
    """Offered to a manager, and never by a link."""

    @property
    def is_of_series(self) -> bool:
        return self == Invited.MEMBER or self.value in OF_SERIES


NEEDED: dict[Invited, Right] = {
    Invited.MANAGER: Right.OWN,
    Invited.INSTRUCTOR: Right.INVITE,
    Invited.CO_ORGANIZER: Right.INVITE,
    Invited.DOOR: Right.INVITE,
    Invited.MEMBER: Right.LET_IN,
    Invited.OWNER: Right.OWN,
}
"""The right to invite, to withdraw an invite, and to remove who joined."""

COVERS: dict[Invited, frozenset[Invited]] = {
    Invited.OWNER: frozenset(Invited),
    Invited.MANAGER: frozenset({Invited.MANAGER, Invited.CO_ORGANIZER, Invited.DOOR, Invited.MEMBER}),
    Invited.CO_ORGANIZER: frozenset({Invited.CO_ORGANIZER, Invited.DOOR, Invited.MEMBER}),
    Invited.DOOR: frozenset({Invited.DOOR, Invited.MEMBER}),
    Invited.INSTRUCTOR: frozenset({Invited.INSTRUCTOR}),
    Invited.MEMBER: frozenset({Invited.MEMBER}),
}
"""Whoever is the first has nothing to gain by the others."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody helps: in a whole host, or in one of its series."""

    host_id: int
    series_id: int | None
    owner_id: int
    host_name: str
    title: str
    """Of the series."""
    is_private: bool

    @property
    def scope(self) -> Scope:
        return Scope(self.host_id, self.owner_id, self.series_id)


def place(tx: Tx, host_id: int, series_id: int | None, *, archived: bool = False) -> Place | None:
    """None where there is no such host or series, or, unless `archived`, the series is put away."""
    host = tx.get(Host, host_id)
    if host is None:
        return None
    if series_id is None:
        return Place(host.id, None, host.owner_id, host.name, "", is_private=False)
    series = tx.get(Series, series_id)
    if series is None or series.host_id != host_id or (series.archived_at and not archived):
        return None
    is_private = series.visibility == Visibility.PRIVATE
    return Place(host.id, series.id, host.owner_id, host.name, series.title, is_private)


def place_for(tx: Tx, role: Invited, scope_id: int) -> Place | None:
    """The place of a role: `scope_id` is a series for the roles of one, else a host."""
    if not role.is_of_series:
        return place(tx, scope_id, None)
    series = tx.get(Series, scope_id)
    return place(tx, series.host_id, series.id) if series else None


def place_to_invite(tx: Tx, *, user_id: int, role: Invited, scope_id: int) -> Place:
    """A look at where somebody would invite to. Raises NotFound where they may not."""
    where = place_for(tx, role, scope_id)
    if where is None or role == Invited.OWNER or not may(tx, role, where, user_id):
        raise NotFound
    if role == Invited.MEMBER and not where.is_private:
        raise NotFound
    return where


def may(tx: Tx, role: Invited, where: Place, user_id: int) -> bool:
    """Whether somebody may invite to a role there, as things are now."""
    return NEEDED[role] in access.rights(tx, user_id, where.scope)


def held(tx: Tx, where: Place, user_id: int) -> set[Invited]:
    """What somebody is there already."""
    helps = team_queries.list_roles(tx, user_id, where.host_id)
    roles = {Invited(row.role) for row in helps if row.series_id is None or row.series_id == where.series_id}
    if where.owner_id == user_id:
        roles.add(Invited.OWNER)
    if where.series_id is not None and member_queries.is_member(tx, where.series_id, user_id):
        roles.add(Invited.MEMBER)
    return roles
