"""Keys under the input that lie there after their question is over: they go away, and nothing else happens."""

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import Message

from handlers import screens
from handlers.start import welcome
from keyboards import common as keyboards
from services.translator import Translator
from services.users import Person


class LeftKey(Filter):
    """What such a key sends, in no dialog that asked for it."""

    async def __call__(self, message: Message, t: Translator) -> bool:
        return message.location is not None or message.contact is not None or message.text == t("Back")


def new_router() -> Router:
    router = Router(name="keys")
    router.message.register(put_away, LeftKey())
    return router


async def put_away(message: Message, user: Person, t: Translator) -> None:
    await screens.put_keys_away(message, t("That question is over. Nothing was changed."))
    await screens.show(message, welcome(user, t), keyboards.home(t))
