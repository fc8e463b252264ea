"""Words about places that the chat and the pages say alike. Plain text: nobody's input is in it."""

from services.translator import Translator

BACK_WITHIN = (5, 10)
"""So many working days a card takes to show a refund, as the providers say."""


def places_left(free: int, capacity: int, waiting: int, t: Translator) -> str:
    """2 of 10 left; full, 3 waiting"""
    if free:
        return t.plural("{count} of {capacity} left", "{count} of {capacity} left", free, capacity=t.number(capacity))
    return t.plural("full, {count} waiting", "full, {count} waiting", waiting) if waiting else t("full")


def back_within(t: Translator, *, is_instant: bool) -> str:
    """How long money takes that goes back: Stars are there at once, a card shows it after some days."""
    if is_instant:
        return t("Stars are there at once.")
    return t("A card shows it within {least} to {most} working days.", least=BACK_WITHIN[0], most=BACK_WITHIN[1])
