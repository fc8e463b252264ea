"""A month to tap a day in, and the hours of a day."""

from calendar import Calendar
from collections.abc import Callable
from datetime import date, timedelta

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton
from babel import dates

from keyboards.common import button
from services.translator import Translator

MONTHS = Calendar(firstweekday=0)
HOURS = range(7 * 60, 23 * 60, 30)
IN_A_ROW = 4
NOTHING = "·"
LETTERS = 2
"""Of a weekday: seven stand in a row of a narrow screen."""

Days = Callable[[date], CallbackData]
"""What a day leads to."""


def grid(
    shown: date, *, first: date, last: date, choose: Days, turn: Days, t: Translator
) -> list[list[InlineKeyboardButton]]:
    """The month with the day `shown`, a week a row; only days from `first` to `last` can be chosen.

    Weeks that have no such day are left out.
    """

    def cell(day: date) -> InlineKeyboardButton:
        if day.month == shown.month and first <= day <= last:
            return button(str(day.day), choose(day))
        return button(NOTHING, turn(shown))

    monday = shown - timedelta(days=shown.weekday())
    names = [button(t.weekday(monday + timedelta(days=index))[:LETTERS], turn(shown)) for index in range(7)]
    weeks = [
        [cell(day) for day in week]
        for week in MONTHS.monthdatescalendar(shown.year, shown.month)
        if any(day.month == shown.month and first <= day <= last for day in week)
    ]
    return [_header(shown, first=first, last=last, turn=turn, t=t), names, *weeks]


def _header(shown: date, *, first: date, last: date, turn: Days, t: Translator) -> list[InlineKeyboardButton]:
    """The month and its year, between the ways to those before and after, where days can be chosen there."""
    before = shown.replace(day=1) - timedelta(days=1)
    after = (shown.replace(day=28) + timedelta(days=4)).replace(day=1)
    name = button(dates.format_skeleton("yMMMM", shown, locale=t.locale), turn(shown))
    back = [button("‹", turn(before))] if before >= first else []
    return [*back, name, *([button("›", turn(after))] if after <= last else [])]


def hours(choose: Callable[[int], CallbackData]) -> list[list[InlineKeyboardButton]]:
    """Every half hour from morning to night; other times are typed."""
    keys = [button(f"{minute // 60:02}:{minute % 60:02}", choose(minute)) for minute in HOURS]
    return [keys[index : index + IN_A_ROW] for index in range(0, len(keys), IN_A_ROW)]
