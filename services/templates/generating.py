"""A template becomes sessions: each of its days is decided once, whoever runs it and however often."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

import structlog

from db.engine import Facts, Tx
from db.models import Occurrence, Template
from db.models.templates import Outcome
from db.queries import series as series_queries
from db.queries import templates as queries
from services import alerts, audit, outbox
from services.templates import days, deciding, keeping
from services.templates.deciding import Decision, Span
from services.templates.keeping import Result
from services.templates.obstacles import read_calendar
from services.templates.places import are_valid

log = structlog.get_logger()

ROOM_DELETED = "room_deleted"
WRONG_PLACES = "wrong_places"
FAILED = "failed"


def list_active(tx: Tx) -> list[int]:
    """A look: the templates of which a run makes sessions."""
    return list(queries.list_active(tx))


def generate(
    tx: Tx,
    template_id: int,
    *,
    now: datetime,
    first: date | None = None,
    last: date | None = None,
    actor_id: int | None = None,
) -> Result:
    """Make what is missing in the template's own window, or from `first` to `last`.

    Nothing is made of a template that is paused, or whose series or host is over; nothing in the past. Days that were
    in conflict are looked at again.
    """
    template = lock(tx, template_id)
    setting = queries.find_setting(tx, template.series_id)
    if not template.is_active or setting.archived_at or setting.deactivated_at:
        return Result()
    wrong = _what_is_wrong(tx, template, setting)
    stop(tx, template, wrong, now=now)
    if wrong:
        return Result(attention=wrong)
    decisions, known = _decide(tx, template, setting, spans_ahead(template, now=now, first=first, last=last))
    return keeping.keep(tx, template, setting, decisions, known, actor_id=actor_id, now=now)


def lock(tx: Tx, template_id: int, *, people: Collection[int] = ()) -> Template:
    """A template, after its series and those in its turns: two runs at once cannot give one person two sessions.

    Who changes a template has locked its series; others hold it, so that it neither ends nor is changed meanwhile.
    `people` are others who may be given a session.
    """
    series_queries.hold(tx, tx.get_one(Template, template_id).series_id)
    instructor_ids = tx.get_one(Template, template_id, populate_existing=True).instructor_ids
    queries.lock_people(tx, {*instructor_ids, *people})
    template = queries.lock(tx, template_id)
    if template is None:
        raise LookupError(template_id)
    return template


def stop(tx: Tx, template: Template, attention: str, *, now: datetime) -> None:
    """Mark a template that makes nothing, or that is well again; its owner and the admins hear of it once."""
    if attention and attention != template.attention:
        setting = queries.find_setting(tx, template.series_id)
        version = int(now.timestamp())
        about: dict[str, Any] = {"template_id": template.id, "attention": attention}
        outbox.put_matter(
            tx, "template_stopped", user_id=setting.owner_id, subject=("template", template.id), due_at=now,
            version=version, **about,
        )  # fmt: skip
        alerts.raise_alert(tx, "generation_failed", subject=("template", template.id), now=now, **about)
        audit.record(tx, "template.stopped", actor_id=None, subject=("template", template.id), at=now, why=attention)
        log.warning("template.stopped", template_id=template.id, why=attention)
    template.attention = attention


def give_up(tx: Tx, template_id: int, *, now: datetime) -> None:
    """A run failed with it as often as it may in a day: it waits for the next, and the admins look into it."""
    template = queries.lock(tx, template_id)
    if template is not None:
        stop(tx, template, FAILED, now=now)


def _what_is_wrong(tx: Tx, template: Template, setting: Facts) -> str:
    if template.space_id is not None:
        space = queries.lock_space(tx, template.space_id)
        if space is None or space.deleted_at:
            return ROOM_DELETED
    return "" if are_valid(template.quotas or setting.quotas) else WRONG_PLACES


def spans_ahead(
    template: Template, *, now: datetime, first: date | None = None, last: date | None = None
) -> list[tuple[date, Span]]:
    """The days to decide, with when a session would take place."""
    since, until = days.window(now, template.time_zone, template.weeks_ahead)
    by_hand = last is not None
    begins = max(first or date.min, days.day_of(since, template.time_zone))
    found = days.list_days(
        template.weekdays,
        template.begins_on,
        template.ends_on,
        every_weeks=template.every_weeks,
        first=begins,
        last=last or days.day_of(until, template.time_zone),
    )
    spans = [(day, span_of(template, day)) for day in found]
    return [(day, span) for day, span in spans if since < span.starts_at and (by_hand or span.starts_at <= until)]


def span_of(template: Template, day: date) -> Span:
    starts_at = days.starts_at(day, template.starts_minute, template.time_zone)
    return deciding.lasting(starts_at, template.duration_minutes)


def _decide(
    tx: Tx, template: Template, setting: Facts, spans: Sequence[tuple[date, Span]]
) -> tuple[list[Decision], dict[date, Occurrence]]:
    """What becomes of each day that is not decided yet; and the days in conflict as they are known."""
    if not spans:
        return [], {}
    before = queries.list_occurrences(tx, template.id, spans[0][0], spans[-1][0])
    known = {one.day: one for one in before if one.outcome == Outcome.CONFLICT}
    settled = {one.day for one in before} - known.keys()
    undecided = [(day, span) for day, span in spans if day not in settled]
    if not undecided:
        return [], known
    calendar = read_calendar(tx, template, setting, [span for _, span in undecided])
    decisions = []
    for day, span in undecided:
        turn = _turn(template, known.get(day))
        decision = deciding.decide(day, span, turn, calendar, has_room=template.space_id is not None)
        decisions.append(decision)
        if day not in known and deciding.takes_turn(decision):
            template.rotation += 1
    return decisions, known


def _turn(template: Template, known: Occurrence | None) -> int | None:
    """Whose turn it is. Who is not in turn any more is not kept for a day that was theirs."""
    if known is not None:
        _, kept = deciding.read_conflict(known.reason)
        if kept in template.instructor_ids:
            return kept
    if not template.instructor_ids:
        return None
    return template.instructor_ids[template.rotation % len(template.instructor_ids)]
