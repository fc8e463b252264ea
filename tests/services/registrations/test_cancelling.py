"""Cancelling: who may, when it is late, what is owed, and who gets the place."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from db.models import AuditEvent, Notification, Registration, Series, Session
from db.models.registrations import Attendance, Status
from services import attendance, registrations, sessions, transfers
from services.errors import (
    AlreadyRegistered,
    AttendanceKnown,
    BookingClosed,
    NotFound,
    NothingToCancel,
    NothingToGive,
)
from tests.factories import NOW


def counts(tx, quota) -> tuple[int, int]:
    tx.refresh(quota)
    return quota.taken, quota.waiting


def kinds_owed(tx, registration) -> list[str]:
    owed = tx.query(Notification).filter_by(registration_id=registration.id).order_by(Notification.id)
    return [notification.kind for notification in owed]


def cancel(tx, registration, *, now=NOW) -> Registration:
    return registrations.cancel(tx, user_id=registration.user_id, registration_id=registration.id, now=now)


def test_cancel_gives_the_place_back(tx, make):
    quota = make.quota(capacity=5)
    booked = make.booked(quota, places=3)

    cancelled = cancel(tx, booked)

    assert (cancelled.status, cancelled.cancelled_at, cancelled.is_late_cancellation) == (Status.CANCELLED, NOW, False)
    assert counts(tx, quota) == (0, 0)
    assert kinds_owed(tx, booked) == ["registration_confirmed", "registration_cancelled"]


def test_cancel_is_written_down_once(tx, make):
    booked = make.booked(make.quota())

    cancel(tx, booked)

    events = tx.query(AuditEvent).filter_by(subject_type="registration").order_by(AuditEvent.id).all()
    assert [(event.action, event.actor_id, event.data) for event in events] == [
        ("registration.confirmed", booked.user_id, {}),
        ("registration.cancelled", booked.user_id, {"was": "confirmed"}),
    ]


@pytest.mark.parametrize(("seconds", "is_late"), [(-1, False), (0, False), (1, True)])
def test_cancel_is_late_from_the_second_after_the_deadline(tx, make, seconds, is_late):
    booked = make.booked(make.quota(starts_in=timedelta(days=2), cancellation_notice_minutes=12 * 60))
    deadline = booked.starts_at - timedelta(hours=12)

    cancelled = cancel(tx, booked, now=deadline + timedelta(seconds=seconds))

    assert cancelled.is_late_cancellation is is_late


@pytest.fixture
def strict(tx):
    """Make a session's series ask for three days' notice, from now on."""

    def made(quota):
        series = tx.get_one(Series, tx.get_one(Session, quota.session_id).series_id)
        series.cancellation_notice_minutes = 72 * 60
        tx.flush()

    return made


def test_a_new_rule_is_not_for_who_is_in_already(tx, make, strict):
    quota = make.quota(cancellation_notice_minutes=0)
    booked = make.booked(quota)
    assert booked.free_until == booked.starts_at

    strict(quota)
    later = make.booked(quota)

    assert later.free_until == later.starts_at - timedelta(days=3)
    card = sessions.card(tx, session_id=quota.session_id, viewer_id=booked.user_id, now=NOW)
    assert card.free_until == booked.starts_at
    assert sessions.card(tx, session_id=quota.session_id, viewer_id=None, now=NOW).free_until == later.free_until
    assert cancel(tx, booked).is_late_cancellation is False
    assert cancel(tx, later).is_late_cancellation is True


def test_who_moves_up_agrees_to_the_rule_of_that_moment(tx, make, strict):
    quota = make.quota(capacity=1, cancellation_notice_minutes=0)
    first, second = make.booked(quota), make.waiting(quota)
    strict(quota)

    cancel(tx, first)

    assert second.status == Status.CONFIRMED
    assert second.free_until == second.starts_at - timedelta(days=3)


def test_what_is_older_than_the_agreements_goes_by_the_series(tx, make, strict):
    quota = make.quota(cancellation_notice_minutes=0)
    booked = make.booked(quota)
    booked.free_until = None
    strict(quota)

    assert cancel(tx, booked).is_late_cancellation is True


@pytest.fixture
def here(tx, make):
    """Somebody who is checked in, an hour before the start."""
    owner = make.user("Olga")
    booked = make.booked(make.quota(owner=owner, starts_in=timedelta(hours=1), capacity=3), places=2)
    attendance.check_in(tx, registration_id=booked.id, actor_id=owner.id, now=NOW)
    return booked, owner


def test_who_is_checked_in_cancels_no_more(tx, here):
    booked, _ = here

    with pytest.raises(AttendanceKnown):
        cancel(tx, booked)
    with pytest.raises(AttendanceKnown):
        registrations.shrink(tx, user_id=booked.user_id, registration_id=booked.id, sequence=booked.sequence, now=NOW)
    with pytest.raises(NothingToGive):
        transfers.offer(tx, user_id=booked.user_id, registration_id=booked.id, now=NOW)
    assert (booked.status, booked.attendance) == (Status.CONFIRMED, Attendance.ATTENDED)


def test_who_is_taken_out_was_not_there(tx, here):
    booked, owner = here

    registrations.take_out(tx, user_id=owner.id, registration_id=booked.id, now=NOW)

    assert (booked.status, booked.attendance, booked.attendance_at) == (Status.CANCELLED, None, None)
    cleared = tx.query(AuditEvent).filter_by(action="attendance.cleared").one()
    assert (cleared.actor_id, cleared.data) == (owner.id, {"was": "attended"})


def test_nobody_was_at_a_session_that_is_called_off(tx, here):
    booked, owner = here

    sessions.cancel(tx, user_id=owner.id, session_id=booked.session_id, now=NOW)

    assert (booked.status, booked.attendance) == (Status.CANCELLED, None)


def test_nobody_is_taken_out_of_a_session_that_was_closed(tx, here):
    booked, owner = here
    begun = booked.starts_at + timedelta(minutes=5)
    sessions.complete(tx, user_id=owner.id, session_id=booked.session_id, now=begun)

    with pytest.raises(BookingClosed):
        registrations.take_out(tx, user_id=owner.id, registration_id=booked.id, now=begun)
    assert booked.attendance == Attendance.ATTENDED


def test_cancel_without_notice_is_free_until_the_session_begins(tx, make):
    booked = make.booked(make.quota(cancellation_notice_minutes=0))

    assert cancel(tx, booked, now=booked.starts_at).is_late_cancellation is False


def test_leaving_the_waitlist_is_never_late_and_needs_no_message(tx, make):
    quota = make.quota(capacity=1)
    make.booked(quota)
    waits = make.waiting(quota)

    left = cancel(tx, waits, now=waits.starts_at)

    assert (left.status, left.is_late_cancellation) == (Status.CANCELLED, False)
    assert kinds_owed(tx, waits) == ["registration_waitlisted"]
    assert counts(tx, quota) == (1, 0)


@pytest.mark.parametrize("registration_id", [0, -1, 999])
def test_cancel_refuses_a_registration_that_is_not_there(tx, make, registration_id):
    with pytest.raises(NotFound):
        registrations.cancel(tx, user_id=make.user().id, registration_id=registration_id, now=NOW)


def test_cancel_refuses_somebody_elses_registration_as_if_it_were_not_there(tx, make):
    booked = make.booked(make.quota())

    with pytest.raises(NotFound):
        registrations.cancel(tx, user_id=make.user().id, registration_id=booked.id, now=NOW)

    assert booked.status == Status.CONFIRMED


def test_cancel_refuses_to_cancel_twice(tx, make):
    quota = make.quota()
    booked = make.booked(quota)
    cancel(tx, booked)

    with pytest.raises(NothingToCancel) as refusal:
        cancel(tx, booked)

    assert vars(refusal.value) == {"session_id": quota.session_id}
    assert counts(tx, quota) == (0, 0)


def test_cancel_is_possible_until_the_second_a_session_ends(tx, make):
    quota = make.quota(starts_in=timedelta(hours=-1))
    early, late = make.booked(quota), make.booked(quota)

    assert cancel(tx, early, now=early.ends_at - timedelta(seconds=1)).is_late_cancellation is True
    with pytest.raises(BookingClosed) as refusal:
        cancel(tx, late, now=late.ends_at)

    assert vars(refusal.value) == {"session_id": quota.session_id, "title": "Monday Jam"}


def test_cancel_of_one_who_waits_gives_nobody_a_place(tx, make):
    quota = make.quota(capacity=1)
    make.booked(quota)
    first, second = make.waiting(quota), make.waiting(quota)

    cancel(tx, first)

    assert (second.status, counts(tx, quota)) == (Status.WAITLISTED, (1, 1))


def test_cancel_hands_the_place_to_whoever_waits(tx, make):
    quota = make.quota(capacity=1)
    booked, waits = make.booked(quota), make.waiting(quota)

    cancel(tx, booked)

    assert (waits.status, waits.confirmed_at) == (Status.CONFIRMED, NOW)
    assert kinds_owed(tx, waits) == ["registration_waitlisted", "registration_promoted"]
    assert counts(tx, quota) == (1, 0)


def test_a_role_given_back_goes_to_that_role_only(tx, make):
    base, flyer = make.quotas(make.session(roles={"base": 1, "flyer": 1}))
    held, _ = make.booked(base), make.booked(flyer)
    waits_for_flyer, waits_for_base = make.waiting(flyer), make.waiting(base)

    cancel(tx, held)

    assert (waits_for_flyer.status, waits_for_base.status) == (Status.WAITLISTED, Status.CONFIRMED)
    assert [counts(tx, quota) for quota in (base, flyer)] == [(1, 0), (1, 1)]


def test_cancel_all_tells_everybody_and_promotes_nobody(tx, make):
    owner = make.user()
    session = make.session(owner=owner, capacity=1)
    quota = make.quotas(session)[0]
    booked, waits = make.booked(quota), make.waiting(quota)

    told = registrations.cancel_all(tx, session.id, actor_id=owner.id, now=NOW)

    assert told == 2
    assert [kinds_owed(tx, row)[-1] for row in (booked, waits)] == ["session_cancelled"] * 2
    assert counts(tx, quota) == (0, 0)
    last = tx.query(AuditEvent).order_by(AuditEvent.id.desc()).first()
    assert (last.actor_id, last.data) == (owner.id, {"was": "waitlisted", "reason": "session cancelled"})


def test_expire_unseated_ends_the_queue_and_keeps_those_who_came(tx, make):
    quota = make.quota(capacity=1)
    booked, waits = make.booked(quota), make.waiting(quota)

    registrations.expire_unseated(tx, quota.session_id, now=NOW)

    assert (booked.status, waits.status, waits.expired_at) == (Status.CONFIRMED, Status.EXPIRED, NOW)
    assert counts(tx, quota) == (1, 0)
    admin = make.user(is_admin=True)
    impact = sessions.impact_of_cancelling(tx, user_id=admin.id, session_id=quota.session_id, now=NOW)
    assert (impact.people, impact.waiting) == (1, 0)


def test_an_old_leave_button_does_not_cost_a_place_that_was_given_meanwhile(tx, make):
    quota = make.quota(capacity=1)
    first, second = make.booked(quota), make.waiting(quota)
    registrations.cancel(tx, user_id=first.user_id, registration_id=first.id, now=NOW)

    with pytest.raises(AlreadyRegistered):
        registrations.leave_waitlist(tx, user_id=second.user_id, registration_id=second.id, now=NOW)

    tx.refresh(second)
    assert second.status == Status.CONFIRMED


def test_leaving_the_line_after_its_end_is_no_news_for_those_who_still_wait(tx, make):
    quota = make.quota(capacity=1, starts_in=timedelta(hours=2))
    first, second, third = make.booked(quota), make.waiting(quota), make.waiting(quota)
    late = NOW + timedelta(hours=1, minutes=50)
    registrations.cancel(tx, user_id=first.user_id, registration_id=first.id, now=late)
    told = tx.scalar(select(func.count()).select_from(Notification))

    registrations.leave_waitlist(tx, user_id=third.user_id, registration_id=third.id, now=late)

    assert tx.scalar(select(func.count()).select_from(Notification)) == told
    assert second.status == Status.WAITLISTED
