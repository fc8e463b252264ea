"""Where somebody stands who was asked for something of their profile, and on which version of it they were."""

from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup


class Asked(StatesGroup):
    name = State()
    contact = State()
    phone = State()
    email = State()
    quiet_hours = State()
    reminders = State()


async def ask(state: FSMContext, question: State, version: int) -> None:
    await state.set_state(question)
    await state.set_data({"version": version})


async def version(state: FSMContext) -> int:
    """The version that the person saw when they were asked."""
    data = await state.get_data()
    return int(data.get("version", -1))
