"""Keyboards for finding a session: the list of some days, and the choice of a day."""

from collections.abc import Callable
from datetime import date, timedelta

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from keyboards.callbacks import Browse, Home, OpenSeries, OpenSession, Origin, PickDay
from keyboards.common import PRIMARY, button, in_pairs, rows
from services.series import Host
from services.sessions import DAYS_AHEAD, Line, Page
from services.translator import Translator

WEEK = 7
CALENDAR_DAYS = 28


def days(page: Page, *, first: date, span: int, today: date, t: Translator) -> InlineKeyboardMarkup:
    """The sessions of some days, their pages, and the ways to other days."""
    nearest = [page.nearest] if page.nearest else []
    return rows(
        *in_pairs(
            [session(line, Origin.DAY, t, with_day=span > 1 or not page.lines) for line in page.lines or nearest]
        ),
        pages(page, t, lambda number: Browse(day=first.toordinal(), days=span, page=number)),
        other_days(first, span, today, t),
        [
            button(t("Next 7 days"), Browse(day=today.toordinal(), days=WEEK)),
            button(t("Pick a day"), PickDay()),
            button(t("Home"), Home()),
        ],
    )


def series(page: Page, *, series_id: int, t: Translator) -> InlineKeyboardMarkup:
    return rows(
        *in_pairs([session(line, Origin.SERIES, t, with_day=True) for line in page.lines]),
        pages(page, t, lambda number: OpenSeries(series_id=series_id, page=number)),
        [button(t("Browse sessions"), Browse()), button(t("Home"), Home())],
    )


def calendar(today: date, t: Translator) -> InlineKeyboardMarkup:
    """Four weeks from today on, a column a weekday."""
    shown = [today + timedelta(days=offset) for offset in range(CALENDAR_DAYS)]
    weeks = [shown[index : index + WEEK] for index in range(0, CALENDAR_DAYS, WEEK)]
    return rows(
        [button(t.weekday(day), PickDay()) for day in weeks[0]],
        *([button(str(day.day), Browse(day=day.toordinal())) for day in week] for week in weeks),
        [button(t("Back"), Browse()), button(t("Home"), Home())],
    )


def session(line: Line, origin: Origin, t: Translator, *, with_day: bool) -> InlineKeyboardButton:
    """The button of a session in a list: its state for the viewer, when, and what."""
    weekday = f"{t.weekday(line.starts_at.astimezone(t.zone_info).date())} " if with_day else ""
    label = f"{state(line)} {weekday}{t.clock(line.starts_at, line.time_zone)} {line.title}"
    return button(label, OpenSession(session_id=line.id, origin=origin))


def state(line: Line) -> str:
    """What the viewer has there, and else whether there is a place."""
    if line.mine_waits is not None:
        return "⏳" if line.mine_waits else "✅"
    return "🟢" if line.free else "🔴"


def pages(page: Page, t: Translator, intent: Callable[[int], CallbackData]) -> list[InlineKeyboardButton]:
    buttons = []
    if page.number:
        buttons.append(button(t("Previous"), intent(page.number - 1)))
    if page.has_next:
        buttons.append(button(t("Next"), intent(page.number + 1)))
    return buttons


def other_days(first: date, span: int, today: date, t: Translator) -> list[InlineKeyboardButton]:
    """The day before and the day after, within the days that can be looked at."""
    if span > 1:
        return [button(t("Today"), Browse(), PRIMARY)]
    before, after = first - timedelta(days=1), first + timedelta(days=1)
    buttons = []
    if before >= today:
        buttons.append(button(f"‹ {t.calendar_day(before)}", Browse(day=before.toordinal())))
    if after <= today + timedelta(days=DAYS_AHEAD):
        buttons.append(button(f"{t.calendar_day(after)} ›", Browse(day=after.toordinal())))
    return buttons


def host(host: Host, t: Translator) -> InlineKeyboardMarkup:
    return rows(
        *in_pairs([button(one.title, OpenSeries(series_id=one.id)) for one in host.series]),
        [button(t("Browse sessions"), Browse()), button(t("Home"), Home())],
    )
