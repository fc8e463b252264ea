"""The bot of these tests: a counter, a group, an invoice, inline results, a few screens."""

from aiogram import Dispatcher, F, Router
from aiogram.filters import CommandObject, CommandStart
from aiogram.methods import TelegramMethod
from aiogram.types import (
    CallbackQuery,
    ChatMemberUpdated,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQuery,
    InlineQueryResultArticle,
    InputTextMessageContent,
    KeyboardButton,
    LabeledPrice,
    Message,
    PreCheckoutQuery,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)


def counter(value: int) -> InlineKeyboardMarkup:
    rows = [
        [InlineKeyboardButton(text="🟢 Add one", callback_data=f"add:{value}")],
        [
            InlineKeyboardButton(text="Toast", callback_data="toast"),
            InlineKeyboardButton(text="Alert", callback_data="alert"),
        ],
    ]
    return InlineKeyboardMarkup(inline_keyboard=rows)


async def start(message: Message, command: CommandObject) -> None:
    if command.args:
        await message.answer(f"You came by <code>{command.args}</code>")
    await message.answer("<b>Count</b>: 0", reply_markup=counter(0))


async def add(query: CallbackQuery) -> None:
    value = int((query.data or "").split(":")[1]) + 1
    text, keys = f"<b>Count</b>: {value}", counter(value)
    if query.inline_message_id:
        assert query.bot
        await query.bot.edit_message_text(text, inline_message_id=query.inline_message_id, reply_markup=keys)
    elif isinstance(query.message, Message):
        await query.message.edit_text(text, reply_markup=keys)
    await query.answer()


async def toast(query: CallbackQuery) -> TelegramMethod[bool]:
    return query.answer("A toast")


async def alert(query: CallbackQuery) -> None:
    await query.answer("An alert", show_alert=True)


async def ask_contact(message: Message) -> None:
    button = KeyboardButton(text="📱 My number", request_contact=True)
    keys = ReplyKeyboardMarkup(keyboard=[[button], [KeyboardButton(text="No")]], resize_keyboard=True)
    await message.answer("Your number?", reply_markup=keys)


async def thank(message: Message) -> None:
    assert message.contact
    await message.answer(f"Thanks, {message.contact.phone_number}", reply_markup=ReplyKeyboardRemove())


async def measure(message: Message) -> None:
    assert message.photo
    assert message.bot
    content = await message.bot.download(message.photo[-1])
    assert content
    await message.answer(f"{message.photo[-1].width} wide, {len(content.read())} bytes")


async def invoice(message: Message) -> None:
    await message.answer_invoice(
        "Monday Jam",
        "One place as base",
        "order-7",
        "EUR",
        [LabeledPrice(label="Place", amount=1200)],
        provider_token="1:PAY",
        start_parameter="p_7",
    )


async def sold_out_invoice(message: Message) -> None:
    await message.answer_invoice(
        "Gone", "No place left", "order-8", "XTR", [LabeledPrice(label="Place", amount=50)], provider_token=""
    )


async def before_payment(query: PreCheckoutQuery) -> None:
    refused = query.invoice_payload == "order-8"
    await query.answer(ok=not refused, error_message="The last place went a moment ago." if refused else None)


async def paid(message: Message) -> None:
    assert message.successful_payment
    await message.answer(f"Paid {message.successful_payment.total_amount}")


async def offer(query: InlineQuery) -> None:
    content = InputTextMessageContent(message_text=f"<b>{query.query}</b>: 0", parse_mode="HTML")
    article = InlineQueryResultArticle(
        id="one", title=f"Share {query.query}", input_message_content=content, reply_markup=counter(0)
    )
    await query.answer([article], cache_time=0)


async def blocked(_: ChatMemberUpdated) -> None:
    """Asked for, so that the update is delivered."""


async def echo(message: Message) -> TelegramMethod[Message] | None:
    """A method as the handler's answer: behind a webhook it travels in the response's body."""
    if message.via_bot:
        return None
    return message.answer(
        f"You said {message.html_text}", reply_parameters=ReplyParameters(message_id=message.message_id)
    )


def make_dispatcher() -> Dispatcher:
    router = Router()
    router.message.register(start, CommandStart())
    router.message.register(ask_contact, F.text == "/contact")
    router.message.register(invoice, F.text == "/pay")
    router.message.register(sold_out_invoice, F.text == "/pay_late")
    router.message.register(thank, F.contact)
    router.message.register(measure, F.photo)
    router.message.register(paid, F.successful_payment)
    router.message.register(echo, F.text)
    router.callback_query.register(add, F.data.startswith("add:"))
    router.callback_query.register(toast, F.data == "toast")
    router.callback_query.register(alert, F.data == "alert")
    router.pre_checkout_query.register(before_payment)
    router.inline_query.register(offer)
    router.my_chat_member.register(blocked)
    dispatcher = Dispatcher()
    dispatcher.include_router(router)
    return dispatcher
