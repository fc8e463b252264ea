"""A template is changed, and what was made of it along: with the effect shown before.

Sessions that have something of their own are left alone, and so is what cannot be changed without a conflict.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from db.engine import Tx
from db.models import Quota, Session, Template
from db.models.templates import Outcome
from db.queries import templates as queries
from services import audit, sessions, staleness
from services.errors import DomainError
from services.templates import days, deciding, editing, generating, owning, steering
from services.templates.deciding import Calendar, Span
from services.templates.keeping import Result
from services.templates.obstacles import read_calendar
from services.templates.told import NOBODY, Told, foresee

FIELDS = frozenset(
    {
        "weekdays", "starts_minute", "duration_minutes", "every_weeks", "begins_on", "ends_on",
        "weeks_ahead", "quotas", "instructor_ids", "space_id",
    }
)  # fmt: skip
EDITED = "edited"
TIME_TAKEN = "time_taken"


@dataclass(frozen=True, slots=True)
class Step:
    """What becomes of one session that was made before."""

    session_id: int
    day: date
    """Of the template, after the change."""
    what: str
    """`move`, `cancel`, `keep` or `leave`."""
    span: Span
    reason: str = ""
    """Why it is left alone."""
    instructor_id: int | None = None
    needs_instructor: bool = False


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change means for what was made before."""

    moved: int = 0
    cancelled: int = 0
    kept: int = 0
    left: tuple[tuple[datetime, str], ...] = ()
    """When sessions that are left alone take place, and why."""
    told: Told = NOBODY
    made: int = 0
    """New sessions; before it is done, how many there will be unless a room or an instructor is taken."""


@dataclass(slots=True)
class _Plan:
    steps: list[Step] = field(default_factory=list)
    left: list[tuple[datetime, str]] = field(default_factory=list)

    def ids(self, *what: str) -> list[int]:
        return [step.session_id for step in self.steps if step.what in what]


def effect(tx: Tx, *, user_id: int, template_id: int, changes: Mapping[str, Any], now: datetime) -> Effect:
    """A look before the act. Raises what `change` raises."""
    template = owning.find(tx, template_id, user_id)
    with tx.no_autoflush:
        changed = _changed(template, changes)
        host_id = queries.find_setting(tx, template.series_id).host_id
        editing.require_valid(tx, changed, host_id=host_id, changed=set(changes), lock=False)
        to_come = queries.list_to_come(tx, template_id, now)
        plan = _plan(tx, template, changed, to_come, changes, now=now)
        made = _new_days(tx, template, changed, to_come, plan, editing.shift_of(template, changes), now=now)
    return Effect(
        moved=len(plan.ids("move")),
        cancelled=len(plan.ids("cancel")),
        kept=len(plan.ids("keep")),
        left=tuple(sorted(plan.left)),
        told=foresee(tx, plan.ids("move", "cancel")),
        made=len(made),
    )


def _new_days(
    tx: Tx,
    template: Template,
    changed: Template,
    to_come: Sequence[Session],
    plan: _Plan,
    shift: timedelta,
    *,
    now: datetime,
) -> set[date]:
    """Days of the changed template that no session is moved to, and that are not decided yet."""
    if not template.is_active:
        return set()
    today = days.day_of(now, template.time_zone)
    known = queries.list_occurrences(tx, template.id, today, date.max)
    moved_from = {one.original_day for one in to_come if one.edited_at is None}
    decided = {one.day + shift for one in known if one.outcome != Outcome.CONFLICT and one.day not in moved_from}
    taken = decided | {step.day for step in plan.steps if step.what != "cancel"}
    return {day for day, _ in generating.spans_ahead(changed, now=now)} - taken


def change(tx: Tx, *, user_id: int, template_id: int, changes: Mapping[str, Any], now: datetime) -> Effect:
    """Change a template from now on, with all that was made of it and has nothing of its own.

    Raises NotFound, NoWeekdayChosen, EndsBeforeItBegins, NumberOutOfRange, OutOfTeam, RoomGone.
    """
    template = owning.lock(tx, template_id, user_id, people=changes.get("instructor_ids", ()))
    to_come = queries.list_to_come(tx, template_id, now, lock=True)
    with tx.no_autoflush:
        changed = _changed(template, changes)
        host_id = queries.find_setting(tx, template.series_id).host_id
        editing.require_valid(tx, changed, host_id=host_id, changed=set(changes))
        plan = _plan(tx, template, changed, to_come, changes, now=now)
    editing.put(tx, template, dict(changes), actor_id=user_id, now=now)
    if "instructor_ids" in changes:
        template.rotation = sum(step.what in {"move", "keep"} for step in plan.steps)
    done = _apply(tx, template, plan, changes, user_id=user_id, now=now)
    queries.forget_days(tx, template_id, _dropped(tx, template, now))
    made: Result = generating.generate(tx, template_id, actor_id=user_id, now=now)
    return replace(done, left=tuple(sorted(plan.left)), made=len(made.created))


def _changed(template: Template, changes: Mapping[str, Any]) -> Template:
    """What it would be; never kept."""
    if not set(changes) <= FIELDS:
        raise ValueError(sorted(changes))
    same = {name: getattr(template, name) for name in (*FIELDS, "series_id", "time_zone", "rotation")}
    return Template(**(same | dict(changes)))


def _plan(
    tx: Tx,
    template: Template,
    changed: Template,
    to_come: Sequence[Session],
    changes: Mapping[str, Any],
    *,
    now: datetime,
) -> _Plan:
    own = [one for one in to_come if one.edited_at is None and one.original_day is not None]
    plan = _Plan(left=[(one.starts_at, EDITED) for one in to_come if one.edited_at is not None])
    if not own:
        return plan
    shift = editing.shift_of(template, changes)
    targets = {one.id: day + shift for one in own if (day := one.original_day) is not None}
    kept = set(owning.rule_days(changed, min(targets.values()), max(targets.values())))
    calendar = _calendar(tx, changed, own, [generating.span_of(changed, day) for day in targets.values()])
    turn = 0
    for session in own:
        day = targets[session.id]
        span = generating.span_of(changed, day)
        if day not in kept:
            plan.steps.append(Step(session.id, day, "cancel", span))
            continue
        step = _step(session, day, span, changed, calendar, changes, turn=turn, now=now)
        turn += 1
        plan.steps.append(step)
        if step.what == "leave":
            plan.left.append((session.starts_at, step.reason))
        else:
            calendar.take(span, step.instructor_id, has_room=changed.space_id is not None)
    return plan


def _step(
    session: Session,
    day: date,
    span: Span,
    changed: Template,
    calendar: Calendar,
    changes: Mapping[str, Any],
    *,
    turn: int,
    now: datetime,
) -> Step:
    gives, needs = session.instructor_id, session.needs_instructor
    if "instructor_ids" in changes:
        in_turn = changed.instructor_ids[turn % len(changed.instructor_ids)] if changed.instructor_ids else None
        gives = in_turn if in_turn is not None and calendar.can_come(in_turn, day) else None
        needs = in_turn is not None and gives is None
    reason = ""
    moves = (session.starts_at, session.ends_at) != (span.starts_at, span.ends_at)
    if moves and (span.starts_at <= now or span.starts_at in calendar.starts):
        reason = TIME_TAKEN
    elif changed.space_id is not None and any(span.meets(other) for other in calendar.in_room):
        reason = deciding.ROOM_TAKEN
    elif gives is not None and any(span.meets(other) for other in calendar.given.get(gives, ())):
        reason = deciding.INSTRUCTOR_BUSY
    what = "leave" if reason else "move" if moves else "keep"
    return Step(session.id, day, what, span, reason, gives, needs)


def _calendar(tx: Tx, changed: Template, own: Sequence[Session], spans: Sequence[Span]) -> Calendar:
    """What stands in the way, without the sessions that are to be changed themselves."""
    in_order = sorted(spans, key=lambda span: span.starts_at)
    setting = queries.find_setting(tx, changed.series_id)
    people = {one.instructor_id for one in own if one.instructor_id is not None} | set(changed.instructor_ids)
    return read_calendar(tx, changed, setting, in_order, people=people, without={one.id for one in own})


def _apply(
    tx: Tx, template: Template, plan: _Plan, changes: Mapping[str, Any], *, user_id: int, now: datetime
) -> Effect:
    """Returns what was done, without what could not be; whoever gets a new place is not counted among those told."""
    cut_off = foresee(tx, plan.ids("move", "cancel")).cut_off
    cancelled, told = steering.cancel_all(tx, plan.ids("cancel"), user_id, now=now)
    queries.let_sessions_go(tx, plan.ids("cancel"))
    later = [step for step in plan.steps if step.what == "move"]
    moved = 0
    for step in sorted(later, key=lambda one: one.span.starts_at, reverse=_goes_later(tx, later)):
        people = _move(tx, step, plan, user_id=user_id, now=now)
        if people is not None:
            moved, told = moved + 1, told + people
    for step in plan.steps:
        if step.what in {"move", "keep"}:
            _put(tx, template, step, changes, actor_id=user_id, now=now)
    if "quotas" in changes:
        _resize(tx, template, plan, user_id=user_id, now=now)
    return Effect(moved=moved, cancelled=cancelled, kept=len(plan.ids("keep")), told=Told(told, cut_off))


def _goes_later(tx: Tx, steps: Sequence[Step]) -> bool:
    """Then the last is moved first, so that none comes where another still is."""
    return any(step.span.starts_at > tx.get_one(Session, step.session_id).starts_at for step in steps)


def _move(tx: Tx, step: Step, plan: _Plan, *, user_id: int, now: datetime) -> int | None:
    """To how many people it is told; None where it could not be."""
    session = tx.get_one(Session, step.session_id)
    minutes = int((step.span.ends_at - step.span.starts_at).total_seconds()) // 60
    try:
        done = sessions.move(
            tx, user_id=user_id, session_id=session.id, starts_at=step.span.starts_at, minutes=minutes, now=now
        )
    except DomainError:
        plan.left.append((session.starts_at, TIME_TAKEN))
        return None
    session.edited_at = None  # it follows its template: that is nothing of its own
    return done.told


def _put(tx: Tx, template: Template, step: Step, changes: Mapping[str, Any], *, actor_id: int, now: datetime) -> None:
    """Who gives it and where, of a session that follows its template."""
    session = tx.get_one(Session, step.session_id)
    was = (session.instructor_id, session.needs_instructor, session.space_id)
    if "instructor_ids" in changes:
        session.instructor_id, session.needs_instructor = step.instructor_id, step.needs_instructor
    if "space_id" in changes:
        session.space_id = template.space_id
    if (session.instructor_id, session.needs_instructor, session.space_id) != was:
        staleness.mark(tx, session.id, now=now)
        told = {"instructor_id": session.instructor_id, "space_id": session.space_id}
        audit.record(tx, "session.followed", actor_id=actor_id, subject=("session", session.id), at=now, **told)


def _resize(tx: Tx, template: Template, plan: _Plan, *, user_id: int, now: datetime) -> None:
    """Other numbers of places, role by role; nobody loses one. Other roles are for sessions made from now on."""
    wanted = {one["name"]: one["capacity"] for one in template.quotas or _usual(tx, template)}
    found: Sequence[Quota] = queries.list_quotas(tx, plan.ids("move", "keep"))
    for quota in found:
        capacity = wanted.get(quota.name)
        if capacity is None or capacity == quota.capacity:
            continue
        sessions.resize(tx, user_id=user_id, quota_id=quota.id, capacity=capacity, as_far_as_possible=True, now=now)
        tx.get_one(Session, quota.session_id).edited_at = None


def _usual(tx: Tx, template: Template) -> list[dict[str, Any]]:
    quotas: list[dict[str, Any]] = queries.find_setting(tx, template.series_id).quotas
    return quotas


def _dropped(tx: Tx, template: Template, now: datetime) -> list[date]:
    """Days decided before on which it does not take place any more: they are decided anew if they come back."""
    today = days.day_of(now, template.time_zone)
    decided = [one.day for one in queries.list_occurrences(tx, template.id, today, date.max)]
    if not decided:
        return []
    return sorted(set(decided) - set(owning.rule_days(template, decided[0], decided[-1])))
