"""Words about places and money that the chat and the pages say alike. Plain text: nobody's input is in it."""

from services.translator import Translator, mark

PAYMENTS = {
    "pending": mark("⏳ {amount} is asked for, and not paid yet"),
    "succeeded": mark("✅ {amount} paid"),
    "partially_refunded": mark("✅ {amount} paid, a part of it refunded"),
    "refunded": mark("↩️ {amount} paid, and refunded"),
    "disputed": mark("✖️ {amount} paid, and in dispute at the bank"),
    "failed": mark("✖️ {amount} could not be charged"),
    "cancelled": mark("✖️ {amount} was not paid in time"),
}
REFUNDS = {
    "owed": mark("⏳ {amount} goes back"),
    "pending": mark("↩️ {amount} is on its way back"),
    "succeeded": mark("↩️ {amount} went back"),
    "failed": mark("✖️ {amount} could not be paid back yet"),
}

BACK_WITHIN = (5, 10)
"""So many working days a card takes to show a refund, as the providers say."""


def places_left(free: int, capacity: int, waiting: int, t: Translator) -> str:
    """2 of 10 left; full, 3 waiting"""
    if free:
        return t.plural("{count} of {capacity} left", "{count} of {capacity} left", free, capacity=t.number(capacity))
    return t.plural("full, {count} waiting", "full, {count} waiting", waiting) if waiting else t("full")


def refunded(t: Translator, status: str, amount: str, *, is_by_hand: bool) -> str:
    """↩️ €12.50 is on its way back"""
    return t("↩️ {amount} was paid back by hand", amount=amount) if is_by_hand else t(REFUNDS[status], amount=amount)


def back_within(t: Translator, *, is_instant: bool) -> str:
    """How long money takes that goes back: Stars are there at once, a card shows it after some days."""
    if is_instant:
        return t("Stars are there at once.")
    return t("A card shows it within {least} to {most} working days.", least=BACK_WITHIN[0], most=BACK_WITHIN[1])
