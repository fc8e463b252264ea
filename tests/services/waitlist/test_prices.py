"""What a place costs whoever waited for it: what it costs when they are offered it or claim it, paid as others pay."""

from datetime import timedelta

import pytest

from db.models import Alert, Notification, Payment, Registration, Series, Session
from db.models.packages import Package
from db.models.payments import PaymentStatus
from db.models.registrations import Status
from db.models.series import BookingMode
from services import access, codes, payments, registrations, sessions, waitlist
from services.packages import crediting
from tests.factories import NOW, faults

HOUR = timedelta(hours=1)


@pytest.fixture
def series(make):
    return make.series(mode=BookingMode.PAID, price=1000, capacity=1, owner=make.user("Lena"))


@pytest.fixture
def quota(make, series):
    """One place, which an organizer gave to somebody."""
    quota = make.quotas(make.session(series=series, starts_in=timedelta(days=4)))[0]
    owner_id = access.quota_to_book(make.tx, quota.id).owner_id
    person = make.user("Holder").id
    registrations.book(make.tx, user_id=person, quota_id=quota.id, added_by_id=owner_id, now=NOW)
    return quota


@pytest.fixture
def ten(tx, make, series):
    """Gives somebody a package of ten, which the series takes a credit of."""

    def give(person):
        series.credits = 1
        package = Package(
            code=codes.new(),
            host_id=series.host_id,
            name="Ten classes",
            credits=10,
            price=9000,
            currency="EUR",
            valid_days=90,
            created_at=NOW,
        )
        given = {"user_id": person.id, "payment_id": None, "actor_id": None}
        return crediting.give(tx, make.kept(package), **given, now=NOW)

    return give


def costs(tx, quota, price):
    session = access.quota_to_book(tx, quota.id)
    sessions.set_price(tx, user_id=session.owner_id, session_id=session.id, price=price, now=NOW)


def free_a_place(tx, quota):
    owner_id = access.quota_to_book(tx, quota.id).owner_id
    holder = tx.query(Registration).filter_by(quota_id=quota.id, status=Status.CONFIRMED).one()
    registrations.take_out(tx, user_id=owner_id, registration_id=holder.id, now=NOW)
    tx.flush()


def claim(tx, waiting, **more):
    waitlist.claim(tx, user_id=waiting.user_id, registration_id=waiting.id, **more, now=NOW)


def asked(tx):
    return tx.query(Payment).filter_by(status=PaymentStatus.PENDING).one()


def allowed(tx, payment):
    given = {"reference": payment.reference, "payer_id": payment.user_id, "currency": payment.currency}
    return payments.approve(tx, **given, amount=payment.amount, now=NOW)


@pytest.mark.parametrize("before", [1000, 0])
def test_who_waited_is_asked_for_the_price_that_they_are_offered(tx, make, quota, before):
    costs(tx, quota, before)
    waiting = make.waiting(quota)
    assert waiting.price == before
    costs(tx, quota, 1500)
    free_a_place(tx, quota)
    assert (waiting.status, waiting.price) == (Status.OFFERED, 1500)

    claim(tx, waiting, hold=24 * HOUR)

    assert (asked(tx).amount, waiting.hold_expires_at) == (1500, NOW + 24 * HOUR)
    assert allowed(tx, asked(tx)) is asked(tx)
    assert faults(tx) == []


def test_a_price_that_changes_after_the_offer_is_asked_for_when_it_is_claimed(tx, make, quota):
    waiting = make.waiting(quota)
    free_a_place(tx, quota)
    costs(tx, quota, 1500)

    claim(tx, waiting)

    assert allowed(tx, asked(tx)).amount == 1500


def test_what_is_free_when_it_is_claimed_is_had_at_once(tx, make, quota):
    waiting = make.waiting(quota)
    free_a_place(tx, quota)
    costs(tx, quota, 0)

    claim(tx, waiting)

    assert (waiting.status, waiting.price, tx.query(Payment).count()) == (Status.CONFIRMED, 0, 0)
    assert faults(tx) == []


def test_of_a_new_price_the_organizer_reads_who_keeps_the_old_one(tx, make, quota):
    """Who has the place; not who waits."""
    make.waiting(quota)
    session = access.quota_to_book(tx, quota.id)
    given = {"user_id": session.owner_id, "session_id": session.id, "price": 1500}

    assert sessions.impact_of_pricing(tx, **given, now=NOW).keep == 1


@pytest.mark.parametrize(
    ("mode", "status"), [(BookingMode.PAID, Status.OFFERED), (BookingMode.INSTANT, Status.CONFIRMED)]
)
def test_where_no_credits_are_taken_any_more_who_waited_gets_it_as_others_do(tx, make, quota, ten, mode, status):
    person = make.user()
    purchase = ten(person)
    waiting = make.waiting(quota, person)
    assert waiting.pays_by_credit
    series = tx.get_one(Series, tx.get_one(Session, quota.session_id).series_id)
    series.mode, series.credits = mode, 0 if mode == BookingMode.PAID else 1
    tx.flush()

    free_a_place(tx, quota)

    assert (waiting.status, waiting.pays_by_credit, waiting.credits) == (status, False, 0)
    assert (purchase.remaining, tx.query(Alert).count()) == (10, 0)
    if status == Status.OFFERED:
        claim(tx, waiting)
        assert asked(tx).amount == 1000
    assert faults(tx) == []


def test_an_offer_paid_with_credits_is_paid_with_money_where_none_are_taken_any_more(tx, make, quota, ten):
    person = make.user()
    ten(person)
    waiting = make.waiting(quota, person)
    waitlist.wish(tx, user_id=person.id, registration_id=waiting.id, wish=waitlist.Wish.ASK, now=NOW)
    free_a_place(tx, quota)
    assert waiting.status == Status.OFFERED
    tx.get_one(Series, tx.get_one(Session, quota.session_id).series_id).credits = 0
    tx.flush()

    claim(tx, waiting)

    assert (waiting.status, asked(tx).amount) == (Status.PENDING_PAYMENT, 1000)
    assert tx.query(Notification).filter_by(kind="payment_invoice").count() == 1
