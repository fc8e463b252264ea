"""Money and erasure: whoever is owed something, or whose bank decides still, is forgotten when that is over."""

import json
from datetime import timedelta

import pytest

from db.models import CreditEntry, Host, ProviderEvent, Refund
from db.models.packages import CreditCause
from db.models.series import BookingMode
from services import access, privacy, promos, registrations
from services.errors.paying import MoneyOnItsWay
from services.packages import crediting, selling
from services.payments import disputes
from services.ports import DisputeThere, PaidBack
from services.refunds import by_hand, sending, settling
from services.refunds.returning import UNDONE_BY_THEN
from tests.factories import NOW
from tests.fakes import FakeCipher
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


@pytest.mark.parametrize("currency", ["XTR", "EUR"])
def test_stars_for_anothers_place_to_come_keep_their_payer(tx, make, currency):
    """Stars go back to nobody else; a card's refund needs nobody."""
    friend = make.user("Bo")
    registration, _ = paid(tx, make, make.quota(mode=BookingMode.PAID, price=50, currency=currency), payer=friend)

    if currency == "XTR":
        with pytest.raises(MoneyOnItsWay):
            privacy.erase(tx, user_id=friend.id, now=NOW)
    privacy.erase(tx, user_id=friend.id, now=AFTERWARDS if currency == "XTR" else NOW)

    assert registration.status == "confirmed"


def test_what_organizers_wrote_about_money_is_forgotten(tx, make, place):
    registration, payment = place
    host = tx.get_one(Host, payment.host_id)
    owed = by_hand.refund(
        tx, user_id=host.owner_id, payment_id=payment.id, amount=250, left=1250, reason="Ana was ill", now=NOW
    )
    settling.settle(tx, owed.id, outcome=PaidBack("re_1"), now=NOW)
    typed = "Ten classes, 10, 150, 90"
    package = selling.make(tx, user_id=host.owner_id, host_id=host.id, typed=typed, language="en", now=NOW)
    given = {"user_id": registration.user_id, "payment_id": None, "actor_id": host.owner_id}
    purchase = crediting.give(tx, package, **given, now=NOW)
    crediting.change(tx, purchase, -1, CreditCause.CORRECTED, reason="Ana came along twice", now=NOW)

    told = json.loads(privacy.export(tx, user_id=registration.user_id, cipher=FakeCipher(), now=NOW))
    assert [(one["of"], one["amount"], one["currency"]) for one in told["payments"]] == [("Monday Jam", 1250, "EUR")]
    assert [(one["payment"], one["reason"]) for one in told["refunds"]] == [(payment.reference, "Ana was ill")]
    assert [(one["name"], one["remaining"]) for one in told["packages"]] == [("Ten classes", 9)]
    assert [(one["amount"], one["reason"]) for one in told["credits"]] == [(10, ""), (-1, "Ana came along twice")]

    erase(tx, registration, now=AFTERWARDS)

    tx.expire_all()
    reasons = [row.reason for model in (Refund, CreditEntry) for row in tx.query(model)]
    assert reasons == ["", "", ""]


def test_the_export_has_the_codes_that_were_used(tx, make):
    quota = make.quota(mode=BookingMode.PAID, price=1250, owner=make.user("Lena"))
    facts = access.quota_to_book(tx, quota.id)
    given = {"user_id": facts.owner_id, "host_id": facts.host_id, "typed": "SPRING, 20%", "language": "en"}
    promos.make(tx, **given, now=NOW)
    person = make.user()
    registrations.book(tx, user_id=person.id, quota_id=quota.id, promo="SPRING", now=NOW)

    told = json.loads(privacy.export(tx, user_id=person.id, cipher=FakeCipher(), now=NOW))

    assert [(one["code"], one["taken_off"]) for one in told["promo_codes"]] == [("SPRING", 250)]


def test_what_providers_told_of_an_address_goes_with_it(tx, make):
    person = make.user(email="a_b@example.org", phone="+491701234567")
    for number, about in enumerate(["a_b@example.org", "+491701234567", "axb@example.org"]):
        tx.add(ProviderEvent(provider="resend", event_id=f"evt_{number}", payload={"to": [about]}, received_at=NOW))
    tx.flush()

    privacy.erase(tx, user_id=person.id, now=NOW)

    assert [event.payload["to"] for event in tx.query(ProviderEvent)] == [["axb@example.org"]]
