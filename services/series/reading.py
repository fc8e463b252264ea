"""What somebody types who begins something: a name, when, and how many, in one line."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services import amounts, moments, writing
from services.errors import DomainError
from services.errors.organizing import HourMissing, MomentNotUnderstood, NumberNotUnderstood, TextTooLong, WordsMissing
from services.moments import Span

TITLE_LENGTH = 80
LAST_AMOUNT = re.compile(
    r"[,;\s]\s*(?P<amount>[0-9]+(?:[.,][0-9]{1,2})?\s*(?:[A-Z]{3}|[$¥€₽₹₺₴£]|zł|Kč|kr)"
    r"|(?:[A-Z]{3}|[$¥€₽₹₺₴£])\s*[0-9]+(?:[.,][0-9]{1,2})?)\s*$"
)
"""What it costs, with its currency: a number alone is one of places."""


@dataclass(frozen=True, slots=True)
class Said:
    """What was understood; `trouble` is why a part was not."""

    title: str | None = None
    span: Span | None = None
    quotas: Sequence[dict[str, Any]] = ()
    price: int | None = None
    """In minor units; None where nothing was said of it."""
    trouble: DomainError | None = None

    @property
    def is_whole(self) -> bool:
        """Whether it says all that a line can say."""
        return bool(self.title and self.span and self.quotas) and self.trouble is None


def read_line(typed: str, *, zone: str, language: str, currency: str, now: datetime) -> Said:
    """ "Jam, every Mon 19:30-21:00, base 8, flyer 6, 12 EUR": parts between commas; what is missing is asked for."""
    price, typed = _take_price(typed, language=language, currency=currency)
    parts = [part.strip() for part in typed.replace("\n", ",").split(",") if part.strip()]
    number, parts = _take_number(parts)
    name, span, behind, trouble = _take_moment(parts, zone=zone, language=language, now=now)
    try:
        quotas = amounts.read_quotas(", ".join([*behind, *number])) if behind or number else []
    except DomainError as refusal:
        quotas, trouble = [], trouble or refusal
    try:
        title = writing.title(", ".join(name), TITLE_LENGTH) if name else None
    except (WordsMissing, TextTooLong) as refusal:
        title, trouble = None, trouble or refusal
    return Said(title, span, quotas, price, trouble)


def _take_price(typed: str, *, language: str, currency: str) -> tuple[int | None, str]:
    """An amount with its currency at the end of a line, and what is before it."""
    found = LAST_AMOUNT.search(typed)
    try:
        amount = amounts.read_money(found["amount"], currency=currency, language=language) if found else None
    except DomainError:
        return None, typed
    return (amount, typed[: found.start()]) if found else (None, typed)


def _take_number(parts: list[str]) -> tuple[list[str], list[str]]:
    """The last part, where it is a number of places and no year."""
    try:
        amounts.read_places(parts[-1] if parts else "")
    except NumberNotUnderstood:
        return [], parts
    return parts[-1:], parts[:-1]


def _take_moment(
    parts: list[str], *, zone: str, language: str, now: datetime
) -> tuple[list[str], Span | None, list[str], DomainError | None]:
    """What is before a moment, the moment, what is behind it; a name may have commas in it, and so may a date."""
    refusal: DomainError | None = None
    for begin, part in enumerate(parts):
        if not _begins_a_moment(part, is_all=len(parts) == 1, zone=zone, language=language, now=now):
            continue
        for end in range(len(parts), begin, -1):
            try:
                span = moments.read_span(", ".join(parts[begin:end]), zone=zone, language=language, now=now)
            except DomainError as wrong:
                refusal = wrong if refusal is None or isinstance(refusal, MomentNotUnderstood) else refusal
            else:
                return parts[:begin], span, parts[end:], None
        return parts[:begin], None, [], refusal
    return parts, None, [], None


def _begins_a_moment(part: str, *, is_all: bool, zone: str, language: str, now: datetime) -> bool:
    """Whether a part by itself speaks of a time, a wrong one too. A weekday that is all there is will be a name."""
    try:
        moments.read_span(part, zone=zone, language=language, now=now)
    except MomentNotUnderstood:
        return False
    except HourMissing:
        return not is_all
    except DomainError:
        return True
    return True
