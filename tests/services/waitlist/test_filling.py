"""The waitlist: who may stand in line, who gets a freed place, and why somebody is passed over."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from db.models import AuditEvent, Notification, Registration, User
from db.models.notifications import NotificationStatus
from db.models.registrations import Status
from services import registrations, sessions, waitlist
from services.errors import (
    AlreadyRegistered,
    AlreadyWaiting,
    BookingClosed,
    NotFound,
    OverlappingRegistration,
    PersonBlocked,
    PlaceIsFree,
    SessionCancelled,
)
from tests.factories import NOW, swept


def counts(tx, quota) -> tuple[int, int]:
    tx.refresh(quota)
    return quota.taken, quota.waiting


def cancel(tx, registration) -> Registration:
    return registrations.cancel(tx, user_id=registration.user_id, registration_id=registration.id, now=NOW)


def passed_over(tx) -> list[tuple[int, str]]:
    events = tx.query(AuditEvent).filter_by(action="waitlist.passed_over").order_by(AuditEvent.id)
    return [(event.subject_id, event.data["reason"]) for event in events]


@pytest.fixture
def full(make):
    """A quota of one place, which somebody has."""
    quota = make.quota(capacity=1)
    make.booked(quota)
    return quota


def test_join_stands_in_line(tx, make, full):
    person = make.user()

    waits = waitlist.join(tx, user_id=person.id, quota_id=full.id, now=NOW)

    assert (waits.status, waits.waitlisted_at, waits.confirmed_at) == (Status.WAITLISTED, NOW, None)
    assert counts(tx, full) == (1, 1)
    event = tx.query(AuditEvent).order_by(AuditEvent.id.desc()).first()
    assert (event.action, event.subject_id, event.actor_id) == ("registration.waitlisted", waits.id, person.id)
    owed = tx.query(Notification).filter_by(registration_id=waits.id).one()
    assert (owed.kind, owed.useful_until) == ("registration_waitlisted", waits.ends_at)


def test_join_refuses_where_a_place_is_free(tx, make):
    quota = make.quota(capacity=1)

    with pytest.raises(PlaceIsFree) as refusal:
        make.waiting(quota)

    assert vars(refusal.value) == {"session_id": quota.session_id}
    assert counts(tx, quota) == (0, 0)


def test_join_lets_a_party_wait_that_is_larger_than_what_is_free(tx, make):
    quota = make.quota(capacity=3, places_limit=3)
    make.booked(quota, places=2)

    assert make.waiting(quota, places=2).status == Status.WAITLISTED


def test_join_refuses_a_quota_that_is_not_there(tx, make):
    with pytest.raises(NotFound):
        waitlist.join(tx, user_id=make.user().id, quota_id=999, now=NOW)


def test_join_refuses_a_cancelled_session(tx, make):
    owner = make.user()
    session = make.session(owner=owner)
    sessions.cancel(tx, user_id=owner.id, session_id=session.id, now=NOW)

    with pytest.raises(SessionCancelled):
        make.waiting(make.quotas(session)[0])


def test_join_is_open_until_the_second_a_session_ends(tx, make):
    quota = make.quota(capacity=1, starts_in=timedelta(hours=-1))
    booked = make.booked(quota)

    assert make.waiting(quota, now=booked.ends_at - timedelta(seconds=1)).status == Status.WAITLISTED
    with pytest.raises(BookingClosed):
        make.waiting(quota, now=booked.ends_at)


def test_join_refuses_a_blocked_person(tx, make, full):
    with pytest.raises(PersonBlocked):
        make.waiting(full, make.user(blocked_at=NOW))


def test_join_refuses_whoever_has_a_place(tx, make, full):
    holder = tx.get(User, tx.query(Registration).one().user_id)

    with pytest.raises(AlreadyRegistered):
        make.waiting(full, holder)


def test_join_refuses_whoever_waits_already(tx, make, full):
    person = make.user()
    make.waiting(full, person)

    with pytest.raises(AlreadyWaiting):
        make.waiting(full, person)

    assert counts(tx, full) == (1, 1)


def test_join_refuses_whoever_has_a_place_elsewhere_at_the_time(tx, make, full):
    person = make.user()
    make.booked(make.quota(), person)

    with pytest.raises(OverlappingRegistration):
        make.waiting(full, person)


def test_a_freed_place_goes_to_the_first_in_line(tx, make, full):
    first, second = make.waiting(full), make.waiting(full)

    cancel(tx, tx.query(Registration).filter_by(status=Status.CONFIRMED).one())

    assert (first.status, second.status) == (Status.CONFIRMED, Status.WAITLISTED)
    assert counts(tx, full) == (1, 1)


def test_the_line_is_in_order_of_joining_not_of_ids(tx, make, full):
    later, earlier = make.waiting(full), make.waiting(full, now=NOW - timedelta(minutes=1))

    cancel(tx, tx.query(Registration).filter_by(status=Status.CONFIRMED).one())

    assert (later.status, earlier.status) == (Status.WAITLISTED, Status.CONFIRMED)


def test_a_party_that_cancels_makes_room_for_several(tx, make):
    quota = make.quota(capacity=3, places_limit=3)
    party = make.booked(quota, places=3)
    line = [make.waiting(quota) for _ in range(4)]

    cancel(tx, party)

    assert [row.status for row in line] == [Status.CONFIRMED] * 3 + [Status.WAITLISTED]
    assert counts(tx, quota) == (3, 1)


def test_promotion_is_written_down_and_owed_once(tx, make, full):
    waits = make.waiting(full)

    cancel(tx, tx.query(Registration).filter_by(status=Status.CONFIRMED).one())

    events = tx.query(AuditEvent).filter_by(subject_type="registration", subject_id=waits.id).order_by(AuditEvent.id)
    assert [(event.action, event.actor_id, event.data) for event in events] == [
        ("registration.waitlisted", waits.user_id, {}),
        ("registration.confirmed", None, {"was": "waitlisted", "reason": "promoted"}),
    ]
    owed = tx.query(Notification).filter_by(registration_id=waits.id, kind="registration_promoted").one()
    assert (owed.status, owed.useful_until) == (NotificationStatus.QUEUED, waits.ends_at)


def test_a_blocked_person_is_passed_over_and_keeps_their_turn(tx, make, full):
    blocked = make.user()
    waits, next_one = make.waiting(full, blocked), make.waiting(full)
    blocked.blocked_at = NOW

    cancel(tx, tx.query(Registration).filter_by(status=Status.CONFIRMED).one())

    assert (waits.status, next_one.status) == (Status.WAITLISTED, Status.CONFIRMED)
    assert passed_over(tx) == [(waits.id, "blocked")]


def test_whoever_is_busy_is_passed_over_and_keeps_their_turn(tx, make, full):
    busy = make.user()
    waits, next_one = make.waiting(full, busy), make.waiting(full)
    make.booked(make.quota(), busy)

    cancel(tx, tx.query(Registration).filter_by(status=Status.CONFIRMED, quota_id=full.id).one())

    assert (waits.status, next_one.status) == (Status.WAITLISTED, Status.CONFIRMED)
    assert passed_over(tx) == [(waits.id, "overlap")]


def test_a_party_that_does_not_fit_is_passed_over_and_keeps_its_turn(tx, make):
    quota = make.quota(capacity=2, places_limit=3)
    leaves, stays = make.booked(quota), make.booked(quota)
    party, single = make.waiting(quota, places=2), make.waiting(quota)

    cancel(tx, leaves)
    assert (party.status, single.status) == (Status.WAITLISTED, Status.CONFIRMED)
    assert passed_over(tx) == [(party.id, "party")]

    cancel(tx, stays)
    cancel(tx, single)
    assert (party.status, counts(tx, quota)) == (Status.CONFIRMED, (2, 0))


def test_the_reason_for_passing_over_is_written_once_until_it_changes(tx, make, full):
    person = make.user()
    waits = make.waiting(full, person)
    person.blocked_at = NOW
    cancel(tx, tx.query(Registration).filter_by(status=Status.CONFIRMED).one())
    for _ in range(3):
        assert swept(tx, now=NOW) == 0

    assert passed_over(tx) == [(waits.id, "blocked")]

    person.blocked_at = None
    busy_with = make.booked(make.quota(), person)
    assert swept(tx, now=NOW) == 0
    assert passed_over(tx) == [(waits.id, "blocked"), (waits.id, "overlap")]

    cancel(tx, busy_with)
    assert swept(tx, now=NOW) == 1
    assert waits.status == Status.CONFIRMED


def test_a_promotion_that_fails_is_undone_and_passed_over(tx, make, full):
    failing, next_one = make.waiting(full), make.waiting(full)
    make.kept(
        Notification(
            user_id=failing.user_id,
            registration_id=failing.id,
            channel="telegram",
            kind="registration_promoted",
            dedupe_key=f"{failing.user_id}:registration_promoted:{failing.id}",
            data={},
            status=NotificationStatus.SENT,
            due_at=NOW,
            created_at=NOW,
        )
    )

    cancel(tx, tx.query(Registration).filter_by(status=Status.CONFIRMED).one())

    assert (failing.status, next_one.status) == (Status.WAITLISTED, Status.CONFIRMED)
    assert passed_over(tx) == [(failing.id, "IntegrityError")]
    assert counts(tx, full) == (1, 1)


def test_fill_does_nothing_without_a_free_place_or_a_line(tx, make, full):
    make.waiting(full)

    assert waitlist.settle(tx, full.id, now=NOW) == 0
    assert waitlist.settle(tx, make.quota().id, now=NOW) == 0
    assert counts(tx, full) == (1, 1)


def test_fill_lets_nobody_into_a_closed_quota(tx, make, full):
    waits = make.waiting(full)
    full.capacity, full.is_open = 2, False
    tx.flush()

    assert waitlist.settle(tx, full.id, now=NOW) == 0
    assert waits.status == Status.WAITLISTED


def test_advance_finds_what_was_missed(tx, make):
    quotas = [make.quota(capacity=1) for _ in range(2)]
    for quota in quotas:
        make.booked(quota)
    waits = [make.waiting(quota) for quota in quotas]
    for quota in quotas:
        quota.capacity = 2
    tx.flush()

    assert swept(tx, now=NOW) == 2
    assert [row.status for row in waits] == [Status.CONFIRMED] * 2
    assert swept(tx, now=NOW) == 0


def test_advance_leaves_sessions_alone_that_are_over(tx, make):
    quota = make.quota(capacity=1, starts_in=timedelta(hours=-1))
    booked = make.booked(quota)
    waits = make.waiting(quota)
    quota.capacity = 2
    tx.flush()

    assert swept(tx, now=booked.ends_at) == 0
    assert waits.status == Status.WAITLISTED


def test_whoever_comes_new_stands_behind_somebody_who_is_passed_over(tx, make, full):
    person = make.user()
    make.waiting(full, person)
    person.blocked_at = NOW
    cancel(tx, tx.query(Registration).filter_by(status=Status.CONFIRMED).one())

    newcomer = make.waiting(full)
    assert newcomer.status == Status.WAITLISTED
    assert swept(tx, now=NOW) == 1
    assert newcomer.status == Status.CONFIRMED


def test_a_person_waits_once_even_where_the_check_is_passed_by(tx, make, full):
    waits = make.waiting(full)

    with pytest.raises(IntegrityError):
        make.kept(
            Registration(
                reference="OTHER",
                session_id=waits.session_id,
                quota_id=full.id,
                user_id=waits.user_id,
                status=Status.WAITLISTED,
                starts_at=waits.starts_at,
                ends_at=waits.ends_at,
                currency="EUR",
                booked_at=NOW,
                waitlisted_at=NOW,
            )
        )
