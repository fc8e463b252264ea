"""What comes back of what was paid, when a place is given up: the rules alone, without a database.

What is meant by each rule is told in docs/decisions (what comes back).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from services.money import STARS, step

ALL, NOTHING = 100, 0


@dataclass(frozen=True, slots=True)
class Agreed:
    """What a registration agreed to about giving it up; `tiers` None is all until `free_until`, later nothing."""

    starts_at: datetime
    free_until: datetime
    tiers: Sequence[Mapping[str, Any]] | None = None
    was_moved: bool = False
    """The host put the session elsewhere in time since: whoever does not want that gets all of it back."""


class Why(StrEnum):
    """Why so much comes back, and not more."""

    UNPAID = "unpaid"
    ALL = "all"
    PART = "part"
    LATE = "late"
    """Nothing: it is too late for that."""
    DISPUTED = "disputed"
    """Nothing for now: their bank has the money already, and decides."""
    WHOLE_ONLY = "whole_only"
    """Nothing now: Stars go back as a whole, and the rest of the party keeps its places."""
    RETURNED = "returned"
    """Nothing, for all of it went back before."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What comes back for a place. Amounts in minor units of the currency."""

    why: Why
    currency: str
    paid: int = 0
    back: int = 0
    percent: int = 0
    credits_back: int = 0
    credits_kept: int = 0
    fee: int = 0
    """What cancelling costs now, where nothing was paid."""
    goes_to_payer: bool = False
    """Somebody else paid, and gets it back."""


def percent_at(agreed: Agreed, at: datetime) -> int:
    """How much comes back of what was paid if it is given up at a moment, in percent."""
    if agreed.was_moved:
        return ALL
    if agreed.tiers is None:
        return ALL if at <= agreed.free_until else NOTHING
    for minutes, percent in sorted(pairs(agreed.tiers), reverse=True):
        if at <= agreed.starts_at - timedelta(minutes=minutes):
            return percent
    return NOTHING


def pairs(tiers: Sequence[Mapping[str, Any]]) -> list[tuple[int, int]]:
    return [(int(tier["minutes"]), int(tier["percent"])) for tier in tiers]


def share(amount: int, percent: int) -> int:
    """So many percent of an amount in minor units; a part of the smallest coin is the person's."""
    return -(-amount * percent // 100)


def in_coins(amount: int, currency: str) -> int:
    """At least an amount, as cards can pay it."""
    coin = step(currency)
    return -(-amount // coin) * coin


def returned(currency: str, *, given_up: int, left: int, percent: int, is_all: bool) -> int:
    """What goes back of the `left` minor units of a payment for what is given up of it, which had that price.

    Stars go back as a whole or not at all, so what is more than nothing is all of it; `is_all` says whether nobody of
    the party keeps a place.
    """
    if currency == STARS:
        return left if percent and is_all else 0
    return min(left, in_coins(share(min(given_up, left), percent), currency))
