"""Who admins are, and what they are asked."""

from aiogram.filters import Filter
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import TelegramObject

from services.users import Person


class IsAdmin(Filter):
    """Whatever else comes is passed on, and answered like what nobody knows."""

    async def __call__(self, _event: TelegramObject, user: Person) -> bool:
        return user.is_admin


class Asked(StatesGroup):
    """Lists that words typed below them search; the words are kept, so that pages can be turned."""

    person = State()
    event = State()
    mail_text = State()


WORDS = "admin_words"
