"""How a series' new places and length reach sessions that are planned: those that nobody booked, and nobody changed.

Where people are in, an organizer looks first at whom it would touch: that is the business of the session's own screen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from db.engine import Tx
from db.models import Quota, Series, Session
from db.queries import hosts as queries
from db.queries import plans as plan_queries
from db.queries import sessions as session_queries
from services import audit, templates


@dataclass(frozen=True, slots=True)
class Followed:
    """How many sessions to come are as the series is now, and how many were left alone."""

    sessions: int = 0
    left: int = 0
    told: int = 0
    """People who hear of another place."""


def follow(tx: Tx, series: Series, fields: set[str], *, user_id: int, now: datetime) -> Followed:
    """Of the series' `quotas`, `duration_minutes`; templates that repeat it take the length over, too."""
    if "duration_minutes" in fields:
        for template_id in queries.list_template_ids(tx, series.id):
            templates.follow(tx, template_id, duration_minutes=series.duration_minutes, actor_id=user_id, now=now)
    ahead = queries.list_ids_ahead(tx, now=now, series_id=series.id)
    followed = _follow_each(tx, series, ahead, fields, now=now)
    about: dict[str, Any] = {"kind": "session", "ids": followed, "fields": sorted(fields)}
    audit.record_each(tx, "session.followed", actor_id=user_id, at=now, **about)
    return Followed(len(followed), len(ahead) - len(followed))


def _follow_each(tx: Tx, series: Series, ahead: Sequence[int], fields: set[str], *, now: datetime) -> list[int]:
    """Which of the sessions to come are as the series now; as many statements for many as for one."""
    sessions = session_queries.lock_all(tx, ahead)
    quotas = plan_queries.lock_quotas(tx, ahead)
    booked = queries.list_ever_booked(tx, ahead)
    followed = []
    for session in sessions:
        if session.edited_at or session.starts_at <= now or session.id in booked:
            continue
        there = sorted((one for one in quotas if one.session_id == session.id), key=lambda one: one.position)
        if "quotas" in fields and not _places(tx, session, there, series.quotas):
            continue
        if "duration_minutes" in fields:
            session.ends_at = session.starts_at + timedelta(minutes=series.duration_minutes)
        followed.append(session.id)
    return followed


def _places(tx: Tx, session: Session, there: Sequence[Quota], wanted: list[dict[str, Any]]) -> bool:
    """False where roles would have to go: somebody may be booking one of them at this moment."""
    by_name = {quota.name: quota for quota in there}
    names = [one["name"] for one in wanted]
    if len(there) == 1 and there[0].name not in names:
        there[0].name = names[0]
        by_name = {names[0]: there[0]}
    if not set(by_name) <= set(names):
        return False
    for position, one in enumerate(wanted):
        quota = by_name.get(one["name"]) or Quota(session_id=session.id, name=one["name"])
        quota.capacity, quota.position = one["capacity"], position
        tx.add(quota)
    return True
