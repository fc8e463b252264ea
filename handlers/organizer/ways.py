"""Where Back leads: to the list from which somebody came, kept with the dialog as the intent that showed it.

Several lists lead to one screen, and what is done there comes back to it often: no button could carry the way.
"""

from collections.abc import Mapping
from typing import Any, Literal

from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext

KEY = "ways"
Of = Literal["roster", "person", "desk", "host"]
"""What is opened from a list."""


async def note(state: FSMContext, intent: CallbackData, *opens: Of) -> None:
    """A list is shown; from it these are opened."""
    kept = await all_of(state)
    here = dict.fromkeys(opens, intent.pack())
    if kept | here != kept:
        await state.update_data({KEY: kept | here})


async def find(state: FSMContext, of: Of) -> str:
    """The packed intent of the list from which it was opened; empty where that is not known."""
    return (await all_of(state)).get(of, "")


async def all_of(state: FSMContext) -> dict[str, str]:
    kept: dict[str, str] = (await state.get_data()).get(KEY) or {}
    return kept


async def clear(state: FSMContext) -> None:
    """Whatever was asked is over; the way back stays."""
    await put(state, {})
    await state.set_state(None)


async def put(state: FSMContext, data: Mapping[str, Any]) -> None:
    """Keep this of a dialog, and nothing else but the way back."""
    kept = await all_of(state)
    await state.set_data({**data, **({KEY: kept} if kept else {})})
