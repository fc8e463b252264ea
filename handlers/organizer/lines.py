"""What a host makes from one typed line: asked for, shown as it will be, and kept until it is confirmed."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from aiogram.fsm.context import FSMContext
from aiogram.types import InlineKeyboardMarkup, Message

from db import Database
from handlers import screens
from handlers.organizer import ways
from services.errors import DomainError, NotFound
from services.translator import Translator
from services.users import Person

KEY = "typed"
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Question(Generic[R]):
    """What is asked: the look that takes what was typed, the words, and the keyboard below them."""

    read: Callable[..., R]
    ask: Callable[[Translator, str], str]
    below: Callable[[int, Translator], InlineKeyboardMarkup]


async def begin(state: FSMContext, host_id: int) -> None:
    await state.update_data({KEY: {"host_id": host_id}})


async def host_of(state: FSMContext) -> int:
    return int((await state.get_data())[KEY]["host_id"])


async def understood(
    message: Message, question: Question[R], state: FSMContext, db: Database, user: Person, t: Translator
) -> R | None:
    """What was typed, kept for `confirmed`; None where it was not understood, and the question came again."""
    host_id, typed = await host_of(state), message.text or ""
    try:
        wanted = await db.read(question.read, user_id=user.id, host_id=host_id, typed=typed, language=t.language)
    except NotFound:
        await ways.clear(state)
        raise
    except DomainError as refused:
        await screens.show(message, question.ask(t, refused.text(t)), question.below(host_id, t))
        return None
    await state.update_data({KEY: {"host_id": host_id, "typed": typed, "language": t.language}})
    return wanted


async def confirmed(state: FSMContext, host_id: int) -> dict[str, Any]:
    """What the act is given. Raises NotFound where something else was typed since."""
    kept: dict[str, Any] = (await state.get_data()).get(KEY) or {}
    if kept.get("host_id") != host_id or "typed" not in kept:
        raise NotFound
    return kept
