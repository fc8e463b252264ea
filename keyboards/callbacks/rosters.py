"""What is tapped on the people of a session."""

from typing import Literal

from aiogram.filters.callback_data import CallbackData

from keyboards.callbacks.fields import Id, PageNumber


class OpenCheckIn(CallbackData, prefix="roster.door"):
    """Who is not here yet, a button each."""

    session_id: Id
    page: PageNumber = 0


class ListPeople(CallbackData, prefix="roster.people"):
    """Who has a place, a button each."""

    session_id: Id
    page: PageNumber = 0


class ListLine(CallbackData, prefix="roster.line"):
    """Who waits, who asks for a place, or who has yet to pay."""

    session_id: Id
    which: Literal["waiting", "pending", "paying"]
    page: PageNumber = 0


class FindPerson(CallbackData, prefix="roster.find"):
    """Ask for a name; `how` is what is to be done with who is found."""

    session_id: Id
    how: Literal["people", "door"]


class CheckIn(CallbackData, prefix="attendance.in"):
    """Somebody is here; tapped on a page of the check-in list."""

    registration_id: Id
    page: PageNumber = 0


class UndoCheckIn(CallbackData, prefix="attendance.undo"):
    registration_id: Id
    page: PageNumber = 0


class ShowMyHistory(CallbackData, prefix="series.history"):
    """The person's own history with a host, by its code."""

    code: str
