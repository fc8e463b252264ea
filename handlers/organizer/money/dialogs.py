"""Where an organizer stands who refunds by hand: how much of which payment, and why. Kept in the dialog store."""

from typing import Any

from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup

KEY = "refund"


class Refunding(StatesGroup):
    amount = State()
    reason = State()


async def ask(state: FSMContext, question: State, **kept: Any) -> None:
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
        if (await state.get_state() or "").startswith(Refunding.__name__):
            await state.set_state(None)
