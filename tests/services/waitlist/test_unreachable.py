"""Whoever no message gets to any more is passed over, with the reason, until they write to us again."""

from datetime import timedelta

import pytest

from db.models import AuditEvent, Notification
from db.models.registrations import Status
from services import registrations, users, waitlist
from tests.factories import NOW, faults, swept

GONE = NOW + timedelta(minutes=1)
"""When Telegram refused them; whoever an organizer entered is unreachable from the first moment."""


@pytest.fixture
def line(tx, make):
    """A full session: somebody with a place, and two who wait."""

    def of(**first):
        quota = make.quota(capacity=1)
        booked = make.booked(quota)
        return booked, make.waiting(quota, make.user("First", **first)), make.waiting(quota, make.user("Second"))

    return of


def reasons(tx, registration):
    events = tx.query(AuditEvent).filter_by(action="waitlist.passed_over", subject_id=registration.id)
    return [event.data["reason"] for event in events]


def give_back(tx, booked):
    registrations.cancel(tx, user_id=booked.user_id, registration_id=booked.id, now=GONE)
    swept(tx, now=GONE)
    tx.flush()


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"email": "a@example.org", "email_failed_at": NOW},
        {"email": "a@example.org", "wishes": {"email": {"bookings": False}}},
        {"phone": "+491701234567"},
    ],
)
def test_who_cannot_be_reached_is_passed_over_once_with_the_reason(tx, line, facts):
    booked, first, second = line(unreachable_at=GONE, **facts)

    give_back(tx, booked)
    swept(tx, now=GONE + timedelta(minutes=1))

    assert (first.status, second.status) == (Status.WAITLISTED, Status.CONFIRMED)
    assert reasons(tx, first) == ["unreachable"]


@pytest.mark.parametrize(
    "facts",
    [
        {"email": "a@example.org", "unreachable_at": GONE},
        {"phone": "+491701234567", "wishes": {"sms": {"bookings": True}}, "unreachable_at": GONE},
        {"unreachable_at": NOW},
        {"telegram_id": None},
    ],
)
def test_who_can_be_told_otherwise_or_by_their_organizer_has_their_turn(tx, line, facts):
    booked, first, _ = line(**facts)

    give_back(tx, booked)

    assert first.status == Status.CONFIRMED


def test_after_the_cutoff_they_are_not_told_of_a_free_place(tx, line):
    booked, first, second = line(unreachable_at=GONE)
    soon = booked.starts_at - timedelta(minutes=5)

    registrations.cancel(tx, user_id=booked.user_id, registration_id=booked.id, now=soon)
    tx.flush()

    told = {row.user_id for row in tx.query(Notification).filter_by(kind="waitlist_first_tap")}
    assert told == {second.user_id}
    assert reasons(tx, first) == ["unreachable"]


def test_who_is_back_gets_the_next_place(tx, line):
    booked, first, _ = line(unreachable_at=GONE, telegram_id=77)
    waiting = tx.query(Notification).filter_by(user_id=first.user_id).count()
    quota_id = booked.quota_id
    profile = users.Profile(77, "First", "en", "UTC", is_admin=False)

    users.welcome(tx, profile=profile, now=GONE)
    give_back(tx, booked)

    assert (first.status, waiting) == (Status.CONFIRMED, 1)
    assert waitlist.list_unsettled(tx, now=GONE) == []
    assert quota_id == first.quota_id


def test_a_free_place_with_nobody_but_them_is_no_fault(tx, make):
    quota = make.quota(capacity=1)
    booked, first = make.booked(quota), make.waiting(quota, make.user("First", unreachable_at=GONE))

    give_back(tx, booked)

    assert first.status == Status.WAITLISTED
    assert faults(tx, now=GONE + timedelta(minutes=30)) == []
