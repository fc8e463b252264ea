"""Planning a session, cancelling it for everybody, and closing it when it is over."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from db.models import AuditEvent, Notification, Registration
from db.models.registrations import Status
from db.models.sessions import SessionStatus
from services import codes, registrations, sessions
from services.errors import BookingClosed, NotAllowed, NotFound, SessionCancelled
from services.sessions.running import SWEEP
from tests.factories import NOW, swept


def refreshed(tx, quota) -> tuple[int, int, bool]:
    tx.refresh(quota)
    return quota.taken, quota.waiting, quota.is_open


def cancel(tx, session, user, *, now=NOW) -> int:
    return sessions.cancel(tx, user_id=user.id, session_id=session.id, now=now)


@pytest.fixture
def owner(make):
    return make.user("Owner")


def test_schedule_takes_duration_and_quotas_from_the_series(tx, make, owner):
    series = make.series(owner=owner, roles={"base": 4, "flyer": 6}, duration_minutes=90)

    session = sessions.schedule(
        tx,
        series_id=series.id,
        starts_at=NOW,
        time_zone="Europe/Berlin",
        instructor_id=owner.id,
        actor_id=owner.id,
        now=NOW,
    )

    assert (session.starts_at, session.ends_at) == (NOW, NOW + timedelta(minutes=90))
    assert (session.status, session.time_zone) == (SessionStatus.SCHEDULED, "Europe/Berlin")
    assert (session.instructor_id, session.created_at, session.place, session.price) == (owner.id, NOW, None, None)
    assert codes.read(session.code) == session.code
    assert [(q.name, q.capacity, q.taken, q.waiting, q.is_open, q.position) for q in make.quotas(session)] == [
        ("base", 4, 0, 0, True, 0),
        ("flyer", 6, 0, 0, True, 1),
    ]
    event = tx.query(AuditEvent).one()
    assert (event.action, event.actor_id, event.subject_type) == ("session.scheduled", owner.id, "session")
    assert (event.subject_id, event.at) == (session.id, NOW)


def test_cancel_tells_everybody_and_lets_nobody_in(tx, make, owner):
    session = make.session(owner=owner, capacity=2)
    quota = make.quotas(session)[0]
    rows = [make.booked(quota), make.booked(quota), make.waiting(quota)]
    left = make.waiting(quota)
    registrations.cancel(tx, user_id=left.user_id, registration_id=left.id, now=NOW)
    impact = sessions.impact_of_cancelling(tx, user_id=owner.id, session_id=session.id, now=NOW)
    assert (impact.people, impact.waiting, impact.sessions) == (2, 1, 1)

    assert cancel(tx, session, owner) == 3

    assert (session.status, session.cancelled_at) == (SessionStatus.CANCELLED, NOW)
    assert [(row.status, row.cancelled_at, row.is_late_cancellation) for row in rows] == [
        (Status.CANCELLED, NOW, False)
    ] * 3
    told = tx.query(Notification).filter_by(kind="session_cancelled").order_by(Notification.id)
    assert [(notification.registration_id, notification.useful_until) for notification in told] == [
        (row.id, None) for row in rows
    ]
    assert refreshed(tx, quota) == (0, 0, False)
    assert swept(tx, now=NOW) == 0


def test_cancel_is_written_down_for_the_session_and_each_registration(tx, make, owner):
    session = make.session(owner=owner)
    booked = make.booked(make.quotas(session)[0])

    cancel(tx, session, owner)

    events = tx.query(AuditEvent).order_by(AuditEvent.id.desc()).limit(2).all()
    assert [(event.action, event.subject_id, event.actor_id, event.data) for event in events] == [
        ("session.cancelled", session.id, owner.id, {"told": 1}),
        (
            "registration.cancelled",
            booked.id,
            owner.id,
            {"was": "confirmed", "reason": "session cancelled"},
        ),
    ]


def test_cancel_of_an_empty_session_tells_nobody(tx, make, owner):
    assert cancel(tx, make.session(owner=owner), owner) == 0


def test_cancel_is_for_admins_too(tx, make):
    assert cancel(tx, make.session(), make.user(is_admin=True)) == 0


def test_cancel_refuses_whoever_does_not_run_it(tx, make):
    session = make.session()

    with pytest.raises(NotAllowed) as refusal:
        cancel(tx, session, make.user())

    assert (vars(refusal.value), session.status) == ({"session_id": session.id}, SessionStatus.SCHEDULED)


@pytest.mark.parametrize(("visibility", "refusal"), [("public", NotAllowed), ("private", NotFound)])
def test_whom_a_cancelling_would_reach_is_told_to_those_who_run_it(tx, make, visibility, refusal):
    session = make.session(visibility=visibility)

    with pytest.raises(refusal):
        sessions.impact_of_cancelling(tx, user_id=make.user().id, session_id=session.id, now=NOW)
    with pytest.raises(NotFound):
        sessions.impact_of_cancelling(tx, user_id=make.user().id, session_id=999, now=NOW)


def test_cancel_refuses_a_person_that_is_not_there(tx, make):
    with pytest.raises(NotAllowed):
        sessions.cancel(tx, user_id=999_999, session_id=make.session().id, now=NOW)


def test_cancel_refuses_a_session_that_is_not_there(tx, owner):
    with pytest.raises(NotFound):
        sessions.cancel(tx, user_id=owner.id, session_id=999, now=NOW)


def test_cancel_refuses_to_cancel_twice(tx, make, owner):
    session = make.session(owner=owner)
    cancel(tx, session, owner)

    with pytest.raises(SessionCancelled) as refusal:
        cancel(tx, session, owner)

    assert vars(refusal.value) == {"session_id": session.id, "title": "Monday Jam"}


def test_cancel_is_possible_until_the_second_a_session_ends(tx, make, owner):
    first, second = (
        make.session(owner=owner, starts_in=timedelta(hours=-1)),
        make.session(owner=owner, starts_in=timedelta(hours=-1)),
    )

    assert cancel(tx, first, owner, now=first.ends_at - timedelta(seconds=1)) == 0
    with pytest.raises(BookingClosed):
        cancel(tx, second, owner, now=second.ends_at)


def test_cancel_refuses_a_completed_session(tx, make, owner):
    session = make.session(owner=owner, starts_in=timedelta(hours=-3))
    sessions.complete_over(tx, now=NOW)

    with pytest.raises(BookingClosed):
        cancel(tx, session, owner)


def test_complete_over_closes_what_has_ended_and_nothing_else(tx, make):
    over = make.session(starts_in=timedelta(hours=-2), capacity=1)
    runs = make.session(starts_in=timedelta(hours=-2, seconds=1), capacity=1)
    quota = make.quotas(over)[0]
    booked, waits = (
        make.booked(quota, now=NOW - timedelta(hours=1)),
        make.waiting(quota, now=NOW - timedelta(hours=1)),
    )

    assert sessions.complete_over(tx, now=NOW) == 1

    assert (over.status, over.completed_at, runs.status) == (SessionStatus.COMPLETED, NOW, SessionStatus.SCHEDULED)
    assert (booked.status, waits.status, waits.expired_at) == (Status.CONFIRMED, Status.EXPIRED, NOW)
    assert refreshed(tx, quota) == (1, 0, False)
    event = tx.query(AuditEvent).order_by(AuditEvent.id.desc()).first()
    assert (event.action, event.actor_id, event.subject_id) == ("session.completed", None, over.id)
    assert sessions.complete_over(tx, now=NOW) == 0


@pytest.mark.parametrize("held", [Status.PENDING_APPROVAL, Status.PENDING_PAYMENT, Status.OFFERED])
def test_complete_over_ends_what_was_only_held(tx, make, held):
    quota = make.quota(starts_in=timedelta(hours=-3))
    booked = make.booked(quota, now=NOW - timedelta(hours=2))
    booked.status = held
    tx.flush()

    sessions.complete_over(tx, now=NOW)

    assert (booked.status, refreshed(tx, quota)) == (Status.EXPIRED, (0, 0, False))


def test_complete_over_leaves_cancelled_sessions_cancelled(tx, make, owner):
    session = make.session(owner=owner, starts_in=timedelta(hours=-1))
    cancel(tx, session, owner)

    assert sessions.complete_over(tx, now=NOW + timedelta(days=1)) == 0
    assert session.status == SessionStatus.CANCELLED


def test_complete_over_takes_a_limited_number_at_a_time(tx, make):
    series = make.series()
    for hour in range(SWEEP + 1):
        make.session(series=series, starts_in=timedelta(hours=-3 - hour))

    assert [sessions.complete_over(tx, now=NOW) for _ in range(3)] == [SWEEP, 1, 0]
    assert tx.query(Registration).count() == 0


def test_a_session_lasts_as_long_when_the_clocks_change_meanwhile(tx, make):
    series = make.series(duration_minutes=180)
    night = datetime(2026, 10, 25, 1, 30, tzinfo=ZoneInfo("Europe/Berlin"))

    session = sessions.schedule(
        tx, series_id=series.id, starts_at=night, time_zone="Europe/Berlin", actor_id=None, now=NOW
    )

    assert session.ends_at - session.starts_at.astimezone(UTC) == timedelta(minutes=180)
