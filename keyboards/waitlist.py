"""Buttons and keyboards of those who wait: answering an offer, choosing how to get a place, and why one still waits."""

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from keyboards.callbacks.attending import AskWish, ClaimPlace, Home, OpenSession, PassOffer, SetWaitWish, Undo, Why
from keyboards.common import PRIMARY, button, rows
from services.sessions import Card
from services.translator import Translator, mark
from services.waitlist import Chosen, History, Wish

CHOICES = {
    Wish.BOOK: mark("Always book me"),
    Wish.BOOK_UNTIL_24_HOURS: mark("Until 24 hours before"),
    Wish.BOOK_UNTIL_3_HOURS: mark("Until 3 hours before"),
    Wish.ASK: mark("Always ask me"),
}


def claim(registration_id: int, t: Translator) -> InlineKeyboardButton:
    return button(t("Claim"), ClaimPlace(registration_id=registration_id), PRIMARY)


def pass_on(registration_id: int, t: Translator) -> InlineKeyboardButton:
    return button(t("Pass"), PassOffer(registration_id=registration_id))


def undo(registration_id: int, t: Translator) -> InlineKeyboardButton:
    return button(t("Undo"), Undo(registration_id=registration_id), PRIMARY)


def acts(card: Card, t: Translator) -> list[list[InlineKeyboardButton]]:
    """On the card of somebody who waits, or for whom a place is held: the rows of what they can do about it."""
    mine = card.mine
    if mine is None or card.is_over:
        return []
    if mine.held_until:
        return [[claim(mine.id, t), pass_on(mine.id, t)]]
    if not mine.waits:
        return []
    wish = button(t("Book me automatically"), AskWish(registration_id=mine.id))
    why = button(t("Why?"), Why(registration_id=mine.id))
    return [[claim(mine.id, t)] if card.first_tap else [], [why] if card.line_is_over else [wish, why]]


def wishes(chosen: Chosen, t: Translator) -> InlineKeyboardMarkup:
    """The choices, with the one that counts now marked."""
    return rows(
        *(
            [
                button(
                    f"✅ {t(label)}" if wish == chosen.wish else t(label),
                    SetWaitWish(registration_id=chosen.registration_id, wish=wish),
                )
            ]
            for wish, label in CHOICES.items()
        ),
        [button(t("Back"), OpenSession(session_id=chosen.session_id)), button(t("Home"), Home())],
    )


def history(history: History, t: Translator) -> InlineKeyboardMarkup:
    return rows([button(t("Back"), OpenSession(session_id=history.session_id)), button(t("Home"), Home())])
