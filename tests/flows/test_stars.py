"""Stars as Telegram has them, against what we have: whatever of a payment never came to us, or was done there."""

from datetime import timedelta

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from sqlalchemy import select
from sqlalchemy.orm import Session as Tx

from db.models import Alert, Payment, Refund, Registration
from db.models.payments import RefundCause, RefundStatus
from db.models.series import BookingMode
from sandbox import Sandbox
from scheduler.crew import here
from services import checks, holds
from services.notices import alerts
from services.translator import Translator
from tests.flows.conftest import ON_BOTH_DATABASES, SIMPLEST
from tests.flows.steps import all_told, until

HOUR = timedelta(hours=1)
MORE_THAN_A_PAGE = 130


@pytest.fixture
async def sandbox(clock):
    """Its entries have the time of the story."""
    sandbox = Sandbox(clock=lambda: clock().timestamp())
    await sandbox.start()
    yield sandbox
    await sandbox.stop()


@pytest.fixture
def jam(make):
    return make.session(title="Online flow", mode=BookingMode.PAID, price=50, currency="XTR", capacity=1)


@pytest.fixture(autouse=True)
def _money_balances(engine, clock):
    yield
    with Tx(engine) as tx:
        assert list(checks.money.findings(tx, now=clock())) == []


async def agreed(person, session):
    """Book, and confirm the pay sheet; no Star has moved yet."""
    await person.open(f"s_{session.code}")
    await person.tap("Register")
    await person.tap("Confirm")
    await person.wait_for("Online flow", timeout=5)
    await until(lambda: any("invoice" in one.message for one in person.messages), f"{person.name} has an invoice")
    return await person.agree()


async def an_hour_passes(engine, clock):
    """Once nothing is on its way to anybody: a leap of the clock would break it off."""
    await all_told(engine)
    clock.now += HOUR


async def reconciled():
    return (await (await here("payments.reconcile_stars")).wait_result()).return_value


def rows(engine, *columns):
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(select(*columns))]


def put_there(sandbox, person, number, at):
    """A charge of another program that has the same bot."""
    about = {"currency": "XTR", "total_amount": 7, "invoice_payload": f"other-{number}"}
    charge = {"telegram_payment_charge_id": f"stx_{number}", "provider_payment_charge_id": ""}
    sandbox.world.payments[f"stx_{number}"] = {**about, **charge, "person": person.id, "at": int(at.timestamp())}


def alerts_of(engine):
    """Each open alert, as an admin reads it."""
    with Tx(engine) as tx:
        return [alerts.in_words(alert, Translator("en")) for alert in tx.scalars(select(Alert).order_by(Alert.id))]


@ON_BOTH_DATABASES
async def test_stars_that_nobody_told_us_of_buy_the_place(app, crew, jam, engine, clock):
    ana = crew[0]
    await ana.arrive(await agreed(ana, jam), heard=False)
    assert rows(engine, Registration.status) == [("pending_payment",)]
    assert await reconciled() == 1
    await ana.wait_for("✅ You are in: Online flow")
    assert rows(engine, Payment.status, Payment.receipt_number) == [("succeeded", 1)]
    await an_hour_passes(engine, clock)
    assert await reconciled() == 1
    assert rows(engine, Alert.kind) == []


@ON_BOTH_DATABASES
async def test_stars_for_a_place_that_is_gone_go_back_to_whoever_paid(app, crew, jam, engine, clock, sandbox):
    ana, bo = crew[:2]
    late = await agreed(ana, jam)
    await all_told(engine)
    clock.now += holds.HOLD + HOUR
    await (await here("payments.expire_holds")).wait_result()
    await ana.wait_for("✖️ The time to pay ran out: Online flow")
    await bo.arrive(await agreed(bo, jam))
    await bo.wait_for("✅ You are in: Online flow")
    await ana.arrive(late, heard=False)
    assert await reconciled() == 2
    await here("refunds.send_due")
    await until(lambda: rows(engine, Refund.status) == [(RefundStatus.SUCCEEDED,)], "the Stars are back")
    assert rows(engine, Refund.cause) == [(RefundCause.LATE,)]
    (call,) = sandbox.calls("refundStarPayment", ok=True)
    assert call.params["user_id"] == ana.id
    await an_hour_passes(engine, clock)
    await reconciled()
    assert rows(engine, Alert.kind) == []


@ON_BOTH_DATABASES
async def test_stars_given_back_out_there_are_in_our_books(app, crew, jam, engine, clock, sandbox):
    ana = crew[0]
    await ana.arrive(await agreed(ana, jam))
    await ana.wait_for("✅ You are in: Online flow")
    (there,) = sandbox.world.payments.values()
    there["refunded_at"] = sandbox.world.now()
    for _ in range(2):
        await an_hour_passes(engine, clock)
        await reconciled()
    await ana.wait_for("50 ⭐")
    assert rows(engine, Payment.status) == [("refunded",)]
    assert rows(engine, Refund.status, Refund.cause, Refund.amount) == [
        (RefundStatus.SUCCEEDED, RefundCause.EXTERNAL, 50)
    ]
    assert rows(engine, Alert.kind) == []


@ON_BOTH_DATABASES
async def test_stars_given_back_out_there_are_noted_at_once(app, crew, jam, engine, sandbox):
    ana = crew[0]
    await ana.arrive(await agreed(ana, jam))
    await ana.wait_for("✅ You are in: Online flow")
    (charge_id,) = sandbox.world.payments
    async with Bot("42:TEST", session=AiohttpSession(api=TelegramAPIServer.from_base(sandbox.url))) as elsewhere:
        await elsewhere.refund_star_payment(ana.id, charge_id)
    await until(lambda: rows(engine, Payment.status) == [("refunded",)], "it is in our books")
    await ana.wait_for("50 ⭐ is on its way back to you")
    assert rows(engine, Refund.status, Refund.cause) == [(RefundStatus.SUCCEEDED, RefundCause.EXTERNAL)]
    await reconciled()
    assert len(rows(engine, Refund.id)) == 1


@SIMPLEST
async def test_what_only_one_side_has_is_told_to_the_admins(app, crew, jam, engine, clock, sandbox):
    ana, bo = crew[:2]
    for number in range(MORE_THAN_A_PAGE):
        put_there(sandbox, bo, number, clock() - timedelta(days=50))
    put_there(sandbox, bo, "new", clock())
    await ana.arrive(await agreed(ana, jam))
    await ana.wait_for("✅ You are in: Online flow")
    await an_hour_passes(engine, clock)
    assert await reconciled() == 2
    (unknown,) = alerts_of(engine)
    assert "<b>The provider has charges that we do not know: 7 XTR</b>" in unknown

    charge_id = rows(engine, Payment.charge_id)[0][0]
    sandbox.world.payments[charge_id]["total_amount"] = 60
    await reconciled()
    assert "<b>50 ⭐ is paid with us, and the provider has 60 ⭐</b> (payment 1)" in alerts_of(engine)[-1]

    del sandbox.world.payments[charge_id]
    await reconciled()
    assert "<b>50 ⭐ is paid with us, and the provider does not have it</b> (payment 1)" in alerts_of(engine)[-1]
    assert rows(engine, Payment.status) == [("succeeded",)]


@SIMPLEST
async def test_a_refund_that_telegram_does_not_have_is_told_to_the_admins(app, crew, jam, engine, clock, sandbox):
    ana = crew[0]
    again = await agreed(ana, jam)
    await ana.arrive(again)
    await ana.arrive(again)
    await ana.wait_for("↩️ 50 ⭐ goes back to you")
    await here("refunds.send_due")
    await until(lambda: rows(engine, Refund.status) == [(RefundStatus.SUCCEEDED,)], "the Stars are back")
    await an_hour_passes(engine, clock)
    await reconciled()
    assert alerts_of(engine) == []
    for there in sandbox.world.payments.values():
        there.pop("refunded_at", None)
    await reconciled()
    assert "<b>50 ⭐ went back with us, and the provider does not have it</b> (refund 1)" in alerts_of(engine)[-1]
