"""What those who plan sessions tap: a change is asked for, looked at, and confirmed."""

from enum import StrEnum
from typing import Literal

from aiogram.filters.callback_data import CallbackData

from keyboards.callbacks.fields import Flag, Id, PageNumber


class What(StrEnum):
    """What can be changed about a session."""

    TIME = "time"
    LENGTH = "length"
    PLACES = "places"
    PRICE = "price"
    PLACE = "place"
    INSTRUCTOR = "who"
    NOTE = "note"
    CANCEL = "cancel"
    REASON = "reason"
    """What people are told when it is cancelled."""
    NAME = "name"
    """Of a role."""
    ROLE = "role"
    """One more."""


class ListPast(CallbackData, prefix="plan.past"):
    """The sessions of a series that are over, for a while."""

    series_id: Id
    page: PageNumber = 0


class AskEdit(CallbackData, prefix="plan.ask"):
    """`quota_id` for what is about one role."""

    session_id: Id
    what: What
    quota_id: Id = 0


class ShiftTime(CallbackData, prefix="plan.shift"):
    """Half an hour earlier or later, an hour later, or the next day."""

    session_id: Id
    by: Literal["m30", "p30", "p60", "day"]


class PickInstructor(CallbackData, prefix="plan.who"):
    """0 is nobody."""

    session_id: Id
    user_id: Id


class OpenRooms(CallbackData, prefix="plan.rooms"):
    session_id: Id


class TurnRooms(CallbackData, prefix="plan.rooms_at"):
    session_id: Id
    page: PageNumber


class TurnStaff(CallbackData, prefix="plan.who_at"):
    session_id: Id
    page: PageNumber


class PickRoom(CallbackData, prefix="plan.room"):
    """0 is none."""

    session_id: Id
    space_id: Id


class MakeFree(CallbackData, prefix="plan.free"):
    session_id: Id


class ForgetNote(CallbackData, prefix="plan.forget"):
    session_id: Id


class SetReach(CallbackData, prefix="plan.reach"):
    """This one, or all later ones too; with those that have something of their own, or without."""

    session_id: Id
    version: Id
    future: Flag
    edited: Flag


class ApplyChange(CallbackData, prefix="plan.apply"):
    """What was looked at; a form that has changed since has another version."""

    session_id: Id
    version: Id


class OpenRoles(CallbackData, prefix="plan.roles"):
    session_id: Id


class AskRemoveRole(CallbackData, prefix="plan.unrole"):
    quota_id: Id


class RemoveRole(CallbackData, prefix="plan.remove"):
    quota_id: Id


class AskComplete(CallbackData, prefix="plan.over"):
    session_id: Id


class CompleteSession(CallbackData, prefix="plan.close"):
    session_id: Id
