"""Keyboards for narrowing the list of sessions down, and how filters are called."""

from collections.abc import Sequence

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from keyboards.callbacks.attending import Browse, ChooseFilter, ClearFilters, Home, OpenFilters, PickDay, SetFilter
from keyboards.common import PRIMARY, button, in_pairs, rows
from services.sessions import DAYS_AHEAD, Page
from services.sessions.filters import Kind, Option, PartOfDay
from services.translator import Translator, mark

PAGE = 8
ANY = {
    Kind.PART: mark("Time of day: any"),
    Kind.SERIES: mark("Series: any"),
    Kind.HOST: mark("Host: any"),
    Kind.INSTRUCTOR: mark("Instructor: any"),
    Kind.PLACE: mark("Place: any"),
}
ONE = {
    Kind.PART: mark("Time of day: {name}"),
    Kind.SERIES: mark("Series: {name}"),
    Kind.HOST: mark("Host: {name}"),
    Kind.INSTRUCTOR: mark("Instructor: {name}"),
    Kind.PLACE: mark("Place: {name}"),
}
SWITCHES = {Kind.HAS_PLACE: mark("Free places only"), Kind.IS_FREE: mark("Free of charge only")}
PARTS = {
    PartOfDay.MORNING: mark("morning"),
    PartOfDay.AFTERNOON: mark("afternoon"),
    PartOfDay.EVENING: mark("evening"),
}
HOURS = {
    PartOfDay.MORNING: mark("Morning, until 12:00"),
    PartOfDay.AFTERNOON: mark("Afternoon, 12:00 to 17:00"),
    PartOfDay.EVENING: mark("Evening, from 17:00"),
}


def label(kind: Kind, page: Page, t: Translator) -> str:
    """How what is chosen of a kind is called; not escaped."""
    if kind in SWITCHES:
        return t(SWITCHES[kind])
    return t(PARTS[page.filters.part]) if kind == Kind.PART and page.filters.part else page.names.get(kind, "")


def filters(page: Page, dates: str, t: Translator) -> InlineKeyboardMarkup:
    """A row a filter."""
    return rows(
        [button(t("Dates: {dates}", dates=dates), PickDay())],
        *([choice(kind, page, t)] for kind in ONE),
        *([switch(kind, page, t)] for kind in SWITCHES),
        [button(t("Clear filters"), ClearFilters())] if page.filters.kinds else [],
        [button(t("Back"), Browse()), button(t("Home"), Home())],
    )


def choice(kind: Kind, page: Page, t: Translator) -> InlineKeyboardButton:
    chosen = page.filters.chosen(kind)
    text = t(ONE[kind], name=label(kind, page, t)) if chosen else t(ANY[kind])
    return button(f"✅ {text}" if chosen else text, ChooseFilter(kind=kind))


def switch(kind: Kind, page: Page, t: Translator) -> InlineKeyboardButton:
    is_on = bool(page.filters.chosen(kind))
    return button(f"{'✅' if is_on else '◻️'} {t(SWITCHES[kind])}", SetFilter(kind=kind, value=int(not is_on)))


def parts(t: Translator) -> InlineKeyboardMarkup:
    kind = Kind.PART
    return rows(
        *([button(t(hours), SetFilter(kind=kind, value=number))] for number, hours in enumerate(HOURS.values(), 1)),
        [button(t("Any"), SetFilter(kind=kind))],
        [button(t("Back"), OpenFilters()), button(t("Home"), Home())],
    )


def options(kind: Kind, options: Sequence[Option], page: int, t: Translator) -> InlineKeyboardMarkup:
    shown = options[page * PAGE : (page + 1) * PAGE]
    turn = []
    if page:
        turn.append(button(t("Previous"), ChooseFilter(kind=kind, page=page - 1)))
    if len(options) > (page + 1) * PAGE:
        turn.append(button(t("Next"), ChooseFilter(kind=kind, page=page + 1)))
    return rows(
        *in_pairs([button(option.name, SetFilter(kind=kind, value=option.id)) for option in shown]),
        turn,
        [button(t("Any"), SetFilter(kind=kind))],
        [button(t("Back"), OpenFilters()), button(t("Home"), Home())],
    )


def loosen(page: Page, t: Translator) -> list[InlineKeyboardButton]:
    """Where nothing fits: take one filter away, or all."""
    if not page.filters.kinds:
        return []
    without = [
        button(t("Without: {filter}", filter=label(kind, page, t)), SetFilter(kind=kind)) for kind in page.filters.kinds
    ]
    return [*without, button(t("Whole schedule"), ClearFilters(days=DAYS_AHEAD), PRIMARY)]
