"""Keyboards of a person's settings."""

from collections.abc import Sequence

from aiogram.types import InlineKeyboardMarkup

from keyboards.callbacks.attending import (
    AskLocation,
    ChooseLanguage,
    ChooseTimeZone,
    Home,
    OpenCalendar,
    SetLanguage,
    SetTimeZone,
    Settings,
)
from keyboards.callbacks.profile import OpenData, OpenDetails, OpenMessages, OpenPages
from keyboards.common import button, in_pairs, rows
from services.translator import LANGUAGES, Translator


def settings(t: Translator) -> InlineKeyboardMarkup:
    return rows(
        [button(t("Language"), ChooseLanguage()), button(t("Time zone"), ChooseTimeZone())],
        [button(t("About me"), OpenDetails()), button(t("Messages"), OpenMessages())],
        [button(t("Calendar"), OpenCalendar()), button(t("My data"), OpenData())],
        [button(t("Open pages"), OpenPages())],
        [button(t("Home"), Home())],
    )


def languages(t: Translator) -> InlineKeyboardMarkup:
    choices = [
        button(f"✅ {name}" if code == t.language else name, SetLanguage(language=code))
        for code, name in LANGUAGES.items()
    ]
    return rows(*in_pairs(choices), [button(t("Back"), Settings()), button(t("Home"), Home())])


def zones(found: Sequence[str], t: Translator) -> InlineKeyboardMarkup:
    """Time zones to choose from, by their cities."""
    choices = [button(t.city(zone), SetTimeZone(zone=zone)) for zone in found]
    here = [] if found else [button(t("Where I am"), AskLocation())]
    return rows(*in_pairs(choices), here, [button(t("Back"), Settings()), button(t("Home"), Home())])
