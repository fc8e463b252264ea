"""What is kept encrypted can be read with the key alone, and not once it was changed."""

import pytest

from bot.cipher import SecretKeyCipher

KEY = "0123456789abcdefghijklmnopqrstuvwxyz"


@pytest.mark.parametrize("text", ["", "Maria, +49 30 1234567", "Ünïcödé 🤸\n" * 100])
def test_a_text_comes_back(text):
    kept = SecretKeyCipher(KEY).encrypt(text)

    assert SecretKeyCipher(KEY).decrypt(kept) == text


def test_the_text_and_the_key_cannot_be_seen():
    kept = SecretKeyCipher(KEY).encrypt("Maria")

    assert "Maria" not in kept
    assert KEY not in kept
    assert SecretKeyCipher(KEY).encrypt("Maria") != kept


@pytest.mark.parametrize("spoil", [lambda kept: kept[:-4], lambda kept: "x" + kept, lambda _: "", lambda _: "ß"])
def test_what_was_changed_cannot_be_read(spoil):
    assert SecretKeyCipher(KEY).decrypt(spoil(SecretKeyCipher(KEY).encrypt("Maria"))) is None


def test_another_key_reads_nothing():
    assert SecretKeyCipher(KEY[::-1]).decrypt(SecretKeyCipher(KEY).encrypt("Maria")) is None
