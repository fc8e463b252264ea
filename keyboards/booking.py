"""Keyboards of the booking form: how many, who, and what for; and of leaving a party."""

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from keyboards.callbacks.attending import (
    AskChange,
    AskNames,
    BookDraft,
    BookDraftByCredit,
    ChangePlaces,
    ChoosePlaces,
    EnterCode,
    JoinWaitlist,
    JoinWaitlistAsParty,
    LeaveForm,
    OpenForm,
    OpenSession,
    RemoveCode,
    ShrinkParty,
    SkipGuests,
    SkipRequest,
)
from keyboards.common import DANGER, PRIMARY, button, rows
from services.sessions import Card, Mine, Places
from services.translator import Translator

IN_A_ROW = 5
LONGEST_LABEL = 40


def how_many(card: Card, role: Places, t: Translator) -> InlineKeyboardMarkup:
    """A number each; those that are more than is free lead to the waitlist."""
    numbers = [
        button(
            str(places) if places <= role.free else f"⏳ {places}",
            ChoosePlaces(session_id=card.id, quota_id=role.quota_id, places=places),
        )
        for places in range(1, largest_party(card, role) + 1)
    ]
    return rows(*(numbers[first : first + IN_A_ROW] for first in range(0, len(numbers), IN_A_ROW)), back(card.id, t))


def largest_party(card: Card, role: Places) -> int:
    """How many can ever come on one registration: there is no waiting for more than the role has."""
    return min(card.places_limit, role.capacity)


def ask_guests(session_id: int, t: Translator) -> InlineKeyboardMarkup:
    return rows([button(t("Skip"), SkipGuests(session_id=session_id))], back(session_id, t))


def ask_request(session_id: int, t: Translator) -> InlineKeyboardMarkup:
    return rows([button(t("Skip"), SkipRequest(session_id=session_id))], back(session_id, t))


def ask_waiting(session_id: int, quota_id: int, places: int, t: Translator) -> InlineKeyboardMarkup:
    return rows(*waiting(session_id, quota_id, places, t), back(session_id, t))


def waiting(session_id: int, quota_id: int, places: int, t: Translator) -> list[list[InlineKeyboardButton]]:
    """The ways to wait: alone there is one, a party chooses."""
    if places == 1:
        return [[button(t("Join waitlist"), JoinWaitlist(quota_id=quota_id), PRIMARY)]]
    whole = JoinWaitlistAsParty(session_id=session_id, quota_id=quota_id, places=places, takes_fewer=0)
    fewer = JoinWaitlistAsParty(session_id=session_id, quota_id=quota_id, places=places, takes_fewer=1)
    return [
        [button(t("Join waitlist, all or none"), whole, PRIMARY)],
        [button(t("Join waitlist, take what there is"), fewer)],
    ]


def confirm(
    card: Card, role: Places, places: int, version: int, t: Translator, *, has_code: bool = False
) -> InlineKeyboardMarkup:
    credit = by_credit(card, places, BookDraftByCredit(session_id=card.id, version=version), t)
    book = button(t("Confirm"), BookDraft(session_id=card.id, version=version), None if credit else PRIMARY)
    return rows(
        credit,
        [book] if card.price or not card.credits else [],
        [button(t("Without the code"), RemoveCode(session_id=card.id))]
        if has_code
        else enter_code(card, role.quota_id, t),
        [button(t("Change"), OpenForm(session_id=card.id, quota_id=role.quota_id))],
        back(card.id, t),
    )


def enter_code(card: Card, quota_id: int, t: Translator) -> list[InlineKeyboardButton]:
    """Where the host gave out promo codes."""
    return [button(t("I have a code"), EnterCode(session_id=card.id, quota_id=quota_id))] if card.takes_codes else []


def ask_code(session_id: int, t: Translator) -> InlineKeyboardMarkup:
    return rows(back(session_id, t))


def by_credit(card: Card, places: int, intent: CallbackData, t: Translator) -> list[InlineKeyboardButton]:
    """The way to pay with a package, for who has one that is enough."""
    if not card.takes_credits(places):
        return []
    label = t.plural("Use {count} credit", "Use {count} credits", card.credits * places)
    return [button(label, intent, PRIMARY)]


def back(session_id: int, t: Translator) -> list[InlineKeyboardButton]:
    return [button(t("Back"), LeaveForm(session_id=session_id))]


def change_places(card: Card, mine: Mine, t: Translator) -> InlineKeyboardMarkup:
    """A button for each guest with a name, and for each number of those without."""
    named = [
        [leaver(card, mine, t("{name} does not come", name=shortened(name)), guest=number)]
        for number, name in enumerate(mine.guests, 1)
    ]
    unnamed = mine.places - 1 - len(mine.guests)
    numbers = [
        leaver(card, mine, t.plural("{count} place less", "{count} places less", count), places=count)
        for count in range(1, unnamed + 1)
    ]
    naming = button(t("Name who comes along"), AskNames(session_id=card.id))
    back = button(t("Back"), OpenSession(session_id=card.id))
    return rows(*named, *([one] for one in numbers), [naming], [back])


def ask_names(session_id: int, t: Translator) -> InlineKeyboardMarkup:
    return rows([button(t("Back"), AskChange(session_id=session_id))])


def leaver(card: Card, mine: Mine, label: str, *, guest: int = 0, places: int = 1) -> InlineKeyboardButton:
    return button(label, ChangePlaces(session_id=card.id, guest=guest, places=places, sequence=mine.sequence))


def confirm_change(card: Card, mine: Mine, wanted: ChangePlaces, t: Translator) -> InlineKeyboardMarkup:
    intent = ShrinkParty(registration_id=mine.id, guest=wanted.guest, places=wanted.places, sequence=wanted.sequence)
    return rows(
        [
            button(t("Yes, give it back"), intent, DANGER)
            if wanted.places == 1
            else button(t("Yes, give them back"), intent, DANGER),
            button(t("Keep it"), OpenSession(session_id=card.id))
            if wanted.places == 1
            else button(t("Keep them"), OpenSession(session_id=card.id)),
        ]
    )


def shortened(name: str) -> str:
    return name if len(name) <= LONGEST_LABEL else f"{name[: LONGEST_LABEL - 1]}…"
