"""Each rule finds the fault that is planted for it, and nothing where all is well."""

from datetime import timedelta

import pytest

from db.models import AuditEvent, HandledUpdate, Notification, Registration, Session
from db.models.notifications import NotificationStatus
from db.models.registrations import Status
from db.models.sessions import SessionStatus
from services import checks, registrations, sessions
from services.checks import Finding
from services.checks.places import DELIVERED_WITHIN, SWEPT_WITHIN
from tests.factories import NOW, swept

LATER = NOW + SWEPT_WITHIN + timedelta(seconds=1)


def found(tx, *, now=NOW) -> list[Finding]:
    tx.flush()
    return checks.findings(tx, now=now)


@pytest.fixture
def quota(make):
    """Of two places, both taken, and one person in line."""
    quota = make.quota(capacity=2)
    make.booked(quota)
    make.booked(quota)
    make.waiting(quota)
    return quota


def rows(tx) -> list[Registration]:
    return list(tx.query(Registration).order_by(Registration.id))


def test_nothing_is_found_in_an_empty_database(tx):
    assert found(tx) == []


def test_nothing_is_found_after_all_that_people_do(tx, make, quota):
    owner = make.user()
    leaves, stays, waits = rows(tx)
    registrations.cancel(tx, user_id=leaves.user_id, registration_id=leaves.id, now=NOW)
    late = make.waiting(quota)
    registrations.cancel(tx, user_id=late.user_id, registration_id=late.id, now=NOW)
    cancelled = make.session(owner=owner, capacity=1)
    make.booked(make.quotas(cancelled)[0])
    make.waiting(make.quotas(cancelled)[0])
    sessions.cancel(tx, user_id=owner.id, session_id=cancelled.id, now=NOW)
    over = make.quota(capacity=1, starts_in=timedelta(hours=-3))
    make.booked(over, now=NOW - timedelta(hours=2))
    make.waiting(over, now=NOW - timedelta(hours=2))
    tx.query(Notification).update({"status": NotificationStatus.SENT})
    sessions.complete_over(tx, now=NOW)
    swept(tx, now=NOW)

    assert waits.status == Status.CONFIRMED
    assert found(tx) == found(tx, now=LATER) == []
    assert stays.status == Status.CONFIRMED


def test_a_wrong_count_of_places_is_found(tx, quota):
    quota.taken = 1

    assert found(tx) == [Finding("quota.taken", f"quota {quota.id}", "says 1, counted 2")]


def test_a_wrong_count_of_those_who_wait_is_found(tx, quota):
    quota.waiting = 3

    assert found(tx) == [Finding("quota.waiting", f"quota {quota.id}", "says 3, counted 1")]


def test_a_count_without_any_registration_is_found(tx, make):
    quota = make.quota()
    quota.taken, quota.waiting = 2, 0

    assert found(tx) == [Finding("quota.taken", f"quota {quota.id}", "says 2, counted 0")]


def test_guests_count_as_places(tx, make):
    make.booked(make.quota(), places=3)

    assert found(tx) == []


def test_two_places_at_the_same_time_are_found_and_waiting_is_none(tx, make):
    person = make.user()
    first, second = make.quota(), make.quota(starts_in=timedelta(days=5))
    third = make.quota(starts_in=timedelta(days=7))
    one, other, waits = make.booked(first, person), make.booked(second, person), make.booked(third, person)
    for row, quota in ((other, second), (waits, third)):
        session = tx.get(Session, quota.session_id)
        session.starts_at, session.ends_at = one.starts_at, one.ends_at
        row.starts_at, row.ends_at = one.starts_at, one.ends_at
    waits.status = Status.CANCELLED
    tx.flush()

    overlaps = list(checks.places.overlaps(tx))

    detail = f"user {person.id} has registration {other.id} at the same time"
    assert overlaps == [Finding("registration.overlap", f"registration {one.id}", detail)]


@pytest.mark.parametrize(
    ("status", "left"),
    [(SessionStatus.SCHEDULED, 0), (SessionStatus.COMPLETED, 1), (SessionStatus.CANCELLED, 3)],
)
def test_whoever_is_left_in_a_closed_session_is_found(tx, quota, status, left):
    session = tx.get(Session, quota.session_id)
    session.status, quota.is_open = status, status == SessionStatus.SCHEDULED

    findings = found(tx)

    assert [finding.subject for finding in findings] == [f"registration {row.id}" for row in rows(tx)[3 - left :]]
    assert {finding.rule for finding in findings} == ({"session.left_open"} if left else set())


def test_a_quota_that_is_open_in_a_cancelled_session_is_found(tx, make):
    session = make.session()
    session.status = SessionStatus.CANCELLED
    quota = make.quotas(session)[0]

    detail = "is open in a session that is cancelled"
    assert found(tx) == [Finding("quota.is_open", f"quota {quota.id}", detail)]


def test_a_quota_that_is_closed_in_a_session_to_come_is_found(tx, make):
    quota = make.quota()
    quota.is_open = False

    detail = "is closed in a session that is scheduled"
    assert found(tx) == [Finding("quota.is_open", f"quota {quota.id}", detail)]


def test_a_session_that_nobody_closed_is_found_once_a_sweep_is_overdue(tx, make):
    session = make.session(starts_in=timedelta(hours=-2))

    assert found(tx, now=session.ends_at + SWEPT_WITHIN) == []
    assert found(tx, now=LATER) == [
        Finding("session.not_completed", f"session {session.id}", "ended at 2026-11-23T12:00:00+00:00")
    ]


def test_whoever_waits_beside_a_free_place_is_found_once_a_sweep_is_overdue(tx, quota):
    quota.capacity = 3
    waits = rows(tx)[2]

    assert found(tx, now=NOW + SWEPT_WITHIN) == []
    assert found(tx, now=LATER) == [
        Finding("waitlist.forgotten", f"registration {waits.id}", f"waits in quota {quota.id}, which has 1 free")
    ]


@pytest.mark.parametrize("reason", ["blocked", "party", "overlap", "just freed", "over"])
def test_whoever_waits_for_a_reason_is_not_forgotten(tx, make, quota, reason):
    quota.capacity = 3
    waits = rows(tx)[2]
    person = tx.get(type(make.user()), waits.user_id)
    now = LATER
    if reason == "blocked":
        person.blocked_at = NOW
    elif reason == "party":
        waits.places = 2
    elif reason == "over":
        now = waits.ends_at
    else:
        other = make.booked(make.quota(), person)
        if reason == "just freed":
            registrations.cancel(tx, user_id=person.id, registration_id=other.id, now=LATER)
    tx.query(Notification).update({"status": NotificationStatus.SENT})

    assert found(tx, now=now) == []


def test_a_registration_with_other_times_than_its_session_is_found(tx, quota):
    row = rows(tx)[0]
    row.ends_at += timedelta(minutes=1)

    detail = "has other times than its session"
    assert found(tx) == [Finding("registration.misplaced", f"registration {row.id}", detail)]


def test_a_registration_in_a_quota_of_another_session_is_found(tx, make):
    row, other = make.booked(make.quota()), make.quota()
    other.taken, make.quotas(tx.get(Session, row.session_id))[0].taken = 1, 0
    row.quota_id = other.id

    detail = "is in a quota of another session"
    assert found(tx) == [Finding("registration.misplaced", f"registration {row.id}", detail)]


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (Status.PENDING_APPROVAL, "registration_pending"),
        (Status.PENDING_PAYMENT, "payment_invoice"),
        (Status.OFFERED, "waitlist_offer"),
    ],
)
def test_a_hold_that_outlives_its_end_is_found(tx, make, status, kind):
    row = make.booked(make.quota())
    row.status, row.hold_expires_at = status, NOW
    tx.query(AuditEvent).filter_by(subject_type="registration").one().action = f"registration.{status}"
    tx.query(Notification).one().kind = kind

    assert found(tx, now=NOW + SWEPT_WITHIN) == []
    detail = f"is {status} since its hold ended at 2026-11-23T12:00:00+00:00"
    assert found(tx, now=LATER) == [Finding("registration.overheld", f"registration {row.id}", detail)]


def plant(tx, row, action, **data) -> None:
    event = AuditEvent(
        action=action, subject_type="registration", subject_id=row.id, data=data, at=NOW, actor_id=None, cause=None
    )
    tx.add(event)


@pytest.mark.parametrize(
    ("fault", "detail"),
    [
        ("missing", "has no audit"),
        ("silent", "is cancelled, and its audit ends with confirmed"),
        ("doubled", "goes on from None, where it was confirmed"),
        ("gap", "goes on from waitlisted, where it was confirmed"),
        ("forbidden", "went from confirmed to expired"),
    ],
)
def test_an_audit_that_makes_no_sense_is_found(tx, make, fault, detail):
    sound, row = make.booked(make.quota()), make.booked(make.quota(starts_in=timedelta(days=3)))
    if fault == "missing":
        tx.query(AuditEvent).filter_by(subject_type="registration", subject_id=row.id).delete()
    elif fault == "silent":
        row.status = Status.CANCELLED
    elif fault == "doubled":
        plant(tx, row, "registration.confirmed")
    elif fault == "gap":
        plant(tx, row, "registration.cancelled", was="waitlisted")
    else:
        plant(tx, row, "registration.expired", was="confirmed")
    tx.flush()

    assert list(checks.places.steps(tx)) == [Finding("registration.audit", f"registration {row.id}", detail)]
    assert sound.status == Status.CONFIRMED


def test_an_audit_of_a_registration_that_is_not_there_is_found(tx, make):
    row = make.booked(make.quota())
    tx.query(AuditEvent).filter_by(subject_type="registration").one().subject_id = row.id + 1
    tx.flush()

    assert {finding.subject for finding in checks.places.steps(tx)} == {
        f"registration {row.id}",
        f"registration {row.id + 1}",
    }


def test_other_lines_of_the_audit_are_no_steps(tx, quota):
    plant(tx, rows(tx)[2], "waitlist.passed_over", reason="blocked")

    assert found(tx) == []


def test_whoever_was_told_nothing_is_found(tx, quota):
    confirmed, _, waits = rows(tx)
    for row in (confirmed, waits):
        tx.query(Notification).filter_by(registration_id=row.id).delete()

    assert found(tx) == [
        Finding("registration.untold", f"registration {confirmed.id}", "is confirmed, and nobody says so"),
        Finding("registration.untold", f"registration {waits.id}", "is waitlisted, and nobody says so"),
    ]


def test_whoever_was_promoted_was_told(tx, quota):
    leaves, _, waits = rows(tx)
    registrations.cancel(tx, user_id=leaves.user_id, registration_id=leaves.id, now=NOW)
    assert found(tx) == []
    tx.query(Notification).filter_by(kind="registration_promoted").delete()

    assert [finding.subject for finding in found(tx)] == [f"registration {waits.id}"]


@pytest.mark.parametrize(
    ("status", "leased_until", "stuck"),
    [
        (NotificationStatus.SENDING, NOW - SWEPT_WITHIN, False),
        (NotificationStatus.SENDING, NOW - SWEPT_WITHIN - timedelta(seconds=1), True),
        (NotificationStatus.SENDING, None, True),
        (NotificationStatus.QUEUED, None, False),
        (NotificationStatus.FAILED, None, False),
    ],
)
def test_a_notification_that_nobody_settled_is_found(tx, make, status, leased_until, stuck):
    make.booked(make.quota())
    row = tx.query(Notification).one()
    row.status, row.leased_until = status, leased_until

    detail = f"registration_confirmed is {status}"
    assert found(tx) == ([Finding("notification.stuck", f"notification {row.id}", detail)] if stuck else [])


def test_a_notification_that_nobody_claims_is_found(tx, make):
    make.booked(make.quota())

    assert found(tx, now=NOW + DELIVERED_WITHIN) == []
    late = NOW + DELIVERED_WITHIN + timedelta(seconds=1)
    assert [finding.rule for finding in found(tx, now=late)] == ["notification.stuck"]


def test_an_update_that_could_have_its_effect_again_is_found(tx, make):
    tx.info["cause"] = "update:1234"
    make.booked(make.quota())

    detail = "had an effect and may have another"
    assert found(tx) == [Finding("update.unhandled", "update:1234", detail)]

    tx.add(HandledUpdate(id=1234, handled_at=NOW))
    assert found(tx) == []


def test_an_update_that_cannot_come_again_needs_no_mark(tx, make):
    tx.info["cause"] = "update:1234"
    make.booked(make.quota())
    tx.query(Notification).update({"status": NotificationStatus.SENT})

    assert found(tx, now=NOW + timedelta(days=1)) != []
    assert found(tx, now=NOW + timedelta(days=1, seconds=1)) == []


def test_a_party_that_is_passed_over_too_often_or_without_reason_is_found(tx, make):
    quota = make.quota(capacity=2)
    make.booked(quota)
    make.booked(quota)
    party = make.waiting(quota)
    party.passed_over = 4
    for times in range(1, 4):
        plant(tx, party, "waitlist.passed_over", reason="party", times=times)

    assert found(tx) == [
        Finding("waitlist.passed_over", f"registration {party.id}", "4 times in a row"),
        Finding("waitlist.unexplained", f"registration {party.id}", "4 times, explained 3 times"),
    ]
