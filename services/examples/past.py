"""Weeks that took place before the demo began, so that numbers and people's histories have something to tell."""

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from db.engine import Tx
from db.models import Host, Quota, Registration, Session
from db.queries import examples as queries
from services import attendance, registrations, sessions
from services.examples.plans import JAM_PLANS, STUDIO_PLANS, ZONE, Plan

SEED = 20
"""Each demo has the same past."""
CAME, CAME_LATE, CANCELLED_LATE = 0.8, 0.86, 0.93
"""Up to where a throw of the dice means so; the rest did not come."""


def plant(tx: Tx, people: Sequence[int], *, teacher_id: int, now: datetime) -> None:
    """Sessions of each plan's past weeks: who booked, who came, who did not."""
    dice = random.Random(SEED)  # noqa: S311 - no secret
    for plan in STUDIO_PLANS + JAM_PLANS:
        for starts_at in _starts(plan, now):
            session = _session(tx, plan, teacher_id if plan in STUDIO_PLANS else None, starts_at)
            for quota in queries.list_quotas(tx, session.id):
                _fill(tx, session, quota, people, dice)


def _starts(plan: Plan, now: datetime) -> list[datetime]:
    today = now.astimezone(ZoneInfo(ZONE)).date()
    days = [today - timedelta(days=back) for back in range(7 * plan.past_weeks)]
    starts = [datetime.combine(day, plan.at, tzinfo=ZoneInfo(ZONE)) for day in days if day.weekday() in plan.days]
    return [one for one in starts if one.astimezone(UTC) + timedelta(minutes=plan.minutes) <= now]


def _session(tx: Tx, plan: Plan, instructor_id: int | None, starts_at: datetime) -> Session:
    return sessions.schedule(
        tx,
        series_id=queries.find_series_id(tx, plan.title) or 0,
        starts_at=starts_at,
        time_zone=ZONE,
        instructor_id=instructor_id,
        actor_id=None,
        now=starts_at - timedelta(days=14),
    )


def _fill(tx: Tx, session: Session, quota: Quota, people: Sequence[int], dice: random.Random) -> None:
    """Most places are taken. Base and flyer are different people."""
    free = [person for person in people if not queries.is_in(tx, session.id, person)]
    count = min(dice.randint((quota.capacity + 1) // 2, quota.capacity), len(free))
    for person in dice.sample(free, count):
        booked_at = session.starts_at - timedelta(hours=dice.randint(14, 120))
        registration = registrations.book(tx, user_id=person, quota_id=quota.id, now=booked_at)
        _attend(tx, session, registration, dice.random())


def _attend(tx: Tx, session: Session, registration: Registration, luck: float) -> None:
    owner_id = tx.get_one(Host, session.host_id).owner_id
    if luck < CAME_LATE:
        late = timedelta(minutes=20 if luck >= CAME else -5)
        at = session.starts_at + late
        attendance.check_in(tx, registration_id=registration.id, actor_id=owner_id, now=at)
    elif luck < CANCELLED_LATE:
        at = session.starts_at - timedelta(hours=2)
        registrations.cancel(tx, user_id=registration.user_id, registration_id=registration.id, now=at)
    else:
        attendance.mark_no_show(tx, registration_id=registration.id, actor_id=owner_id, now=session.ends_at)
