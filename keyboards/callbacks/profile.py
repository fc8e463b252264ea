"""What people tap who tell of themselves and how they want to be written to."""

from typing import Annotated, Literal

from aiogram.filters.callback_data import CallbackData
from pydantic import BeforeValidator

from keyboards.callbacks.fields import DayNumber, Flag, Id, MinuteOfDay, at_most, digits_only


class OpenDetails(CallbackData, prefix="profile"): ...


class AskDetail(CallbackData, prefix="profile.ask"):
    field: Literal["name", "email", "phone", "contact"]


class ForgetDetail(CallbackData, prefix="profile.forget"):
    """`version` is the profile's as the screen showed it."""

    field: Literal["name", "email", "phone", "contact"]
    version: Id


class ShowInGroups(CallbackData, prefix="profile.groups"):
    on: Flag


class OpenMessages(CallbackData, prefix="profile.messages"): ...


class SetWish(CallbackData, prefix="profile.wish"):
    kind: Literal["reminders", "bookings", "news"]
    channel: Literal["telegram", "email"]
    on: Flag


class OpenSms(CallbackData, prefix="profile.sms"): ...


class SetSms(CallbackData, prefix="profile.sms_set"):
    kind: Literal["reminders", "bookings"]
    on: Flag


class OpenReminders(CallbackData, prefix="profile.reminders"): ...


class SetReminder(CallbackData, prefix="profile.reminder"):
    minutes: Annotated[int, BeforeValidator(digits_only), at_most(7 * 24 * 60)]
    on: Flag


class UsualReminders(CallbackData, prefix="profile.usual_reminders"): ...


class AskQuietHours(CallbackData, prefix="profile.quiet"): ...


class SetQuietHours(CallbackData, prefix="profile.quiet_set"):
    begins: MinuteOfDay
    ends: MinuteOfDay


class NoQuietHours(CallbackData, prefix="profile.quiet_none"): ...


class OpenPages(CallbackData, prefix="pages"): ...


class OpenData(CallbackData, prefix="profile.data"): ...


class ExportData(CallbackData, prefix="profile.export"): ...


class AskErasing(CallbackData, prefix="profile.ask_erase"): ...


class EraseMe(CallbackData, prefix="profile.erase"):
    """Good on the day it was offered: a tap on an old screen erases nobody."""

    day: DayNumber
