"""What no other handler took: old and forged buttons, and text that nobody asked for."""

from aiogram import Router
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import CallbackQuery, Message

from handlers import screens
from handlers.start import welcome
from keyboards import common as keyboards
from services.errors import NotUnderstood
from services.translator import Translator
from services.users import Person


def new_router() -> Router:
    router = Router(name="fallback")
    router.callback_query.register(outdated)
    router.message.register(not_understood)
    return router


async def outdated(query: CallbackQuery, user: Person, t: Translator) -> AnswerCallbackQuery:
    await screens.show(query, welcome(user, t), keyboards.home(t))
    return query.answer(NotUnderstood().text(t), show_alert=True)


async def not_understood(message: Message, t: Translator) -> None:
    text = t("I only understand buttons and commands. What do you want to do?")
    await screens.show(message, text, keyboards.home(t))
