"""Keyboards for finding a session: the list of some days, the choice of days, a series, a host, what was found."""

from collections.abc import Callable
from datetime import date, timedelta

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from keyboards import filters
from keyboards.callbacks.attending import (
    Browse,
    ClearFilters,
    Home,
    OpenFilters,
    OpenFound,
    OpenFoundSeries,
    OpenFromList,
    OpenHost,
    OpenSeries,
    Origin,
    PickDay,
)
from keyboards.callbacks.rosters import ShowMyHistory
from keyboards.callbacks.wallet import OpenOffers
from keyboards.common import PRIMARY, button, in_pairs, rows
from services.series import Host
from services.sessions import DAYS_AHEAD, Found, Line, Page
from services.translator import Translator

WEEK = 7
CALENDAR_DAYS = 28
SATURDAY, SUNDAY = 5, 6


def days(page: Page, *, today: date, t: Translator) -> InlineKeyboardMarkup:
    """The sessions of some days, their pages, and the ways to other days and to fewer or more sessions."""
    first, span = page.filters.first or today, page.filters.days
    nearest = [page.nearest] if page.nearest else []
    with_day = span > 1 or not page.lines
    shown = [session(line, Origin.DAY, t, with_day=with_day, page=page.number) for line in page.lines or nearest]
    return rows(
        *in_pairs(shown),
        pages(page, t, lambda number: Browse(page=number)),
        *([] if page.lines else in_pairs(filters.loosen(page, t))),
        other_days(first, span, today, t),
        [
            button(t("Next 7 days"), Browse(day=today.toordinal(), days=WEEK)),
            button(t("Pick a day"), PickDay()),
        ],
        [
            button(t("Filters"), OpenFilters()),
            *([button(t("Clear filters"), ClearFilters())] if page.filters.kinds else []),
            button(t("Home"), Home()),
        ],
    )


def series(page: Page, *, series_id: int, found: bool, t: Translator) -> InlineKeyboardMarkup:
    """`found`: by a search, to which the way back leads."""
    intent = OpenFoundSeries if found else OpenSeries
    return rows(
        *in_pairs([session(line, Origin.SERIES, t, with_day=True) for line in page.lines]),
        pages(page, t, lambda number: intent(series_id=series_id, page=number)),
        [button(t("Back"), OpenFound())] if found else [],
        [button(t("Browse sessions"), Browse()), button(t("Home"), Home())],
    )


def calendar(today: date, t: Translator) -> InlineKeyboardMarkup:
    """Days that are often meant; four weeks from today on, a column a weekday."""
    shown = [today + timedelta(days=offset) for offset in range(CALENDAR_DAYS)]
    weeks = [shown[index : index + WEEK] for index in range(0, CALENDAR_DAYS, WEEK)]
    return rows(
        *presets(today, t),
        [button(t.weekday(day), PickDay()) for day in weeks[0]],
        *([button(str(day.day), Browse(day=day.toordinal())) for day in week] for week in weeks),
        [button(t("Back"), Browse()), button(t("Home"), Home())],
    )


def presets(today: date, t: Translator) -> list[list[InlineKeyboardButton]]:
    tomorrow, (saturday, span) = today + timedelta(days=1), weekend(today)
    return [
        [
            button(t("Today"), Browse(day=today.toordinal())),
            button(t("Tomorrow"), Browse(day=tomorrow.toordinal())),
            button(t("Weekend"), Browse(day=saturday.toordinal(), days=span)),
        ],
        [
            button(t("Next 7 days"), Browse(day=today.toordinal(), days=WEEK)),
            button(t("Next 30 days"), Browse(day=today.toordinal(), days=DAYS_AHEAD)),
        ],
    ]


def weekend(today: date) -> tuple[date, int]:
    """The first day of this weekend that is left, and how many are left; on Monday it is the coming one."""
    if today.weekday() == SUNDAY:
        return today, 1
    return today + timedelta(days=SATURDAY - today.weekday()), 2


def session(line: Line, origin: Origin, t: Translator, *, with_day: bool, page: int = 0) -> InlineKeyboardButton:
    """The button of a session in a list: its state for the viewer, when (with its date where that may be any), what."""
    clock = t.clock(line.starts_at, line.time_zone)
    moment = f"{t.calendar_day(line.day)}, {clock}" if with_day else clock
    label = f"{state(line)} {moment} {line.title}"
    return button(label, OpenFromList(session_id=line.id, origin=origin, page=page))


def state(line: Line) -> str:
    """What the viewer has there, and else whether there is a place."""
    if line.mine_waits is not None:
        return "⏳" if line.mine_waits else "✅"
    return "🟢" if line.free else "🔴"


def pages(
    page: Page | Host | Found, t: Translator, intent: Callable[[int], CallbackData]
) -> list[InlineKeyboardButton]:
    buttons = []
    if page.number:
        buttons.append(button(t("Previous"), intent(page.number - 1)))
    if page.has_next:
        buttons.append(button(t("Next"), intent(page.number + 1)))
    return buttons


def other_days(first: date, span: int, today: date, t: Translator) -> list[InlineKeyboardButton]:
    """The day before and the day after, within the days that can be looked at."""
    if span > 1:
        return [button(t("Today"), Browse(day=today.toordinal()), PRIMARY)]
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
        pages(host, t, lambda number: OpenHost(code=host.code, page=number)),
        [button(t("Packages"), OpenOffers(host_id=host.id))] if host.sells else [],
        [button(t("My history here"), ShowMyHistory(code=host.code))],
        [button(t("Browse sessions"), Browse()), button(t("Home"), Home())],
    )


def found(found: Found, t: Translator) -> InlineKeyboardMarkup:
    """A row a series: the series, and its next session."""
    return rows(
        *(
            [
                button(one.title, OpenFoundSeries(series_id=one.id)),
                *(when(line, t, found.number) for line in one.next[:1]),
            ]
            for one in found.series
        ),
        pages(found, t, lambda number: OpenFound(page=number)),
        [button(t("Browse sessions"), Browse()), button(t("Home"), Home())],
    )


def when(line: Line, t: Translator, page: int) -> InlineKeyboardButton:
    label = f"{state(line)} {t.moment(line.starts_at, line.time_zone)}"
    return button(label, OpenFromList(session_id=line.id, origin=Origin.FOUND, page=page))
