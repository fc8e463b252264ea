"""How a series begins, with its first session, and how another session is planned."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from db.engine import Tx
from db.models import Host, Quota, Series, Session
from db.queries import hosts as queries
from db.queries import users as user_queries
from services import access, audit, codes, hosts, sessions, templates
from services.access import Right
from services.errors.organizing import MomentPast, MomentTaken, SeriesOver

USUAL_MINUTES = 120


@dataclass(frozen=True, slots=True)
class Plan:
    """What is about to begin: a series of a host (None: of a new one), and its first session."""

    title: str
    starts_at: datetime
    quotas: list[dict[str, Any]] = field(default_factory=list)
    duration_minutes: int = USUAL_MINUTES
    place: str = ""
    map_url: str | None = None
    price: int = 0
    currency: str = "EUR"
    """Of a new host; a known one has its own."""
    host_id: int | None = None
    weekly: bool = False
    code: str = field(default_factory=codes.new)
    """Of the new series: asked for it again, the same one is given."""


@dataclass(frozen=True, slots=True)
class Begun:
    series_id: int
    sessions: int
    """How many are to come now."""


def found(tx: Tx, *, user_id: int, plan: Plan, now: datetime) -> Begun:
    """A new series with its first session; whoever has no host becomes one. Founded already, it stays as it is.

    Raises NotFound, MomentPast, and what `hosts.found` raises.
    """
    user_queries.lock(tx, user_id)
    there = queries.find_founded(tx, plan.code, user_id)
    if there is not None:
        return Begun(there, queries.count_ahead(tx, there, now=now))
    if plan.starts_at <= now:
        raise MomentPast
    host = _host_of(tx, user_id, plan, now)
    series = Series(
        code=plan.code,
        host_id=host.id,
        title=plan.title,
        place=plan.place,
        map_url=plan.map_url,
        price=plan.price,
        currency=host.currency,
        duration_minutes=plan.duration_minutes,
        quotas=plan.quotas,
        cancellation_notice_minutes=host.cancellation_notice_minutes,
        created_at=now,
    )
    tx.add(series)
    tx.flush()
    audit.record(tx, "series.founded", actor_id=user_id, subject=("series", series.id), at=now)
    _begin(tx, series, host.time_zone, plan.starts_at, weekly=plan.weekly, user_id=user_id, now=now)
    return Begun(series.id, queries.count_ahead(tx, series.id, now=now))


def _host_of(tx: Tx, user_id: int, plan: Plan, now: datetime) -> Host:
    if plan.host_id is None:
        return hosts.found(tx, user_id=user_id, currency=plan.currency, now=now)
    host = access.host_to(tx, Right.EDIT_SERIES, plan.host_id, user_id, lock=True)
    if host.deactivated_at:
        raise SeriesOver
    return host


def plan_session(
    tx: Tx,
    *,
    user_id: int,
    series_id: int,
    starts_at: datetime,
    places: int | None = None,
    weekly: bool = False,
    now: datetime,
) -> Begun:
    """One more session of a series, or one each week; with so many places where it differs from the usual.

    Raises NotFound, SeriesOver, MomentPast, MomentTaken.
    """
    series = access.series_to(tx, Right.PLAN, series_id, user_id, lock=True)
    if series.archived_at:
        raise SeriesOver
    if starts_at <= now:
        raise MomentPast
    host = tx.get_one(Host, series.host_id)
    session_id = _begin(tx, series, host.time_zone, starts_at, weekly=weekly, user_id=user_id, now=now)
    if session_id and places is not None:
        _set_places(tx, session_id, places, now)
    return Begun(series.id, queries.count_ahead(tx, series_id, now=now))


def _begin(
    tx: Tx, series: Series, zone: str, starts_at: datetime, *, weekly: bool, user_id: int, now: datetime
) -> int | None:
    """The session, or all of the weeks ahead; the id of the one."""
    there = starts_at.astimezone(ZoneInfo(zone))
    if weekly:
        template = templates.create(
            tx,
            user_id=user_id,
            series_id=series.id,
            weekdays=[there.isoweekday()],
            starts_minute=there.hour * 60 + there.minute,
            begins_on=there.date(),
            now=now,
        )
        if not queries.has_session_at(tx, series.id, starts_at):  # beyond the weeks ahead: the named day is made anyway
            templates.generate(tx, template.id, first=there.date(), last=there.date(), actor_id=user_id, now=now)
        return None
    if queries.has_session_at(tx, series.id, starts_at):
        raise MomentTaken(series.title)
    session = sessions.schedule(tx, series_id=series.id, starts_at=starts_at, time_zone=zone, actor_id=user_id, now=now)
    return session.id


def _set_places(tx: Tx, session_id: int, places: int, now: datetime) -> None:
    """Of a session that has just been made, and that nobody has seen, where it has one role."""
    quotas = tx.query(Quota).filter_by(session_id=session_id).all()
    if len(quotas) == 1 and quotas[0].capacity != places:
        quotas[0].capacity = places
        tx.get_one(Session, session_id).edited_at = now
