"""What a run has decided is kept: sessions with their places, and each day's outcome, all at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import insert

from db.engine import Facts, Tx
from db.models import Occurrence, Quota, Session, Template
from db.models.templates import Outcome
from db.queries import templates as queries
from services import alerts, audit, codes
from services.templates.deciding import Decision

log = structlog.get_logger()

LEFT_OUT = {Outcome.CLOSED, Outcome.EXISTS}


@dataclass(frozen=True, slots=True)
class Result:
    """What one run made of a template."""

    created: list[date] = field(default_factory=list)
    conflicts: list[date] = field(default_factory=list)
    """Newly found ones."""
    without_instructor: list[date] = field(default_factory=list)
    skipped: int = 0
    attention: str = ""


def keep(
    tx: Tx,
    template: Template,
    setting: Facts,
    decisions: Sequence[Decision],
    known: Mapping[date, Occurrence],
    *,
    actor_id: int | None,
    now: datetime,
) -> Result:
    """`known` are days that were in conflict before: one that still is tells nothing new."""
    news = [one for one in decisions if one.day not in known or one.outcome != Outcome.CONFLICT]
    created = [one for one in news if one.outcome == Outcome.CREATED]
    sessions = make_sessions(tx, template, setting, created, space_id=template.space_id, now=now)
    _write_down(tx, template, news, sessions, known, now=now)
    result = Result(
        created=[one.day for one in created],
        conflicts=[one.day for one in news if one.outcome == Outcome.CONFLICT],
        without_instructor=[one.day for one in created if one.needs_instructor],
        skipped=sum(one.outcome in LEFT_OUT for one in news),
    )
    if news:
        _tell(tx, template, result, sessions.values(), actor_id=actor_id, now=now)
    return result


def make_sessions(
    tx: Tx, template: Template, setting: Facts, decisions: Sequence[Decision], *, space_id: int | None, now: datetime
) -> dict[date, int]:
    """Their ids by day. A statement for all of them; they can be booked from the commit on."""
    if not decisions:
        return {}
    tx.flush()
    tx.execute(insert(Session), [_session(template, setting, one, space_id=space_id, now=now) for one in decisions])
    made = queries.map_sessions(tx, template.id, [one.day for one in decisions])
    places = [
        {"session_id": session_id, "name": quota["name"], "capacity": quota["capacity"], "position": position}
        for session_id in made.values()
        for position, quota in enumerate(template.quotas or setting.quotas)
    ]
    tx.execute(insert(Quota), places)
    return made


def _session(
    template: Template, setting: Facts, decision: Decision, *, space_id: int | None, now: datetime
) -> dict[str, Any]:
    there = decision.span.starts_at.astimezone(ZoneInfo(template.time_zone))
    return {
        "code": codes.new(),
        "series_id": template.series_id,
        "host_id": setting.host_id,
        "instructor_id": decision.instructor_id,
        "needs_instructor": decision.needs_instructor,
        "starts_at": decision.span.starts_at,
        "ends_at": decision.span.ends_at,
        "time_zone": template.time_zone,
        "starts_minute": there.hour * 60 + there.minute,  # rows made in bulk pass by what keeps it
        "is_generated": True,
        "template_id": template.id,
        "original_day": decision.day,
        "space_id": space_id,
        "created_at": now,
    }


def _write_down(
    tx: Tx,
    template: Template,
    news: Sequence[Decision],
    sessions: Mapping[date, int],
    known: Mapping[date, Occurrence],
    *,
    now: datetime,
) -> None:
    fresh = []
    for decision in news:
        _log(template, decision)
        values = {
            "outcome": decision.outcome,
            "reason": decision.reason,
            "session_id": sessions.get(decision.day),
            "created_at": now,
        }
        if decision.day not in known:
            fresh.append(values | {"template_id": template.id, "day": decision.day})
            continue
        for name, value in values.items():
            setattr(known[decision.day], name, value)
    tx.flush()
    if fresh:
        tx.execute(insert(Occurrence), fresh)


def _log(template: Template, decision: Decision) -> None:
    day = decision.day.isoformat()
    if decision.outcome in LEFT_OUT:
        log.info(decision.reason, template_id=template.id, day=day)
    elif decision.outcome == Outcome.CONFLICT:
        log.warning("template.conflict", template_id=template.id, day=day, why=decision.reason)


def _tell(
    tx: Tx, template: Template, result: Result, sessions: Iterable[int], *, actor_id: int | None, now: datetime
) -> None:
    subject = ("template", template.id)
    told: dict[str, Any] = {
        "sessions": list(sessions),
        "conflicts": [day.isoformat() for day in result.conflicts],
        "skipped": result.skipped,
    }
    audit.record(tx, "template.generated", actor_id=actor_id, subject=subject, at=now, **told)
    if result.without_instructor:
        away = [day.isoformat() for day in result.without_instructor]
        alerts.raise_alert(tx, "needs_instructor", subject=subject, now=now, series_id=template.series_id, days=away)
    log.info("template.generated", template_id=template.id, made=len(result.created), conflicts=len(result.conflicts))
