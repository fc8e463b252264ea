"""What somebody who edits a series is asked for."""

from aiogram.fsm.state import State, StatesGroup


class SeriesEditing(StatesGroup):
    field = State()
    photo = State()
    place = State()
