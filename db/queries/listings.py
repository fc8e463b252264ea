"""Reads of sessions in lists: what a person may find, narrowed down, soonest first.

Each narrowing that leaves little has an index that begins with it and goes on by time, so a page reads about what it
shows. What is over or cancelled has another status, which those indexes leave aside.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, union_all
from sqlalchemy.orm import aliased

from db.engine import Facts, Tx
from db.models import Host, Member, Quota, Registration, Series, Session, User
from db.models.registrations import LIVE
from db.models.series import Visibility
from db.models.sessions import SessionStatus
from db.queries.sessions import CORE, joined
from db.queries.team import hosts_of_instructor, series_of_team

actual_place = func.coalesce(Session.place, Series.place)
HAS_FREE_PLACE = exists().where(
    Quota.session_id == Session.id, Quota.is_open, Quota.waiting == 0, Quota.taken < Quota.capacity
)


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What a list is narrowed down to; None and False leave it as wide as it is."""

    series_ids: tuple[int, ...] = ()
    host_id: int | None = None
    instructor_id: int | None = None
    place: str | None = None
    minutes: tuple[int, int] | None = None
    """Of the day where it takes place: from the first on, before the second."""
    has_place: bool = False
    is_free: bool = False
    opened_by_link: bool = False
    """Whether unlisted series count, too: their link was followed."""


EVERYTHING = Narrowing()


def list_page(
    tx: Tx,
    *,
    viewer_id: int,
    starts_from: datetime,
    starts_before: datetime,
    now: datetime,
    narrowing: Narrowing = EVERYTHING,
    offset: int = 0,
    limit: int,
) -> Sequence[Facts]:
    """Sessions that a person may find, are on, and not over, in a span of time."""
    instructor = func.coalesce(User.called, User.name).label("instructor_name")
    page = (
        joined(select(*CORE, instructor).select_from(Session))
        .outerjoin(User, User.id == Session.instructor_id)
        .where(
            Session.status == SessionStatus.SCHEDULED,
            Session.starts_at >= starts_from,
            Session.starts_at < starts_before,
            Session.ends_at > now,
            Host.deactivated_at.is_(None),
            may_find(viewer_id, opened_by_link=narrowing.opened_by_link),
            *conditions(narrowing),
        )
        .order_by(Session.starts_at, Session.id)
        .offset(offset)
        .limit(limit)
    )
    return tx.execute(page).all()


def may_find(viewer_id: int, *, opened_by_link: bool = False) -> ColumnElement[bool]:
    """Public sessions, the viewer's own host's, and of private series what they are a member of or registered for."""
    shown = [Visibility.PUBLIC, Visibility.UNLISTED] if opened_by_link else [Visibility.PUBLIC]
    registered = select(Registration.session_id).where(Registration.user_id == viewer_id, Registration.status.in_(LIVE))
    let_in = or_(
        Series.id.in_(series_of_member(viewer_id)),
        Series.id.in_(series_of_team(viewer_id)),
        and_(Session.instructor_id == viewer_id, Session.host_id.in_(hosts_of_instructor(viewer_id))),
        Session.id.in_(registered),
    )
    return or_(
        Series.visibility.in_(shown),
        Host.owner_id == viewer_id,
        and_(Series.visibility == Visibility.PRIVATE, let_in),
    )


def may_find_series(viewer_id: int) -> ColumnElement[bool]:
    """The same for a series as a whole."""
    registered = (
        select(Session.series_id)
        .join(Registration, Registration.session_id == Session.id)
        .where(Registration.user_id == viewer_id, Registration.status.in_(LIVE))
    )
    let_in = or_(
        Series.id.in_(series_of_member(viewer_id)),
        Series.id.in_(series_of_team(viewer_id)),
        Series.id.in_(registered),
    )
    return or_(
        Series.visibility == Visibility.PUBLIC,
        Host.owner_id == viewer_id,
        and_(Series.visibility == Visibility.PRIVATE, let_in),
    )


def is_offered() -> ColumnElement[bool]:
    """Whether a series is still there to be found: neither it nor its host was put away."""
    return and_(Series.archived_at.is_(None), Host.deactivated_at.is_(None))


def series_of_member(viewer_id: int) -> Select[int]:
    return select(Member.series_id).where(Member.user_id == viewer_id)


def conditions(narrowing: Narrowing) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = [
        column == value
        for column, value in (
            (Session.host_id, narrowing.host_id),
            (Session.instructor_id, narrowing.instructor_id),
        )
        if value is not None
    ]
    if narrowing.series_ids:
        wanted.append(Session.series_id.in_(narrowing.series_ids))
    if narrowing.place is not None:
        wanted += takes_place_at(narrowing.place)
    if narrowing.minutes is not None:
        begin, end = narrowing.minutes
        wanted += [Session.starts_minute >= begin, Session.starts_minute < end]
    if narrowing.has_place:
        wanted.append(HAS_FREE_PLACE)
    if narrowing.is_free:
        # Not by coalesce(): of that PostgreSQL cannot tell how much it leaves, and would rather read everything.
        wanted.append(or_(Session.price == 0, and_(Session.price.is_(None), Series.price == 0)))
    return wanted


def takes_place_at(place: str) -> list[ColumnElement[bool]]:
    """The second condition says it; the first leads to it by indexes: series are there, or have a session there."""
    usual, moved = aliased(Series), aliased(Session)
    there = union_all(select(usual.id).where(usual.place == place), select(moved.series_id).where(moved.place == place))
    return [Session.series_id.in_(there), actual_place == place]


def list_series_by_words(
    tx: Tx, words: Sequence[str], *, viewer_id: int, now: datetime, until: datetime, offset: int, limit: int
) -> Sequence[Facts]:
    """Series that have all the words, or whose host has: first those that begin with them, then those with dates."""
    ahead = exists().where(
        Session.series_id == Series.id,
        Session.status == SessionStatus.SCHEDULED,
        Session.starts_at >= now,
        Session.starts_at < until,
    )
    found = (
        select(Series.id, Series.title, Host.name.label("host_name"))
        .join(Host, Host.id == Series.host_id)
        .where(may_find_series(viewer_id), is_offered(), *has_words(words))
        .order_by(
            ahead.desc(), Series.folded.startswith(" ".join(words), autoescape=True).desc(), Series.folded, Series.id
        )
        .offset(offset)
        .limit(limit)
    )
    return tx.execute(found).all()


def has_words(words: Sequence[str]) -> list[ColumnElement[bool]]:
    """Every word is in the series or in its host; what is special in a pattern is not special in a word."""
    return [
        or_(Series.folded.contains(word, autoescape=True), Host.folded.contains(word, autoescape=True))
        for word in words
    ]
