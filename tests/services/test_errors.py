"""Every refusal tells itself in a sentence."""

import inspect
import string
from dataclasses import fields
from datetime import date, datetime
from typing import Any

import pytest

from services import errors
from services.errors import DomainError, organizing
from services.money import Money
from services.translator import Translator
from tests.factories import NOW

REFUSALS = [
    kind
    for module in (errors, organizing)
    for kind in vars(module).values()
    if inspect.isclass(kind) and issubclass(kind, DomainError) and hasattr(kind, "template")
]
SAMPLES: dict[Any, object] = {str: "<Jam>", int: 3, datetime: NOW, date: NOW.date(), Money: Money(1250, "EUR")}


def sample(kind: type[DomainError]) -> DomainError:
    """With a value of the right type for each field."""
    return kind(*(SAMPLES[field.type] for field in fields(kind)))


@pytest.mark.parametrize("kind", REFUSALS)
def test_a_refusal_reads_in_every_language(kind):
    refusal = sample(kind)
    gaps = {name for _, name, _, _ in string.Formatter().parse(kind.template) if name}

    assert gaps <= set(vars(refusal))
    for language in ("en", "de", "es", "ru"):
        text = refusal.text(Translator(language))
        assert text
        assert not any(f"{{{gap}}}" in text for gap in gaps)


def test_a_refusal_is_not_escaped_and_tells_times_in_the_readers_zone():
    overlap = errors.OverlappingRegistration(7, "<Jam>", NOW)

    text = overlap.text(Translator("en", "Europe/Berlin"))

    assert text == "You have <Jam> at the same time: Mon 23 Nov, 13:00. Cancel one to book the other."


def test_a_refusal_without_fields_is_its_template():
    assert errors.NotFound().text(Translator("en")) == "This is not there any more."
