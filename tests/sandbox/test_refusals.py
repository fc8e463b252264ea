"""The sandbox refuses what Telegram refuses, in its words."""

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramForbiddenError, TelegramUnauthorizedError
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LabeledPrice,
    LinkPreviewOptions,
    ReplyParameters,
)
from aiohttp import ClientSession

from sandbox import Person, Sandbox
from tests.sandbox.conftest import make_bot


@pytest.fixture
def ana(sandbox: Sandbox) -> Person:
    """Somebody who has pressed start, though no bot listens."""
    ana = sandbox.person("Ana Ruiz", id=101)
    sandbox.world.chats[101].started = True
    return ana


def button(callback_data: str | None = None, url: str | None = None) -> InlineKeyboardMarkup:
    key = InlineKeyboardButton(text="Go", callback_data=callback_data, url=url)
    return InlineKeyboardMarkup(inline_keyboard=[[key]])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<b>bold", "can't parse entities: Can't find end tag corresponding to start tag \"b\""),
        ("<x>no</x>", 'can\'t parse entities: Unsupported start tag "x" at byte offset 0'),
        ("é 1 < 2", 'can\'t parse entities: Unsupported start tag "" at byte offset 5'),
        ("<b>a</i>", 'can\'t parse entities: Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("a</b>", "can't parse entities: Unexpected end tag at byte offset 1"),
        ("<span>a</span>", 'can\'t parse entities: Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<a href="x', "can't parse entities: Unclosed start tag at byte offset 0"),
        ("x" * 4097, "message is too long"),
        ("😀" * 2049, "message is too long"),
        (" \n <b> </b>", "message text is empty"),
        ("", "message text is empty"),
    ],
)
async def test_a_wrong_text_is_refused(bot: Bot, ana: Person, text: str, words: str) -> None:
    with pytest.raises(TelegramBadRequest) as refusal:
        await bot.send_message(ana.id, text)

    assert refusal.value.message == f"Bad Request: {words}"
    assert ana.messages == []


async def test_a_text_of_exactly_the_limit_is_sent(bot: Bot, ana: Person) -> None:
    await bot.send_message(ana.id, "<b>" + "😀" * 2048 + "</b>")

    assert len(ana.screen.text) == 2048


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        (button(callback_data="x" * 65), "BUTTON_DATA_INVALID"),
        (button(callback_data="ж" * 33), "BUTTON_DATA_INVALID"),
        (button(), "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"),
        (button(url="nowhere"), "inline keyboard button URL 'nowhere' is invalid: Wrong HTTP URL"),
    ],
)
async def test_a_wrong_button_is_refused(bot: Bot, ana: Person, markup: InlineKeyboardMarkup, words: str) -> None:
    with pytest.raises(TelegramBadRequest, match=words):
        await bot.send_message(ana.id, "x", reply_markup=markup)


async def test_a_long_caption_is_refused(bot: Bot, ana: Person) -> None:
    with pytest.raises(TelegramBadRequest, match="message caption is too long"):
        await bot.send_document(ana.id, BufferedInputFile(b"1", "a.txt"), caption="x" * 1025)


async def test_an_edit_that_changes_nothing_is_refused(bot: Bot, ana: Person) -> None:
    message = await bot.send_message(ana.id, "<b>One</b>", reply_markup=button(callback_data="a"))

    with pytest.raises(TelegramBadRequest, match="message is not modified: specified new message content and reply"):
        await message.edit_text("<strong>One</strong>", reply_markup=button(callback_data="a"))
    await message.edit_text("<b>One</b>", reply_markup=button(callback_data="b"))
    await message.edit_reply_markup(reply_markup=None)
    assert ana.screen.buttons == []


async def test_edits_of_what_is_not_there_or_not_the_bots_are_refused(bot: Bot, ana: Person) -> None:
    with pytest.raises(TelegramBadRequest, match="message to edit not found"):
        await bot.edit_message_text("x", chat_id=ana.id, message_id=1)
    sandbox_message = ana.world.post(ana.world.chats[ana.id], ana.user, {"text": "Ana's own"})
    with pytest.raises(TelegramBadRequest, match="message can't be edited"):
        await bot.edit_message_text("x", chat_id=ana.id, message_id=sandbox_message["message_id"])


async def test_chats_that_cannot_be_written_to_say_why(bot: Bot, sandbox: Sandbox, ana: Person) -> None:
    stranger = sandbox.person("Bo Klein", id=102)

    with pytest.raises(TelegramBadRequest, match="chat not found"):
        await bot.send_message(999, "x")
    with pytest.raises(TelegramForbiddenError, match="bot can't initiate conversation with a user"):
        await bot.send_message(stranger.id, "x")
    ana.block()
    with pytest.raises(TelegramForbiddenError, match="bot was blocked by the user"):
        await bot.send_message(ana.id, "x")
    ana.unblock()
    await bot.send_message(ana.id, "x")


async def test_a_tap_is_answered_once_and_in_time(bot: Bot, sandbox: Sandbox, ana: Person) -> None:
    message = await bot.send_message(ana.id, "x", reply_markup=button(callback_data="a"))
    ana.patience = 0.01
    for _ in range(2):
        with pytest.raises(AssertionError, match=r"did not finish with callback_query .* \(polling, 0 polls"):
            await ana.tap("Go")
    first, second = [update.body["callback_query"]["id"] for update in sandbox.updates]

    assert await bot.answer_callback_query(first)
    for late in (first, "1"):
        with pytest.raises(TelegramBadRequest, match="query is too old and response timeout expired or query ID is"):
            await bot.answer_callback_query(late)
    sandbox.expire_queries()
    with pytest.raises(TelegramBadRequest, match="query is too old"):
        await bot.answer_callback_query(second)
    assert message.message_id == ana.screen.message_id


async def test_a_reply_to_nothing_is_refused_unless_it_may_stand_alone(bot: Bot, ana: Person) -> None:
    with pytest.raises(TelegramBadRequest, match="message to be replied not found"):
        await bot.send_message(ana.id, "x", reply_parameters=ReplyParameters(message_id=1))
    lenient = ReplyParameters(message_id=1, allow_sending_without_reply=True)
    await bot.send_message(
        ana.id, "x", reply_parameters=lenient, link_preview_options=LinkPreviewOptions(is_disabled=True)
    )


async def test_deleting_twice_is_refused(bot: Bot, ana: Person) -> None:
    message = await bot.send_message(ana.id, "x")
    await message.delete()

    with pytest.raises(TelegramBadRequest, match="message to delete not found"):
        await message.delete()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"title": "x" * 33}, "INVOICE_TITLE_INVALID"),
        ({"payload": "x" * 129}, "INVOICE_PAYLOAD_INVALID"),
        ({"provider_token": ""}, "PAYMENT_PROVIDER_INVALID"),
        ({"currency": "XTR"}, "STARS_INVOICE_INVALID"),
        ({"prices": [LabeledPrice(label="x", amount=-1)]}, "CURRENCY_TOTAL_AMOUNT_INVALID"),
    ],
)
async def test_a_wrong_invoice_is_refused(bot: Bot, ana: Person, wrong: dict[str, object], words: str) -> None:
    right = {
        "title": "Jam",
        "description": "A place",
        "payload": "1",
        "currency": "EUR",
        "provider_token": "1:PAY",
        "prices": [LabeledPrice(label="x", amount=100)],
    }
    with pytest.raises(TelegramBadRequest, match=words):
        await bot.send_invoice(ana.id, **{**right, **wrong})  # type: ignore[arg-type]


async def test_a_wrong_token_is_unauthorized(sandbox: Sandbox) -> None:
    stranger = make_bot(sandbox, "43:OTHER")
    try:
        with pytest.raises(TelegramUnauthorizedError, match="Unauthorized"):
            await stranger.get_me()
    finally:
        await stranger.session.close()


async def test_an_unknown_method_is_not_found_and_errors_look_like_telegrams(sandbox: Sandbox) -> None:
    async with ClientSession() as client:
        async with client.get(f"{sandbox.url}/bot42:TEST/makeCoffee") as answer:
            assert answer.status == 404
            assert await answer.json() == {"ok": False, "error_code": 404, "description": "Not Found"}
        async with client.post(f"{sandbox.url}/bot42:TEST/sendMessage", json={"text": "x"}) as answer:
            assert await answer.json() == {
                "ok": False,
                "error_code": 400,
                "description": "Bad Request: chat_id is empty",
            }
        async with client.get(f"{sandbox.url}/bot42:TEST/GETME") as answer:
            assert (await answer.json())["result"]["username"] == "turnout_bot"


async def test_methods_are_checked_by_the_classes_that_bots_use(sandbox: Sandbox) -> None:
    async with ClientSession() as client:
        address = f"{sandbox.url}/bot42:TEST/sendLocation"
        async with client.post(address, data={"chat_id": "1", "latitude": "north", "longitude": "2"}) as answer:
            assert answer.status == 400
            assert (await answer.json())["description"].startswith('Bad Request: can\'t parse field "latitude"')
    assert [(call.method, call.ok) for call in sandbox.journal] == [("sendLocation", False)]
