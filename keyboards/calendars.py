"""Keyboards of tickets, calendar files and the calendar's link."""

from urllib.parse import quote

from aiogram.types import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup

from keyboards.callbacks.attending import (
    AddToCalendar,
    Home,
    MyRegistrations,
    OpenSession,
    Origin,
    Settings,
    ShowTicket,
    SubscribeCalendar,
    UnsubscribeCalendar,
    WholeCalendar,
)
from keyboards.common import PRIMARY, button, rows
from services.sessions import Card
from services.translator import Translator

GOOGLE = "https://calendar.google.com/calendar/r?cid="


def to_keep(card: Card, t: Translator) -> list[InlineKeyboardButton]:
    """On a card: what somebody takes along from it."""
    if card.mine is None or not card.is_on or card.mine.pay_until:
        return []
    file = button(t("Add to calendar"), AddToCalendar(registration_id=card.mine.id))
    return [button(t("Ticket"), ShowTicket(registration_id=card.mine.id)), file] if card.mine.is_in else [file]


def under_file(session_id: int, t: Translator) -> InlineKeyboardMarkup:
    """Under a ticket or a file: the way back to the card."""
    return rows(
        [button(t("Details"), OpenSession(session_id=session_id, origin=Origin.MINE)), button(t("Home"), Home())]
    )


def under_calendar(t: Translator) -> InlineKeyboardMarkup:
    return rows([button(t("My registrations"), MyRegistrations()), button(t("Home"), Home())])


def calendar(t: Translator, *, is_subscribed: bool) -> InlineKeyboardMarkup:
    """The calendar's screen; `is_subscribed` where there is a link already."""
    change = [button(t("New link"), SubscribeCalendar()), button(t("Switch off"), UnsubscribeCalendar())]
    return rows(
        change if is_subscribed else [button(t("Subscribe"), SubscribeCalendar(), PRIMARY)],
        *_ways_out(t),
    )


def link(https: str, webcal: str, t: Translator) -> InlineKeyboardMarkup:
    """Under a link that has just been made. Telegram opens no webcal links, so those can be copied."""
    return rows(
        [InlineKeyboardButton(text=t("Copy link"), copy_text=CopyTextButton(text=https))],
        [InlineKeyboardButton(text=t("Google Calendar"), url=GOOGLE + quote(webcal, safe=""))],
        [button(t("Switch off"), UnsubscribeCalendar())],
        *_ways_out(t),
    )


def _ways_out(t: Translator) -> list[list[InlineKeyboardButton]]:
    return [
        [button(t("Whole calendar as a file"), WholeCalendar())],
        [button(t("My registrations"), MyRegistrations())],
        [button(t("Back"), Settings()), button(t("Home"), Home())],
    ]
