"""Believable sessions for the demo: planted once, continued at each start, so that there is something to book."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from db.engine import Tx
from db.models import Host, Payment, Quota, Series, TeamMember, User
from db.models.team import TeamRole
from db.queries import examples as queries
from db.queries import payments as payment_queries
from services import codes, payments, registrations, sessions, templates, waitlist
from services.errors import OverlappingRegistration
from services.examples import past
from services.examples.plans import JAM_PLANS, PACKAGE, REGULARS, STUDIO_PLANS, ZONE, Plan
from services.packages import selling
from services.payments import Charge

WEEKS_AHEAD = 2


def plant(tx: Tx, *, owner_id: int, teacher_id: int, regular_id: int, waiting_id: int, now: datetime) -> None:
    """Two hosts with their series, once; the sessions of the coming two weeks, at each call."""
    is_new = not queries.has_any_host(tx)
    others: list[int] = []
    if is_new:
        studio_id = _found(tx, "Studio Lumen", "Small classes, good light.", teacher_id, STUDIO_PLANS, now)
        selling.make(tx, user_id=teacher_id, host_id=studio_id, typed=PACKAGE, language="en", now=now)
        _found(tx, "Jam Collective", "We meet, we play, we fly.", owner_id, JAM_PLANS, now)
        _repeat(tx, "Monday Jam", owner_id, now)
        _help(tx, "Monday Jam", teacher_id, now)
        others = [_regular(tx, name, now) for name in REGULARS]
        past.plant(tx, others, teacher_id=teacher_id, now=now)
    teachers = {plan.title: teacher_id for plan in STUDIO_PLANS}
    for plan in STUDIO_PLANS + JAM_PLANS:
        _schedule_ahead(tx, plan, teachers.get(plan.title), now)
    if is_new:
        _fill(tx, others, regular_id, waiting_id, now)


def _found(tx: Tx, name: str, description: str, owner_id: int, plans: tuple[Plan, ...], now: datetime) -> int:
    host = Host(
        code=codes.new(), owner_id=owner_id, name=name, description=description, time_zone=ZONE, currency="EUR",
        created_at=now,
    )  # fmt: skip
    tx.add(host)
    tx.flush()
    tx.add_all(_series(host, plan, now) for plan in plans)
    tx.flush()
    return host.id


def _series(host: Host, plan: Plan, now: datetime) -> Series:
    quotas: list[dict[str, Any]] = [{"name": name, "capacity": places} for name, places in plan.quotas.items()]
    return Series(
        code=codes.new(),
        host_id=host.id,
        title=plan.title,
        description=plan.description,
        place=plan.place,
        duration_minutes=plan.minutes,
        price=plan.price,
        currency=host.currency,
        quotas=quotas,
        created_at=now,
        **plan.settings,
    )


def _schedule_ahead(tx: Tx, plan: Plan, instructor_id: int | None, now: datetime) -> None:
    """The dates of a plan that lie in the window, after the last one that is there: what people moved or cancelled does
    not come again.
    """
    series_id = queries.find_series_id(tx, plan.title)
    if series_id is None:
        return
    today, last = now.astimezone(ZoneInfo(ZONE)).date(), queries.find_last_start(tx, series_id)
    for offset in range(-3, WEEKS_AHEAD * 7):
        day = today + timedelta(days=offset)
        starts_at = datetime.combine(day, plan.at, tzinfo=ZoneInfo(ZONE))
        if day.weekday() in plan.days and (last is None or starts_at > last):
            sessions.schedule(
                tx,
                series_id=series_id,
                starts_at=starts_at,
                time_zone=ZONE,
                instructor_id=instructor_id,
                actor_id=None,
                now=now,
            )


def _repeat(tx: Tx, title: str, user_id: int, now: datetime) -> None:
    """A series that makes its sessions by itself, some weeks ahead."""
    plan = next(plan for plan in JAM_PLANS if plan.title == title)
    templates.create(
        tx,
        user_id=user_id,
        series_id=queries.find_series_id(tx, title) or 0,
        weekdays=[day + 1 for day in plan.days],
        starts_minute=plan.at.hour * 60 + plan.at.minute,
        begins_on=now.astimezone(ZoneInfo(ZONE)).date(),
        now=now,
    )


def _help(tx: Tx, title: str, user_id: int, now: datetime) -> None:
    """Somebody co-organizes a series of another host."""
    series = tx.get_one(Series, queries.find_series_id(tx, title))
    role = TeamRole.CO_ORGANIZER
    tx.add(TeamMember(host_id=series.host_id, series_id=series.id, user_id=user_id, role=role, created_at=now))


def _fill(tx: Tx, others: list[int], regular_id: int, waiting_id: int, now: datetime) -> None:
    """People in the next session of each plan: one nearly full, one sold out with people waiting, one in the past."""
    for plan in STUDIO_PLANS + JAM_PLANS:
        session = queries.find_next(tx, plan.title, now)
        if session is None:
            continue
        free = iter(others)
        for quota in queries.list_quotas(tx, session.id):
            for _ in range(plan.others_in.get(quota.name, 0)):
                _seat(tx, quota, free, now)
        if plan.others_waiting:
            quota = queries.list_quotas(tx, session.id)[0]
            _book(tx, quota, regular_id, now)
            for person in (waiting_id, *(next(free) for _ in range(plan.others_waiting))):
                waitlist.join(tx, user_id=person, quota_id=quota.id, now=now)
    _remember_the_past(tx, regular_id, now)
    while sessions.complete_over(tx, now=now):
        tx.flush()
    queries.drop_notices(tx, now)


def _remember_the_past(tx: Tx, user_id: int, now: datetime) -> None:
    past = queries.find_latest_before(tx, "Night Jam", now)
    if past:
        _book(tx, queries.list_quotas(tx, past.id)[0], user_id, past.starts_at - timedelta(hours=5))


def _seat(tx: Tx, quota: Quota, free: Iterator[int], now: datetime) -> None:
    """Book the next who has nothing else at that time: jams of one evening overlap."""
    for person in free:
        with suppress(OverlappingRegistration):
            _book(tx, quota, person, now)
            return


def _book(tx: Tx, quota: Quota, user_id: int, now: datetime) -> None:
    """A place, paid where it has to be."""
    booked = registrations.book(tx, user_id=user_id, quota_id=quota.id, now=now)
    for asked in payment_queries.list_pending(tx, booked.id):
        charge = Charge(asked.provider, f"{queries.PLANTED}{asked.reference}", asked.amount, asked.currency)
        payments.receive(tx, reference=asked.reference, charge=charge, now=now)


def list_uncharged(tx: Tx) -> Sequence[Payment]:
    """A look at what was planted as paid, and the card provider does not know of yet."""
    return queries.list_uncharged(tx)


def note_charge(tx: Tx, *, payment_id: int, provider_charge_id: str) -> None:
    """What the provider calls the charge of a planted payment."""
    payment_queries.lock(tx, payment_id).provider_charge_id = provider_charge_id


def _regular(tx: Tx, name: str, now: datetime) -> int:
    user = User(name=name, language="en", time_zone=ZONE, reminder_minutes=[], created_at=now)
    tx.add(user)
    tx.flush()
    return user.id
