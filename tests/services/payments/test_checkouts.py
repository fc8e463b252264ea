"""Pages to pay on, at a Stripe of one's own: one at a time, and another when one is over."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from db.models import Notification, Payment, Refund, Series
from db.models.packages import Package, Purchase
from db.models.payments import PaymentStatus, RefundCause
from db.models.registrations import Status
from db.models.series import BookingMode
from services import access, codes, payments, registrations
from services.notices.composing import compose
from services.notices.messages import Notice
from services.packages import buying
from services.payments import checkouts, fees
from services.ports import ProviderAway
from services.receipts import keeping
from services.receipts.drawing import pdf
from services.translator import Translator
from tests.factories import NOW

DAY = timedelta(days=1)


@pytest.fixture
def package(make):
    fields = {"code": codes.new(), "name": "Ten classes", "credits": 10, "price": 15000, "valid_days": 90}
    return make.kept(Package(host_id=make.host().id, currency="EUR", created_at=NOW, **fields))


@pytest.fixture
def buy(db, make, package, clock):
    person = make.user()

    async def buy():
        return await db.write(buying.buy, user_id=person.id, package_id=package.id, now=clock())

    return buy


@pytest.fixture
def fee(make):
    quota = make.quota()
    registration = registrations.book(make.tx, user_id=make.user().id, quota_id=quota.id, now=NOW)
    series = make.tx.get_one(Series, access.quota_to_book(make.tx, quota.id).series_id)
    asked = fees.ask(make.tx, registration, series, 500, due_at=NOW, now=NOW)
    make.commit()
    return asked


def of(make, registration):
    found = make.tx.scalars(select(Payment).where(Payment.registration_id == registration.id)).one()
    make.commit()
    return found


def fresh(make, row):
    found = make.tx.get_one(type(row), row.id, populate_existing=True)
    make.commit()  # so as not to keep SQLite's only writer waiting
    return found


async def test_a_package_is_bought_a_day_after_it_was_asked_for(db, make, clock, local, gateway, buy, open_page):
    asked = await buy()
    first = await open_page(asked.reference)
    clock.now += DAY + timedelta(hours=1)
    assert (await buy()).id == asked.id

    await checkouts.close_over(db, gateway, now=clock())
    second = await open_page(asked.reference)

    assert second != first
    assert [one["status"] for one in local.all("checkout.session")] == ["expired", "open"]
    local.pay(second)
    await checkouts.refresh(db, gateway, reference=asked.reference, now=clock())
    assert make.tx.query(Purchase).one().remaining == 10


async def test_a_package_that_nobody_pays_is_not_asked_for_any_more(db, make, clock, gateway, buy, open_page):
    asked = await buy()
    await open_page(asked.reference)
    unopened = await db.write(buying.buy, user_id=make.user().id, package_id=asked.package_id, now=NOW)
    clock.now += buying.WAITS
    await checkouts.close_over(db, gateway, now=clock())
    assert await db.read(buying.list_unpaid, now=clock()) == [unopened.id]

    assert await db.write(buying.give_up, unopened.id, now=clock())

    assert not await db.write(buying.give_up, unopened.id, now=clock())
    assert (await buy()).id not in {asked.id, unopened.id}
    assert {fresh(make, one).status for one in (asked, unopened)} == {PaymentStatus.CANCELLED}


async def test_a_fee_is_paid_days_later(db, make, clock, local, gateway, fee, open_page):
    first = await open_page(fee.reference)
    clock.now += 2 * DAY
    await checkouts.close_over(db, gateway, now=clock())
    assert fresh(make, fee).status == PaymentStatus.PENDING, "leaving the page does not drop it"

    second = await open_page(fee.reference)

    assert second != first
    local.pay(second)
    await checkouts.refresh(db, gateway, reference=fee.reference, now=clock())
    assert fresh(make, fee).status == PaymentStatus.SUCCEEDED


async def test_a_place_held_for_long_has_a_page_to_its_end(db, make, clock, local, gateway, open_page):
    hold = timedelta(hours=30)
    quota = make.quota(mode=BookingMode.PAID, price=1250)
    registration = registrations.book(make.tx, user_id=make.user().id, quota_id=quota.id, hold=hold, now=NOW)
    make.commit()
    asked = of(make, registration)
    await open_page(asked.reference)
    clock.now += timedelta(hours=25)
    await checkouts.close_over(db, gateway, now=clock())

    page = await open_page(asked.reference)
    clock.now += timedelta(hours=6)
    local.pay(page)
    await checkouts.close_over(db, gateway, now=clock())

    assert fresh(make, registration).status == Status.CONFIRMED


async def test_a_try_whose_answer_was_lost_opens_the_same_page(clock, local, fee, open_page):
    local.fail("POST /v1/checkout/sessions", cut=True)
    with pytest.raises(ProviderAway):
        await open_page(fee.reference)
    clock.now += timedelta(minutes=5)

    await open_page(fee.reference)

    assert len(local.all("checkout.session")) == 1


async def test_a_try_that_came_to_nothing_long_ago_is_not_made_again(clock, local, fee, open_page):
    local.fail("POST /v1/checkout/sessions", lost=True)
    with pytest.raises(ProviderAway):
        await open_page(fee.reference)
    clock.now += 3 * DAY

    page = await open_page(fee.reference)

    assert local.get(page)["expires_at"] == int((clock.now + checkouts.LONGEST).timestamp())


async def test_news_of_a_page_before_changes_nothing_on_the_next(db, make, clock, gateway, fee, open_page):
    first = await open_page(fee.reference)
    over = await gateway.close(first)
    await db.write(checkouts.settle, page=over, now=clock())
    second = await open_page(fee.reference)

    await db.write(checkouts.settle, page=over, now=clock())

    assert fresh(make, fee).checkout_id == second


@pytest.mark.parametrize("paid", [1000, 1500])
async def test_another_amount_paid_on_a_page_keeps_no_place(db, make, clock, local, gateway, open_page, paid):
    """The page is done, and what came there goes back; whoever wants the place pays on another page."""
    quota = make.quota(mode=BookingMode.PAID, price=1250)
    registration = registrations.book(make.tx, user_id=make.user().id, quota_id=quota.id, now=NOW)
    make.commit()
    asked = of(make, registration)
    first = await open_page(asked.reference)
    local.get(first)["amount_total"] = paid  # as if our price had not been what was charged
    local.pay(first)

    await checkouts.refresh(db, gateway, reference=asked.reference, now=clock())

    assert [one.cause for one in make.tx.query(Refund)] == [RefundCause.MISMATCH]
    second = await open_page(fresh(make, asked).reference)
    assert second != first
    clock.now += timedelta(minutes=16)
    assert await checkouts.close_over(db, gateway, now=clock()) == 1
    assert await db.read(payments.list_overheld, now=clock()) == [registration.id]


async def test_a_package_that_a_bank_does_not_pay_is_told_and_bought_anew(
    db, make, clock, local, gateway, buy, open_page
):
    asked = await buy()
    page = await open_page(asked.reference)
    assert local.get(page)["metadata"]["package"] == make.tx.get_one(Package, asked.package_id).code
    make.commit()
    local.pay_later(page)
    await checkouts.refresh(db, gateway, reference=asked.reference, now=clock())
    local.arrive(page, paid=False)

    await checkouts.refresh(db, gateway, reference=asked.reference, now=clock())

    told = [one for one in make.tx.query(Notification) if one.kind == "package_failed"]
    assert [one.user_id for one in told] == [asked.user_id]
    composed = compose(make.tx, notification_id=told[0].id, now=clock())
    assert isinstance(composed, Notice)
    assert "Payment declined: <b>Ten classes</b>" in composed.text
    make.commit()
    assert (await buy()).id != asked.id
    assert make.tx.query(Purchase).count() == 0


async def test_a_fee_that_a_bank_does_not_pay_is_owed_still(db, make, clock, local, gateway, fee, open_page):
    page = await open_page(fee.reference)
    local.pay_later(page)
    await checkouts.refresh(db, gateway, reference=fee.reference, now=clock())
    local.arrive(page, paid=False)
    await checkouts.refresh(db, gateway, reference=fee.reference, now=clock())

    again = await open_page(fee.reference)

    local.pay(again)
    await checkouts.refresh(db, gateway, reference=fee.reference, now=clock())
    paid = fresh(make, fee)
    assert (paid.status, paid.failure) == (PaymentStatus.SUCCEEDED, ""), "and nothing reads as declined"
    receipt = keeping.receipt(make.tx, user_id=fee.user_id, payment_id=fee.id)
    assert (receipt.is_fee, receipt.places) == (True, 1)
    assert pdf(receipt, Translator("en")).startswith(b"%PDF-")
