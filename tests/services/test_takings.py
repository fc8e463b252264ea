"""Takings: sums by month and currency, and what waits for somebody."""

from datetime import date, timedelta

import pytest

from db.models import Series, Session
from db.models.payments import PaymentStatus
from db.models.series import BookingMode
from services import access, registrations, takings
from services.errors import NotAllowed, NotFound
from services.ports import PaidBack, Refused
from services.refunds import by_hand, settling
from services.takings import Sum, months
from tests.factories import NOW
from tests.services.refunds.paying import paid, refunds


@pytest.fixture
def quota(make):
    return make.quota(mode=BookingMode.PAID, price=1250)


@pytest.fixture
def facts(tx, quota):
    return access.quota_to_book(tx, quota.id)


def month_of(tx, facts, **more):
    where = {"user_id": facts.owner_id, "host_id": facts.host_id}
    return takings.of_place(tx, **(where | more), now=NOW).months[0].sums


def test_sums_tell_paid_refunded_and_open_apart(tx, make, quota, facts):
    for _ in range(3):
        paid(tx, make, quota)
    held = registrations.book(tx, user_id=make.user().id, quota_id=quota.id, now=NOW)
    assert held.price == 1250
    _, payment = paid(tx, make, quota)
    given = {"user_id": facts.owner_id, "payment_id": payment.id, "now": NOW}
    by_hand.refund(tx, **given, amount=250, left=1250)
    by_hand.refund(tx, **given, amount=100, left=1000)
    settling.settle(tx, refunds(tx)[0].id, outcome=PaidBack("re_1"), now=NOW)

    expected = (Sum("EUR", paid=5000, refunded=250, going_back=100, to_pay=1250, payments=4),)

    assert takings.of_session(tx, user_id=facts.owner_id, session_id=facts.id).sums == expected
    assert month_of(tx, facts) == month_of(tx, facts, series_id=facts.series_id) == expected
    assert expected[0].kept == 4650


def test_currencies_stand_beside_each_other(tx, make, quota, facts):
    paid(tx, make, quota)
    tx.get_one(Series, facts.series_id).currency = "JPY"
    tx.flush()
    paid(tx, make, quota)

    assert [(one.currency, one.paid) for one in month_of(tx, facts)] == [("EUR", 1250), ("JPY", 1250)]


def test_another_series_of_the_host_counts_for_the_host_alone(tx, make, quota, facts):
    paid(tx, make, quota)
    sister = make.series(mode=BookingMode.PAID, price=300)
    sister.host_id = facts.host_id
    tx.flush()
    paid(tx, make, make.quotas(make.session(series=sister, starts_in=timedelta(days=4)))[0])

    assert month_of(tx, facts)[0].paid == 1550
    assert month_of(tx, facts, series_id=facts.series_id)[0].paid == 1250


def test_months_begin_by_the_hosts_calendar():
    assert months(NOW, "Europe/Berlin", 3) == [date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)]
    assert months(NOW.replace(day=30, hour=23, minute=30), "Europe/Berlin", 1) == [date(2026, 12, 1)]


def test_open_lists_what_waits_with_what_failed_first(tx, make, quota, facts):
    made = [paid(tx, make, quota, make.user(name)) for name in ("Ana", "Bo", "Cleo")]
    for _, payment in made[:2]:
        by_hand.refund(tx, user_id=facts.owner_id, payment_id=payment.id, amount=1250, left=1250, now=NOW)
    settling.settle(tx, refunds(tx)[1].id, outcome=Refused("expired_card"), now=NOW)
    made[2][1].status = PaymentStatus.DISPUTED
    tx.flush()

    shown = takings.list_open(tx, user_id=facts.owner_id, host_id=facts.host_id, now=NOW)

    assert [(one.name, one.status) for one in shown.refunds] == [("Bo", "failed"), ("Ana", "owed")]
    assert [(one.name, one.status, one.registration_id) for one in shown.payments] == [
        ("Cleo", "disputed", made[2][0].id)
    ]
    place = takings.of_place(tx, user_id=facts.owner_id, host_id=facts.host_id, now=NOW)
    assert (place.open_refunds, place.failed) == (2, 1)


def test_fees_that_nobody_paid_are_listed(tx, make):
    quota = make.quota(price=1250, late_fee=500)
    registration = make.booked(quota)
    late = registration.starts_at - timedelta(hours=1)
    registrations.cancel(tx, user_id=registration.user_id, registration_id=registration.id, now=late)
    host = access.quota_to_book(tx, quota.id)
    shown = takings.list_open(tx, user_id=host.owner_id, host_id=host.host_id, now=late)
    assert [(one.kind, one.amount) for one in shown.payments] == [("fee", 500)]


def test_who_may_not_see_money_sees_none(tx, make, quota, facts):
    stranger = make.user().id
    session = tx.get_one(Session, facts.id)
    with pytest.raises(NotAllowed):
        takings.of_session(tx, user_id=stranger, session_id=session.id)
    for series_id in (0, facts.series_id):
        where = {"user_id": stranger, "host_id": facts.host_id, "series_id": series_id}
        for look in (takings.of_place, takings.list_open):
            with pytest.raises(NotFound):
                look(tx, **where, now=NOW)
