"""Believable sessions for the demo: planted once, continued at each start, so that there is something to book."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from db.engine import Tx
from db.models import Host, Quota, Series, User
from db.models.series import WaitlistWay
from db.queries import examples as queries
from services import codes, registrations, sessions, waitlist

ZONE = "Europe/Berlin"
WEEKS_AHEAD = 2
EVERY_DAY = range(7)
MON, TUE, WED, THU, FRI, SAT, SUN = EVERY_DAY


@dataclass(frozen=True)
class Plan:
    """A series as its organizer would describe it; `days` are weekdays from 0, Monday."""

    title: str
    description: str
    place: str
    days: tuple[int, ...] | range
    at: time
    minutes: int
    quotas: dict[str, int]
    price: int = 0
    others_in: dict[str, int] = field(default_factory=dict)
    """How many of the regulars are in the next session from the start, a role each."""
    others_waiting: int = 0
    settings: dict[str, Any] = field(default_factory=dict)
    """What else its organizer chose: columns of the series."""


STUDIO_MAP = "https://www.openstreetmap.org/?mlat=52.4986&mlon=13.4251"
JAM_MAP = "https://www.openstreetmap.org/?mlat=52.5450&mlon=13.3910"
STUDIO_PLANS = (
    Plan("Reformer Pilates", "Three machines, one teacher, your back says thank you.", "Studio Lumen, Room 2",
         (MON, WED, FRI), time(18), 55, {"": 3}, price=1800, others_in={"": 2},
         settings={"waitlist_way": WaitlistWay.OFFER, "promotion_cutoff_minutes": 60, "map_url": STUDIO_MAP}),
    Plan("Handstands", "From the first kick-up to ten quiet seconds.", "Studio Lumen, Room 1",
         (TUE, THU, SAT), time(10), 75, {"": 6}, price=1400, others_in={"": 5}, others_waiting=1,
         settings={"map_url": STUDIO_MAP}),
    Plan("Sunrise Yoga", "Slow and warm, for every body. Mats are there.", "Studio Lumen, Roof",
         EVERY_DAY, time(7, 30), 60, {"": 15}, others_in={"": 6}, settings={"places_limit": 2}),
)  # fmt: skip
JAM_PLANS = (
    Plan("Monday Jam", "Acrobatics for two. Bring barefoot shoes and a friend.", "Tanzfabrik, Studio 3",
         (MON,), time(19, 30), 150, {"base": 6, "flyer": 6}, others_in={"base": 3, "flyer": 5},
         settings={"shows_names": True, "map_url": JAM_MAP}),
    Plan("Night Jam", "Music, mats and no programme.", "Tanzfabrik, Studio 1",
         EVERY_DAY, time(21, 30), 120, {"": 20}, others_in={"": 4},
         settings={"places_limit": 4, "still_coming_minutes": 180, "map_url": JAM_MAP}),
)  # fmt: skip
REGULARS = (
    "Aoife Byrne", "Björn Sjöberg", "Chiara Conti", "Дарья Соколова", "Emre Yıldız", "Fatou Diop",
    "Giorgos Pappas", "Hanna Nowak", "İpek Demir", "João Pereira", "Kenji Mori", "Łukasz Wójcik",
)  # fmt: skip


def plant(tx: Tx, *, owner_id: int, teacher_id: int, regular_id: int, waiting_id: int, now: datetime) -> None:
    """Two hosts with their series, once; the sessions of the coming two weeks, at each call."""
    is_new = not queries.has_any_host(tx)
    if is_new:
        _found(tx, "Studio Lumen", "Small classes, good light.", teacher_id, STUDIO_PLANS, now)
        _found(tx, "Jam Collective", "We meet, we play, we fly.", owner_id, JAM_PLANS, now)
    teachers = {plan.title: teacher_id for plan in STUDIO_PLANS}
    for plan in STUDIO_PLANS + JAM_PLANS:
        _schedule_ahead(tx, plan, teachers.get(plan.title), now)
    if is_new:
        _fill(tx, regular_id, waiting_id, now)


def _found(tx: Tx, name: str, description: str, owner_id: int, plans: tuple[Plan, ...], now: datetime) -> None:
    host = Host(
        code=codes.new(), owner_id=owner_id, name=name, description=description, time_zone=ZONE, currency="EUR",
        created_at=now,
    )  # fmt: skip
    tx.add(host)
    tx.flush()
    tx.add_all(_series(host, plan, now) for plan in plans)
    tx.flush()


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
    """The dates of a plan that lie in the window and are not there yet."""
    series_id = queries.find_series_id(tx, plan.title)
    if series_id is None:
        return
    today = now.astimezone(ZoneInfo(ZONE)).date()
    for offset in range(-3, WEEKS_AHEAD * 7):
        day = today + timedelta(days=offset)
        starts_at = datetime.combine(day, plan.at, tzinfo=ZoneInfo(ZONE))
        if day.weekday() in plan.days and not queries.has_session(tx, series_id, starts_at):
            sessions.schedule(
                tx,
                series_id=series_id,
                starts_at=starts_at,
                time_zone=ZONE,
                instructor_id=instructor_id,
                actor_id=None,
                now=now,
            )


def _fill(tx: Tx, regular_id: int, waiting_id: int, now: datetime) -> None:
    """People in the next session of each plan: one nearly full, one sold out with people waiting, one in the past."""
    others = [_regular(tx, name, now) for name in REGULARS]
    for plan in STUDIO_PLANS + JAM_PLANS:
        session = queries.find_next(tx, plan.title, now)
        if session is None:
            continue
        free = iter(others)
        for quota in queries.list_quotas(tx, session.id):
            for _ in range(plan.others_in.get(quota.name, 0)):
                _book(tx, quota, next(free), now)
        if plan.others_waiting:
            quota = queries.list_quotas(tx, session.id)[0]
            _book(tx, quota, regular_id, now)
            for person in (waiting_id, *(next(free) for _ in range(plan.others_waiting))):
                waitlist.join(tx, user_id=person, quota_id=quota.id, now=now)
    _remember_the_past(tx, regular_id, now)
    queries.drop_notices_to_owners(tx)


def _remember_the_past(tx: Tx, user_id: int, now: datetime) -> None:
    past = queries.find_latest_before(tx, "Night Jam", now)
    if past:
        _book(tx, queries.list_quotas(tx, past.id)[0], user_id, past.starts_at - timedelta(hours=5))
        sessions.complete_over(tx, now=now)


def _book(tx: Tx, quota: Quota, user_id: int, now: datetime) -> None:
    registrations.book(tx, user_id=user_id, quota_id=quota.id, now=now)


def _regular(tx: Tx, name: str, now: datetime) -> int:
    user = User(name=name, language="en", time_zone=ZONE, created_at=now)
    tx.add(user)
    tx.flush()
    return user.id
