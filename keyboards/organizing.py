"""Keyboards of the organizer's home: one tap to each roster, each series, each host."""

from collections.abc import Sequence
from itertools import groupby

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from keyboards.callbacks.attending import Home
from keyboards.callbacks.organizing import (
    OpenHostDesk,
    OpenOrganize,
    OpenPerson,
    OpenRoster,
    OpenSeriesDesk,
    OpenToday,
    StartNew,
)
from keyboards.callbacks.overviews import ListPending, ListSeries, NarrowOrganize, OpenAhead, ShowNumbers
from keyboards.callbacks.repeating import OpenAbsences
from keyboards.common import PRIMARY, button, in_pairs, rows
from services.organizing import Ahead, Asking, Line, Overview, SeriesLine, SeriesPage
from services.translator import Translator

FITS = 20
"""Letters of a button that has another one beside it."""
SESSIONS_AT_HOME = 6
TODAY_AT_MOST = 12
HOSTS_AT_HOME = 6

Rows = list[Sequence[InlineKeyboardButton]]


def home(view: Overview, t: Translator) -> InlineKeyboardMarkup:
    if not view.hosts:
        return rows([button(t("New series"), StartNew(), PRIMARY)], [button(t("Home"), Home())])
    return rows(
        _pending(view, t),
        *fitting([roster(line, t, with_day=line in view.later) for line in view.next[:SESSIONS_AT_HOME]]),
        [button(t("Today"), OpenToday()), button(t("All sessions"), OpenAhead(host_id=view.host_id))],
        *fitting([_desk(one) for one in view.series]),
        [
            *([button(t("All series"), ListSeries(host_id=view.host_id))] if view.has_more_series else []),
            button(t("New series"), StartNew()),
        ],
        *_of_host(view, t),
        [button(t("Home"), Home())],
    )


def _pending(view: Overview, t: Translator) -> list[InlineKeyboardButton]:
    """Where somebody waits for a decision, that comes first."""
    label = t("Pending ({count})", count=t.number(view.pending))
    return [button(label, ListPending(host_id=view.host_id), PRIMARY)] if view.pending else []


def pending(asked: Sequence[Asking], host_id: int, t: Translator) -> InlineKeyboardMarkup:
    """A button for each who asks; there it is decided."""
    return rows(
        *fitting([button(one.name, OpenPerson(registration_id=one.registration_id)) for one in asked]),
        [button(t("Back"), NarrowOrganize(host_id=host_id)), button(t("Home"), Home())],
    )


def _of_host(view: Overview, t: Translator) -> Rows:
    """What leads to the host that is shown; else to each of several."""
    if view.host is None:
        return fitting([button(host.name, NarrowOrganize(host_id=host.id)) for host in view.hosts[:HOSTS_AT_HOME]])
    host = view.host
    back = [button(t("All hosts"), OpenOrganize())] if len(view.hosts) > 1 else []
    if not host.is_theirs:
        return [[button(t("Absences"), OpenAbsences(host_id=host.id))], back]
    return [
        [button(t("Numbers"), ShowNumbers(host_id=host.id)), button(t("Host"), OpenHostDesk(host_id=host.id))],
        back,
    ]


def today(found: Sequence[Line], t: Translator) -> InlineKeyboardMarkup:
    return rows(
        *fitting([roster(line, t) for line in found[:TODAY_AT_MOST]]),
        [] if found else [button(t("All sessions"), OpenAhead())],
        [button(t("Back"), OpenOrganize()), button(t("Home"), Home())],
    )


def ahead(page: Ahead, t: Translator) -> InlineKeyboardMarkup:
    return rows(
        *fitting([roster(line, t, with_day=True) for line in page.lines]),
        turned(
            OpenAhead(host_id=page.host_id, page=max(page.page - 1, 0)) if page.page else None,
            OpenAhead(host_id=page.host_id, page=page.page + 1) if page.has_next else None,
            t,
        ),
        [button(t("Back"), NarrowOrganize(host_id=page.host_id)), button(t("Home"), Home())],
    )


def series(page: SeriesPage, t: Translator) -> InlineKeyboardMarkup:
    return rows(
        *fitting([_desk(one) for one in page.series]),
        turned(
            ListSeries(host_id=page.host_id, page=max(page.page - 1, 0)) if page.page else None,
            ListSeries(host_id=page.host_id, page=page.page + 1) if page.has_next else None,
            t,
        ),
        [button(t("New series"), StartNew())],
        [button(t("Back"), NarrowOrganize(host_id=page.host_id)), button(t("Home"), Home())],
    )


def roster(line: Line, t: Translator, *, with_day: bool = False) -> InlineKeyboardButton:
    """🗓 19:30 Monday Jam, with its date where it is not today's."""
    clock = t.clock(line.starts_at, line.time_zone)
    moment = f"{t.calendar_day(line.day)}, {clock}" if with_day else clock
    return button(f"🗓 {moment} {line.title}", OpenRoster(session_id=line.id))


def turned(before: CallbackData | None, after: CallbackData | None, t: Translator) -> list[InlineKeyboardButton]:
    """Ways to the page before and to the one after, where there are such."""
    words = ((t("Previous"), before), (t("Next"), after))
    return [button(word, intent) for word, intent in words if intent]


def fitting(buttons: Sequence[InlineKeyboardButton]) -> Rows:
    """Two in a row where both are short, in the order given; a row of its own for each long one."""
    found: Rows = []
    for is_short, group in groupby(buttons, key=lambda one: len(one.text) <= FITS):
        alike = list(group)
        found += in_pairs(alike) if is_short else [[one] for one in alike]
    return found


def _desk(one: SeriesLine) -> InlineKeyboardButton:
    """🔁 Monday Jam: a series looks unlike a session of it."""
    return button(f"🔁 {one.title}", OpenSeriesDesk(series_id=one.id))
