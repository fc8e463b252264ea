"""People act, a real bot answers, over polling and over a webhook."""

import asyncio

import pytest
from aiogram.types import ForceReply

from tests.sandbox.conftest import Rig

PIXEL = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x01\x00\x00\x00\x00\x80" + b"\x00" * 20


async def test_send_returns_the_screen_that_the_bot_answered_with(rig: Rig) -> None:
    ana = rig.sandbox.person("Ana Ruiz", id=101)

    screen = await ana.send("/start")

    assert screen.text == "Count: 0"
    assert screen.html == "<b>Count</b>: 0"
    assert screen.buttons == [["🟢 Add one"], ["Toast", "Alert"]]
    assert screen.data("Add one") == "add:0"


async def test_tap_finds_a_button_behind_an_emoji_and_edits_in_place(rig: Rig) -> None:
    ana = rig.sandbox.person("Ana Ruiz", id=101)
    first = await ana.send("/start")

    second = await ana.tap("Add one")

    assert (first.text, second.text) == ("Count: 0", "Count: 1")
    assert first.message_id == second.message_id


async def test_tap_of_a_missing_button_lists_those_that_are_there(rig: Rig) -> None:
    ana = rig.sandbox.person("Ana Ruiz", id=101)
    await ana.send("/start")

    with pytest.raises(AssertionError, match=r"no button 'Register' for Ana Ruiz.*Add one.*Toast"):
        await ana.tap("Register")


async def test_answers_to_taps_are_toasts_and_alerts(rig: Rig) -> None:
    ana = rig.sandbox.person("Ana Ruiz", id=101)
    await ana.send("/start")

    await ana.tap("Toast")
    assert (ana.toast, ana.alert) == ("A toast", None)
    await ana.tap("Alert")
    assert (ana.toast, ana.alert) == (None, "An alert")


async def test_open_follows_a_deep_link(rig: Rig) -> None:
    ana = rig.sandbox.person("Ana Ruiz", id=101)

    await ana.open("s_ABC")
    await ana.open("https://t.me/turnout_bot?start=s_DEF")

    texts = [screen.text for screen in ana.messages]
    assert texts == [
        "/start s_ABC", "You came by s_ABC", "Count: 0", "/start s_DEF", "You came by s_DEF", "Count: 0",
    ]  # fmt: skip


async def test_forged_callback_data_reaches_the_bot(rig: Rig) -> None:
    ana = rig.sandbox.person("Ana Ruiz", id=101)
    screen = await ana.send("/start")

    assert (await ana.tap_data(screen, "add:41")).text == "Count: 42"


async def test_people_have_chats_of_their_own(rig: Rig) -> None:
    people = [rig.sandbox.person(name) for name in ("Ana Ruiz", "Bo Klein", "Chris Lang")]

    screens = await asyncio.gather(*(person.send(f"I am {person.name}") for person in people))

    assert [screen.text for screen in screens] == [f"You said I am {person.name}" for person in people]
    assert len({screen.chat_id for screen in screens}) == 3


async def test_a_reply_keyboard_shares_the_contact_and_goes_away(rig: Rig) -> None:
    ana = rig.sandbox.person("Ana Ruiz", id=101)
    await ana.send("/contact")
    assert ana.keyboard == [["📱 My number"], ["No"]]

    screen = await ana.tap("My number")

    assert screen.text == "Thanks, +491701234567"
    assert ana.keyboard == []


async def test_a_photo_can_be_fetched_by_the_bot(rig: Rig) -> None:
    ana = rig.sandbox.person("Ana Ruiz", id=101)

    assert (await ana.photo(PIXEL)).text == f"256 wide, {len(PIXEL)} bytes"


async def test_wait_for_sees_what_the_bot_says_by_itself(rig: Rig) -> None:
    ana = rig.sandbox.person("Ana Ruiz", id=101)
    await ana.send("/start")

    waiting = asyncio.create_task(ana.wait_for("A place is free"))
    await rig.bot.send_message(ana.id, "A place is free for you")

    assert (await waiting).text == "A place is free for you"
    with pytest.raises(AssertionError, match=r"'never' did not reach Ana Ruiz in 0\.05 s; last: 'A place is free"):
        await ana.wait_for("never", timeout=0.05)


async def test_the_answer_to_a_forced_reply_is_a_reply(rig: Rig) -> None:
    ana = rig.sandbox.person("Ana Ruiz", id=101)
    await ana.send("/start")
    asked = await rig.bot.send_message(ana.id, "Your name?", reply_markup=ForceReply())

    await ana.send("Ana")
    await ana.send("and more")

    mine = [screen.message.get("reply_to_message", {}).get("message_id") for screen in ana.messages]
    assert mine[2:] == [None, asked.message_id, ana.messages[3].message_id, None, ana.messages[5].message_id]
