"""Keyboards of what people tell of themselves and how they want to be written to."""

from datetime import date

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton, ReplyKeyboardMarkup

from keyboards.callbacks.attending import Home, Settings
from keyboards.callbacks.profile import (
    AskDetail,
    AskErasing,
    AskQuietHours,
    EraseMe,
    ExportData,
    ForgetDetail,
    NoQuietHours,
    OpenData,
    OpenDetails,
    OpenMessages,
    OpenReminders,
    OpenSms,
    SetQuietHours,
    SetReminder,
    SetWish,
    ShowInGroups,
    UsualReminders,
)
from keyboards.common import DANGER, PRIMARY, button, in_pairs, rows
from services.profiles import OFFERED_REMINDERS, Details, Wishes
from services.translator import Translator, mark

NIGHTS = ((22 * 60, 7 * 60), (22 * 60, 8 * 60), (23 * 60, 8 * 60), (0, 9 * 60))
WISHES = {
    ("reminders", "telegram"): mark("Reminders"),
    ("bookings", "telegram"): mark("Confirmations"),
    ("news", "telegram"): mark("News"),
    ("reminders", "email"): mark("Reminders by email"),
    ("bookings", "email"): mark("Changes by email"),
    ("news", "email"): mark("News by email"),
}


def details(shown: Details, has_mail: bool, t: Translator) -> InlineKeyboardMarkup:
    """What can be changed; what is there can be removed too. An address is no use where no mail is sent."""
    version = shown.version
    groups = t("Hide my name in groups") if shown.shows_name else t("Show my name in groups")
    return rows(
        _pair(t("Change name"), t("Name as on Telegram"), "name", version, has_one=shown.called is not None),
        [button(groups, ShowInGroups(on=int(not shown.shows_name)))],
        _email(shown, has_mail, t),
        _pair(t("Phone number"), t("Remove phone number"), "phone", version, has_one=shown.phone is not None),
        _pair(
            t("Emergency contact"),
            t("Remove emergency contact"),
            "contact",
            version,
            has_one=shown.contact is not None or shown.is_contact_lost,
        ),
        [button(t("Back"), Settings()), button(t("Home"), Home())],
    )


def _email(shown: Details, has_mail: bool, t: Translator) -> list[InlineKeyboardButton]:
    has_one = shown.email is not None or shown.pending_email is not None
    pair = _pair(t("Email"), t("Remove email"), "email", shown.version, has_one=has_one)
    return pair if has_mail else pair[1:]


def _pair(ask: str, forget: str, field: str, version: int, *, has_one: bool) -> list[InlineKeyboardButton]:
    change = button(ask, AskDetail(field=field))
    return [change, button(forget, ForgetDetail(field=field, version=version))] if has_one else [change]


def back_to_details(t: Translator) -> InlineKeyboardMarkup:
    return rows([button(t("Back"), OpenDetails()), button(t("Home"), Home())])


def share_phone(t: Translator) -> ReplyKeyboardMarkup:
    return _keys(KeyboardButton(text=t("Share my phone number"), request_contact=True), t)


def share_location(t: Translator) -> ReplyKeyboardMarkup:
    return _keys(KeyboardButton(text=t("Share my location"), request_location=True), t)


def _keys(key: KeyboardButton, t: Translator) -> ReplyKeyboardMarkup:
    """Keys under the input: only those can ask Telegram for a number or a place."""
    return ReplyKeyboardMarkup(
        keyboard=[[key], [KeyboardButton(text=t("Back"))]], resize_keyboard=True, one_time_keyboard=True
    )


def messages(wishes: Wishes, channels: frozenset[str], t: Translator) -> InlineKeyboardMarkup:
    """By the channels that there are, and that get to the person."""
    has_address = {"telegram": True, "email": wishes.has_email and "email" in channels}
    shown = [wish for wish in WISHES if has_address[wish[1]]]
    return rows(
        *in_pairs([_wish(kind, channel, wishes, t) for kind, channel in shown]),
        [button(t("When to remind me"), OpenReminders()), button(t("Quiet hours"), AskQuietHours())],
        [button(t("SMS"), OpenSms())],
        [button(t("Back"), Settings()), button(t("Home"), Home())],
    )


def _wish(kind: str, channel: str, wishes: Wishes, t: Translator) -> InlineKeyboardButton:
    is_on = (kind, channel) in wishes.wanted
    label = ticked(t(WISHES[kind, channel]), is_on=is_on)
    return button(label, SetWish(kind=kind, channel=channel, on=int(not is_on)))


def reminders(wishes: Wishes, t: Translator) -> InlineKeyboardMarkup:
    times = [_reminder(minutes, minutes in wishes.reminders, t) for minutes in OFFERED_REMINDERS]
    usual = [] if wishes.are_reminders_usual else [button(t("As usual"), UsualReminders())]
    return rows(*in_pairs(times), usual, [button(t("Back"), OpenMessages()), button(t("Home"), Home())])


def _reminder(minutes: int, is_on: bool, t: Translator) -> InlineKeyboardButton:
    return button(ticked(t.duration(minutes), is_on=is_on), SetReminder(minutes=minutes, on=int(not is_on)))


def quiet_hours(wishes: Wishes, t: Translator) -> InlineKeyboardMarkup:
    nights = [button(span(begins, ends), SetQuietHours(begins=begins, ends=ends)) for begins, ends in NIGHTS]
    none = [] if wishes.quiet_from is None else [button(t("No quiet hours"), NoQuietHours())]
    return rows(*in_pairs(nights), none, [button(t("Back"), OpenMessages()), button(t("Home"), Home())])


def ticked(label: str, *, is_on: bool) -> str:
    return f"✅ {label}" if is_on else f"◻️ {label}"


def span(begins: int, ends: int) -> str:
    """22:00–08:00, of minutes of the day"""
    return f"{begins // 60:02}:{begins % 60:02}–{ends // 60:02}:{ends % 60:02}"


def data(t: Translator) -> InlineKeyboardMarkup:
    return rows(
        [button(t("Get it as a file"), ExportData(), PRIMARY)],
        [button(t("Erase everything about me"), AskErasing())],
        [button(t("Back"), Settings()), button(t("Home"), Home())],
    )


def back_to_data(t: Translator) -> InlineKeyboardMarkup:
    return rows([button(t("Back"), OpenData()), button(t("Home"), Home())])


def confirm_erasing(today: date, t: Translator) -> InlineKeyboardMarkup:
    return rows(
        [button(t("Erase everything about me for good"), EraseMe(day=today.toordinal()), DANGER)],
        [button(t("Back"), OpenData()), button(t("Home"), Home())],
    )
