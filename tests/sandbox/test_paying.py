"""Invoices in the chat: paid late and with a tip, declined, forwarded; their charges at the local Stripe."""

from pathlib import Path

import pytest
from aiogram.types import LabeledPrice

from sandbox import Sandbox
from sandbox.errors import ApiError
from sandbox.stripe import LocalStripe
from tests.sandbox.conftest import Rig, make_bot, webhook


async def invoice(rig: Rig, person, **facts):
    prices = [LabeledPrice(label="Place", amount=1200)]
    facts = {"currency": "EUR", "provider_token": "1:PAY", "prices": prices, **facts}
    await rig.bot.send_invoice(person.id, "Monday Jam", "A place", "order-7", **facts)
    return person.screen


async def test_a_declined_card_reaches_the_bot_only_where_it_agreed_before(rig: Rig) -> None:
    ana = rig.sandbox.person("Ana Ruiz")
    await ana.send("/pay")
    before = len(rig.sandbox.updates)

    screen = await ana.decline()
    assert (ana.alert, "invoice" in screen.message) == ("Your card was declined.", True)
    assert len(rig.sandbox.updates) == before
    await ana.decline(after_ok=True)

    assert ana.alert == "Your card was declined."
    assert [update.kind for update in rig.sandbox.updates[before:]] == ["pre_checkout_query"]
    assert rig.sandbox.world.payments == {}


async def test_money_arrives_late_and_an_old_invoice_is_paid_again(rig: Rig) -> None:
    ana = rig.sandbox.person("Ana Ruiz")
    old = await ana.send("/pay")

    agreed = await ana.agree()
    assert agreed
    assert rig.sandbox.world.payments == {}
    await ana.send("/start")
    assert (await ana.arrive(agreed)).text == "Paid 1200"
    assert (await ana.pay(old)).text == "Paid 1200"

    assert len({payment["provider_payment_charge_id"] for payment in rig.sandbox.world.payments.values()}) == 2


async def test_a_tip_is_in_the_total(hooked: Rig) -> None:
    ana = hooked.sandbox.person("Ana Ruiz")
    await ana.send("/start")
    screen = await invoice(hooked, ana, max_tip_amount=500, suggested_tip_amounts=[100])

    assert (await ana.pay(screen, tip=300)).text == "Paid 1500"
    with pytest.raises(ApiError, match="no such tip"):
        await ana.pay(screen, tip=501)


async def test_a_forwarded_invoice_without_a_start_parameter_can_be_paid_by_anyone(hooked: Rig) -> None:
    ana, bo = hooked.sandbox.person("Ana Ruiz"), hooked.sandbox.person("Bo Klein")
    await ana.send("/start")
    screen = await invoice(hooked, ana)

    copy = await ana.forward(screen, bo)
    assert copy.buttons == [["Pay €12.00"]]
    await bo.pay(copy)

    asked = next(one.body["pre_checkout_query"] for one in hooked.sandbox.updates if one.kind == "pre_checkout_query")
    assert (asked["from"]["id"], asked["invoice_payload"]) == (bo.id, "order-7")
    assert bo.screen.text == "Paid 1200"
    crew = hooked.sandbox.group("Monday Jam crew", [ana, bo])
    await bo.tap("Pay €12.00", chat=_group(hooked.sandbox, await ana.forward(screen, crew)))
    assert crew.messages[-1].text == "Paid 1200"


def _group(sandbox: Sandbox, screen):
    return sandbox.group(sandbox.world.chats[screen.chat_id].title, [])


async def test_a_forwarded_invoice_with_a_start_parameter_leads_to_the_bot(hooked: Rig) -> None:
    ana, bo = hooked.sandbox.person("Ana Ruiz"), hooked.sandbox.person("Bo Klein")
    screen = await ana.send("/pay")

    copy = await ana.forward(screen, bo)
    with pytest.raises(ApiError, match="no invoice"):
        await bo.pay(copy)
    await bo.tap("Pay €12.00", chat=_group(hooked.sandbox, copy))

    assert bo.link == "https://t.me/turnout_bot?start=p_7"
    assert [one.text for one in bo.messages] == ["/start p_7", "You came by p_7", "Count: 0"]


async def test_stars_given_back_are_told_to_bot_and_person(hooked: Rig) -> None:
    ana = hooked.sandbox.person("Ana Ruiz")
    await ana.send("/start")
    prices = [LabeledPrice(label="Place", amount=50)]
    await invoice(hooked, ana, currency="XTR", provider_token="", prices=prices)
    await ana.pay()
    (charge,) = hooked.sandbox.world.payments

    await hooked.bot.refund_star_payment(ana.id, charge)

    refunded = ana.messages[-1].message["refunded_payment"]
    assert (refunded["telegram_payment_charge_id"], refunded["total_amount"]) == (charge, 50)
    assert hooked.sandbox.updates[-1].body["message"]["refunded_payment"] == refunded


async def test_charges_of_invoices_are_at_the_local_stripe() -> None:
    local = LocalStripe()
    sandbox = Sandbox(patience=3, stripe=local)
    await sandbox.start()
    bot = make_bot(sandbox)
    try:
        async with webhook(sandbox, bot):
            ana = sandbox.person("Ana Ruiz")
            await ana.send("/pay")
            await ana.decline(after_ok=True)
            await ana.pay()
    finally:
        await bot.session.close()
        await sandbox.stop()

    (payment,) = sandbox.world.payments.values()
    failed, paid = local.all("charge")
    assert (failed["status"], paid["status"]) == ("failed", "succeeded")
    assert (paid["id"], paid["amount"], paid["currency"]) == (payment["provider_payment_charge_id"], 1200, "eur")
    assert [event["data"]["object"]["id"] for event in local.events("charge.succeeded")] == [paid["id"]]
    assert local.url == sandbox.url


def test_payments_outlive_a_restart(tmp_path: Path) -> None:
    first = Sandbox(stripe=LocalStripe())
    assert first.stripe
    charge_id = first.stripe.charge_card(1200, "EUR")
    first.save(tmp_path / "chats.json")

    second = Sandbox(stripe=LocalStripe())
    assert second.restore(tmp_path / "chats.json")

    assert second.stripe
    assert second.stripe.get(charge_id)["amount"] == 1200
    assert second.stripe.charge_card(1200, "EUR") != charge_id
