"""Booking: every way to a place, every refusal, and what is written down and owed."""

from datetime import timedelta

import pytest

from db.models import AuditEvent, Notification, Quota, Registration, Session, User
from db.models.notifications import NotificationStatus
from db.models.registrations import Status
from services import codes, registrations, sessions, waitlist
from services.errors import (
    AlreadyRegistered,
    AlreadyWaiting,
    BookingClosed,
    NotFound,
    OverlappingRegistration,
    PartyTooLarge,
    PersonBlocked,
    SessionCancelled,
    SessionFull,
)
from tests.factories import NOW


def counts(tx, quota) -> tuple[int, int]:
    tx.refresh(quota)
    return quota.taken, quota.waiting


def test_book_takes_a_place_at_what_was_agreed(tx, make):
    quota = make.quota(capacity=5, price=1250, currency="CHF", places_limit=2)
    session = tx.get(Session, quota.session_id)
    person = make.user()

    booked = registrations.book(tx, user_id=person.id, quota_id=quota.id, places=2, now=NOW)

    assert (booked.status, booked.places, booked.price, booked.currency) == (Status.CONFIRMED, 2, 2500, "CHF")
    assert (booked.starts_at, booked.ends_at) == (session.starts_at, session.ends_at)
    assert (booked.booked_at, booked.confirmed_at, booked.waitlisted_at) == (NOW, NOW, None)
    assert codes.read(booked.reference) == booked.reference
    assert counts(tx, quota) == (2, 0)


def test_book_takes_the_price_of_the_session_over_that_of_the_series(tx, make):
    session = make.session(price=1000)
    session.price = 0
    tx.flush()

    assert make.booked(make.quotas(session)[0]).price == 0


def test_book_is_written_down_once(tx, make):
    tx.info["cause"] = "update:7"
    booked = make.booked(make.quota())

    event = tx.query(AuditEvent).filter_by(subject_type="registration").one()

    assert (event.action, event.subject_id, event.actor_id) == ("registration.confirmed", booked.id, booked.user_id)
    assert (event.cause, event.data, event.at) == ("update:7", {}, NOW)


def test_book_owes_one_confirmation(tx, make):
    booked = make.booked(make.quota())

    owed = tx.query(Notification).one()

    assert (owed.kind, owed.user_id, owed.registration_id) == ("registration_confirmed", booked.user_id, booked.id)
    assert owed.dedupe_key == f"{booked.user_id}:registration_confirmed:{booked.id}"
    assert (owed.status, owed.attempts, owed.claims, owed.channel) == (NotificationStatus.QUEUED, 0, 0, "telegram")
    assert (owed.due_at, owed.useful_until, owed.created_at) == (NOW, booked.ends_at, NOW)
    assert tx.info["owed"] is True


@pytest.mark.parametrize("quota_id", [0, -1, 999])
def test_book_refuses_a_quota_that_is_not_there(tx, make, quota_id):
    with pytest.raises(NotFound):
        registrations.book(tx, user_id=make.user().id, quota_id=quota_id, now=NOW)


def test_book_refuses_a_person_that_is_not_there(tx, make):
    quota = make.quota()

    with pytest.raises(NotFound):
        registrations.book(tx, user_id=999_999, quota_id=quota.id, now=NOW)


def test_book_refuses_a_cancelled_session(tx, make):
    owner = make.user()
    session = make.session(owner=owner)
    quota = make.quotas(session)[0]
    sessions.cancel(tx, user_id=owner.id, session_id=session.id, now=NOW)

    with pytest.raises(SessionCancelled) as refusal:
        registrations.book(tx, user_id=owner.id, quota_id=quota.id, now=NOW)

    assert vars(refusal.value) == {"session_id": session.id, "title": "Monday Jam"}


def test_book_is_open_until_the_second_a_session_ends(tx, make):
    quota = make.quota(starts_in=timedelta(hours=-1), duration_minutes=120)
    end = NOW + timedelta(hours=1)

    assert make.booked(quota, now=end - timedelta(seconds=1)).status == Status.CONFIRMED
    with pytest.raises(BookingClosed) as refusal:
        make.booked(quota, now=end)

    assert vars(refusal.value) == {"session_id": quota.session_id, "title": "Monday Jam"}


def test_book_refuses_a_completed_session(tx, make):
    quota = make.quota(starts_in=timedelta(hours=-3))
    sessions.complete_over(tx, now=NOW)

    with pytest.raises(BookingClosed):
        make.booked(quota)


def test_book_refuses_a_blocked_person(tx, make):
    quota = make.quota()

    with pytest.raises(PersonBlocked):
        make.booked(quota, make.user(blocked_at=NOW))

    assert counts(tx, quota) == (0, 0)


def test_book_refuses_a_second_place_for_the_same_person(tx, make):
    quota = make.quota()
    booked = make.booked(quota)

    with pytest.raises(AlreadyRegistered) as refusal:
        registrations.book(tx, user_id=booked.user_id, quota_id=quota.id, now=NOW)

    assert vars(refusal.value) == {"session_id": quota.session_id, "reference": booked.reference}
    assert counts(tx, quota) == (1, 0)


def test_book_refuses_a_second_role_for_the_same_person(tx, make):
    base, flyer = make.quotas(make.session(roles={"base": 2, "flyer": 2}))
    booked = make.booked(base)

    with pytest.raises(AlreadyRegistered):
        registrations.book(tx, user_id=booked.user_id, quota_id=flyer.id, now=NOW)


def test_book_refuses_whoever_waits_for_it(tx, make):
    quota = make.quota(capacity=1)
    make.booked(quota)
    waits = make.waiting(quota)

    with pytest.raises(AlreadyWaiting) as refusal:
        registrations.book(tx, user_id=waits.user_id, quota_id=quota.id, now=NOW)

    assert vars(refusal.value) == {"session_id": quota.session_id}


@pytest.mark.parametrize(("minutes", "overlaps"), [(-120, False), (-119, True), (0, True), (119, True), (120, False)])
def test_book_refuses_a_session_that_overlaps_by_a_minute_and_not_one_that_follows(tx, make, minutes, overlaps):
    booked = make.booked(make.quota(title="Handstands"))
    other = make.quota(starts_in=timedelta(days=2, minutes=minutes))
    person = tx.get(User, booked.user_id)

    if not overlaps:
        assert make.booked(other, person).status == Status.CONFIRMED
        return
    with pytest.raises(OverlappingRegistration) as refusal:
        make.booked(other, person)

    assert vars(refusal.value) == {
        "session_id": other.session_id,
        "title": "Handstands",
        "starts_at": booked.starts_at,
    }


def test_book_is_no_obstacle_for_whoever_only_waits_elsewhere(tx, make):
    full, free = make.quota(capacity=1), make.quota()
    make.booked(full)
    person = make.user()
    make.waiting(full, person)

    assert make.booked(free, person).status == Status.CONFIRMED


def test_book_again_after_cancelling(tx, make):
    quota = make.quota()
    first = make.booked(quota)
    registrations.cancel(tx, user_id=first.user_id, registration_id=first.id, now=NOW)

    again = registrations.book(tx, user_id=first.user_id, quota_id=quota.id, now=NOW)

    assert (again.id != first.id, counts(tx, quota)) == (True, (1, 0))


def test_book_refuses_a_full_session_and_says_how_many_wait(tx, make):
    quota = make.quota(roles={"base": 1, "flyer": 9})
    make.booked(quota)
    make.waiting(quota)

    with pytest.raises(SessionFull) as refusal:
        make.booked(quota)

    assert vars(refusal.value) == {
        "session_id": quota.session_id,
        "quota_id": quota.id,
        "quota_name": "base",
        "waiting": 1,
        "places": 1,
    }


def test_book_refuses_a_party_larger_than_what_is_free(tx, make):
    quota = make.quota(capacity=3)
    make.booked(quota, places=2)

    with pytest.raises(SessionFull):
        make.booked(quota, places=2)

    assert counts(tx, quota) == (2, 0)


def test_book_refuses_a_free_place_while_somebody_waits_for_it(tx, make):
    quota = make.quota(capacity=3)
    make.booked(quota, places=2)
    make.waiting(quota, places=2)

    with pytest.raises(SessionFull):
        make.booked(quota)

    assert counts(tx, quota) == (2, 1)


def test_book_of_no_places_at_all_is_refused(tx, make):
    quota = make.quota(capacity=200)

    with pytest.raises(PartyTooLarge):
        make.booked(quota, places=0)


def test_book_takes_no_more_places_than_the_series_allows(tx, make):
    quota = make.quota(capacity=200, places_limit=3)
    person = make.user()

    with pytest.raises(PartyTooLarge) as refused:
        registrations.book(tx, user_id=person.id, quota_id=quota.id, places=4, now=NOW)

    assert refused.value.limit == 3
    assert counts(tx, quota) == (0, 0)


def test_a_refusal_writes_nothing(tx, make):
    quota = make.quota(capacity=1)
    make.booked(quota)
    before = [tx.query(model).count() for model in (Registration, Notification, AuditEvent)]

    with pytest.raises(SessionFull):
        make.booked(quota, make.user())

    assert [tx.query(model).count() for model in (Registration, Notification, AuditEvent)] == before


def test_two_roles_keep_their_own_places(tx, make):
    base, flyer = make.quotas(make.session(roles={"base": 1, "flyer": 1}))
    make.booked(base)

    with pytest.raises(SessionFull):
        make.booked(base)
    make.booked(flyer)

    assert [counts(tx, quota) for quota in (base, flyer)] == [(1, 0), (1, 0)]
    assert tx.query(Quota).filter(Quota.taken > Quota.capacity).count() == 0
    assert waitlist.settle(tx, base.id, now=NOW) == 0
