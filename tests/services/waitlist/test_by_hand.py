"""Moving somebody up by hand: the same rules, no queue, and a line in the audit for every attempt."""

from datetime import timedelta

import pytest

from db.models import AuditEvent, Notification, Quota, Registration, User
from db.models.registrations import Status
from services import registrations, waitlist
from services.errors import NotFound
from tests.factories import NOW, faults


@pytest.fixture
def owner(make) -> User:
    return make.user("Olga")


def line(tx, make, owner: User, number: int = 3, **fields) -> tuple[Quota, list[Registration]]:
    """A full quota, a line behind it, and then one place more that nobody has given on yet."""
    quota = make.quota(owner=owner, capacity=1, **fields)
    make.booked(quota)
    waits = [make.waiting(quota, now=NOW + timedelta(seconds=one)) for one in range(number)]
    quota.capacity = 2
    tx.flush()
    return quota, waits


def move_up(tx, who: User, row: Registration, reason: str = "", now=NOW) -> str:
    return waitlist.move_up(tx, user_id=who.id, registration_id=row.id, reason=reason, now=now).refusal


def attempts(tx) -> list[tuple[int, str, str]]:
    rows = tx.query(AuditEvent).filter_by(action="waitlist.moved_up").order_by(AuditEvent.id)
    return [(row.subject_id, row.data["result"], row.data["why"]) for row in rows]


def test_the_third_in_line_gets_the_place_and_the_others_learn_why(tx, make, owner):
    quota, waits = line(tx, make, owner)

    assert move_up(tx, owner, waits[2], "They help.") == ""

    assert [row.status for row in waits] == [Status.WAITLISTED, Status.WAITLISTED, Status.CONFIRMED]
    tx.refresh(quota)
    assert (quota.taken, quota.waiting) == (2, 2)
    assert attempts(tx) == [(waits[2].id, "given", "They help.")]
    passed = tx.query(AuditEvent).filter_by(action="waitlist.passed_over").order_by(AuditEvent.subject_id)
    assert [(row.subject_id, row.data["reason"]) for row in passed] == [(row.id, "by_hand") for row in waits[:2]]
    assert tx.query(Notification).filter_by(kind="registration_promoted").one().user_id == waits[2].user_id
    assert faults(tx) == []


def test_a_full_session_has_nothing_to_give_and_the_attempt_is_kept(tx, make, owner):
    quota, waits = line(tx, make, owner)
    quota.capacity = 1
    tx.flush()

    assert move_up(tx, owner, waits[0]) == "full"

    assert waits[0].status == Status.WAITLISTED
    assert attempts(tx) == [(waits[0].id, "full", "")]


def test_the_rules_of_the_line_hold_for_the_hand_too(tx, make, owner):
    _, waits = line(tx, make, owner, number=3)
    tx.get_one(User, waits[0].user_id).blocked_at = NOW
    make.booked(make.quota(title="Elsewhere"), tx.get_one(User, waits[1].user_id))
    waits[2].places = 2
    tx.flush()

    assert [move_up(tx, owner, row) for row in waits] == ["blocked", "overlap", "too_few"]
    waits[2].places = 3
    assert move_up(tx, owner, waits[2]) == "too_large"
    assert {row.status for row in waits} == {Status.WAITLISTED}


def test_a_party_that_takes_fewer_takes_what_there_is(tx, make, owner):
    _, waits = line(tx, make, owner, number=1)
    waits[0].places, waits[0].takes_fewer = 2, True
    tx.flush()

    assert move_up(tx, owner, waits[0]) == ""

    assert (waits[0].status, waits[0].places) == (Status.CONFIRMED, 1)
    assert faults(tx) == []


def test_who_waits_no_more_or_for_what_is_over_is_not_moved_up(tx, make, owner):
    _, waits = line(tx, make, owner, number=2)
    registrations.leave_waitlist(tx, user_id=waits[0].user_id, registration_id=waits[0].id, now=NOW)

    assert move_up(tx, owner, waits[0]) == "not_waiting"
    assert move_up(tx, owner, waits[1], now=NOW + timedelta(days=3)) == "over"


def test_only_who_manages_people_moves_them_up(tx, make, owner):
    _, waits = line(tx, make, owner)

    with pytest.raises(NotFound):
        move_up(tx, make.user(), waits[0])

    assert attempts(tx) == []
