"""Payments, inline mode, groups and blocking, between people and a real bot."""

import asyncio

import pytest
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import BotCommand, BotCommandScopeAllGroupChats, LabeledPrice

from sandbox import Sandbox
from tests.sandbox.conftest import Rig


async def test_paying_asks_the_bot_then_tells_it(rig: Rig) -> None:
    ana = rig.sandbox.person("Ana Ruiz")
    invoice = await ana.send("/pay")
    assert invoice.buttons == [["Pay €12.00"]]

    screen = await ana.tap("Pay €12.00")

    assert (screen.text, ana.alert) == ("Paid 1200", None)
    payment = ana.messages[-2].message["successful_payment"]
    assert (payment["invoice_payload"], payment["currency"]) == ("order-7", "EUR")
    assert payment["provider_payment_charge_id"]
    kinds = [update.kind for update in ana.updates]
    assert kinds == ["message", "pre_checkout_query", "message"]


async def test_an_old_invoice_can_be_paid_again_with_another_charge(rig: Rig) -> None:
    ana = rig.sandbox.person("Ana Ruiz")
    await ana.send("/pay")

    await asyncio.gather(ana.pay(), ana.pay())

    charges = {key for key, payment in rig.sandbox.world.payments.items() if payment["invoice_payload"] == "order-7"}
    assert len(charges) == 2


async def test_a_refused_payment_tells_the_person_why(rig: Rig) -> None:
    ana = rig.sandbox.person("Ana Ruiz")
    await ana.send("/pay_late")

    screen = await ana.pay()

    assert ana.alert == "The last place went a moment ago."
    assert "invoice" in screen.message
    assert rig.sandbox.world.payments == {}


async def test_stars_are_given_back_once(hooked: Rig) -> None:
    ana = hooked.sandbox.person("Ana Ruiz")
    await ana.send("/start")
    prices = [LabeledPrice(label="Place", amount=50)]
    await hooked.bot.send_invoice(ana.id, "Online class", "A place", "order-9", "XTR", prices)
    await ana.pay()
    (charge,) = hooked.sandbox.world.payments

    assert await hooked.bot.refund_star_payment(ana.id, charge)
    with pytest.raises(TelegramBadRequest, match="CHARGE_ALREADY_REFUNDED"):
        await hooked.bot.refund_star_payment(ana.id, charge)

    listed = (await hooked.bot.get_star_transactions()).transactions
    assert [(bool(one.source), bool(one.receiver), one.amount) for one in listed] == [
        (True, False, 50),
        (False, True, 50),
    ]


async def test_an_inline_result_becomes_a_message_that_the_bot_can_edit(rig: Rig) -> None:
    ana, bo = rig.sandbox.person("Ana Ruiz"), rig.sandbox.person("Bo Klein")
    friends = rig.sandbox.group("Friends", [ana, bo], with_bot=False)

    (result,) = await ana.inline("Jam", chat=friends)
    shared = await ana.choose(result, chat=friends)
    assert (result.title, shared.text) == ("Share Jam", "Jam: 0")
    assert shared.message["via_bot"]["username"] == "turnout_bot"
    await bo.tap("Add one", chat=friends)

    assert friends.messages[-1].text == "Count: 1"


async def test_in_a_group_the_bot_hears_commands_and_answers_to_it_only(rig: Rig) -> None:
    ana, bo = rig.sandbox.person("Ana Ruiz"), rig.sandbox.person("Bo Klein")
    crew = rig.sandbox.group("Monday Jam crew", members=[ana, bo])

    assert (await ana.send("just talk", chat=crew)).message_id == 0
    screen = await ana.send("/start", chat=crew)
    assert (await bo.tap("Add one", chat=crew)).text == "Count: 1"
    assert (await bo.send("me too", chat=crew, reply_to=screen.message_id)).text == "You said me too"
    assert ana.messages == []


async def test_blocking_is_told_to_the_bot(rig: Rig) -> None:
    ana = rig.sandbox.person("Ana Ruiz")
    await ana.send("/start")

    ana.block()
    ana.block()
    ana.unblock()
    await ana.send("/start")

    changes = [one.body["my_chat_member"] for one in rig.sandbox.updates if one.kind == "my_chat_member"]
    assert [change["new_chat_member"]["status"] for change in changes] == ["kicked", "member"]


async def test_commands_are_kept_by_language_and_scope(hooked: Rig) -> None:
    bot = hooked.bot
    await bot.set_my_commands([BotCommand(command="start", description="Home")])
    await bot.set_my_commands([BotCommand(command="start", description="Anfang")], language_code="de")
    await bot.set_my_commands([BotCommand(command="roster", description="Who")], scope=BotCommandScopeAllGroupChats())

    assert [one.description for one in await bot.get_my_commands()] == ["Home"]
    assert [one.description for one in await bot.get_my_commands(language_code="de")] == ["Anfang"]
    await bot.delete_my_commands(language_code="de")
    assert await bot.get_my_commands(language_code="de") == []
    with pytest.raises(TelegramBadRequest, match="BOT_COMMAND_INVALID"):
        await bot.set_my_commands([BotCommand(command="Start!", description="x")])


async def test_copies_forwards_and_files(hooked: Rig, sandbox: Sandbox) -> None:
    ana, bo = sandbox.person("Ana Ruiz"), sandbox.person("Bo Klein")
    await bo.send("/start")
    await ana.document("notes.txt", b"hello", "Notes")
    sent = ana.messages[-1]

    await hooked.bot.forward_message(bo.id, ana.id, sent.message_id)
    copied = await hooked.bot.copy_message(bo.id, ana.id, sent.message_id, caption="<b>Other</b>")

    forwarded, copy = bo.messages[-2:]
    assert forwarded.message["forward_origin"]["sender_user"]["id"] == ana.id
    assert (copy.message_id, copy.html) == (copied.message_id, "<b>Other</b>")
    content = await hooked.bot.download(copy.message["document"]["file_id"])
    assert content
    assert content.read() == b"hello"
