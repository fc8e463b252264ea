"""The draft of what begins, in the dialog store: it outlives a restart, and ends with the dialog."""

from typing import get_args

from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup

from services.errors.organizing import DraftOver
from services.series import Draft, Part

KEY = "new"
LINE = "new_line"
"""What was typed before it was known who offers it."""


class Making(StatesGroup):
    """What the person may type now."""

    what = State()
    """Nothing: it is chosen what begins, or who offers it; a line that is typed all the same is of a new series."""
    line = State()
    title = State()
    when = State()
    places = State()
    roles = State()
    place = State()
    price = State()
    duration = State()
    preview = State()


QUESTIONS: dict[Part, State] = {part: getattr(Making, part) for part in get_args(Part)}


async def require(state: FSMContext) -> Draft:
    """The draft that there is. Raises DraftOver."""
    kept = (await state.get_data()).get(KEY)
    if kept is None:
        raise DraftOver
    return Draft(**kept)


async def keep(state: FSMContext, draft: Draft, asks: State) -> None:
    await state.update_data({KEY: draft.as_kept()})
    await state.set_state(asks)


async def keep_line(state: FSMContext, typed: str) -> None:
    """While it is chosen what begins, or who offers it."""
    await state.update_data({LINE: typed})
    await state.set_state(Making.what)


async def take_line(state: FSMContext) -> str:
    """The line that was kept, once."""
    typed = str((await state.get_data()).get(LINE, ""))
    if typed:
        await state.update_data({LINE: ""})
    return typed


async def asked(state: FSMContext) -> Part | None:
    """What was asked for last; None where the draft was only shown."""
    name = await state.get_state()
    return next((part for part, question in QUESTIONS.items() if question.state == name), None)
