"""What people tap who begin a series, or plan one more session of it."""

from typing import Annotated, Literal

from aiogram.filters.callback_data import CallbackData
from pydantic import BeforeValidator

from keyboards.callbacks.fields import DayNumber, Flag, Id, MinuteOfDay, at_most, digits_only


class NewSeries(CallbackData, prefix="new.series"):
    """Of a host; 0 is a host of the person's that is founded with it."""

    host_id: Id = 0


class AskPart(CallbackData, prefix="new.ask"):
    part: Literal["line", "title", "when", "places", "roles", "place", "price", "duration"]


class OpenMonth(CallbackData, prefix="new.month"):
    """The month with this day in it."""

    day: DayNumber


class ChooseDay(CallbackData, prefix="new.day"):
    day: DayNumber


class ChooseHour(CallbackData, prefix="new.hour"):
    day: DayNumber
    minute: MinuteOfDay


class SetLength(CallbackData, prefix="new.length"):
    minutes: Annotated[int, BeforeValidator(digits_only), at_most(7 * 24 * 60)]


class RepeatWeekly(CallbackData, prefix="new.weekly"):
    on: Flag


class ShowDraft(CallbackData, prefix="new.draft"): ...


class CreateDraft(CallbackData, prefix="new.create"):
    """What the draft holds, as it was when the button was shown."""

    version: Id


class LeaveDraft(CallbackData, prefix="new.leave"): ...
