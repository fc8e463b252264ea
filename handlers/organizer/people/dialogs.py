"""Where an organizer stands who was asked to type something about a person. Kept in the dialog store."""

from typing import Any

from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup

KEY = "person"


class Asked(StatesGroup):
    choice = State()
    """Of a reason: one is tapped, or typed."""
    reason = State()
    note = State()
    message = State()
    who = State()


async def ask(state: FSMContext, question: State | None, **kept: Any) -> None:
    """Keep what the answer is for; without a question nothing is to be typed, and it is kept for a button."""
    await state.update_data({KEY: kept})
    await state.set_state(question)


async def find(state: FSMContext) -> dict[str, Any] | None:
    kept: dict[str, Any] | None = (await state.get_data()).get(KEY)
    return kept


async def drop(state: FSMContext) -> None:
    """Forget the question, and leave whatever else the dialog holds."""
    kept = await state.get_data()
    if kept.pop(KEY, None) is not None:
        await state.set_data(kept)
        if (await state.get_state() or "").startswith(Asked.__name__):
            await state.set_state(None)
