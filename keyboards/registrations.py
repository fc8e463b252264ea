"""Keyboards of what a person booked."""

from collections import Counter
from collections.abc import Sequence

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from keyboards.callbacks.attending import (
    Browse,
    Home,
    MyRegistrations,
    OpenCalendar,
    OpenSession,
    Origin,
    PastRegistrations,
)
from keyboards.common import PRIMARY, button, in_pairs, rows
from services.registrations import MINE_PAGE, Mine, PastPage
from services.translator import Translator


def mine(registrations: Sequence[Mine], t: Translator, page: int = 0) -> InlineKeyboardMarkup:
    """`registrations` are all; the page has a button for each of its own."""
    shown = registrations[page * MINE_PAGE : (page + 1) * MINE_PAGE]
    seen = Counter(label(one, t) for one in shown)
    labels = [label(one, t, is_dated=seen[label(one, t)] > 1) for one in shown]
    return rows(
        *in_pairs([button(words, opened(one)) for words, one in zip(labels, shown, strict=True)]),
        turn(page, (page + 1) * MINE_PAGE < len(registrations), MyRegistrations, t),
        [] if registrations else [button(t("Browse sessions"), Browse(), PRIMARY)],
        [button(t("Past"), PastRegistrations()), button(t("Calendar"), OpenCalendar()), button(t("Home"), Home())],
    )


def past(page: PastPage, t: Translator) -> InlineKeyboardMarkup:
    return rows(
        *in_pairs(
            [button(f"{t.day(one.starts_at, one.time_zone)} {one.title}", opened(one)) for one in page.registrations]
        ),
        turn(page.number, page.has_next, PastRegistrations, t),
        [button(t("Back"), MyRegistrations()), button(t("Home"), Home())],
    )


def turn(
    page: int, has_next: bool, intent: type[MyRegistrations] | type[PastRegistrations], t: Translator
) -> list[InlineKeyboardButton]:
    before = [button(t("Previous"), intent(page=page - 1))] if page else []
    return [*before, button(t("Next"), intent(page=page + 1))] if has_next else before


def label(one: Mine, t: Translator, *, is_dated: bool = False) -> str:
    """⏳ Wed 18:00 Reformer; with its date where the same is there in another week."""
    day = t.day(one.starts_at, one.time_zone) if is_dated else t.weekday(one.day)
    return f"{'⏳' if one.waits else '✅'} {day} {t.clock(one.starts_at, one.time_zone)} {one.title}"


def opened(registration: Mine) -> OpenSession:
    return OpenSession(session_id=registration.session_id, origin=Origin.MINE)
