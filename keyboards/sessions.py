"""Keyboards of a session's card and of what can be done from it: only what this person can do now."""

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from keyboards import booking, calendars, waitlist
from keyboards.callbacks import (
    AskBooking,
    AskCancelling,
    AskCancelSession,
    AskChange,
    AskGiving,
    BookPlace,
    Browse,
    CancelRegistration,
    CancelSession,
    Home,
    JoinWaitlist,
    LeaveWaitlist,
    MyRegistrations,
    OpenForm,
    OpenFound,
    OpenFromList,
    OpenSeries,
    OpenSession,
    Origin,
    ReadDescription,
)
from keyboards.common import DANGER, PRIMARY, button, rows
from services.sessions import Card, Places
from services.translator import Translator


def card(card: Card, t: Translator, origin: Origin = Origin.DAY, page: int = 0) -> InlineKeyboardMarkup:
    """`origin` and `page` say where the way back leads."""
    return rows(
        *([choice(card, role, t)] for role in card.places if card.obstacle is None),
        calendars.to_keep(card, t),
        *waitlist.acts(card, t),
        other_ways(card, t),
        own_acts(card, t),
        [*details_of(card, t, origin, page), *([share(card, t)] if card.is_on else [])],
        [button(t("Cancel session"), AskCancelSession(session_id=card.id))] if card.runs_it else [],
        [back(card, origin, page, t), button(t("Home"), Home())],
    )


def choice(card: Card, role: Places, t: Translator) -> InlineKeyboardButton:
    """Register, or join the waitlist: what a role has to offer."""
    if role.free:
        label = t("Register as {role}", role=role.name) if card.has_roles else t("Register")
        return button(label, AskBooking(session_id=card.id, quota_id=role.quota_id), PRIMARY)
    label = t("Join waitlist as {role}", role=role.name) if card.has_roles else t("Join waitlist")
    if card.places_limit > 1:
        return button(label, OpenForm(session_id=card.id, quota_id=role.quota_id))
    return button(label, JoinWaitlist(quota_id=role.quota_id))


def card_with_undo(card_shown: Card, registration_id: int, t: Translator) -> InlineKeyboardMarkup:
    """The card just after cancelling, with the way to take it back on top."""
    below = card(card_shown, t, Origin.MINE).inline_keyboard
    return rows([waitlist.undo(registration_id, t)], *below)


def own_acts(card: Card, t: Translator) -> list[InlineKeyboardButton]:
    if card.mine is None or card.is_over or card.mine.held_until:
        return []
    if card.mine.waits:
        return [button(t("Leave waitlist"), LeaveWaitlist(registration_id=card.mine.id))]
    return [button(t("Cancel registration"), AskCancelling(session_id=card.id))]


def other_ways(card: Card, t: Translator) -> list[InlineKeyboardButton]:
    """What can be done with a place besides cancelling it."""
    mine = card.mine
    if mine is None or not mine.is_in or not card.is_on:
        return []
    ways = [] if mine.places == 1 else [button(t("Change places"), AskChange(session_id=card.id))]
    return ways if card.line_is_over else [button(t("Give my place"), AskGiving(session_id=card.id)), *ways]


def share(card: Card, t: Translator) -> InlineKeyboardButton:
    """Telegram asks for a chat, and puts an inline query there that finds this session."""
    return InlineKeyboardButton(text=t("Share"), switch_inline_query=shared_query(card.code))


def shared_query(code: str) -> str:
    return f"s_{code}"


def invitation(card: Card, username: str | None, t: Translator) -> InlineKeyboardMarkup | None:
    """Under a session in somebody else's chat: the way to its card, in private; none once it is cancelled or over."""
    if not card.is_on:
        return None
    label = t("Register") if any(role.free for role in card.places) else t("Join waitlist")
    link = f"https://t.me/{username}?start=s_{card.code}"
    return InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text=label, url=link)]])


def details_of(card: Card, t: Translator, origin: Origin, page: int) -> list[InlineKeyboardButton]:
    if not card.is_wordy:
        return []
    return [button(t("Details"), ReadDescription(session_id=card.id, origin=origin, page=page))]


def description(card: Card, origin: Origin, page: int, t: Translator) -> InlineKeyboardMarkup:
    to_card = OpenFromList(session_id=card.id, origin=origin, page=page)
    return rows([button(t("Back"), to_card), button(t("Home"), Home())])


def back(card: Card, origin: Origin, page: int, t: Translator) -> InlineKeyboardButton:
    if origin == Origin.MINE:
        return button(t("Back"), MyRegistrations())
    if origin == Origin.SERIES:
        return button(t("Back"), OpenSeries(series_id=card.series_id))
    if origin == Origin.FOUND:
        return button(t("Back"), OpenFound(page=page))
    return button(t("Back"), Browse(page=page))


def confirm_booking(card: Card, role: Places, t: Translator) -> InlineKeyboardMarkup:
    return rows(
        [button(t("Confirm"), BookPlace(quota_id=role.quota_id), PRIMARY)],
        [
            button(
                t("Guests and wishes") if card.places_limit > 1 else t("Add a wish"),
                OpenForm(session_id=card.id, quota_id=role.quota_id),
            )
        ],
        [button(t("Back"), OpenSession(session_id=card.id))],
    )


def confirm_cancelling(card: Card, registration_id: int, t: Translator) -> InlineKeyboardMarkup:
    return rows(
        [
            button(t("Yes, cancel"), CancelRegistration(registration_id=registration_id), DANGER),
            button(t("Keep it"), OpenSession(session_id=card.id)),
        ]
    )


def confirm_cancelling_session(card: Card, t: Translator) -> InlineKeyboardMarkup:
    return rows(
        [button(t("Cancel the session and tell everybody"), CancelSession(session_id=card.id), DANGER)],
        [button(t("Back"), OpenSession(session_id=card.id))],
    )


def lost_race(card: Card, quota_id: int, t: Translator, *, places: int = 1) -> InlineKeyboardMarkup:
    """What is left to do for somebody who came a moment too late."""
    role = card.role(quota_id)
    return rows(
        [choice(card, role, t)] if role and card.obstacle is None else [],
        *(booking.waiting(card.id, quota_id, places, t) if places > 1 and card.obstacle is None else []),
        [button(t("Other sessions this week"), Browse(days=7))],
        [button(t("Back"), OpenSession(session_id=card.id)), button(t("Home"), Home())],
    )


def details(session_id: int, t: Translator) -> InlineKeyboardMarkup:
    """Under a notice: the way to the session's card."""
    return rows([button(t("Details"), OpenSession(session_id=session_id, origin=Origin.MINE))])
