"""Templates: made, and followed where an organizer changes this and all future sessions."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import available_timezones

from db.engine import Tx
from db.models import Space, Template
from db.queries import templates as queries
from services import access, audit
from services.access import Right
from services.errors import UnknownTimeZone
from services.errors.organizing import (
    EndsBeforeItBegins,
    NoWeekdayChosen,
    NumberOutOfRange,
    OutOfTeam,
    RoomGone,
    SeriesOver,
)
from services.templates import days, generating
from services.templates.places import LONGEST_MINUTES, MOST, MOST_WEEKS, are_valid

WEEK = timedelta(weeks=1)


def create(
    tx: Tx,
    *,
    user_id: int,
    series_id: int,
    weekdays: Sequence[int],
    starts_minute: int,
    begins_on: date,
    duration_minutes: int | None = None,
    time_zone: str | None = None,
    every_weeks: int = 1,
    ends_on: date | None = None,
    weeks_ahead: int = 4,
    quotas: list[dict[str, Any]] | None = None,
    instructor_ids: Sequence[int] = (),
    space_id: int | None = None,
    now: datetime,
) -> Template:
    """A series repeats from now on; its sessions of the weeks ahead are made at once.

    Weekdays are 1 (Monday) to 7. What is not given is taken from the series and its host; `quotas=None` follows the
    series. Raises NotFound, SeriesOver, NoWeekdayChosen, EndsBeforeItBegins, NumberOutOfRange, OutOfTeam, RoomGone,
    UnknownTimeZone.
    """
    series = access.series_to(tx, Right.PLAN, series_id, user_id, lock=True)
    queries.lock_people(tx, instructor_ids)  # none of them leaves the team meanwhile
    if series.archived_at:
        raise SeriesOver
    template = Template(
        series_id=series_id,
        weekdays=sorted(set(weekdays)),
        starts_minute=starts_minute,
        duration_minutes=series.duration_minutes if duration_minutes is None else duration_minutes,
        time_zone=time_zone or queries.find_setting(tx, series_id).time_zone,
        every_weeks=every_weeks,
        begins_on=begins_on,
        ends_on=ends_on,
        weeks_ahead=weeks_ahead,
        quotas=quotas,
        instructor_ids=list(instructor_ids),
        space_id=space_id,
        created_at=now,
    )
    require_valid(tx, template, host_id=series.host_id)
    tx.add(template)
    tx.flush()
    audit.record(tx, "template.created", actor_id=user_id, subject=("template", template.id), at=now)
    generating.generate(tx, template.id, actor_id=user_id, now=now)
    return template


def follow(
    tx: Tx,
    template_id: int,
    *,
    starts_minute: int | None = None,
    duration_minutes: int | None = None,
    quotas: list[dict[str, Any]] | None = None,
    instructor_ids: Sequence[int] | None = None,
    actor_id: int | None = None,
    now: datetime,
) -> None:
    """Sessions made from now on are like those that an organizer has changed "this and all future".

    The caller has checked the right and changes the sessions that are there: nothing is generated here, as all days
    of the window are decided. What is None stays. Raises NumberOutOfRange, OutOfTeam.
    """
    template = queries.lock(tx, template_id)
    if template is None:
        return
    given = {
        "starts_minute": starts_minute,
        "duration_minutes": duration_minutes,
        "quotas": quotas,
        "instructor_ids": None if instructor_ids is None else list(instructor_ids),
    }
    changes = {name: value for name, value in given.items() if value is not None}
    put(tx, template, changes, actor_id=actor_id, now=now)


def put(tx: Tx, template: Template, changes: dict[str, Any], *, actor_id: int | None, now: datetime) -> None:
    """Write changes into a template, if it is still one that can be."""
    if "instructor_ids" in changes and changes["instructor_ids"] != template.instructor_ids:
        template.rotation = 0
    shift = shift_of(template, changes)
    if shift:
        _shift_days(tx, template, shift, now=now)
    for name, value in changes.items():
        setattr(template, name, value)
    with tx.no_autoflush:  # so that what is wrong is refused here, and not by the database
        host_id = queries.find_setting(tx, template.series_id).host_id
        require_valid(tx, template, host_id=host_id, changed=set(changes))
    template.updated_at = now
    told = {name: value.isoformat() if isinstance(value, date) else value for name, value in changes.items()}
    audit.record(tx, "template.changed", actor_id=actor_id, subject=("template", template.id), at=now, **told)


def shift_of(template: Template, changes: Mapping[str, Any]) -> timedelta:
    """By how much the days of a template move along: where it has one day in the week and gets another."""
    before, after = template.weekdays, changes.get("weekdays", template.weekdays)
    return timedelta(days=after[0] - before[0]) if len(before) == len(after) == 1 else timedelta()


def _shift_days(tx: Tx, template: Template, shift: timedelta, *, now: datetime) -> None:
    """What was decided of a week holds for it on its new day: what is left out stays so, and nothing is made twice."""
    today = days.day_of(now, template.time_zone)
    decided = queries.list_occurrences(tx, template.id, today - WEEK, date.max)
    past = {one.day for one in decided if one.day < today}
    for occurrence in decided:
        if occurrence.day >= today and occurrence.day + shift not in past:
            occurrence.day += shift
    made = [(one, one.original_day) for one in queries.list_days_made_for(tx, template.id, today - WEEK)]
    past = {day for _, day in made if day and day < today}
    for session, day in made:
        if day and day >= today and day + shift not in past:
            session.original_day = day + shift
    tx.flush()


def require_valid(
    tx: Tx, template: Template, *, host_id: int, changed: set[str] | None = None, lock: bool = True
) -> None:
    """Raises what is wrong with it. An instructor or room that was there before is looked at when sessions are made.

    A look locks nothing.
    """
    if not template.weekdays or not set(template.weekdays) <= set(days.WEEKDAYS):
        raise NoWeekdayChosen
    if template.ends_on and template.ends_on < template.begins_on:
        raise EndsBeforeItBegins
    require_within(template.starts_minute, 0, 24 * 60 - 1)
    require_within(template.duration_minutes, 1, LONGEST_MINUTES)
    require_within(template.every_weeks, 1, MOST_WEEKS)
    require_within(template.weeks_ahead, 1, MOST_WEEKS)
    if template.time_zone not in available_timezones():
        raise UnknownTimeZone
    if template.quotas is not None and not are_valid(template.quotas):
        raise NumberOutOfRange(1, MOST)
    if changed is None or "instructor_ids" in changed:
        require_on_team(tx, template.series_id, template.instructor_ids)
    if template.space_id is not None and (changed is None or "space_id" in changed):
        require_room(tx, template.space_id, host_id, lock=lock)


def require_within(value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        raise NumberOutOfRange(least, most)


def require_on_team(tx: Tx, series_id: int, user_ids: Sequence[int]) -> None:
    if user_ids and not set(user_ids) <= {one.id for one in queries.list_team(tx, series_id)}:
        raise OutOfTeam


def require_room(tx: Tx, space_id: int, host_id: int, *, lock: bool = True) -> Space:
    """A host's own room that is there."""
    space = queries.lock_space(tx, space_id) if lock else tx.get(Space, space_id)
    if space is None or space.host_id != host_id or space.deleted_at:
        raise RoomGone
    return space
