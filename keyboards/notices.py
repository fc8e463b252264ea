"""Keyboards under notices: what can be done about what a person was told."""

from collections.abc import Callable

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from keyboards.callbacks import AskCancelling, JoinWaitlist, OpenSession, Origin, StillComing
from keyboards.common import PRIMARY, button, rows
from keyboards.sessions import details
from keyboards.waitlist import claim, pass_on
from services.notices import Notice
from services.translator import Translator


def below(notice: Notice, t: Translator) -> InlineKeyboardMarkup:
    """The buttons of a notice's kind; the way to the session's card where it has none of its own."""
    builder = BUILDERS.get(notice.kind)
    return builder(notice, t) if builder else details(notice.session_id, t)


def offer(notice: Notice, t: Translator) -> InlineKeyboardMarkup:
    """Nothing leads away from an offer: the message has to be there to say how it ended."""
    return rows([claim(notice.registration_id, t), pass_on(notice.registration_id, t)])


def first_tap(notice: Notice, t: Translator) -> InlineKeyboardMarkup:
    return rows([claim(notice.registration_id, t)], [_details(notice, t)])


def lapsed(notice: Notice, t: Translator) -> InlineKeyboardMarkup:
    return rows([button(t("Join waitlist"), JoinWaitlist(quota_id=notice.quota_id), PRIMARY)], [_details(notice, t)])


def _details(notice: Notice, t: Translator) -> InlineKeyboardButton:
    return button(t("Details"), OpenSession(session_id=notice.session_id, origin=Origin.MINE))


def coming(notice: Notice, t: Translator) -> InlineKeyboardMarkup:
    return rows(
        [button(t("I am coming"), StillComing(registration_id=notice.registration_id), PRIMARY)],
        [button(t("I can't come"), AskCancelling(session_id=notice.session_id)), _details(notice, t)],
    )


BUILDERS: dict[str, Callable[[Notice, Translator], InlineKeyboardMarkup]] = {
    "waitlist_offer": offer,
    "coming_asked": coming,
    "coming_nudged": coming,
    "waitlist_first_tap": first_tap,
    "waitlist_offer_lapsed": lapsed,
}
