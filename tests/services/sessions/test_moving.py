"""Moving a session: everybody goes along and is told, on the clock on the wall, and nobody ends up nowhere."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from db.models import Notification, Quota, Registration, Session, Template
from db.models.registrations import Status
from db.models.series import WaitlistWay
from services import checks, notices, registrations, sessions, waitlist
from services.errors import (
    AlreadyRegistered,
    BookingClosed,
    DomainError,
    NotAllowed,
    OverlappingRegistration,
    SessionCancelled,
)
from services.errors.organizing import MomentPast, MomentTaken
from services.sessions import Reach
from tests.factories import NOW, faults
from tests.words import text_of

BERLIN = ZoneInfo("Europe/Berlin")
FUTURE = Reach(future=True)
LATER = timedelta(hours=3)


@pytest.fixture
def owner(make):
    return make.user("Owner")


def move(tx, session, owner, *, by=LATER, now=NOW, **given):
    starts_at = session.starts_at + by
    return sessions.move(tx, user_id=owner.id, session_id=session.id, starts_at=starts_at, now=now, **given)


def told(tx, kind="session_moved"):
    return tx.query(Notification).filter_by(kind=kind).order_by(Notification.id).all()


def planned(tx, series, *starts):
    """Sessions of a series at moments."""
    return [
        sessions.schedule(tx, series_id=series.id, starts_at=at, time_zone="Europe/Berlin", actor_id=None, now=NOW)
        for at in starts
    ]


def test_everybody_goes_along_and_is_told_of_both_times(tx, make, owner):
    session = make.session(owner=owner, capacity=1)
    [quota] = make.quotas(session)
    booked, waits = make.booked(quota), make.waiting(quota)
    was, sequence = session.starts_at, booked.sequence

    outcome = move(tx, session, owner)

    assert (outcome.sessions, outcome.told) == (1, 2)
    assert (session.starts_at, session.moved_at, session.edited_at) == (was + LATER, NOW, NOW)
    assert session.ends_at - session.starts_at == timedelta(minutes=120)
    for row in (booked, waits):
        assert (row.starts_at, row.ends_at) == (session.starts_at, session.ends_at)
    assert booked.sequence == sequence + 1
    [notice], [in_line] = told(tx), told(tx, "session_moved_in_line")
    assert (notice.registration_id, in_line.registration_id) == (booked.id, waits.id)
    text = text_of(tx, notice.id)
    assert "Wed 25 Nov, 16:00" in text
    assert "Before: Wed 25 Nov, 13:00" in text
    assert "You keep your turn: 1st in line." in text_of(tx, in_line.id)
    assert faults(tx) == []


def test_who_has_something_else_then_keeps_the_place_and_is_told(tx, make, owner):
    ana = make.user("Ana")
    session, other = make.session(owner=owner), make.session(title="Handstands", starts_in=timedelta(days=2, hours=3))
    for one in (session, other):
        make.booked(make.quotas(one)[0], ana)
    seen = sessions.impact_of_moving(tx, user_id=owner.id, session_id=session.id, starts_at=other.starts_at, now=NOW)
    assert (seen.busy, seen.impact.people) == (1, 1)

    move(tx, session, owner)

    text = text_of(tx, told(tx)[0].id)
    assert "You have Handstands at the same time" in text
    assert faults(tx) == []


def test_an_overlap_that_was_booked_after_a_move_is_still_found(tx, make, owner):
    ana = make.user("Ana")
    session, other = make.session(owner=owner), make.session(starts_in=timedelta(days=2, hours=3))
    later = NOW + timedelta(minutes=1)
    move(tx, session, owner, by=timedelta(minutes=5))
    for one in (session, other):
        make.booked(make.quotas(one)[0], ana, now=later)
    row = tx.query(Registration).filter_by(session_id=other.id).one()
    row.starts_at = session.starts_at
    tx.flush()

    assert [finding.rule for finding in checks.places.overlaps(tx)] == ["registration.overlap"]


def test_an_offer_of_the_old_time_goes_back_into_the_line_and_is_made_anew(tx, make, owner):
    session = make.session(owner=owner, capacity=1, waitlist_way=WaitlistWay.OFFER)
    [quota] = make.quotas(session)
    first, second = make.booked(quota), make.waiting(quota)
    registrations.cancel(tx, user_id=first.user_id, registration_id=first.id, now=NOW)
    assert second.status == Status.OFFERED

    move(tx, session, owner)

    assert (second.status, second.starts_at) == (Status.OFFERED, session.starts_at)
    assert [row.data["offer"] for row in told(tx, "waitlist_offer")] == [0, 1]
    assert faults(tx) == []


@pytest.fixture
def offered(tx, make, owner):
    """Somebody to whom the only place of a session is offered."""
    session = make.session(owner=owner, capacity=1, waitlist_way=WaitlistWay.OFFER)
    [quota] = make.quotas(session)
    first, second = make.booked(quota), make.waiting(quota)
    registrations.cancel(tx, user_id=first.user_id, registration_id=first.id, now=NOW)
    assert second.status == Status.OFFERED
    return second


def test_another_length_while_a_place_is_offered_leaves_the_offer(tx, owner, offered):
    session = tx.get_one(Session, offered.session_id)

    for minutes in (45, 50, 45):
        sessions.move(tx, user_id=owner.id, session_id=session.id, minutes=minutes, now=NOW)
    waitlist.claim(tx, user_id=offered.user_id, registration_id=offered.id, now=NOW)

    assert (offered.status, offered.starts_at) == (Status.CONFIRMED, session.starts_at)
    assert offered.ends_at == session.ends_at == session.starts_at + timedelta(minutes=45)
    assert len({row.dedupe_key for row in told(tx, "session_moved_in_line")}) == 3
    assert faults(tx) == []


def test_two_places_while_a_place_is_offered_are_told_both(tx, owner, offered):
    for place in ("Studio 2", "Studio 3"):
        done = sessions.set_place(tx, user_id=owner.id, session_id=offered.session_id, place=place, now=NOW)
        assert done.told == 1

    assert len(told(tx, "session_place_changed_in_line")) == 2


def test_a_move_takes_the_agreed_notice_along(tx, make, owner):
    session = make.session(owner=owner, cancellation_notice_minutes=120)
    booked = make.booked(make.quotas(session)[0])

    move(tx, session, owner)

    assert booked.free_until == session.starts_at - timedelta(hours=2)


def test_two_moves_before_the_first_is_told_are_told_as_one(tx, make, owner):
    session = make.session(owner=owner)
    make.booked(make.quotas(session)[0])
    was = session.starts_at

    move(tx, session, owner)
    move(tx, session, owner)

    first, second = told(tx)
    assert isinstance(notices.compose(tx, notification_id=first.id, now=NOW), notices.Obsolete)
    assert second.data["was"] == was.isoformat()


def test_a_move_that_is_taken_back_before_it_is_told_is_told_to_nobody(tx, make, owner):
    session = make.session(owner=owner)
    make.booked(make.quotas(session)[0])

    move(tx, session, owner)
    assert move(tx, session, owner, by=-LATER).told == 0

    [first] = told(tx)
    assert isinstance(notices.compose(tx, notification_id=first.id, now=NOW), notices.Obsolete)


def test_another_length_leaves_the_start(tx, make, owner):
    session = make.session(owner=owner)
    booked = make.booked(make.quotas(session)[0])
    was = session.starts_at

    sessions.move(tx, user_id=owner.id, session_id=session.id, minutes=45, now=NOW)

    assert (session.starts_at, session.ends_at) == (was, was + timedelta(minutes=45))
    assert booked.ends_at == session.ends_at
    assert len(told(tx)) == 1


def test_a_move_into_the_past_or_onto_another_session_is_refused(tx, make, owner):
    series = make.series(owner=owner)
    first, second = planned(tx, series, NOW + timedelta(days=1), NOW + timedelta(days=2))
    was = first.starts_at

    with pytest.raises(MomentPast):
        move(tx, first, owner, by=timedelta(days=-1))
    with pytest.raises(MomentTaken) as refusal:
        move(tx, first, owner, by=timedelta(days=1))

    assert refusal.value.title == "Monday Jam"
    assert (first.starts_at, second.starts_at) == (was, NOW + timedelta(days=2))


def test_only_who_plans_may_move_and_only_what_is_on(tx, make, owner):
    session = make.session(owner=owner)
    with pytest.raises(NotAllowed):
        move(tx, session, make.user())
    with pytest.raises(BookingClosed):
        move(tx, session, owner, now=session.ends_at)
    sessions.cancel(tx, user_id=owner.id, session_id=session.id, now=NOW)
    with pytest.raises(SessionCancelled):
        move(tx, session, owner)


@pytest.mark.parametrize(
    ("zone", "first_day", "expected"),
    [
        ("Europe/Berlin", date(2027, 3, 22), ["+01:00", "+02:00"]),
        ("Europe/Berlin", date(2027, 10, 25), ["+02:00", "+01:00"]),
        ("Australia/Lord_Howe", date(2027, 4, 1), ["+11:00", "+10:30"]),
        ("Asia/Kolkata", date(2027, 3, 22), ["+05:30", "+05:30"]),
    ],
)
def test_all_later_ones_move_by_the_clock_on_the_wall(tx, make, owner, zone, first_day, expected):
    series = make.series(owner=owner)
    walls = [
        datetime(first_day.year, first_day.month, first_day.day, 19, 30, tzinfo=ZoneInfo(zone)),
        datetime(first_day.year, first_day.month, first_day.day, 19, 30, tzinfo=ZoneInfo(zone)) + timedelta(days=7),
    ]
    rows = [
        sessions.schedule(tx, series_id=series.id, starts_at=wall, time_zone=zone, actor_id=None, now=NOW)
        for wall in walls
    ]
    tx.flush()
    tx.expire_all()

    move(tx, rows[0], owner, by=timedelta(minutes=-45), reach=FUTURE)

    there = [row.starts_at.astimezone(ZoneInfo(zone)) for row in rows]
    assert [moment.strftime("%H:%M") for moment in there] == ["18:45", "18:45"]
    assert [moment.isoformat()[-6:] for moment in there] == expected
    assert [row.ends_at - row.starts_at for row in rows] == [timedelta(hours=2)] * 2


def test_a_shift_onto_an_hour_that_the_clocks_skip_moves_on_by_what_they_skip():
    before = datetime(2027, 3, 28, 1, 30, tzinfo=BERLIN).astimezone(UTC)

    moved = sessions.shifted(before, timedelta(hours=1), "Europe/Berlin")

    assert moved.astimezone(BERLIN).strftime("%H:%M") == "03:30"


def test_all_later_ones_by_a_week_do_not_meet_themselves(tx, make, owner):
    series = make.series(owner=owner)
    weeks = [NOW + timedelta(days=7 * number) for number in (1, 2, 3)]
    rows = planned(tx, series, *weeks)

    outcome = move(tx, rows[0], owner, by=timedelta(days=7), reach=FUTURE)
    assert outcome.sessions == 3
    assert [row.starts_at for row in rows] == [week + timedelta(days=7) for week in weeks]
    assert [row.edited_at for row in rows] == [None] * 3

    move(tx, rows[0], owner, by=timedelta(days=-7), reach=FUTURE)
    assert [row.starts_at for row in rows] == weeks


def test_one_with_something_of_its_own_stays_unless_asked_for(tx, make, owner):
    series = make.series(owner=owner)
    rows = planned(tx, series, *(NOW + timedelta(days=7 * number) for number in (1, 2, 3)))
    rows[1].edited_at = NOW
    was = [row.starts_at for row in rows]

    move(tx, rows[0], owner, reach=FUTURE)
    assert [row.starts_at - before for row, before in zip(rows, was, strict=True)] == [LATER, timedelta(), LATER]

    move(tx, rows[0], owner, reach=Reach(future=True, edited=True))
    assert [row.starts_at - before for row, before in zip(rows, was, strict=True)] == [2 * LATER, LATER, 2 * LATER]


def test_the_template_follows(tx, make, owner):
    series = make.series(owner=owner)
    template = make.kept(
        Template(
            series_id=series.id, weekdays=[1], starts_minute=1170, duration_minutes=120, time_zone="Europe/Berlin",
            begins_on=date(2026, 11, 1), created_at=NOW,
        )
    )  # fmt: skip
    start = datetime(2026, 11, 30, 19, 30, tzinfo=BERLIN)
    rows = planned(tx, series, start, start + timedelta(days=7))
    for row in rows:
        row.template_id, row.original_day = template.id, row.starts_at.date()
    tx.flush()

    move(tx, rows[0], owner, by=timedelta(days=1, minutes=30), minutes=90, reach=FUTURE)

    assert (template.starts_minute, template.weekdays, template.duration_minutes) == (1200, [2], 90)
    assert [row.starts_at.astimezone(BERLIN).strftime("%a %H:%M") for row in rows] == ["Tue 20:00"] * 2


def test_a_cancellation_taken_back_after_a_move_is_at_the_new_time(tx, make, owner):
    session = make.session(owner=owner)
    booked = make.booked(make.quotas(session)[0])
    registrations.cancel(tx, user_id=booked.user_id, registration_id=booked.id, now=NOW)
    move(tx, session, owner)

    registrations.undo(tx, user_id=booked.user_id, registration_id=booked.id, now=NOW)

    assert booked.starts_at == session.starts_at
    assert faults(tx) == []


async def test_moving_while_people_register_leaves_nobody_at_the_old_time(db, make, owner, engine, open_doors):
    session = make.session(owner=owner, capacity=12)
    [quota] = make.quotas(session)
    people = make.users(20)
    starts = [session.starts_at + timedelta(minutes=15 * number) for number in (1, 2, 3)]

    async def moved(starts_at):
        await asyncio.sleep(0.002)
        return await db.write(sessions.move, user_id=owner.id, session_id=session.id, starts_at=starts_at, now=NOW)

    def arrival(number, person):
        act = waitlist.join if number % 4 == 3 else registrations.book
        return db.write(act, user_id=person.id, quota_id=quota.id, now=NOW)

    outcomes = await asyncio.gather(
        *(arrival(number, person) for number, person in enumerate(people)),
        *(moved(at) for at in starts),
        return_exceptions=True,
    )

    assert all(not isinstance(one, Exception) or isinstance(one, DomainError) for one in outcomes)
    with_faults = await db.read(faults)
    assert with_faults == []
    tx = make.tx
    tx.expire_all()
    now_at = tx.get_one(Session, session.id).starts_at
    assert now_at in starts
    rows = tx.query(Registration).filter_by(session_id=session.id).all()
    assert {row.starts_at for row in rows} == {now_at}
    assert tx.get_one(Quota, quota.id).taken == sum(row.status.takes_place for row in rows)
    tx.rollback()


async def test_who_books_into_a_move_meets_what_they_have_then(db, make, owner, open_doors):
    """The move and the booking of the same people cross: nobody has two places by their own booking."""
    session = make.session(owner=owner, capacity=20)
    other = make.session(capacity=20, starts_in=timedelta(days=2, hours=3))
    [quota], [elsewhere] = make.quotas(session), make.quotas(other)
    people = make.users(12)
    for person in people:
        make.booked(elsewhere, person, now=NOW - timedelta(hours=1))

    outcomes = await asyncio.gather(
        *(db.write(registrations.book, user_id=person.id, quota_id=quota.id, now=NOW) for person in people),
        db.write(sessions.move, user_id=owner.id, session_id=session.id, starts_at=other.starts_at, now=NOW),
        return_exceptions=True,
    )

    refused = [one for one in outcomes if isinstance(one, Exception)]
    assert all(isinstance(one, OverlappingRegistration | AlreadyRegistered) for one in refused)
    assert await db.read(faults) == []


def test_a_look_at_many_sessions_takes_as_many_statements_as_at_one(tx, make, owner, count_statements):
    def taken(number):
        series = make.series(owner=owner)
        first, *_ = planned(tx, series, *(NOW + timedelta(days=day) for day in range(1, number + 1)))
        at = first.starts_at + LATER
        about = {"user_id": owner.id, "session_id": first.id, "starts_at": at, "reach": FUTURE, "now": NOW}
        return count_statements(lambda: sessions.impact_of_moving(tx, **about))

    assert taken(2) == taken(20)
