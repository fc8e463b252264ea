"""Screens on which there is nothing to type: who types all the same is asked for a tap, below the same screen.

A tap leaves such a screen, and so do the questions that stay open while something else is shown: what is typed after
that is no answer to them.
"""

from aiogram import Router
from aiogram.filters import StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from handlers import screens
from handlers.cards import paragraphs
from handlers.organizer.new.drafts import Making
from handlers.organizer.people.dialogs import Asked as Person
from handlers.organizer.sessions.drafting import Asked as Change
from services.translator import Translator

KEY = "screen"
TOPICS = {"plan", "people", "new", "repeat", "team", "announce", "desk", "host"}
"""What has a button on every such screen."""


class Tapping(StatesGroup):
    only = State()


PASSING = {state.state for state in (Tapping.only, Making.what, Person.who, Person.choice, Change.look, Change.roles)}


def new_router() -> Router:
    router = Router(name="buttons")
    router.message.register(ask_for_a_tap, StateFilter(Tapping.only))
    return router


def please(t: Translator) -> str:
    return t("Please tap one of the buttons.")


async def show(event: CallbackQuery | Message, state: FSMContext, text: str, keyboard: InlineKeyboardMarkup) -> None:
    """Show a screen with nothing but buttons, and keep it."""
    await screens.show(event, text, keyboard)
    await state.update_data({KEY: {"text": text, "keyboard": keyboard.model_dump(mode="json", exclude_none=True)}})
    await state.set_state(Tapping.only)


async def ask_for_a_tap(message: Message, state: FSMContext, t: Translator) -> None:
    kept = (await state.get_data())[KEY]
    keyboard = InlineKeyboardMarkup.model_validate(kept["keyboard"])
    await screens.show(message, paragraphs(please(t), kept["text"]), keyboard)


async def leave(query: CallbackQuery, state: FSMContext) -> None:
    """What a tap does first. Only where the tapped keyboard may be that of such a screen the state is read."""
    if _may_be_one(query) and await state.get_state() in PASSING:
        await state.set_state(None)


def _may_be_one(query: CallbackQuery) -> bool:
    keyboard = query.message.reply_markup if isinstance(query.message, Message) else None
    keys = (key for row in keyboard.inline_keyboard for key in row) if keyboard else ()
    return any((key.callback_data or "").partition(":")[0].partition(".")[0] in TOPICS for key in keys)
