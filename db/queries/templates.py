"""Reads of templates: what repeats, what was decided of its days, and what may stand in the way of one."""

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update

from db.engine import Facts, Tx
from db.models import Host, Quota, Registration, Series, Session, Space, TeamMember, User
from db.models.registrations import LIVE
from db.models.sessions import SessionStatus
from db.models.templates import Absence, Closure, Occurrence, Outcome, Template

DAY = timedelta(days=1)
SETTING = (
    select(
        Series.id.label("series_id"),
        Series.title,
        Series.quotas,
        Series.archived_at,
        Series.host_id,
        Host.owner_id,
        Host.time_zone,
        Host.deactivated_at,
    )
    .select_from(Series)
    .join(Host, Host.id == Series.host_id)
)


def lock(tx: Tx, template_id: int) -> Template | None:
    one = select(Template).where(Template.id == template_id).with_for_update(key_share=True)
    return tx.scalar(one.execution_options(populate_existing=True))


def lock_people(tx: Tx, user_ids: Collection[int]) -> None:
    """Those who may be given a session: nobody else gives them one meanwhile."""
    if user_ids:
        tx.execute(select(User.id).where(User.id.in_(user_ids)).order_by(User.id).with_for_update(key_share=True))


def lock_space(tx: Tx, space_id: int) -> Space | None:
    one = select(Space).where(Space.id == space_id).with_for_update(key_share=True)
    return tx.scalar(one.execution_options(populate_existing=True))


def find_setting(tx: Tx, series_id: int) -> Facts:
    """A series and its host, as far as they decide what its templates make."""
    return tx.execute(SETTING.where(Series.id == series_id)).one()


def list_active(tx: Tx) -> Sequence[int]:
    """Templates that make sessions."""
    active = (
        select(Template.id)
        .join(Series, Series.id == Template.series_id)
        .join(Host, Host.id == Series.host_id)
        .where(Template.is_active, Series.archived_at.is_(None), Host.deactivated_at.is_(None))
        .order_by(Template.id)
    )
    return tx.scalars(active).all()


def list_of_series(tx: Tx, series_id: int) -> Sequence[Template]:
    return tx.scalars(
        select(Template).where(Template.series_id == series_id).order_by(Template.starts_minute, Template.id)
    ).all()


def list_occurrences(tx: Tx, template_id: int, first: date, last: date) -> Sequence[Occurrence]:
    decided = select(Occurrence).where(
        Occurrence.template_id == template_id, Occurrence.day >= first, Occurrence.day <= last
    )
    return tx.scalars(decided.order_by(Occurrence.day)).all()


def list_starts(
    tx: Tx, series_id: int, since: datetime, until: datetime, *, without: Collection[int] = ()
) -> Sequence[datetime]:
    """When sessions of a series begin, but for those that are passed over."""
    begins = select(Session.starts_at).where(
        Session.series_id == series_id,
        Session.status != SessionStatus.CANCELLED,
        Session.starts_at >= since,
        Session.starts_at <= until,
    )
    return tx.scalars(begins.where(Session.id.not_in(without)) if without else begins).all()


def list_given(tx: Tx, user_ids: Collection[int], since: datetime, until: datetime) -> Sequence[Facts]:
    """Who gives a session in that time, and when; of any series."""
    if not user_ids:
        return ()
    given = select(Session.id, Session.instructor_id, Session.starts_at, Session.ends_at).where(
        Session.instructor_id.in_(user_ids), _takes_place(since, until)
    )
    return tx.execute(given).all()


def list_held_in(tx: Tx, space_id: int | None, since: datetime, until: datetime) -> Sequence[Facts]:
    """When sessions take place in a room."""
    if space_id is None:
        return ()
    held = select(Session.id, Session.starts_at, Session.ends_at).where(
        Session.space_id == space_id, _takes_place(since, until)
    )
    return tx.execute(held).all()


def list_in_rooms(
    tx: Tx, space_ids: Collection[int], since: datetime, until: datetime, *, without: Collection[int]
) -> Sequence[Facts]:
    """What takes place in rooms, with what it is called; sessions that are passed over are in nobody's way."""
    held = (
        select(Session.id, Session.space_id, Session.starts_at, Session.ends_at, Session.time_zone, Series.title)
        .join(Series, Series.id == Session.series_id)
        .where(Session.space_id.in_(space_ids), Session.id.not_in(without), _takes_place(since, until))
        .order_by(Session.starts_at, Session.id)
    )
    return tx.execute(held).all() if space_ids else ()


def list_closures(tx: Tx, host_id: int, first: date, last: date = date.max) -> Sequence[Closure]:
    closed = select(Closure).where(Closure.host_id == host_id, Closure.first_day <= last, Closure.last_day >= first)
    return tx.scalars(closed.order_by(Closure.first_day, Closure.id)).all()


def list_absences(
    tx: Tx, host_id: int, first: date, last: date = date.max, *, user_ids: Collection[int] | None = None
) -> Sequence[Absence]:
    """Of those named; of everybody where nobody is."""
    away = select(Absence).where(Absence.host_id == host_id, Absence.first_day <= last, Absence.last_day >= first)
    if user_ids is not None:
        away = away.where(Absence.user_id.in_(user_ids))
    return tx.scalars(away.order_by(Absence.first_day, Absence.id)).all()


def list_team(tx: Tx, series_id: int) -> Sequence[Facts]:
    """Who may give the sessions of a series: the owner, and whoever is on the team of the host or of the series."""
    helps = and_(TeamMember.host_id == Host.id, or_(TeamMember.series_id.is_(None), TeamMember.series_id == Series.id))
    people = (
        select(User.id, func.coalesce(User.called, User.name).label("name"))
        .distinct()
        .select_from(Series)
        .join(Host, Host.id == Series.host_id)
        .outerjoin(TeamMember, helps)
        .join(User, or_(User.id == Host.owner_id, User.id == TeamMember.user_id))
        .where(Series.id == series_id, User.blocked_at.is_(None))
        .order_by(User.id)
    )
    return tx.execute(people).all()


def list_spaces(tx: Tx, host_id: int) -> Sequence[Space]:
    rooms = select(Space).where(Space.host_id == host_id, Space.deleted_at.is_(None))
    return tx.scalars(rooms.order_by(Space.name, Space.id)).all()


def list_open_conflicts(tx: Tx, template_ids: Collection[int], first: date) -> Sequence[Occurrence]:
    found = select(Occurrence).where(
        Occurrence.template_id.in_(template_ids), Occurrence.outcome == Outcome.CONFLICT, Occurrence.day >= first
    )
    return tx.scalars(found.order_by(Occurrence.day, Occurrence.id)).all()


def _takes_place(since: datetime, until: datetime) -> ColumnElement[bool]:
    return and_(Session.status == SessionStatus.SCHEDULED, Session.starts_at < until, Session.ends_at > since)


def list_hosts_with_news(tx: Tx, since: datetime) -> Sequence[int]:
    """Hosts for whose templates something was made, or could not be, since then."""
    news = (
        select(Series.host_id)
        .distinct()
        .join(Template, Template.series_id == Series.id)
        .join(Occurrence, Occurrence.template_id == Template.id)
        .where(Occurrence.created_at >= since, Occurrence.outcome.in_([Outcome.CREATED, Outcome.CONFLICT]))
        .order_by(Series.host_id)
    )
    return tx.scalars(news).all()


def list_news(tx: Tx, host_id: int, since: datetime, until: datetime) -> Sequence[Facts]:
    """What became of days of a host's templates, with what it takes to tell it."""
    news = (
        select(
            Occurrence.day,
            Occurrence.outcome,
            Occurrence.reason,
            Template.id.label("template_id"),
            Template.starts_minute,
            Series.id.label("series_id"),
            Series.title,
            Session.needs_instructor,
        )
        .select_from(Occurrence)
        .join(Template, Template.id == Occurrence.template_id)
        .join(Series, Series.id == Template.series_id)
        .outerjoin(Session, Session.id == Occurrence.session_id)
        .where(
            Series.host_id == host_id,
            Occurrence.created_at >= since,
            Occurrence.created_at < until,
            Occurrence.outcome.in_([Outcome.CREATED, Outcome.CONFLICT]),
        )
        .order_by(Series.title, Series.id, Occurrence.day, Template.id)
    )
    return tx.execute(news).all()


def list_planned(tx: Tx, host_id: int, first: date, last: date, now: datetime) -> Sequence[Facts]:
    """Sessions of a host to come around those days, a day more at both ends: zones decide which day it is there."""
    since = datetime.combine(first - DAY, time(), UTC) if first > date.min else now
    planned = (
        select(Session.id, Session.starts_at, Session.time_zone, Series.title)
        .join(Series, Series.id == Session.series_id)
        .where(
            Session.host_id == host_id,
            Session.status == SessionStatus.SCHEDULED,
            Session.starts_at > max(now, since),
            Session.starts_at < datetime.combine(last + 2 * DAY, time(), UTC),
        )
        .order_by(Session.starts_at, Session.id)
    )
    return tx.execute(planned).all()


def count_people(tx: Tx, session_ids: Collection[int]) -> int:
    """Registrations with a place or in line there."""
    if not session_ids:
        return 0
    live = select(func.count(Registration.id)).where(
        Registration.session_id.in_(session_ids), Registration.status.in_(LIVE)
    )
    return tx.scalar(live) or 0


def forget_closed(tx: Tx, host_id: int, first: date, last: date) -> None:
    """Days that were closed are decided again."""
    of_host = (
        select(Template.id)
        .join(Series, Series.id == Template.series_id)
        .where(Series.host_id == host_id)
        .scalar_subquery()
    )
    closed = delete(Occurrence).where(
        Occurrence.template_id.in_(of_host),
        Occurrence.outcome == Outcome.CLOSED,
        Occurrence.day >= first,
        Occurrence.day <= last,
    )
    tx.execute(closed.execution_options(synchronize_session=False))


def list_people_of_host(tx: Tx, host_id: int) -> Sequence[Facts]:
    """The owner, and everybody on the team."""
    people = (
        select(User.id, func.coalesce(User.called, User.name).label("name"))
        .distinct()
        .select_from(Host)
        .outerjoin(TeamMember, TeamMember.host_id == Host.id)
        .join(User, or_(User.id == Host.owner_id, User.id == TeamMember.user_id))
        .where(Host.id == host_id, User.blocked_at.is_(None))
        .order_by(User.id)
    )
    return tx.execute(people).all()


def list_using(tx: Tx, space_id: int) -> Sequence[int]:
    """Templates whose sessions take place in a room."""
    return tx.scalars(select(Template.id).where(Template.space_id == space_id).order_by(Template.id)).all()


def map_sessions(tx: Tx, template_id: int, made_for: Collection[date]) -> dict[date, int]:
    """The sessions of a template's days, in order."""
    of_days = select(Session.original_day, Session.id).where(
        Session.template_id == template_id, Session.original_day.in_(made_for)
    )
    return {day: session_id for day, session_id in tx.execute(of_days.order_by(Session.original_day)) if day}


def map_left_out(tx: Tx, template_ids: Collection[int], first: date) -> dict[int, set[date]]:
    """Days from then on on which nothing takes place, by template: closed, skipped, or what was made is cancelled."""
    left_out = (
        select(Occurrence.template_id, Occurrence.day)
        .outerjoin(Session, Session.id == Occurrence.session_id)
        .where(
            Occurrence.template_id.in_(template_ids),
            Occurrence.day >= first,
            or_(
                Occurrence.outcome.in_([Outcome.CLOSED, Outcome.SKIPPED]),
                Session.status == SessionStatus.CANCELLED,
            ),
        )
    )
    found: dict[int, set[date]] = {template_id: set() for template_id in template_ids}
    for row in tx.execute(left_out):
        found[row.template_id].add(row.day)
    return found


def count_to_come(tx: Tx, template_ids: Collection[int], now: datetime) -> dict[int, int]:
    """How many sessions of each template are to come; those that have none are not named."""
    made = select(Session.template_id, func.count().label("number")).where(
        Session.template_id.in_(template_ids), Session.status == SessionStatus.SCHEDULED, Session.starts_at > now
    )
    rows: Sequence[Facts] = tx.execute(made.group_by(Session.template_id)).all()
    return {row.template_id: row.number for row in rows}


def map_rooms(tx: Tx, space_ids: Collection[int]) -> dict[int, str]:
    """What rooms are called, also those that are gone."""
    return {row.id: row.name for row in tx.execute(select(Space.id, Space.name).where(Space.id.in_(space_ids)))}


def map_names(tx: Tx, user_ids: Collection[int]) -> dict[int, str]:
    """What people are called."""
    people = select(User.id, func.coalesce(User.called, User.name).label("name")).where(User.id.in_(user_ids))
    return {row.id: row.name for row in tx.execute(people)}


def list_to_come(tx: Tx, template_id: int, now: datetime, *, lock: bool = False) -> Sequence[Session]:
    """What was made of a template and is to come, soonest first; locked in the order of their ids where they change."""
    found = select(Session).where(
        Session.template_id == template_id, Session.status == SessionStatus.SCHEDULED, Session.starts_at > now
    )
    if not lock:
        return tx.scalars(found.order_by(Session.starts_at, Session.id)).all()
    locked = found.order_by(Session.id).with_for_update(key_share=True).execution_options(populate_existing=True)
    return sorted(tx.scalars(locked), key=lambda session: (session.starts_at, session.id))


def list_ended_with_series(tx: Tx, template_id: int, ended_at: datetime) -> Sequence[Session]:
    """What was made of a template and cancelled in the moment in which its series was put away."""
    ended = select(Session).where(
        Session.template_id == template_id,
        Session.status == SessionStatus.CANCELLED,
        Session.cancelled_at == ended_at,
    )
    return tx.scalars(ended.order_by(Session.id)).all()


def find_occurrence(tx: Tx, template_id: int, day: date) -> Occurrence | None:
    return tx.scalar(select(Occurrence).where(Occurrence.template_id == template_id, Occurrence.day == day))


def list_quotas(tx: Tx, session_ids: Collection[int]) -> Sequence[Quota]:
    found = select(Quota).where(Quota.session_id.in_(session_ids))
    return tx.scalars(found.order_by(Quota.session_id, Quota.position)).all()


def let_go(tx: Tx, template_id: int) -> None:
    """A template's sessions stay, as any other; what was decided of its days goes."""
    tx.flush()
    for statement in (
        update(Session).where(Session.template_id == template_id).values(template_id=None),
        delete(Occurrence).where(Occurrence.template_id == template_id),
    ):
        tx.execute(statement.execution_options(synchronize_session=False))


def let_sessions_go(tx: Tx, session_ids: Collection[int]) -> None:
    """Sessions of days on which their template takes place no more."""
    tx.flush()
    if session_ids:
        gone = update(Session).where(Session.id.in_(session_ids)).values(template_id=None)
        tx.execute(gone.execution_options(synchronize_session="fetch"))


def forget_days(tx: Tx, template_id: int, of_days: Collection[date]) -> None:
    tx.flush()
    if of_days:
        gone = delete(Occurrence).where(Occurrence.template_id == template_id, Occurrence.day.in_(of_days))
        tx.execute(gone.execution_options(synchronize_session=False))


def list_days_made_for(tx: Tx, template_id: int, first: date) -> Sequence[Session]:
    """What was made of a template for days from then on, whatever became of it."""
    found = select(Session).where(Session.template_id == template_id, Session.original_day >= first)
    return tx.scalars(found.order_by(Session.original_day)).all()
