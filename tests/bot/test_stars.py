"""What Telegram has of Stars, as the bot reads it over real HTTP."""

from datetime import timedelta

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from bot.gateways.stars import StarsGateway
from sandbox import Sandbox
from services.ports import ChargeThere, ProviderAway, RefundThere
from tests.factories import NOW

ANA = 101
PAGE = 100


@pytest.fixture
async def sandbox():
    sandbox = Sandbox(people=[{"name": "Ana Ruiz", "id": ANA}], clock=NOW.timestamp)
    await sandbox.start()
    yield sandbox
    await sandbox.stop()


@pytest.fixture
async def gateway(sandbox):
    bot = Bot("42:TEST", session=AiohttpSession(api=TelegramAPIServer.from_base(sandbox.url)))
    yield StarsGateway(bot)
    await bot.session.close()


def put(sandbox, number, at, **more):
    about = {"currency": "XTR", "total_amount": 50, "invoice_payload": f"order-{number}", "person": ANA}
    sandbox.world.payments[f"stx_{number}"] = {
        **about,
        "telegram_payment_charge_id": f"stx_{number}",
        "at": int(at.timestamp()),
        **more,
    }


def charge(number, at):
    return ChargeThere(f"stx_{number}", f"stx_{number}", 50, "XTR", f"order-{number}", at, ANA)


@pytest.mark.parametrize("count", [0, 1, PAGE - 1, PAGE, PAGE + 1, 3 * PAGE])
async def test_charges_are_listed_page_by_page(gateway, sandbox, count):
    for number in range(count):
        put(sandbox, number, NOW)
    listed = [one async for one in gateway.list_charges(NOW)]
    assert listed == [charge(number, NOW) for number in range(count)]


async def test_only_what_is_young_enough_is_listed(gateway, sandbox):
    old = NOW - timedelta(days=5)
    put(sandbox, 1, old, refunded_at=int(NOW.timestamp()))
    put(sandbox, 2, NOW)
    put(sandbox, 3, old, refunded_at=int(old.timestamp()))
    since = NOW - timedelta(days=4)
    assert [one async for one in gateway.list_charges(since)] == [charge(2, NOW)]
    assert [one async for one in gateway.list_refunds(since)] == [
        RefundThere("stars-stx_1", "stx_1", "stx_1", 50, "XTR", "succeeded")
    ]


@pytest.mark.parametrize("fault", [{"status": 502}, {"retry_after": 30}, {"cut": True}])
async def test_telegram_that_is_away_is_said(gateway, sandbox, fault):
    sandbox.fail("getStarTransactions", **fault)
    with pytest.raises(ProviderAway):
        [one async for one in gateway.list_charges(NOW)]
