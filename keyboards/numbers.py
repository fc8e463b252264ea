"""Keyboards under the numbers: other spans of time, and the way back."""

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from keyboards.callbacks.attending import Home
from keyboards.callbacks.desks import MoreOfSeries
from keyboards.callbacks.organizing import ListSessions, StartNew
from keyboards.callbacks.overviews import NarrowOrganize, ShowNumbers
from keyboards.common import PRIMARY, button, rows
from services.numbers import Numbers
from services.translator import Translator

SPANS = (4, 12, 26)


def numbers(shown: Numbers, t: Translator) -> InlineKeyboardMarkup:
    host_id = 0 if shown.series_id else shown.host_id
    back = MoreOfSeries(series_id=shown.series_id) if shown.series_id else NarrowOrganize(host_id=shown.host_id)
    others = [weeks for weeks in SPANS if weeks != len(shown.weeks)]
    return rows(
        [
            button(
                t.plural("{count} week", "{count} weeks", weeks),
                ShowNumbers(host_id=host_id, series_id=shown.series_id, weeks=str(weeks)),
            )
            for weeks in others
        ],
        [] if shown.sessions else [_begin(shown, t)],
        [button(t("Back"), back), button(t("Home"), Home())],
    )


def _begin(shown: Numbers, t: Translator) -> InlineKeyboardButton:
    """Where nothing took place: what makes something."""
    if shown.series_id:
        return button(t("Sessions"), ListSessions(series_id=shown.series_id), PRIMARY)
    return button(t("New session"), StartNew(), PRIMARY)
