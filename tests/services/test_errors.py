"""Every refusal tells itself in a sentence."""

import inspect
import string

import pytest

from services import errors
from services.errors import DomainError
from services.translator import Translator
from tests.factories import NOW

REFUSALS = [
    kind
    for kind in vars(errors).values()
    if inspect.isclass(kind) and issubclass(kind, DomainError) and hasattr(kind, "template")
]
SAMPLES = {"session_id": 7, "title": "<Jam>", "reference": "ABCD1234", "starts_at": NOW, "quota_id": 3}
SAMPLES |= {"quota_name": "base", "waiting": 2, "places": 3, "free": 1, "limit": 4, "until": NOW}


def sample(kind: type[DomainError]) -> DomainError:
    return kind(*(SAMPLES[name] for name in inspect.signature(kind).parameters))


@pytest.mark.parametrize("kind", REFUSALS)
def test_a_refusal_reads_in_every_language(kind):
    refusal = sample(kind)
    gaps = {name for _, name, _, _ in string.Formatter().parse(kind.template) if name}

    assert gaps <= set(vars(refusal))
    for language in ("en", "de", "es", "ru"):
        text = refusal.text(Translator(language))
        assert text
        assert "{" not in text


def test_a_refusal_is_not_escaped_and_tells_times_in_the_readers_zone():
    overlap = errors.OverlappingRegistration(7, "<Jam>", NOW)

    text = overlap.text(Translator("en", "Europe/Berlin"))

    assert text == "You have <Jam> at the same time: Mon 23 Nov, 13:00. Cancel one to book the other."


def test_a_refusal_without_fields_is_its_template():
    assert errors.NotFound().text(Translator("en")) == "This is not there any more."
