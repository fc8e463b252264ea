"""Who did not come is marked by the sweep, told of it, and suspended where the host's policy says so."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from db.models import Alert, AuditEvent, Client, Host, Notification
from db.models.registrations import Attendance, Status
from scheduler.tasks import attendance as tasks
from services import attendance, no_shows, notices, registrations, sessions
from services.errors import PersonSuspended
from services.notices import Notice, Obsolete
from tests.factories import NOW

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def owner(make):
    return make.user("Olga Owner")


@pytest.fixture
def session(make, owner):
    """It begins in two days; ten minutes' grace."""
    return make.session(owner=owner, title="Monday Jam", capacity=300)


@pytest.fixture
def strict(make, owner):
    """Sessions of one series of a host that suspends for a week after three."""

    def planned(*days):
        series = make.series(owner=owner, capacity=20)
        host = make.tx.get_one(Host, series.host_id)
        host.suspends_after, host.suspension_days, host.contact_email = 3, 7, "hello@example.org"
        make.kept(host)
        return [make.session(series=series, starts_in=timedelta(days=day)) for day in days]

    return planned


def booked(make, session, person=None, **fields):
    return make.booked(make.quotas(session)[0], person, **fields)


def due_at(session):
    return session.starts_at + 10 * MINUTE


def sweep(tx, now):
    tx.flush()
    return sum(no_shows.mark(tx, session_id, now=now) for session_id in no_shows.list_sessions(tx, now=now))


def here(tx, registration, owner, at):
    attendance.check_in(tx, registration_id=registration.id, actor_id=owner.id, now=at)


def test_who_is_missing_after_the_grace_period_is_a_no_show(tx, make, session, owner):
    came, missing = booked(make, session), booked(make, session)
    here(tx, came, owner, session.starts_at - MINUTE)

    assert sweep(tx, due_at(session) - MINUTE) == 0
    assert sweep(tx, due_at(session)) == 1
    assert sweep(tx, due_at(session) + 15 * MINUTE) == 0

    assert (came.attendance, missing.attendance) == (Attendance.ATTENDED, Attendance.NO_SHOW)
    event = tx.scalars(select(AuditEvent).where(AuditEvent.action == "attendance.no_show")).one()
    assert (event.actor_id, event.subject_id, event.data["was"]) == (None, missing.id, None)


def test_a_host_that_checks_nobody_in_has_nobody_marked(tx, make, session):
    booked(make, session)

    assert sweep(tx, due_at(session)) == 0


def test_a_mark_by_hand_of_somebody_who_did_not_come_is_enough(tx, make, session, owner):
    first, second = booked(make, session), booked(make, session)
    attendance.mark_no_show(tx, registration_id=first.id, actor_id=owner.id, now=session.starts_at)

    assert sweep(tx, due_at(session)) == 1
    assert second.attendance == Attendance.NO_SHOW


def test_who_cancelled_waits_or_booked_on_the_spot_is_left_alone(tx, make, session, owner):
    came, gone = booked(make, session), booked(make, session)
    here(tx, came, owner, session.starts_at - MINUTE)
    registrations.cancel(tx, user_id=gone.user_id, registration_id=gone.id, now=session.starts_at - DAY)
    spontaneous = booked(make, session, now=session.starts_at + MINUTE)

    assert sweep(tx, due_at(session)) == 0
    assert (gone.attendance, spontaneous.attendance) == (None, None)


def test_the_sweep_looks_one_day_back_and_no_further(tx, make, session, owner):
    came, missing = booked(make, session), booked(make, session)
    here(tx, came, owner, session.starts_at)
    sessions.complete_over(tx, now=session.ends_at)

    assert sweep(tx, due_at(session) + DAY) == 0
    assert sweep(tx, due_at(session) + DAY - MINUTE) == 1
    assert missing.attendance == Attendance.NO_SHOW


def test_who_comes_after_that_is_late_and_no_no_show_and_is_not_told_so(tx, make, session, owner):
    came, late = booked(make, session), booked(make, session)
    here(tx, came, owner, session.starts_at - MINUTE)
    sweep(tx, due_at(session))
    here(tx, late, owner, due_at(session) + 20 * MINUTE)
    told = tx.scalars(select(Notification).where(Notification.kind == "no_show")).one()

    assert late.attendance == Attendance.LATE
    assert told.due_at >= session.ends_at
    assert isinstance(notices.compose(tx, notification_id=told.id, now=told.due_at), Obsolete)


def test_hundred_at_a_time(tx, make, session, owner):
    came = booked(make, session)
    here(tx, came, owner, session.starts_at - MINUTE)
    for _ in range(105):
        booked(make, session)
    tx.flush()

    assert [no_shows.mark(tx, session.id, now=due_at(session)) for _ in range(3)] == [100, 5, 0]


async def test_two_sweeps_at_once_mark_and_tell_everybody_once(db, make, session, owner):
    for _ in range(30):
        booked(make, session)
    first = booked(make, session)
    now = due_at(session)
    await db.write(attendance.check_in, registration_id=first.id, actor_id=owner.id, now=session.starts_at)

    marked = await asyncio.gather(*(db.write(no_shows.mark, session.id, now=now, limit=4) for _ in range(10)))
    rest = await tasks.mark_no_shows.original_func(db=db, now=now + 15 * MINUTE)  # some were killed before their end

    assert sum(marked) + rest == 30

    def figures(tx):
        events = tx.scalars(select(AuditEvent.subject_id).where(AuditEvent.action == "attendance.no_show")).all()
        told = tx.scalars(select(Notification.registration_id).where(Notification.kind == "no_show")).all()
        return len(events), len(set(events)), len(told), len(set(told))

    assert await db.read(figures) == (30, 30, 30, 30)


def read(tx, row) -> Any:
    """What a message says when it is due."""
    return notices.compose(tx, notification_id=row.id, now=row.due_at)


def missed(tx, make, owner, planned, person):
    """They miss each of the sessions, and the organizer marks it."""
    made = [booked(make, session, person) for session in planned]
    for row in made:
        attendance.mark_no_show(tx, registration_id=row.id, actor_id=owner.id, now=row.starts_at)
    tx.flush()
    return made


def client_of(tx, person):
    tx.flush()
    return tx.scalars(select(Client).where(Client.user_id == person.id)).one()


def test_the_third_within_a_month_suspends_and_everybody_concerned_hears_of_it(tx, make, owner, strict):
    person, admin = make.user("Bo"), make.user("Ada", is_admin=True)
    rows = missed(tx, make, owner, strict(2, 4, 6), person)
    at = rows[-1].starts_at

    client = client_of(tx, person)
    assert client.suspended_until == at + 7 * DAY
    told = {
        (row.kind, row.user_id): read(tx, row)
        for row in tx.scalars(select(Notification).where(Notification.kind.in_(["suspended", "owner_suspended"])))
    }
    text = told["suspended", person.id].text
    assert "You book nothing at <b>Tanzfabrik</b> until" in text
    assert "You missed 3 sessions within 30 days" in text
    assert "Their policy: 3 such sessions within 30 days suspend booking for 7 days." in text
    assert "they can lift it at once: hello@example.org" in text
    assert "👤 Bo books nothing at Tanzfabrik until" in told["owner_suspended", owner.id].text
    assert tx.scalars(select(Alert.kind)).all() == ["suspension"]
    assert tx.scalars(select(Notification.user_id).where(Notification.kind == "alert_raised")).all() == [admin.id]
    assert tx.scalars(select(AuditEvent.actor_id).where(AuditEvent.action == "client.suspended")).all() == [owner.id]


def test_who_is_suspended_books_nothing_there_until_then(tx, make, owner, strict):
    person, planned = make.user("Bo"), strict(2, 4, 6, 8, 20)
    missed(tx, make, owner, planned[:3], person)
    until = client_of(tx, person).suspended_until

    with pytest.raises(PersonSuspended) as refused:
        booked(make, planned[4], person, now=planned[2].ends_at)

    assert refused.value.until == until
    assert booked(make, planned[4], person, now=until).status == Status.CONFIRMED


def test_only_a_month_counts(tx, make, owner, strict):
    person = make.user("Bo")
    missed(tx, make, owner, strict(2, 31, 33), person)

    assert client_of(tx, person).suspended_until is None


def test_reversing_the_no_show_that_caused_it_lifts_it(tx, make, owner, strict):
    person, planned = make.user("Bo"), strict(2, 4, 6, 8)
    rows = missed(tx, make, owner, planned[:3], person)

    attendance.clear(tx, registration_id=rows[-1].id, actor_id=owner.id, now=planned[2].ends_at)

    assert client_of(tx, person).suspended_until is None
    assert booked(make, planned[3], person, now=planned[2].ends_at).status == Status.CONFIRMED
    told = tx.scalars(select(Notification).where(Notification.kind == "suspended")).one()
    assert notices.compose(tx, notification_id=told.id, now=told.due_at) == Obsolete("is no longer so")


def test_who_was_told_of_it_is_told_of_its_end(tx, make, owner, strict):
    person, planned = make.user("Bo"), strict(2, 4, 6)
    rows = missed(tx, make, owner, planned, person)
    told = tx.scalars(select(Notification).where(Notification.kind == "suspended")).one()
    told.status = "sent"
    tx.flush()

    here(tx, rows[0], owner, rows[0].starts_at + HOUR)

    over = tx.scalars(select(Notification).where(Notification.kind == "suspension_over")).one()
    notice = notices.compose(tx, notification_id=over.id, now=over.due_at)
    assert isinstance(notice, Notice)
    assert notice.text == "✅ You can book at <b>Tanzfabrik</b> again."


def test_a_suspension_of_another_making_stays(tx, make, owner, strict):
    person, planned = make.user("Bo"), strict(2, 4)
    rows = missed(tx, make, owner, planned, person)
    client_of(tx, person).suspended_until = NOW + 90 * DAY

    attendance.clear(tx, registration_id=rows[0].id, actor_id=owner.id, now=planned[1].ends_at)

    assert client_of(tx, person).suspended_until == NOW + 90 * DAY


def late_cancel(tx, make, session, person):
    row = booked(make, session, person)
    registrations.cancel(tx, user_id=person.id, registration_id=row.id, now=session.starts_at - HOUR)
    tx.flush()
    return row


def test_to_cancel_late_is_no_way_round_it(tx, make, owner, strict):
    person, planned = make.user("Bo"), strict(2, 4, 6)
    missed(tx, make, owner, planned[:2], person)

    late_cancel(tx, make, planned[2], person)

    assert client_of(tx, person).suspended_until == planned[2].starts_at - HOUR + 7 * DAY


def test_to_cancel_in_time_costs_nothing(tx, make, owner, strict):
    person, planned = make.user("Bo"), strict(2, 4, 6)
    missed(tx, make, owner, planned[:2], person)
    row = booked(make, planned[2], person)

    registrations.cancel(tx, user_id=person.id, registration_id=row.id, now=planned[2].starts_at - DAY)

    assert client_of(tx, person).suspended_until is None


def test_a_late_cancellation_that_is_undone_suspends_nobody(tx, make, owner, strict):
    person, planned = make.user("Bo"), strict(2, 4, 6)
    missed(tx, make, owner, planned[:2], person)
    row = late_cancel(tx, make, planned[2], person)

    undone = registrations.undo(
        tx, user_id=person.id, registration_id=row.id, now=planned[2].starts_at - HOUR + timedelta(seconds=20)
    )

    assert (undone.status, undone.is_late_cancellation) == (Status.CONFIRMED, False)
    assert client_of(tx, person).suspended_until is None


async def test_two_no_shows_at_once_are_counted_together(db, make, owner, strict):
    person, planned = make.user("Bo"), strict(2, 2.3, 2.6)
    rows = [booked(make, session, person) for session in planned]
    now = planned[2].starts_at

    await asyncio.gather(
        *(db.write(attendance.mark_no_show, registration_id=row.id, actor_id=owner.id, now=now) for row in rows)
    )

    found = await db.read(
        lambda tx: tx.scalars(select(Client.suspended_until).where(Client.user_id == person.id)).one()
    )
    assert found == now + 7 * DAY
    assert await db.read(lambda tx: len(tx.scalars(select(AuditEvent).filter_by(action="client.suspended")).all())) == 1


def test_a_failing_sweep_is_told_to_the_admins(tx, make, session):
    no_shows.give_up(tx, session.id, now=NOW)

    alert = tx.scalars(select(Alert)).one()
    assert (alert.kind, alert.subject_id) == ("no_shows_failed", session.id)


def test_the_policy_is_named_where_there_is_one(tx, make, owner, strict):
    person, planned = make.user("Bo"), strict(2)
    missed(tx, make, owner, planned, person)
    told = tx.scalars(select(Notification).where(Notification.kind == "no_show")).one()

    text = read(tx, told).text

    assert "Their policy: 3 such sessions within 30 days suspend booking for 7 days." in text
