"""The keyboard of what somebody gets by SMS."""

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from keyboards.callbacks.attending import Home
from keyboards.callbacks.profile import AskDetail, OpenMessages, SetSms
from keyboards.common import button, in_pairs, rows
from keyboards.profiles import ticked
from services.sms.switching import Standing
from services.translator import Translator, mark

LABELS = {"reminders": mark("Reminders"), "bookings": mark("Confirmations")}


def sms(standing: Standing, number: str, t: Translator) -> InlineKeyboardMarkup:
    """`number` is whom they are from, "" where none can be sent. What is on can be switched off in any case."""
    works = bool(number and standing.phone) and not (standing.has_failed or standing.has_stopped)
    shown = [kind for kind in LABELS if works or kind in standing.wanted]
    switches = [_switch(kind, kind in standing.wanted, t) for kind in shown]
    share = [button(t("Phone number"), AskDetail(field="phone"))] if number and _lacks_number(standing) else []
    return rows(*in_pairs(switches), share, [button(t("Back"), OpenMessages()), button(t("Home"), Home())])


def _lacks_number(standing: Standing) -> bool:
    return standing.phone is None or standing.has_failed


def _switch(kind: str, is_on: bool, t: Translator) -> InlineKeyboardButton:
    return button(ticked(t(LABELS[kind]), is_on=is_on), SetSms(kind=kind, on=int(not is_on)))
