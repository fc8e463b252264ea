"""Keyboards of what a person booked."""

from collections.abc import Sequence

from aiogram.types import InlineKeyboardMarkup

from keyboards.callbacks import Browse, Home, MyRegistrations, OpenSession, Origin, PastRegistrations
from keyboards.common import PRIMARY, button, in_pairs, rows
from services.registrations import Mine, PastPage
from services.translator import Translator

BUTTONS = 10


def mine(registrations: Sequence[Mine], t: Translator) -> InlineKeyboardMarkup:
    return rows(
        *in_pairs(
            [
                button(f"{t.clock(one.starts_at, one.time_zone)} {one.title}", opened(one))
                for one in registrations[:BUTTONS]
            ]
        ),
        [] if registrations else [button(t("Browse sessions"), Browse(), PRIMARY)],
        [button(t("Past"), PastRegistrations()), button(t("Home"), Home())],
    )


def past(page: PastPage, t: Translator) -> InlineKeyboardMarkup:
    turn = []
    if page.number:
        turn.append(button(t("Previous"), PastRegistrations(page=page.number - 1)))
    if page.has_next:
        turn.append(button(t("Next"), PastRegistrations(page=page.number + 1)))
    return rows(turn, [button(t("Back"), MyRegistrations()), button(t("Home"), Home())])


def opened(registration: Mine) -> OpenSession:
    return OpenSession(session_id=registration.session_id, origin=Origin.MINE)
