"""Who comes along: how many may, what they are called, and what the organizer is asked for."""

import re
from collections.abc import Sequence

from db.engine import Facts
from services.errors import PartyTooLarge
from services.text import clean

LONGEST_NAME = 64
LONGEST_REQUEST = 300
BETWEEN_NAMES = re.compile(r"[,;\n]")


def require_allowed(quota: Facts, places: int) -> None:
    """At least one place, at most what the series allows. Raises PartyTooLarge."""
    if not 1 <= places <= quota.places_limit:
        raise PartyTooLarge(quota.id, quota.places_limit)


def read_names(typed: str) -> list[str]:
    """The names in what somebody typed, with commas or line breaks between them."""
    names = (clean(part, LONGEST_NAME) for part in BETWEEN_NAMES.split(typed))
    return [name for name in names if name]


def guests(given: Sequence[str], places: int) -> list[str]:
    """Names as they are kept: no more than there are places beyond the first."""
    cleaned = [clean(name, LONGEST_NAME) for name in given]
    return [name for name in cleaned if name][: places - 1]


def request(typed: str) -> str:
    """What the organizer is asked for, as it is kept."""
    return clean(typed, LONGEST_REQUEST)
