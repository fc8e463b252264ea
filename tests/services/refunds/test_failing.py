"""What a provider answers, in the organizer's words."""

import pytest

from services.refunds import failing
from services.translator import Translator

T = Translator("en")


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        ("", ""),
        ("expired_or_canceled_card", "The card that was paid with has ended or was cancelled."),
        ("resource_missing: No such charge: 'ch_1'", "The payment provider does not know this payment."),
        ("Bad Request: CHARGE_ALREADY_REFUNDED", "At the payment provider it went back already: look there first."),
        ("a reason of tomorrow", "The payment provider could not do it, for a reason of its own."),
    ],
)
def test_a_reason_is_told_in_words(failure, words):
    assert failing.in_words(failure, T) == words


@pytest.mark.parametrize("language", ["de", "es", "ru"])
def test_it_is_told_in_the_readers_language(language):
    told = {failing.in_words(code, Translator(language)) for code in failing.WORDS}
    assert told.isdisjoint({failing.in_words(code, T) for code in failing.WORDS})
