"""Money and erasure: whoever is owed something, or whose bank decides still, is forgotten when that is over."""

from datetime import timedelta

import pytest

from db.models import ProviderEvent
from db.models.series import BookingMode
from services import privacy, registrations
from services.errors.paying import MoneyOnItsWay
from services.payments import disputes
from services.ports import DisputeThere, PaidBack
from services.refunds import sending, settling
from services.refunds.returning import UNDONE_BY_THEN
from tests.factories import NOW
from tests.services.refunds.paying import paid, refunds

AFTERWARDS = NOW + timedelta(days=9)


@pytest.fixture
def place(tx, make):
    """A place that is paid, and its payment."""
    return paid(tx, make, make.quota(mode=BookingMode.PAID, price=1250))


def erase(tx, registration, now=NOW):
    privacy.erase(tx, user_id=registration.user_id, now=now)


def dispute(tx, payment, state):
    about = payment.charge_id, payment.provider_charge_id, payment.amount, payment.currency
    there = DisputeThere("dp_1", *about, state=state)
    assert disputes.note(tx, there, now=NOW)


def test_a_paid_place_to_come_is_given_back_first(tx, place):
    registration, _ = place

    with pytest.raises(MoneyOnItsWay):
        erase(tx, registration)

    erase(tx, registration, now=AFTERWARDS)


def test_what_is_owed_is_paid_back_first(tx, place):
    registration, _ = place
    registrations.cancel(tx, user_id=registration.user_id, registration_id=registration.id, now=NOW)
    with pytest.raises(MoneyOnItsWay):
        erase(tx, registration)

    [asking] = sending.claim_due(tx, now=NOW + UNDONE_BY_THEN)
    with pytest.raises(MoneyOnItsWay):
        erase(tx, registration, now=AFTERWARDS)
    settling.settle(tx, asking.refund_id, outcome=PaidBack("re_1"), now=NOW + UNDONE_BY_THEN)

    assert [one.status for one in refunds(tx)] == ["succeeded"]
    erase(tx, registration, now=AFTERWARDS)


@pytest.mark.parametrize("end", ["won", "lost"])
def test_a_dispute_is_decided_first(tx, place, end):
    registration, payment = place
    dispute(tx, payment, "open")
    with pytest.raises(MoneyOnItsWay):
        erase(tx, registration, now=AFTERWARDS)

    dispute(tx, payment, end)

    erase(tx, registration, now=AFTERWARDS)


def test_what_providers_told_of_an_address_goes_with_it(tx, make):
    person = make.user(email="a_b@example.org", phone="+491701234567")
    for number, about in enumerate(["a_b@example.org", "+491701234567", "axb@example.org"]):
        tx.add(ProviderEvent(provider="resend", event_id=f"evt_{number}", payload={"to": [about]}, received_at=NOW))
    tx.flush()

    privacy.erase(tx, user_id=person.id, now=NOW)

    assert [event.payload["to"] for event in tx.query(ProviderEvent)] == [["axb@example.org"]]
