"""Callback data: what is packed fits, and what comes back is plain digits in a sane range or nothing."""

import importlib
import inspect
import pkgutil
from collections.abc import Sequence
from enum import Enum
from typing import Any, Literal, get_args, get_origin
from zoneinfo import available_timezones

import pytest
from aiogram.filters.callback_data import CallbackData
from pydantic import ValidationError

from keyboards import callbacks
from keyboards.callbacks.attending import BookPlace, Browse, OpenSession, Origin
from keyboards.callbacks.fields import LARGEST_ID

LONGEST = 64
MODULES = [
    importlib.import_module(f"keyboards.callbacks.{one.name}") for one in pkgutil.iter_modules(callbacks.__path__)
]
INTENTS = [
    kind
    for module in MODULES
    for kind in vars(module).values()
    if inspect.isclass(kind) and issubclass(kind, CallbackData) and kind.__module__ == module.__name__
]
NUMBERS = [LARGEST_ID, *(10**digits for digits in range(17, -1, -1))]
WORDS = [*sorted(available_timezones(), key=len, reverse=True), "x" * 22, "de"]


def widest(kind: type[CallbackData]) -> CallbackData:
    """An intent whose every field takes as many characters as it can."""
    fields = {name: candidates(field.annotation) for name, field in kind.model_fields.items()}
    chosen: dict[str, Any] = {}
    for name, values in fields.items():
        others = {other: chosen.get(other, fields[other][-1]) for other in fields if other != name}
        chosen[name] = next(value for value in values if fits(kind, {**others, name: value}))
    return kind(**chosen)


def candidates(annotation: Any) -> Sequence[Any]:
    if inspect.isclass(annotation) and issubclass(annotation, Enum):
        return sorted(annotation, key=lambda member: -len(str(member.value)))
    if annotation is int:
        return NUMBERS
    if get_origin(annotation) is Literal:
        return sorted(get_args(annotation), key=len, reverse=True)
    return WORDS


def fits(kind: type[CallbackData], values: dict[str, Any]) -> bool:
    try:
        kind(**values)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize("kind", INTENTS, ids=lambda kind: kind.__name__)
def test_the_widest_intent_fits_into_64_bytes(kind):
    packed = widest(kind).pack()

    assert len(packed.encode()) <= LONGEST
    assert kind.unpack(packed) == widest(kind)


def test_prefixes_are_all_different():
    prefixes = [kind.__prefix__ for kind in INTENTS]

    assert len(prefixes) == len(set(prefixes))


@pytest.mark.parametrize(
    "number",
    [" 7 ", "+7", "-7", "7_0", "7.0", "7e0", "0x7", "٧", "７", "", "None", "true", str(2**63), "9" * 40, "7\n"],
)
def test_a_number_that_is_not_plain_digits_is_refused(number):
    with pytest.raises((ValidationError, TypeError, ValueError)):
        BookPlace.unpack(f"registration.book:{number}")


@pytest.mark.parametrize("number", [0, 7, LARGEST_ID])
def test_plain_digits_are_read(number):
    assert BookPlace.unpack(f"registration.book:{number}").quota_id == number


@pytest.mark.parametrize("data", ["browse:3000001:1:0", "browse:1:31:0", "browse:1:1:1001", "browse:1:1", "browse"])
def test_a_day_or_page_out_of_range_is_refused(data):
    with pytest.raises((ValidationError, TypeError, ValueError)):
        Browse.unpack(data)


def test_an_unknown_origin_is_refused():
    assert OpenSession.unpack("session:7:s").origin == Origin.SERIES
    with pytest.raises((ValidationError, TypeError, ValueError)):
        OpenSession.unpack("session:7:x")
