"""The daily look at a Stripe of one's own: what takes weeks there is found, and only what differs is an alert."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from db.models import Alert, Payment
from db.models.payments import PaymentStatus, RefundCause, RefundStatus
from db.models.series import BookingMode
from services import registrations
from services.payments import checkouts, reconciling
from services.refunds import owing, sending
from tests.factories import NOW
from tests.services.refunds.paying import paid

DAYS = timedelta(days=1)
TELEGRAMS = ["charge", "payment_intent"]


@pytest.fixture
def asked(make):
    quota = make.quota(mode=BookingMode.PAID, price=1250, starts_in=timedelta(days=60))
    hold = timedelta(days=30)
    registrations.book(make.tx, user_id=make.user().id, quota_id=quota.id, hold=hold, now=NOW)
    asked = make.tx.scalars(select(Payment)).one()
    make.commit()
    return asked


@pytest.fixture
def look(db, gateway, clock):
    async def look():
        return await reconciling.reconcile(db, gateway, now=clock())

    return look


def fresh(make, row):
    found = make.tx.get_one(type(row), row.id, populate_existing=True)
    make.commit()
    return found


def alerts_of(make):
    found = [(one.kind, one.data) for one in make.tx.scalars(select(Alert))]
    make.commit()
    return found


async def test_a_debit_that_takes_five_days_is_missed_nowhere(db, make, clock, local, gateway, look, open_page, asked):
    page = await open_page(asked.reference)
    local.pay_later(page)
    await checkouts.refresh(db, gateway, reference=asked.reference, now=clock())
    clock.now += 5 * DAYS
    local.arrive(page)
    local.all("charge")[0]["created"] = int(NOW.timestamp())  # the provider counts it from when it was begun
    await checkouts.refresh(db, gateway, reference=asked.reference, now=clock())
    clock.now += 1 * DAYS

    await look()

    assert fresh(make, asked).status == PaymentStatus.SUCCEEDED
    assert alerts_of(make) == []


async def test_a_charge_of_weeks_ago_whose_news_was_lost_is_found(make, clock, local, look, open_page, asked):
    local.pay(await open_page(asked.reference))
    clock.now += 20 * DAYS

    await look()

    assert fresh(make, asked).status == PaymentStatus.SUCCEEDED


async def test_a_refund_that_fails_weeks_later_is_found(db, make, clock, local, gateway, look, open_page, asked):
    local.pay(await open_page(asked.reference))
    await checkouts.refresh(db, gateway, reference=asked.reference, now=clock())
    refund = await db.write(lambda tx: owing.owe(tx, tx.get_one(Payment, asked.id), 250, RefundCause.BY_HAND, now=NOW))
    await sending.send_due(db, {asked.provider.STRIPE: gateway}, now=clock())
    assert fresh(make, refund).status == RefundStatus.SUCCEEDED
    clock.now += 12 * DAYS
    local.fail_refund(refund_id(local))

    await look()

    assert fresh(make, refund).status == RefundStatus.FAILED


def refund_id(local):
    return local.all("refund")[-1]["id"]


async def test_a_dispute_that_is_decided_after_weeks_is_found(db, make, clock, local, gateway, look, open_page, asked):
    local.pay(await open_page(asked.reference))
    await checkouts.refresh(db, gateway, reference=asked.reference, now=clock())
    dispute = local.dispute(local.all("charge")[0]["id"])
    await look()
    assert fresh(make, asked).status == PaymentStatus.DISPUTED
    clock.now += 60 * DAYS
    local.close_dispute(dispute["id"], won=True)

    await look()

    assert fresh(make, asked).status == PaymentStatus.SUCCEEDED


@pytest.mark.parametrize("name", TELEGRAMS)
async def test_whatever_telegram_calls_a_charge_it_is_ours(make, clock, local, look, name):
    """It hands on a name of the provider's, and nobody says whether it is the charge's or the attempt's."""
    _, payment = paid(make.tx, make, make.quota(mode=BookingMode.PAID, price=1250))
    charge = local.get(local.charge_card(1250, "EUR"))
    payment.provider_charge_id = charge["id"] if name == "charge" else charge["payment_intent"]
    make.commit()
    local.refund_at_dashboard(charge["id"], 250)
    clock.now += timedelta(hours=1)
    await look()
    assert alerts_of(make) == []
    assert fresh(make, payment).status == PaymentStatus.PARTIALLY_REFUNDED
    local.dispute(charge["id"])

    await look()

    assert fresh(make, payment).status == PaymentStatus.DISPUTED
    assert [kind for kind, _ in alerts_of(make)] == ["payment_disputed"]


async def test_what_did_not_change_is_only_read(db, make, clock, look, local, open_page, asked, gateway):
    local.pay(await open_page(asked.reference))
    await look()
    clock.now += 1 * DAYS
    assert await db.read(reconciling.list_news, [one async for one in gateway.list_charges(NOW)]) == []


async def test_another_programs_charge_is_told_of_while_it_is_new(make, clock, local, look):
    local.charge_card(700, "EUR", "from elsewhere")
    clock.now += 1 * DAYS
    await look()
    (known,) = make.tx.scalars(select(Alert))
    assert (known.kind, known.data["count"], known.count) == ("charges_unknown", 1, 1)
    make.commit()
    clock.now += 10 * DAYS
    await look()
    assert fresh(make, known).count == 1
