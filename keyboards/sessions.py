"""Keyboards of a session's card and of what can be done from it: only what this person can do now."""

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from keyboards import booking, calendars, packages, waitlist
from keyboards.callbacks.attending import (
    AskBooking,
    AskCancelling,
    AskChange,
    AskGiving,
    AskNames,
    BookByCredit,
    BookPlace,
    Browse,
    CancelRegistration,
    Home,
    JoinWaitlist,
    LeaveWaitlist,
    MoreTime,
    MyRegistrations,
    OpenForm,
    OpenFound,
    OpenFromList,
    OpenSeries,
    OpenSession,
    Origin,
    PayPlace,
    ReadDescription,
    ShowOwnMoney,
)
from keyboards.callbacks.organizing import OpenRoster
from keyboards.callbacks.planning import AskEdit, What
from keyboards.common import DANGER, PRIMARY, button, rows
from services.access import Right
from services.sessions import Card, Mine, Places
from services.translator import Translator


def card(card: Card, t: Translator, origin: Origin = Origin.DAY, page: int = 0) -> InlineKeyboardMarkup:
    """`origin` and `page` say where the way back leads."""
    return rows(
        *([choice(card, role, t)] for role in card.places if card.obstacle is None),
        *paying(card, t),
        top_up(card, t),
        calendars.to_keep(card, t),
        *waitlist.acts(card, t),
        other_ways(card, t),
        own_acts(card, t),
        [*details_of(card, t, origin, page), *([share(card, t)] if card.is_on else [])],
        organizing(card, t),
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


def paying(card: Card, t: Translator) -> list[list[InlineKeyboardButton]]:
    """On the card of somebody whose place is kept while they pay."""
    mine = card.mine
    if mine is None or mine.pay_until is None or not card.is_on:
        return []
    pay = t("Pay {amount}", amount=t.money(mine.price, card.currency))
    time = [button(t("More time"), MoreTime(registration_id=mine.id))] if mine.can_have_time else []
    return [[button(pay, PayPlace(registration_id=mine.id), PRIMARY)], time]


def top_up(card: Card, t: Translator) -> list[InlineKeyboardButton]:
    """What the host sells, for who may want it here."""
    wants = card.obstacle is None or (card.mine is not None and (card.mine.waits or card.mine.held_until is not None))
    return packages.top_up(card.host_id, t) if card.credits and wants and not card.takes_credits() else []


def own_acts(card: Card, t: Translator) -> list[InlineKeyboardButton]:
    if card.mine is None or card.is_over or card.mine.held_until:
        return []
    if card.mine.waits:
        return [button(t("Leave waitlist"), LeaveWaitlist(registration_id=card.mine.id))]
    return [button(t("Cancel registration"), AskCancelling(session_id=card.id))]


def organizing(card: Card, t: Translator) -> list[InlineKeyboardButton]:
    """For those who run it."""
    roster = [button(t("Roster"), OpenRoster(session_id=card.id))] if Right.SEE_PEOPLE in card.rights else []
    if Right.PLAN not in card.rights or not card.is_on:
        return roster
    return [*roster, button(t("Cancel session"), AskEdit(session_id=card.id, what=What.CANCEL))]


def other_ways(card: Card, t: Translator) -> list[InlineKeyboardButton]:
    """What can be done with a place besides cancelling it."""
    mine = card.mine
    if mine is None or not mine.is_in:
        return []
    paid = [button(t("Money"), ShowOwnMoney(registration_id=mine.id))] if mine.has_money else []
    if not card.is_on:
        return paid
    ways = [*party(card, mine, t), *paid]
    return ways if card.line_is_over else [button(t("Give my place"), AskGiving(session_id=card.id)), *ways]


def party(card: Card, mine: Mine, t: Translator) -> list[InlineKeyboardButton]:
    """For who has several places; who comes along can be named at once while some are not."""
    if mine.places == 1:
        return []
    change = [button(t("Change places"), AskChange(session_id=card.id))]
    all_named = len(mine.guests) >= mine.places - 1
    return change if all_named else [button(t("Name who comes along"), AskNames(session_id=card.id)), *change]


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
    by_credit = booking.by_credit(card, 1, BookByCredit(quota_id=role.quota_id), t)
    return rows(
        by_credit,
        [button(t("Confirm"), BookPlace(quota_id=role.quota_id), None if by_credit else PRIMARY)]
        if card.price or not card.credits
        else [],
        booking.enter_code(card, role.quota_id, t),
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
