"""Reminders: each once for a place, a distance and an instant, whatever was swept when."""

import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import event, func, select, text

from db.models import Notification, Registration, Series, Session, User
from db.models.registrations import Status
from db.queries import reminders as queries
from scheduler.tasks import reminders as tasks
from services import checks, coming, notices, registrations, reminders, seeding, sessions, sweeps
from services.notices import Notice, Obsolete, reaching
from tests.factories import NOW, Factory

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
KINDS = ("reminder", "reminder_soon")


@pytest.fixture
def session(make):
    """It begins in three days, at noon."""
    fields = {"place": "Studio 3", "map_url": "https://maps.example/3", "cancellation_notice_minutes": 12 * 60}
    return make.session(starts_in=3 * DAY, owner=make.user("Olga", telegram_id=None), **fields)


def sweep(tx, now) -> int:
    """What the task does, in one transaction."""
    due = reminders.list_due(tx, now=now)
    owed = reminders.owe(tx, due, now=now)
    reminders.finish(tx, now=now)
    tx.flush()
    return owed


def every_half_hour(tx, session) -> None:
    """The minute before, the minute itself and the one after."""
    for half in range(-2 * 50, 2):
        for minute in (-1, 0, 1):
            sweep(tx, session.starts_at + half * HOUR / 2 + minute * MINUTE)


def owed(tx, *users):
    """Kind, distance and when it is due."""
    rows = select(Notification).where(Notification.kind.in_(KINDS)).order_by(Notification.due_at, Notification.id)
    if users:
        rows = rows.where(Notification.user_id.in_([user.id for user in users]))
    return [(row.kind, row.data["minutes"], row.due_at) for row in tx.scalars(rows)]


def book(make, session, **user):
    return make.booked(make.quotas(session)[0], make.user(**user))


def test_a_day_and_two_hours_before_one_is_reminded_once_each(tx, make, session):
    book(make, session)

    every_half_hour(tx, session)

    assert owed(tx) == [
        ("reminder", 24 * 60, session.starts_at - DAY),
        ("reminder_soon", 2 * 60, session.starts_at - 2 * HOUR),
    ]


@pytest.mark.parametrize("minutes", [[48 * 60, 24 * 60], [60], []])
def test_a_series_says_when_for_those_who_chose_no_times(tx, make, session, minutes):
    tx.get_one(Series, session.series_id).reminder_minutes = minutes
    book(make, session)
    own = book(make, session, reminder_minutes=[30])

    every_half_hour(tx, session)

    assert [told[1] for told in owed(tx) if told[1] != 30] == minutes
    assert [told[1] for told in owed(tx, tx.get_one(User, own.user_id))] == [30]


def test_the_text_has_all_that_one_needs_to_come(tx, make, session):
    session.instructor_id = make.user("Ina Instructor").id
    book(make, session, time_zone="Europe/London")
    at = session.starts_at - DAY
    sweep(tx, at)
    row = tx.scalars(select(Notification).where(Notification.kind == "reminder")).one()

    notice = notices.compose(tx, notification_id=row.id, now=at)

    assert isinstance(notice, Notice)
    assert notice.text.splitlines()[:4] == [
        "<b>Monday Jam</b> begins in 24 hours.",
        "🗓 Thu 26 Nov, 13:00–15:00 (Berlin time), 12:00 for you",
        '📍 Studio 3 · <a href="https://maps.example/3">map</a>',
        "👤 Ina Instructor · Tanzfabrik",
    ]
    assert notice.text.endswith("Cancel free of charge until Thu 26 Nov, 01:00 (Berlin time).")


def test_everybody_chooses_how_long_before(tx, make, session):
    often, never = (book(make, session, reminder_minutes=minutes) for minutes in ([48 * 60, 60, 30], []))

    every_half_hour(tx, session)

    assert {minutes for _, minutes, _ in owed(tx)} == {48 * 60, 60, 30}
    assert {row.user_id for row in tx.scalars(select(Notification).where(Notification.kind.in_(KINDS)))} == {
        often.user_id
    }
    assert never.user_id != often.user_id


def test_who_books_after_the_instant_is_not_reminded_of_it(tx, make, session):
    at = session.starts_at - DAY
    make.booked(make.quotas(session)[0], now=at)
    late = make.booked(make.quotas(session)[0], now=at + MINUTE)

    for step in range(5):
        sweep(tx, at + step * MINUTE)

    assert owed(tx) == []
    sweep(tx, late.starts_at - 2 * HOUR)
    assert len(owed(tx)) == 2


def test_a_minute_that_nobody_swept_is_made_up_for_while_it_is_of_use(tx, make, session):
    book(make, session)
    sweep(tx, session.starts_at - 2 * DAY)

    assert sweep(tx, session.starts_at - 10 * HOUR) == 1, "fourteen hours late, and still a reminder"
    assert sweep(tx, session.starts_at - HOUR) == 1
    assert [minutes for _, minutes, _ in owed(tx)] == [24 * 60, 2 * 60]


def test_what_is_later_than_the_next_one_or_the_start_is_left_out(tx, make, session):
    book(make, session)
    other = make.session(starts_in=3 * DAY + 3 * HOUR)
    book(make, other)
    sweep(tx, session.starts_at - 2 * DAY)

    assert sweep(tx, session.starts_at + MINUTE) == 1, "the session that is on is left out, and its day before"

    assert [minutes for _, minutes, _ in owed(tx)] == [24 * 60]
    assert tx.scalars(
        select(Registration.session_id).join(Notification).where(Notification.kind == "reminder")
    ).all() == [other.id]


def test_a_moved_session_has_reminders_anew_and_the_old_ones_are_not_sent(tx, make, session):
    booked = book(make, session)
    was = session.starts_at
    sweep(tx, was - DAY)
    first = tx.scalars(select(Notification).where(Notification.kind == "reminder")).one()
    owner_id = make.tx.get_one(type(make.host()), session.host_id).owner_id

    sessions.move(tx, user_id=owner_id, session_id=session.id, starts_at=was + 2 * DAY, now=was - DAY + MINUTE)

    assert notices.compose(tx, notification_id=first.id, now=was - DAY + MINUTE) == Obsolete("is no longer so")
    assert sweep(tx, was - 2 * HOUR) == 0
    assert sweep(tx, was + DAY) == 1
    assert booked.starts_at == was + 2 * DAY
    assert [due for _, _, due in owed(tx)] == [was - DAY, was + DAY]


def test_an_instant_that_had_passed_when_the_session_was_moved_is_left_out(tx, make, session):
    book(make, session)
    now = session.starts_at - 2 * DAY
    owner_id = make.tx.get_one(type(make.host()), session.host_id).owner_id
    sessions.move(tx, user_id=owner_id, session_id=session.id, starts_at=now + 10 * HOUR, now=now)

    assert sweep(tx, now + MINUTE) == 0
    assert sweep(tx, now + 8 * HOUR) == 1


def test_who_cancels_is_not_reminded_nor_sent_what_was_owed(tx, make, session):
    gone, later = book(make, session), book(make, session)
    at = session.starts_at - DAY
    due = reminders.list_due(tx, now=at)
    registrations.cancel(tx, user_id=gone.user_id, registration_id=gone.id, now=at)

    assert reminders.owe(tx, due, now=at) == 1
    registrations.cancel(tx, user_id=later.user_id, registration_id=later.id, now=at)
    row = tx.scalars(select(Notification).where(Notification.kind == "reminder")).one()
    assert notices.compose(tx, notification_id=row.id, now=at) == Obsolete("is cancelled now")


@pytest.mark.parametrize(
    ("night", "clock_then"),
    [(datetime(2027, 3, 28, tzinfo=UTC), "19:30"), (datetime(2027, 10, 31, tzinfo=UTC), "19:30")],
)
def test_a_day_is_24_hours_in_the_nights_when_clocks_change(tx, make, night, clock_then):
    there = ZoneInfo("Europe/Berlin")
    starts_at = night.replace(hour=19, minute=30).replace(tzinfo=there).astimezone(UTC)
    session = make.session(starts_in=starts_at - NOW)
    book(make, session)
    make.tx.flush()

    swept = [starts_at - DAY + step * MINUTE for step in (-1, 0, 1)]

    assert [sweep(tx, now) for now in swept] == [0, 1, 0]
    assert starts_at.astimezone(there).strftime("%H:%M") == clock_then


QUIET = {"quiet_from": 22 * 60, "quiet_until": 8 * 60, "time_zone": "UTC"}


def at_hour(make: Factory, hour: float, **user) -> tuple[Session, Registration]:
    """A session on Thursday at an hour, and somebody in it who wants quiet from 22:00 to 08:00."""
    session = make.session(starts_in=timedelta(days=2, hours=12 + hour))
    return session, book(make, session, **(QUIET | user))


def test_what_falls_into_quiet_hours_waits_for_their_end(tx, make):
    session, _ = at_hour(make, 9)  # two hours before it is 07:00

    every_half_hour(tx, session)

    assert owed(tx)[1] == ("reminder_soon", 120, session.starts_at - HOUR)


def test_what_would_come_after_the_start_is_told_just_before_the_quiet(tx, make):
    session, _ = at_hour(make, 7.5)

    every_half_hour(tx, session)

    assert owed(tx)[1] == ("reminder_soon", 120, session.starts_at - timedelta(hours=9, minutes=31))


def test_a_sweep_that_is_late_still_tells_it_before_the_quiet(tx, make):
    session, booked = at_hour(make, 7.5)
    last_evening = session.starts_at - timedelta(hours=9, minutes=45)
    sweep(tx, last_evening - MINUTE)

    sweep(tx, last_evening + 10 * MINUTE)

    [notice] = [row for row in tx.query(Notification) if row.kind == "reminder_soon"]
    assert reaching.obstacle(notice, tx.get_one(User, booked.user_id), now=notice.due_at) is None


def test_what_would_and_is_past_that_is_not_told_at_all(tx, make):
    session = make.session(starts_in=timedelta(days=2, hours=19.5))
    make.booked(make.quotas(session)[0], make.user(**QUIET), now=session.starts_at - 8 * HOUR)

    every_half_hour(tx, session)

    assert owed(tx) == []


def test_a_question_whether_one_comes_takes_the_place_of_a_reminder_at_that_time(tx, make):
    session = make.session(starts_in=3 * DAY, still_coming_minutes=120)
    booked = book(make, session)
    for step in range(-3, 6):  # the sweep of reminders may come before the one of questions, or after
        now = session.starts_at - 2 * HOUR + step * MINUTE
        sweep(tx, now)
        coming.advance(tx, booked.id, now=now)

    assert [minutes for _, minutes, _ in owed(tx)] == [24 * 60]
    assert tx.scalars(select(Notification.kind).where(Notification.kind == "coming_asked")).all() == ["coming_asked"]


def test_a_clock_that_was_a_day_fast_holds_up_nothing(tx, make, session):
    book(make, session)
    sweeps.set_mark(tx, reminders.SWEEP, at=session.starts_at)

    assert sweep(tx, session.starts_at - DAY) == 1


async def test_a_thousand_at_once_are_owed_once_each_by_two_sweeps_in_few_statements(db, make, engine):
    session = make.session(capacity=1000, starts_in=3 * DAY)
    quota = make.quotas(session)[0]
    people = make.tx
    make._commit = False
    for number in range(1000):
        make.booked(quota, make.user(f"Person {number}"))
    people.commit()
    now = session.starts_at - DAY

    counts = await asyncio.gather(*(tasks.owe_due.original_func(db=db, now=now) for _ in range(2)))

    assert sum(counts) == 1000
    assert await tasks.owe_due.original_func(db=db, now=now + MINUTE) == 0
    found = await db.read(lambda tx: owed(tx))
    assert len(found) == 1000
    assert {kind for kind, _, _ in found} == {"reminder"}


def test_a_look_takes_the_same_few_statements_for_one_as_for_many(tx, make, session):
    statements = 0

    def counted(*_):
        nonlocal statements
        statements += 1

    quota = make.quotas(make.session(capacity=300, starts_in=3 * DAY))[0]
    event.listen(tx.get_bind(), "before_cursor_execute", counted)
    figures = []
    for number in (1, 200):
        for _ in range(number):
            make.booked(quota)
        tx.flush()
        statements = 0
        due = reminders.list_due(tx, now=session.starts_at - DAY)
        figures.append((len(due), statements))
    event.remove(tx.get_bind(), "before_cursor_execute", counted)

    assert figures == [(1, figures[0][1]), (201, figures[0][1])]
    assert figures[0][1] <= 9


def test_a_look_reads_along_the_indexes_of_sessions_and_their_registrations(tx, engine):
    plan = seeding.Plan(start=NOW + DAY, series=5, sessions=100, registrations=4000)
    for batch in seeding.batches(plan, seeding.plan_sessions(tx, plan=plan, now=NOW)):
        seeding.fill(tx, batch=batch, plan=plan, now=NOW)
    tx.execute(text("ANALYZE"))
    looked = queries.PLACES.where(Session.starts_at > NOW + DAY - 5 * MINUTE, Session.starts_at <= NOW + DAY)
    sql = str(looked.compile(engine, compile_kwargs={"literal_binds": True}))

    explained = "EXPLAIN QUERY PLAN" if engine.dialect.name == "sqlite" else "EXPLAIN"
    steps = " ".join(str(row) for row in tx.execute(text(f"{explained} {sql}")))

    assert "status_starts_at" in steps, "of sessions, by their status and start"
    assert "ix_registrations_session_id_status" in steps
    assert "Seq Scan on registrations" not in steps
    assert "SCAN registrations" not in steps


async def test_what_a_killed_sweep_left_is_done_by_the_next(db, make):
    session = make.session(capacity=30, starts_in=3 * DAY)
    quota = make.quotas(session)[0]
    for _ in range(6):
        make.booked(quota)
    now = session.starts_at - DAY
    due = await db.read(reminders.list_due, now=now)
    assert await db.write(reminders.owe, due[:2], now=now) == 2  # and no more

    assert await tasks.owe_due.original_func(db=db, now=now + 3 * MINUTE) == 4

    count = select(func.count()).where(Notification.kind == "reminder")
    assert await db.read(lambda tx: tx.scalar(count)) == 6
    assert await db.read(lambda tx: tx.scalar(select(func.count()).where(Registration.status == Status.CONFIRMED))) == 6
    assert [one for one in await db.read(checks.findings, now=now) if one.rule != "notification.stuck"] == []
