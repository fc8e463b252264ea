"""Reads of teams: who helps a host."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, bindparam, func, or_, select, union

from db.engine import Facts, Tx, run
from db.models import Host, Series, Session, TeamMember, User
from db.models.sessions import SessionStatus
from db.models.team import TeamRole

ROLES = select(TeamMember.role, TeamMember.series_id).where(
    TeamMember.user_id == bindparam("user"), TeamMember.host_id == bindparam("host")
)


def list_roles(tx: Tx, user_id: int, host_id: int) -> Sequence[Facts]:
    """What somebody is in a host's team, and of which of its series; None is the whole host."""
    return run(tx, ROLES, {"user": user_id, "host": host_id}).all()


def list_reachable(tx: Tx, host_id: int, series_id: int, roles: Sequence[TeamRole]) -> list[int]:
    """The owner of a host, and who has one of the roles in it or in the series, as far as they can be written to."""
    helps = select(TeamMember.user_id).where(
        TeamMember.host_id == host_id,
        TeamMember.role.in_(roles),
        or_(TeamMember.series_id.is_(None), TeamMember.series_id == series_id),
    )
    owner = select(Host.owner_id).where(Host.id == host_id)
    reachable = select(User.id).where(
        or_(User.id.in_(helps), User.id.in_(owner)),
        User.telegram_id.is_not(None),
        User.blocked_at.is_(None),
        User.unreachable_at.is_(None),
    )
    return list(tx.scalars(reachable.order_by(User.id)))


def series_of_team(user_id: int) -> Select[int]:
    """Series that somebody helps with as a whole; an instructor helps with sessions."""
    helps = TeamMember.user_id == user_id
    of_host = select(Series.id).join(TeamMember, TeamMember.host_id == Series.host_id)
    return select(
        union(
            select(TeamMember.series_id.label("id")).where(helps, TeamMember.series_id.is_not(None)),
            of_host.where(helps, TeamMember.role == TeamRole.MANAGER),
        )
        .subquery()
        .c.id
    )


def hosts_of_instructor(user_id: int) -> Select[int]:
    return select(TeamMember.host_id).where(TeamMember.user_id == user_id, TeamMember.role == TeamRole.INSTRUCTOR)


def find_helper(tx: Tx, helper_id: int) -> TeamMember | None:
    """A role of somebody as it is now, kept so until the commit."""
    one = select(TeamMember).where(TeamMember.id == helper_id).with_for_update()
    return tx.scalar(one.execution_options(populate_existing=True))


def find_manager(tx: Tx, host_id: int, user_id: int) -> TeamMember | None:
    managers = select(TeamMember).where(TeamMember.host_id == host_id, TeamMember.role == TeamRole.MANAGER)
    return tx.scalar(managers.where(TeamMember.user_id == user_id))


def list_helpers(
    tx: Tx, host_id: int, series_id: int | None, *, user_id: int | None = None, now: datetime
) -> Sequence[Facts]:
    """Everybody in the team of a host, or of one of its series; or one person's roles there.

    `to_come` counts the sessions that they are going to give.
    """
    to_come = (
        select(func.count())
        .where(Session.host_id == TeamMember.host_id, Session.instructor_id == TeamMember.user_id)
        .where(Session.status == SessionStatus.SCHEDULED, Session.ends_at > now)
        .scalar_subquery()
    )
    name = func.coalesce(User.called, User.name)
    helpers = (
        select(
            TeamMember.id,
            TeamMember.role,
            TeamMember.user_id,
            TeamMember.series_id,
            name.label("name"),
            func.coalesce(Series.title, "").label("title"),
            to_come.label("to_come"),
        )
        .join(User, User.id == TeamMember.user_id)
        .outerjoin(Series, Series.id == TeamMember.series_id)
        .where(TeamMember.host_id == host_id)
        .order_by(name, TeamMember.id)
    )
    if series_id is not None:
        of_series = TeamMember.series_id == series_id
        helpers = helpers.where(of_series if user_id is None else or_(of_series, TeamMember.series_id.is_(None)))
    return tx.execute(helpers if user_id is None else helpers.where(TeamMember.user_id == user_id)).all()


def list_taught(tx: Tx, user_id: int, host_id: int | None, now: datetime) -> Sequence[Session]:
    """Sessions that are going to be given by somebody: of one host, or all."""
    taught = select(Session).where(
        Session.instructor_id == user_id, Session.status == SessionStatus.SCHEDULED, Session.ends_at > now
    )
    if host_id is not None:
        taught = taught.where(Session.host_id == host_id)
    return tx.scalars(taught.order_by(Session.id).with_for_update(key_share=True)).all()
