"""Amounts: integers in minor units, of which each currency has its own number of digits."""

from dataclasses import dataclass

from babel import numbers

STARS = "XTR"
"""Telegram Stars. They have no smaller unit."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units of its currency."""

    amount: int
    currency: str


def digits(currency: str) -> int:
    """How many digits behind the mark a currency has: 2 for EUR, none for JPY, 3 for KWD."""
    return 0 if currency == STARS else numbers.get_currency_precision(currency)
