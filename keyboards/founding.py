"""Keyboards of beginning a series and planning a session: every step has a way back and a way out."""

from collections.abc import Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from keyboards import months
from keyboards.callbacks.attending import Home
from keyboards.callbacks.founding import (
    AskPart,
    ChooseDay,
    ChooseHour,
    CreateDraft,
    LeaveDraft,
    NewSeries,
    OpenMonth,
    RepeatWeekly,
    SetLength,
    ShowDraft,
)
from keyboards.callbacks.organizing import OpenOrganize, StartNew
from keyboards.common import PRIMARY, button, in_pairs, rows
from services.hosts import Line as HostLine
from services.moments import DAYS_AHEAD
from services.series import Draft, Line
from services.translator import Translator

LENGTHS = (45, 60, 75, 90, 120, 150, 180, 240)


def choose_what(series: Sequence[Line], t: Translator) -> InlineKeyboardMarkup:
    """One more session of a series, or something new."""
    return rows(
        [button(t("New series"), NewSeries(), PRIMARY)],
        *([button(line.title, StartNew(series_id=line.id))] for line in series),
        [button(t("Back"), OpenOrganize()), button(t("Home"), Home())],
    )


def choose_host(hosts: Sequence[HostLine], t: Translator) -> InlineKeyboardMarkup:
    return rows(
        *([button(host.name, NewSeries(host_id=host.id))] for host in hosts),
        [button(t("Back"), OpenOrganize()), button(t("Home"), Home())],
    )


def asking(draft: Draft, t: Translator) -> InlineKeyboardMarkup:
    return rows(ways_out(draft, t))


def ways_out(draft: Draft, t: Translator) -> list[InlineKeyboardButton]:
    """Back to the preview, where there is one, else to the first question."""
    return [button(t("Back"), _back(draft)), button(t("Cancel"), LeaveDraft())]


def _back(draft: Draft) -> ShowDraft | AskPart | OpenOrganize:
    if draft.missing is None:
        return ShowDraft()
    return OpenOrganize() if draft.series_id or not draft.version else AskPart(part="line")


def first_question(t: Translator) -> InlineKeyboardMarkup:
    return rows([button(t("Back"), OpenOrganize()), button(t("Cancel"), LeaveDraft())])


def month(draft: Draft, shown: date, today: date, t: Translator) -> InlineKeyboardMarkup:
    """Days to tap, for who does not type."""
    grid = months.grid(
        shown,
        first=today,
        last=today + timedelta(days=DAYS_AHEAD - 1),
        choose=lambda day: ChooseDay(day=day.toordinal()),
        turn=lambda day: OpenMonth(day=day.toordinal()),
        t=t,
    )
    return rows(*grid, ways_out(draft, t))


def hours(day: int, t: Translator) -> InlineKeyboardMarkup:
    keys = months.hours(lambda minute: ChooseHour(day=day, minute=minute))
    return rows(*keys, [button(t("Back"), OpenMonth(day=day)), button(t("Cancel"), LeaveDraft())])


def lengths(draft: Draft, t: Translator) -> InlineKeyboardMarkup:
    keys = [button(t.duration(minutes), SetLength(minutes=minutes)) for minutes in LENGTHS]
    return rows(*in_pairs(keys), ways_out(draft, t))


def preview(draft: Draft, t: Translator) -> InlineKeyboardMarkup:
    """A whole draft: what can be changed before it is created."""
    return rows(
        [button(t("Create"), CreateDraft(version=draft.version), PRIMARY), weekly(draft, t)],
        [button(t("Change time"), AskPart(part="when")), *_how_many(draft, t)],
        *([] if draft.series_id else _details(t)),
        [button(t("Cancel"), LeaveDraft())],
    )


def weekly(draft: Draft, t: Translator) -> InlineKeyboardButton:
    assert draft.starts_at
    there = draft.starts_at.astimezone(ZoneInfo(draft.zone)).date()
    sign = "✅" if draft.weekly else "◻️"
    return button(f"{sign} {every(there, t)}", RepeatWeekly(on=int(not draft.weekly)))


def every(day: date, t: Translator) -> str:
    """ "Every Monday", as a whole: other languages bend the words."""
    return (
        t("Every Monday"),
        t("Every Tuesday"),
        t("Every Wednesday"),
        t("Every Thursday"),
        t("Every Friday"),
        t("Every Saturday"),
        t("Every Sunday"),
    )[day.weekday()]


def _how_many(draft: Draft, t: Translator) -> list[InlineKeyboardButton]:
    if draft.series_id:
        return [] if draft.has_roles or draft.weekly else [button(t("Places"), AskPart(part="places"))]
    return [button(t("Roles"), AskPart(part="roles"))]


def _details(t: Translator) -> list[list[InlineKeyboardButton]]:
    return [
        [button(t("Place"), AskPart(part="place")), button(t("Price"), AskPart(part="price"))],
        [button(t("How long"), AskPart(part="duration")), button(t("Name"), AskPart(part="title"))],
    ]


def left(t: Translator) -> InlineKeyboardMarkup:
    return rows([button(t("Organize"), OpenOrganize()), button(t("Home"), Home())])
