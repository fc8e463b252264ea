"""What repeats in a series, as who plans it sees it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from db.engine import Facts, Tx
from db.models import Occurrence, Series, Space, Template
from db.queries import templates as queries
from services import access
from services.access import Right
from services.templates import days, owning, versions
from services.templates.deciding import read_conflict

USUAL_START = 19 * 60


@dataclass(frozen=True, slots=True)
class Conflict:
    """A day that could not be made; `name` is of whose turn it was."""

    occurrence_id: int
    template_id: int
    day: date
    starts_minute: int
    reason: str
    name: str


@dataclass(frozen=True, slots=True)
class Repeat:
    """A template in a form that can be told."""

    id: int
    series_id: int
    title: str
    weekdays: tuple[int, ...]
    starts_minute: int
    duration_minutes: int
    time_zone: str
    every_weeks: int
    begins_on: date
    ends_on: date | None
    weeks_ahead: int
    quotas: tuple[tuple[str, int], ...]
    has_own_places: bool
    instructor_ids: tuple[int, ...]
    instructors: tuple[str, ...]
    space_id: int | None
    room: str
    is_active: bool
    attention: str
    planned: int
    """How many of its sessions are to come."""
    next_day: date | None
    conflicts: tuple[Conflict, ...]
    version: str
    """Another one as soon as anything of it is set otherwise."""


@dataclass(frozen=True, slots=True)
class Repeats:
    series_id: int
    host_id: int
    title: str
    time_zone: str
    is_over: bool
    repeats: tuple[Repeat, ...]
    may_edit_host: bool
    """Closure days and rooms."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What a template of a series can be given."""

    team: tuple[Facts, ...]
    rooms: tuple[Space, ...]


def list_of_series(tx: Tx, *, user_id: int, series_id: int, now: datetime) -> Repeats:
    """A look. Raises NotFound."""
    series = access.series_to(tx, Right.PLAN, series_id, user_id)
    setting = queries.find_setting(tx, series_id)
    found = queries.list_of_series(tx, series_id)
    held = access.rights(tx, user_id, access.Scope(setting.host_id, setting.owner_id))
    return Repeats(
        series_id=series_id,
        host_id=setting.host_id,
        title=series.title,
        time_zone=setting.time_zone,
        is_over=series.archived_at is not None,
        repeats=tuple(_repeats(tx, found, setting, now=now)),
        may_edit_host=Right.EDIT_HOST in held,
    )


def find(tx: Tx, *, user_id: int, template_id: int, now: datetime) -> Repeat:
    """A look. Raises NotFound."""
    template = owning.find(tx, template_id, user_id)
    (repeat,) = _repeats(tx, [template], queries.find_setting(tx, template.series_id), now=now)
    return repeat


def shape(
    tx: Tx, *, user_id: int, series_id: int, template_id: int, changes: Mapping[str, Any], now: datetime
) -> Repeat:
    """A look: what a template would be with some changes; 0 is a new one. Raises NotFound."""
    if template_id:
        before = owning.find(tx, template_id, user_id)
    else:
        series = access.series_to(tx, Right.PLAN, series_id, user_id)
        before = _blank(series, queries.find_setting(tx, series_id), now)
    setting = queries.find_setting(tx, before.series_id)
    copied = {column.key: getattr(before, column.key) for column in Template.__table__.columns}
    would_be = Template(**(copied | dict(changes)))
    with tx.no_autoflush:
        return _repeat(would_be, setting, _known(tx, [would_be], now=now), now=now)


def _blank(series: Series, setting: Facts, now: datetime) -> Template:
    """A new template before anything is said of it."""
    return Template(
        series_id=series.id,
        weekdays=[],
        starts_minute=USUAL_START,
        duration_minutes=series.duration_minutes,
        time_zone=setting.time_zone,
        every_weeks=1,
        begins_on=days.day_of(now, setting.time_zone),
        weeks_ahead=4,
        instructor_ids=[],
        is_active=True,
        attention="",
    )


def bare(tx: Tx, template: Template, *, now: datetime) -> Repeat:
    """Only what is set: nothing of what was made of it, and no names."""
    return _repeat(template, queries.find_setting(tx, template.series_id), _Known(), now=now)


def blank(tx: Tx, series: Series, *, now: datetime) -> Repeat:
    """A new one, before anything is said of it."""
    setting = queries.find_setting(tx, series.id)
    return _repeat(_blank(series, setting, now), setting, _Known(), now=now)


def find_conflict(tx: Tx, *, user_id: int, occurrence_id: int) -> Conflict:
    """A look. Raises NotFound, also where it was resolved."""
    occurrence, template = owning.find_conflict(tx, occurrence_id, user_id)
    return _conflict(occurrence, template, _names(tx, [], [occurrence]))


def choices(tx: Tx, *, user_id: int, series_id: int) -> Choices:
    """A look. Raises NotFound."""
    return choices_of(tx, access.series_to(tx, Right.PLAN, series_id, user_id))


def choices_of(tx: Tx, series: Series) -> Choices:
    return Choices(tuple(queries.list_team(tx, series.id)), tuple(queries.list_spaces(tx, series.host_id)))


@dataclass(frozen=True, slots=True)
class _Known:
    """What is read of several templates at once."""

    conflicts: Sequence[Occurrence] = ()
    names: Mapping[int, str] = field(default_factory=dict)
    rooms: Mapping[int, str] = field(default_factory=dict)
    planned: Mapping[int, int] = field(default_factory=dict)
    left_out: Mapping[int, set[date]] = field(default_factory=dict)


def _repeats(tx: Tx, found: Sequence[Template], setting: Facts, *, now: datetime) -> list[Repeat]:
    known = _known(tx, found, now=now)
    return [_repeat(one, setting, known, now=now) for one in found]


def _known(tx: Tx, found: Sequence[Template], *, now: datetime) -> _Known:
    ids = [one.id for one in found if one.id]
    today = min((days.day_of(now, one.time_zone) for one in found), default=now.date())
    conflicts = queries.list_open_conflicts(tx, ids, today) if ids else ()
    room_ids = {one.space_id for one in found if one.space_id}
    return _Known(
        conflicts=conflicts,
        names=_names(tx, found, conflicts),
        rooms=queries.map_rooms(tx, room_ids) if room_ids else {},
        planned=queries.count_to_come(tx, ids, now) if ids else {},
        left_out=queries.map_left_out(tx, ids, today) if ids else {},
    )


def _repeat(one: Template, setting: Facts, known: _Known, *, now: datetime) -> Repeat:
    quotas: list[dict[str, Any]] = one.quotas or setting.quotas
    goes_on = one.is_active and one.id in known.left_out and one.weekdays
    return Repeat(
        id=one.id or 0,
        series_id=one.series_id,
        title=setting.title,
        weekdays=tuple(one.weekdays),
        starts_minute=one.starts_minute,
        duration_minutes=one.duration_minutes,
        time_zone=one.time_zone,
        every_weeks=one.every_weeks,
        begins_on=one.begins_on,
        ends_on=one.ends_on,
        weeks_ahead=one.weeks_ahead,
        quotas=tuple((quota["name"], quota["capacity"]) for quota in quotas),
        has_own_places=one.quotas is not None,
        instructor_ids=tuple(one.instructor_ids),
        instructors=tuple(known.names[user_id] for user_id in one.instructor_ids if user_id in known.names),
        space_id=one.space_id,
        room=known.rooms.get(one.space_id or 0, ""),
        is_active=one.is_active,
        attention=one.attention,
        planned=known.planned.get(one.id, 0),
        next_day=owning.next_day(one, known.left_out[one.id], now) if goes_on else None,
        conflicts=tuple(_conflict(of, one, known.names) for of in known.conflicts if of.template_id == one.id),
        version=versions.of(one),
    )


def _conflict(occurrence: Occurrence, template: Template, names: Mapping[int, str]) -> Conflict:
    _, turn = read_conflict(occurrence.reason)
    name = names.get(turn, "") if turn else ""
    return Conflict(occurrence.id, template.id, occurrence.day, template.starts_minute, occurrence.reason, name)


def _names(tx: Tx, found: Sequence[Template], conflicts: Sequence[Occurrence]) -> dict[int, str]:
    """What those in turn are called."""
    ids = {user_id for one in found for user_id in one.instructor_ids}
    ids |= {turn for one in conflicts if (turn := read_conflict(one.reason)[1])}
    return queries.map_names(tx, ids) if ids else {}
