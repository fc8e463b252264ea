"""Parties in the line: served as a whole or with what there is, passed at most three times, then kept for."""

from datetime import timedelta

import pytest

from db.models import AuditEvent
from db.models.registrations import Status
from db.models.series import WaitlistWay
from services import checks, registrations, waitlist
from services.errors import PartyTooLarge, SessionFull
from services.waitlist.filling import PASSES
from tests.factories import NOW, swept


@pytest.fixture
def quota(make):
    """Six places, all taken by six people."""
    quota = make.quota(capacity=6, places_limit=6, price=1000)
    quota.holders = [make.booked(quota) for _ in range(6)]
    return quota


def party(tx, make, quota, places, **fields):
    join = {"user_id": make.user().id, "quota_id": quota.id, "places": places, "now": NOW} | fields
    return make.kept(waitlist.join(tx, **join))


def free_one(tx, quota) -> None:
    holder = quota.holders.pop()
    registrations.cancel(tx, user_id=holder.user_id, registration_id=holder.id, now=NOW)
    tx.flush()


def reasons(tx, registration) -> list[tuple[str, int | None]]:
    tx.flush()
    events = tx.query(AuditEvent).filter_by(action="waitlist.passed_over", subject_id=registration.id)
    return [(one.data["reason"], one.data.get("times")) for one in events.order_by(AuditEvent.id)]


def test_a_party_is_passed_three_times_and_then_places_are_kept_for_it(tx, make, quota):
    three = party(tx, make, quota, 3)
    singles = [make.waiting(quota) for _ in range(6)]

    for number in range(1, PASSES + 1):
        free_one(tx, quota)
        assert (three.passed_over, singles[number - 1].status) == (number, Status.CONFIRMED)
    for _ in range(2):
        free_one(tx, quota)
        assert [one.status for one in singles[PASSES:]] == [Status.WAITLISTED] * 3
        assert swept(tx) == 0

    with pytest.raises(SessionFull):
        make.booked(quota)
    assert reasons(tx, three) == [("party", 1), ("party", 2), ("party", 3), ("kept", None)]
    assert checks.findings(tx, now=NOW + timedelta(minutes=10)) == []

    free_one(tx, quota)
    assert (three.status, three.passed_over) == (Status.CONFIRMED, 0)
    assert singles[PASSES].status == Status.WAITLISTED
    tx.refresh(quota)
    assert (quota.taken, quota.waiting) == (6, 3)


def test_a_sweep_that_gives_nothing_passes_nobody(tx, make, quota):
    two = party(tx, make, quota, 2)
    free_one(tx, quota)

    for _ in range(5):
        assert swept(tx) == 0

    assert (two.passed_over, reasons(tx, two)) == (0, [])


def test_several_places_at_once_go_past_a_party_one_by_one(tx, make):
    quota = make.quota(capacity=5, places_limit=6)
    five = make.booked(quota, places=5)
    quota.capacity = 6
    tx.flush()
    six = party(tx, make, quota, 6)
    singles = [make.waiting(quota) for _ in range(5)]

    registrations.cancel(tx, user_id=five.user_id, registration_id=five.id, now=NOW)

    assert six.status == Status.CONFIRMED
    assert [one.status for one in singles] == [Status.WAITLISTED] * 5


def test_one_settlement_never_passes_a_party_more_than_three_times(tx, make):
    quota = make.quota(capacity=6, places_limit=6)
    five, stays = make.booked(quota, places=5), make.booked(quota)
    six = party(tx, make, quota, 6)
    singles = [make.waiting(quota) for _ in range(5)]

    registrations.cancel(tx, user_id=five.user_id, registration_id=five.id, now=NOW)

    assert (six.passed_over, stays.status) == (3, Status.CONFIRMED)
    assert [one.status for one in singles] == [Status.CONFIRMED] * 3 + [Status.WAITLISTED] * 2


def test_a_party_larger_than_the_room_holds_up_nobody(tx, make, quota):
    six = party(tx, make, quota, 6)
    quota.capacity = 7
    tx.flush()
    singles = [make.waiting(quota) for _ in range(6)]
    six.places = 8
    tx.flush()

    waitlist.settle(tx, quota.id, now=NOW)
    for _ in range(5):
        free_one(tx, quota)

    assert [one.status for one in singles] == [Status.CONFIRMED] * 6
    assert (six.passed_over, reasons(tx, six)) == (0, [("too_large", None)])


def test_a_blocked_party_keeps_nothing_from_others(tx, make, quota):
    person = make.user()
    three = make.kept(waitlist.join(tx, user_id=person.id, quota_id=quota.id, places=3, now=NOW))
    three.passed_over, person.blocked_at = PASSES, NOW
    tx.flush()
    single = make.waiting(quota)

    free_one(tx, quota)

    assert (single.status, reasons(tx, three)) == (Status.CONFIRMED, [("blocked", None)])


def test_a_party_that_takes_fewer_gets_what_there_is(tx, make, quota):
    three = party(tx, make, quota, 3, takes_fewer=True, guests=["Bo", "Chloé"])
    single = make.waiting(quota)

    free_one(tx, quota)

    assert (three.status, three.places, three.price, three.guests) == (Status.CONFIRMED, 1, 1000, [])
    assert single.status == Status.WAITLISTED
    tx.refresh(quota)
    assert (quota.taken, quota.waiting) == (6, 1)
    event = tx.query(AuditEvent).filter_by(action="waitlist.took_fewer", subject_id=three.id).one()
    assert event.data == {"asked": 3, "places": 1}
    assert checks.findings(tx, now=NOW) == []


def test_a_party_is_offered_what_there_is(tx, make):
    quota = make.quota(capacity=2, places_limit=3, waitlist_way=WaitlistWay.OFFER)
    first, second = make.booked(quota), make.booked(quota)
    three = party(tx, make, quota, 3, takes_fewer=True, guests=["Bo", "Chloé"])

    registrations.cancel(tx, user_id=first.user_id, registration_id=first.id, now=NOW)

    assert (three.status, three.places, three.guests) == (Status.OFFERED, 1, [])
    registrations.cancel(tx, user_id=second.user_id, registration_id=second.id, now=NOW)
    tx.refresh(quota)
    assert (quota.taken, quota.waiting) == (1, 0)


def test_a_party_is_kept_as_it_waits(tx, make, quota):
    two = party(tx, make, quota, 2, guests=["  Bo ", ""], request="near\nthe door")

    assert (two.places, two.takes_fewer, two.guests, two.request) == (2, False, ["Bo"], "near the door")
    with pytest.raises(PartyTooLarge):
        party(tx, make, quota, 7)
