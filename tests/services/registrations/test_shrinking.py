"""One of a party stays away: the others keep their places, and the freed one goes on."""

import asyncio
from datetime import timedelta

import pytest

from db.models import AuditEvent, Notification, Quota
from db.models.registrations import Status
from services import checks, registrations
from services.errors import BookingClosed, NotFound, NothingToCancel, PartyChanged
from tests.factories import NOW

LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def party(tx, make):
    """Four places; two of the guests have names."""
    booked = make.booked(make.quota(capacity=4, price=1000, places_limit=4), places=4)
    booked.guests = ["Bo", "Eli"]
    tx.flush()
    return booked


def shrink(tx, party, *, now=LATER, **who):
    values = {"user_id": party.user_id, "registration_id": party.id, "sequence": party.sequence} | who
    return registrations.shrink(tx, now=now, **values)


def test_shrink_gives_back_the_place_of_one_guest(tx, party):
    before = party.sequence
    shrink(tx, party, guest=2)

    assert (party.places, party.guests, party.price) == (3, ["Bo"], 3000)
    assert (party.status, party.sequence) == (Status.CONFIRMED, before + 1)
    assert tx.get(Quota, party.quota_id, populate_existing=True).taken == 3
    event = tx.query(AuditEvent).filter_by(action="party.shrunk").one()
    assert event.data == {"left": 1, "places": 3, "late": False}
    assert list(checks.findings(tx, now=LATER)) == []


def test_shrink_gives_back_places_without_a_name_first(tx, party):
    shrink(tx, party, places=1)
    assert party.guests == ["Bo", "Eli"]

    shrink(tx, party, places=2)
    assert (party.places, party.guests, party.price) == (1, [], 1000)


def test_shrink_serves_those_who_wait(tx, make, party):
    quota = tx.get(Quota, party.quota_id)
    pair, single = make.waiting(quota, places=2), make.waiting(quota)

    shrink(tx, party, places=3)

    assert (pair.status, single.status) == (Status.CONFIRMED, Status.CONFIRMED)


def test_shrink_says_that_it_was_late(tx, party):
    shrink(tx, party, now=party.starts_at - timedelta(hours=1))

    assert tx.query(AuditEvent).filter_by(action="party.shrunk").one().data["late"] is True
    assert party.is_late_cancellation is False


@pytest.mark.parametrize("who", [{"sequence": 99}, {"guest": 3}, {"places": 4}])
def test_shrink_sends_nobody_away_by_an_older_button(tx, party, who):
    with pytest.raises(PartyChanged):
        shrink(tx, party, **who)

    assert party.places == 4


def test_shrink_is_for_ones_own_live_party(tx, make, party):
    with pytest.raises(NotFound):
        shrink(tx, party, user_id=make.user().id)
    with pytest.raises(BookingClosed):
        shrink(tx, party, now=party.ends_at)
    registrations.cancel(tx, user_id=party.user_id, registration_id=party.id, now=LATER)
    with pytest.raises(NothingToCancel):
        shrink(tx, party)


def test_shrink_tells_the_person_and_the_owner_each_time(tx, make):
    owner = make.user("Olga")
    party = make.booked(make.quota(capacity=4, places_limit=4, owner=owner), places=4)

    shrink(tx, party)
    shrink(tx, party)

    told = tx.query(Notification).filter(Notification.kind.like("%party_shrunk")).order_by(Notification.id)
    assert [(row.kind, row.user_id) for row in told] == 2 * [
        ("party_shrunk", party.user_id),
        ("owner_party_shrunk", owner.id),
    ]


@pytest.mark.usefixtures("open_doors")
async def test_of_ten_taps_at_once_one_sends_the_guest_away(db, make):
    quota = make.quota(capacity=4)
    party = make.booked(quota, places=4)
    tap = {"user_id": party.user_id, "registration_id": party.id, "sequence": party.sequence, "now": LATER}

    outcomes = await asyncio.gather(*(db.write(registrations.shrink, **tap) for _ in range(10)), return_exceptions=True)

    assert sum(isinstance(outcome, PartyChanged) for outcome in outcomes) == 9
    assert await db.read(lambda tx: tx.get(Quota, quota.id).taken) == 3
