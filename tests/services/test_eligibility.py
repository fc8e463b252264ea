"""May this person book this session now? The order of the answers, and what is read for them."""

from typing import Any

import pytest

from db.models import Session
from db.models.registrations import Status
from services import access, eligibility
from services.eligibility import Standing
from services.errors import (
    AlreadyWaiting,
    BookingClosed,
    NotFound,
    OverlappingRegistration,
    PersonBlocked,
    SessionCancelled,
)
from tests.factories import NOW


def facts(tx, make, **fields: Any) -> Any:
    return access.quota_to_book(tx, make.quota(**fields).id)


def test_standing_reads_what_is_in_the_way_and_leaves_the_rest(tx, make):
    person = make.user()
    session = facts(tx, make)
    overlapping = make.booked(make.quota(title="Handstands"), person)
    make.booked(make.quota(starts_in=session.ends_at - NOW), person)
    make.booked(make.quota())

    standing = eligibility.standing(tx, person.id, session)

    assert [row.id for row in standing.in_the_way] == [overlapping.id]
    assert (standing.is_blocked, standing.own(session.id)) == (False, None)
    assert standing.own(overlapping.session_id) is standing.in_the_way[0]


def test_standing_refuses_a_person_that_is_not_there(tx, make):
    with pytest.raises(NotFound):
        eligibility.standing(tx, 999_999, facts(tx, make))


@pytest.mark.parametrize("status", [Status.PENDING_APPROVAL, Status.PENDING_PAYMENT, Status.CONFIRMED, Status.OFFERED])
def test_whatever_takes_a_place_is_in_the_way_of_another(tx, make, status):
    person = make.user()
    session = facts(tx, make)
    make.booked(make.quota(), person).status = status
    tx.flush()

    refusal = eligibility.refusal(session, eligibility.standing(tx, person.id, session), now=NOW)

    assert isinstance(refusal, OverlappingRegistration)


@pytest.mark.parametrize("status", [Status.WAITLISTED, Status.CANCELLED, Status.REJECTED, Status.EXPIRED])
def test_what_takes_no_place_is_in_nobodys_way(tx, make, status):
    person = make.user()
    session = facts(tx, make)
    other = make.booked(make.quota(), person)
    other.waitlisted_at, other.status = NOW, status
    tx.flush()

    assert eligibility.refusal(session, eligibility.standing(tx, person.id, session), now=NOW) is None


def test_the_first_reason_is_given(tx, make):
    person = make.user(blocked_at=NOW)
    booked = make.quota(capacity=1)
    session = access.quota_to_book(tx, booked.id)
    clear = Standing(is_blocked=False, in_the_way=[])
    blocked = eligibility.standing(tx, person.id, session)

    assert isinstance(eligibility.refusal(session, blocked, now=session.ends_at), BookingClosed)
    assert isinstance(eligibility.refusal(session, blocked, now=NOW), PersonBlocked)
    assert eligibility.refusal(session, clear, now=NOW) is None
    tx.get(Session, session.id).status = "cancelled"
    tx.flush()
    cancelled = access.quota_to_book(tx, booked.id)
    assert isinstance(eligibility.refusal(cancelled, blocked, now=session.ends_at), SessionCancelled)


def test_ones_own_registration_is_named_before_an_overlap(tx, make):
    person = make.user()
    quota = make.quota(capacity=1)
    make.booked(quota)
    make.waiting(quota, person)
    make.booked(make.quota(), person)
    session = access.quota_to_book(tx, quota.id)

    standing = eligibility.standing(tx, person.id, session)

    assert isinstance(eligibility.refusal(session, standing, now=NOW), AlreadyWaiting)
    with pytest.raises(AlreadyWaiting):
        eligibility.require(tx, person.id, session, now=NOW)


def test_require_lets_pass_whoever_may_book(tx, make):
    session = facts(tx, make)
    person = make.user()

    eligibility.require(tx, person.id, session, now=NOW)
    make.booked(make.quota(), person)

    with pytest.raises(OverlappingRegistration):
        eligibility.require(tx, person.id, session, now=NOW)
