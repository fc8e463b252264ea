"""How much and how many: what people type as money, places or minutes becomes a number, or the reason why not."""

import re
from decimal import Decimal
from typing import Any

from babel import numbers

from db.folding import fold
from services import money
from services.errors.organizing import (
    AmountNotUnderstood,
    AmountTooLarge,
    AmountTooSmall,
    AmountUnclear,
    NumberNotUnderstood,
    RolesNotUnderstood,
)
from services.text import clean
from services.translator import LOCALES

LONGEST = 40
MOST_MONEY = 10_000_000
"""In major units."""
MOST_PLACES = 10_000
MOST_CREDITS = 100
MOST_MINUTES = 7 * 24 * 60
MOST_ROLES = 8
FREE = {"free", "kostenlos", "gratis", "umsonst", "frei", "gratuito", "бесплатно", "-"}
PLAIN = re.compile(r"[0-9]{1,9}(?:[.,][0-9]{1,2})?")
THOUSANDS = re.compile(r"[0-9]{1,3}[.,][0-9]{3}")
GROUPED = re.compile(r"[0-9]{1,3}(?:[.,' ][0-9]{3})*(?:[.,][0-9]+)?")
COUNT = re.compile(
    r"(?P<count>[0-9]{1,6})\s*(?:x|places?|people|persons?|platze?|leute|personen|plazas?|personas?|места?|мест|человека?)?"
)
ROLE = re.compile(r"(?P<name>.*?\S)[\s:=x×-]+(?P<count>[0-9]{1,6})")
MINUTE = r"(?:m|mins?\.?|minutes?|minuten?|minutos?|мин\.?|минут[аы]?|')"
HOURS = re.compile(
    r"(?P<hours>[0-9]{1,3})(?:[.,](?P<half>5))?\s*(?:h|hrs?\.?|hours?|std\.?|stunden?|horas?|ч\.?|часа?|часов)"
    rf"(?:\s*(?:and|und|y|и)?\s*(?P<minutes>[0-5]?[0-9])\s*{MINUTE}?)?"
)
DAYS = re.compile(r"(?P<days>[0-9]{1,2})\s*(?:d|days?|tage?n?|dias?|день|дня|дней|сут\.?|суток)")
CLOCK = re.compile(r"(?P<hours>[0-9]{1,3}):(?P<minutes>[0-5][0-9])\s*(?:h|std\.?)?")
MINUTES = re.compile(rf"(?P<minutes>[0-9]{{1,6}})\s*{MINUTE}?")
COUNTED = re.compile(r"([0-9]{1,6})(?:\s+\D*)?")
"""With a word behind it or not: "10 credits"."""
APART = re.compile(r"\s*[;\n]\s*|,\s+")
"""Between the parts of a line: "12,50" is one of them."""
BETWEEN_ROLES = re.compile(r"[,;\n]+|(?<=\d)\s*[+&/]\s*|(?<=\d)\s+(?:(?:and|und|y|e|и)\s+)?(?=[^\W\d]{2})")
"""A comma, or a number with a word behind it: "base 8 flyer 6"."""


def read_money(typed: str, *, currency: str, language: str) -> int:
    """An amount in minor units: "12,50" is 1250 of EUR. Raises AmountNotUnderstood, AmountTooLarge, AmountUnclear."""
    words = fold(clean(typed, LONGEST))
    if words in FREE:
        return 0
    signs = {fold(currency), *(fold(numbers.get_currency_symbol(currency, locale)) for locale in LOCALES.values())}
    for sign in signs:
        words = words.removeprefix(sign).removesuffix(sign).strip()
    amount = _decimal(words, language)
    minor = amount.scaleb(money.digits(currency))
    if amount > MOST_MONEY:
        raise AmountTooLarge(money.Money(MOST_MONEY * 10 ** money.digits(currency), currency))
    if minor % money.step(currency):
        raise AmountNotUnderstood
    if money.digits(currency) == 2 and THOUSANDS.fullmatch(words):
        raise AmountUnclear(money.Money(int(minor), currency))
    return int(minor)


def require_chargeable(amount: int, currency: str) -> None:
    """For what is asked for by an invoice. Raises AmountTooSmall for what is more than nothing, and too little."""
    least = money.least(currency)
    if 0 < amount < least:
        raise AmountTooSmall(money.Money(least, currency))


def _decimal(words: str, language: str) -> Decimal:
    """A number as it is written in the language; one or two digits behind either mark are always the small ones."""
    if PLAIN.fullmatch(words):
        return Decimal(words.replace(",", "."))
    if not GROUPED.fullmatch(words):
        raise AmountNotUnderstood
    try:
        return numbers.parse_decimal(words, locale=LOCALES[language], strict=True)
    except numbers.NumberFormatError:
        raise AmountNotUnderstood from None


def read_credits(typed: str) -> int:
    """How many credits a place takes. Raises NumberNotUnderstood."""
    words = clean(typed, LONGEST)
    if not (words.isascii() and words.isdigit() and len(words) <= 3 and int(words) <= MOST_CREDITS):
        raise NumberNotUnderstood(0, MOST_CREDITS)
    return int(words)


def split_parts(typed: str) -> list[str]:
    """What stands in one line: "Ten classes, 10, 12,50, 90" are four things."""
    return [part for each in APART.split(typed.strip()) if (part := each.strip())]


def read_count(typed: str, most: int) -> int:
    """From one to `most`. Raises NumberNotUnderstood."""
    found = COUNTED.fullmatch(typed)
    return within(int(found[1]) if found else 0, 1, most)


def read_places(typed: str) -> int:
    """Raises NumberNotUnderstood."""
    found = COUNT.fullmatch(fold(clean(typed, LONGEST)))
    return within(int(found["count"]) if found else 0, 1, MOST_PLACES)


def read_minutes(typed: str, *, least: int = 1, most: int = MOST_MINUTES) -> int:
    """A length of time: "90", "1:30", "2 h", "1h30". Raises NumberNotUnderstood."""
    words = fold(clean(typed, LONGEST))
    if found := HOURS.fullmatch(words):
        beside = 30 if found["half"] else int(found["minutes"] or 0)
        return within(int(found["hours"]) * 60 + beside, least, most)
    if found := DAYS.fullmatch(words):
        return within(int(found["days"]) * 24 * 60, least, most)
    if found := CLOCK.fullmatch(words):
        return within(int(found["hours"]) * 60 + int(found["minutes"]), least, most)
    found = MINUTES.fullmatch(words)
    return within(int(found["minutes"]) if found else -1, least, most)


def read_lead(typed: str) -> int:
    """How long before something: "2 h", "1 day", and a number alone is hours. Raises NumberNotUnderstood."""
    words = clean(typed, LONGEST)
    return read_minutes(f"{words} h" if words.isascii() and words.isdigit() else words, least=0)


def within(number: int, least: int, most: int) -> int:
    if not least <= number <= most:
        raise NumberNotUnderstood(least, most)
    return number


def read_quotas(typed: str) -> list[dict[str, Any]]:
    """Roles with their places, "base 10, flyer 10", or one number. Raises RolesNotUnderstood, NumberNotUnderstood."""
    if alone := COUNT.fullmatch(fold(clean(typed, LONGEST))):
        return [{"name": "", "capacity": within(int(alone["count"]), 1, MOST_PLACES)}]
    parts = split_roles(typed)
    if not parts or len(parts) > MOST_ROLES:
        raise RolesNotUnderstood
    quotas = [_role(part) for part in parts]
    if len({fold(quota["name"]) for quota in quotas}) != len(quotas):
        raise RolesNotUnderstood
    return quotas


def split_roles(typed: str) -> list[str]:
    """What is said of each role: "base 8 flyer 6" speaks of two."""
    return [part for part in BETWEEN_ROLES.split(clean_lines(typed)) if part.strip()]


def clean_lines(typed: str) -> str:
    return "\n".join(clean(line, 200) for line in typed[:1000].splitlines())


def _role(part: str) -> dict[str, Any]:
    found = ROLE.fullmatch(clean(part, 60))
    if found is None or not any(char.isalpha() for char in found["name"]) or len(found["name"]) > 40:
        raise RolesNotUnderstood
    return {"name": found["name"], "capacity": within(int(found["count"]), 1, MOST_PLACES)}
