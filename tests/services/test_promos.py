"""Promo codes: typed, given out, taken off a price, used once by a person, and given back where nothing was paid."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select

from db.models import Host, Payment, PromoCode, PromoUse, Quota, Registration, Series
from db.models.payments import Provider
from db.models.registrations import Status
from db.models.series import BookingMode
from services import access, checks, payments, promos, registrations
from services.errors import NotFound
from services.errors.organizing import AmountNotUnderstood, NumberNotUnderstood
from services.errors.promos import CodeNotUnderstood, CodeOver, CodeTaken, CodeUnknown, CodeUsed, CodeWordNotUnderstood
from services.payments import Charge
from services.promos import Terms
from tests.factories import NOW, faults

DAY = timedelta(days=1)


@pytest.fixture
def quota(tx, make):
    quota = make.quota(mode=BookingMode.PAID, price=1250, capacity=50, places_limit=3, owner=make.user("Lena"))
    return access.quota_to_book(tx, quota.id)


def given(tx, quota, typed="SPRING, 20%", series_id=0):
    who = {"user_id": quota.owner_id, "host_id": quota.host_id, "language": "en"}
    return promos.make(tx, **who, series_id=series_id, typed=typed, now=NOW)


def book(tx, quota, person, code="spring", places=1):
    who = {"user_id": person.id, "quota_id": quota.quota_id, "places": places}
    return registrations.book(tx, **who, promo=code, now=NOW)


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("SPRING, 20%", Terms("SPRING", 20, None, None, None)),
        ("spring, 20 %, 50", Terms("SPRING", 20, None, 50, None)),
        ("Friends-24; 5,50; 50 uses; 30 days", Terms("FRIENDS-24", None, 550, 50, 30)),
        ("ВЕСНА, 100%", Terms("ВЕСНА", 100, None, None, None)),
    ],
)
def test_what_is_typed_becomes_a_code(tx, quota, typed, terms):
    assert promos.read(tx, user_id=quota.owner_id, host_id=quota.host_id, typed=typed, language="en") == terms


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("", CodeNotUnderstood),
        ("SPRING", CodeNotUnderstood),
        ("S, 20%", CodeWordNotUnderstood),
        ("TWO WORDS, 20%", CodeWordNotUnderstood),
        ("A, 5", CodeWordNotUnderstood),
        ("SPRING, 0", CodeNotUnderstood),
        ("SPRING, 0%", NumberNotUnderstood),
        ("SPRING, 101%", NumberNotUnderstood),
        ("SPRING, much", AmountNotUnderstood),
        ("SPRING, 20%, often", NumberNotUnderstood),
        ("SPRING, 20%, 50, 30, 7", CodeNotUnderstood),
    ],
)
def test_what_is_wrong_is_said(tx, quota, typed, error):
    with pytest.raises(error):
        promos.read(tx, user_id=quota.owner_id, host_id=quota.host_id, typed=typed, language="en")


def test_who_may_not_edit_the_host_gives_out_nothing(tx, make, quota):
    promo, stranger = given(tx, quota), make.user()
    with pytest.raises(NotFound):
        promos.codes(tx, user_id=stranger.id, host_id=quota.host_id, now=NOW)
    with pytest.raises(NotFound):
        promos.stop(tx, user_id=stranger.id, promo_id=promo.id, now=NOW)
    with pytest.raises(CodeTaken):
        given(tx, quota, "Spring, 5")


@pytest.mark.parametrize(("typed", "places", "asked"), [("SPRING, 20%", 2, 2000), ("SPRING, 5", 1, 750)])
def test_it_takes_off_a_share_or_an_amount_and_the_rest_is_asked_for(tx, make, quota, typed, places, asked):
    given(tx, quota, typed)
    booked = book(tx, quota, make.user(), places=places)
    payment = tx.scalars(select(Payment)).one()
    assert (booked.status, booked.price, payment.amount) == (Status.PENDING_PAYMENT, asked, asked)
    assert faults(tx) == []


def test_what_it_takes_off_as_a_whole_is_had_at_once(tx, make, quota):
    given(tx, quota, "SPRING, 100%")
    booked = book(tx, quota, make.user())
    assert (booked.status, booked.price, tx.scalars(select(Payment)).all()) == (Status.CONFIRMED, 0, [])
    assert faults(tx) == []


def test_what_would_be_left_and_is_too_little_to_be_charged_is_not_asked_for(tx, make, quota):
    given(tx, quota, "SPRING, 12.20")
    booked = book(tx, quota, make.user())
    assert (booked.status, booked.price, tx.scalars(select(Payment)).all()) == (Status.CONFIRMED, 0, [])
    assert faults(tx) == []


def test_it_holds_for_its_series_its_time_and_once_for_a_person(tx, make, quota):
    other = make.series(mode=BookingMode.PAID, price=900)
    with pytest.raises(NotFound):
        given(tx, quota, series_id=other.id)
    promo = given(tx, quota, "SPRING, 20%, 2, 30", series_id=quota.series_id)
    ana, bo, chloe = make.users(3)
    with pytest.raises(CodeUnknown):
        book(tx, quota, ana, "sprung")
    book(tx, quota, ana)
    who = {"quota_id": quota.quota_id, "places": 1, "code": "SPRING"}
    with pytest.raises(CodeUsed):
        promos.look(tx, user_id=ana.id, **who, now=NOW)
    with pytest.raises(CodeOver):
        promos.look(tx, user_id=bo.id, **who, now=NOW + 30 * DAY)
    book(tx, quota, bo)
    with pytest.raises(CodeOver):
        book(tx, quota, chloe)
    promos.stop(tx, user_id=quota.owner_id, promo_id=promo.id, now=NOW)
    [line] = promos.codes(tx, user_id=quota.owner_id, host_id=quota.host_id, now=NOW).lines
    assert (line.used, line.is_over) == (2, True)


def test_where_nothing_was_paid_it_can_be_used_again(tx, make, quota):
    given(tx, quota, "SPRING, 20%, 1")
    ana = make.user()
    booked = book(tx, quota, ana)
    later = NOW + DAY
    assert payments.expire(tx, booked.id, now=later)
    assert tx.scalars(select(PromoUse.returned_at)).all() == [later]
    assert book(tx, quota, ana).price == 1000
    assert tx.scalars(select(PromoCode.used)).one() == 1
    assert list(checks.money.findings(tx, now=NOW)) == []


def pay_late(tx, booked):
    """Their money comes when the time to pay is over and the code was given back."""
    asked = tx.scalars(select(Payment).where(Payment.registration_id == booked.id)).one()
    charge = Charge(Provider.TELEGRAM, f"charge_{asked.reference}", asked.amount, asked.currency, "ch_1")
    return payments.receive(tx, reference=asked.reference, charge=charge, now=NOW + DAY)


def test_money_that_comes_late_uses_it_again(tx, make, quota):
    given(tx, quota, "SPRING, 20%, 1")
    booked = book(tx, quota, make.user())
    payments.expire(tx, booked.id, now=NOW + DAY)

    pay_late(tx, booked)

    assert booked.status == Status.CONFIRMED
    assert (tx.scalars(select(PromoCode.used)).one(), tx.scalars(select(PromoUse.returned_at)).one()) == (1, None)
    with pytest.raises(CodeOver):
        book(tx, quota, make.user())
    assert list(checks.money.findings(tx, now=NOW)) == []


@pytest.mark.parametrize("gone", ["the last use is another's", "they used it elsewhere"])
def test_money_that_comes_late_goes_back_where_the_code_is_used_up(tx, make, quota, gone):
    ana = make.user()
    given(tx, quota, "SPRING, 20%, 1" if gone == "the last use is another's" else "SPRING, 20%")
    booked = book(tx, quota, ana)
    payments.expire(tx, booked.id, now=NOW + DAY)
    other = access.quota_to_book(tx, make.quota(series=tx.get_one(Series, quota.series_id), starts_in=3 * DAY).id)
    book(tx, other, make.user() if gone == "the last use is another's" else ana)

    payment = pay_late(tx, booked)

    assert (booked.status, payment.refunded) == (Status.EXPIRED, 1000)
    assert tx.scalars(select(PromoCode.used)).one() == 1
    assert tx.get_one(Quota, quota.quota_id).taken == 0
    assert list(checks.money.findings(tx, now=NOW)) == []


def test_a_place_for_a_code_that_was_given_back_is_found(tx, make, quota):
    given(tx, quota, "SPRING, 20%")
    booked = book(tx, quota, make.user())
    payments.expire(tx, booked.id, now=NOW + DAY)
    booked.status = Status.CONFIRMED
    assert [one.rule for one in checks.money.promos(tx)] == ["promo.uncounted"]


def test_an_amount_is_taken_off_in_its_own_currency_only(tx, make, quota):
    """A host that is paid in another currency now has codes and series of before."""
    given(tx, quota, "SPRING, 10.00")
    given(tx, quota, "SHARE, 20%")
    series = tx.get_one(Series, quota.series_id)
    tx.get_one(Host, quota.host_id).currency = series.currency = "JPY"
    given(tx, quota, "AUTUMN, 500")
    tx.flush()
    yen = access.quota_to_book(tx, quota.quota_id)

    look = {"user_id": make.user().id, "places": 1, "now": NOW}
    with pytest.raises(CodeUnknown):
        promos.look(tx, quota_id=yen.quota_id, code="SPRING", **look)
    assert promos.look(tx, quota_id=yen.quota_id, code="AUTUMN", **look).taken_off == 500
    assert promos.look(tx, quota_id=yen.quota_id, code="SHARE", **look).taken_off == 250
    listed = promos.codes(tx, user_id=quota.owner_id, host_id=quota.host_id, now=NOW).lines
    assert [(line.code, line.currency) for line in listed] == [("AUTUMN", "JPY"), ("SHARE", None), ("SPRING", "EUR")]


def test_what_is_left_of_a_price_is_what_cards_can_pay(tx, make, quota):
    given(tx, quota, "SPRING, 33%")
    tx.get_one(Series, quota.series_id).currency = "KWD"
    tx.flush()
    look = {"user_id": make.user().id, "quota_id": quota.quota_id, "places": 1, "code": "SPRING"}
    assert promos.look(tx, **look, now=NOW).taken_off == 410


def test_a_series_that_is_not_there_is_not_found(tx, quota):
    with pytest.raises(NotFound):
        given(tx, quota, series_id=987654)


async def test_the_last_use_is_one_persons(db, make):
    quota = make.quota(mode=BookingMode.PAID, price=1250, capacity=50, owner=make.user("Lena"))
    facts = access.quota_to_book(make.tx, quota.id)
    given(make.tx, facts, "SPRING, 20%, 5")
    people = make.users(40)
    make.commit()

    outcomes = await asyncio.gather(
        *(db.write(registrations.book, user_id=one.id, quota_id=quota.id, promo="SPRING", now=NOW) for one in people),
        return_exceptions=True,
    )

    assert Counter(type(one) for one in outcomes) == {Registration: 5, CodeOver: 35}
    assert make.tx.scalars(select(PromoCode.used)).one() == 5
    assert list(checks.money.findings(make.tx, now=NOW)) == []
    make.tx.rollback()
