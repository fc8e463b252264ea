"""What a person typed, made safe to keep and to show."""

import pytest

from services.text import clean, clean_text, esc, without_sign


@pytest.mark.parametrize(
    ("value", "safe"),
    [
        ("<b>Ana</b>", "&lt;b&gt;Ana&lt;/b&gt;"),
        ("Tom & Jerry", "Tom &amp; Jerry"),
        ("</a>\" onclick='x'", "&lt;/a&gt;&quot; onclick=&#x27;x&#x27;"),
        (7, "7"),
        ("Zoë 🤸", "Zoë 🤸"),
    ],
)
def test_esc_makes_a_value_safe_inside_html(value, safe):
    assert esc(value) == safe


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Ana \t\n  Lopez ", "Ana Lopez"),
        ("Ana\r\nBcc: all", "Ana Bcc: all"),
        ("Ana\u2028\u00a0Lopez", "Ana Lopez"),
        ("", ""),
        (" \n\t", ""),
        ("\u200b\ufeff\u2060", ""),
        ("\u200d", ""),
        ("\u200d \u200d", ""),
        ("A\0na", "Ana"),
        ("A\ud83dna", "Ana"),
        ("\u202etxt.exe\u202c", "txt.exe"),
        ("\u2066Ana\u2069\u061c", "Ana"),
        ("A\u200bn\u00ada", "Ana"),
        ("\ue000Ana\uffff", "Ana"),
        ("👩\u200d🚀 Ana", "👩\u200d🚀 Ana"),
        ("❤\ufe0f", "❤\ufe0f"),
        ("Ana\u200d", "Ana"),
        ("<b>Ana</b>", "<b>Ana</b>"),
        ("Ёлка ñ 漢字 é", "Ёлка ñ 漢字 é"),
    ],
)
def test_clean_keeps_what_can_be_seen(typed, kept):
    assert clean(typed, 64) == kept


def test_clean_cuts_at_the_limit_and_leaves_no_loose_end():
    assert clean("a" * 100, 64) == "a" * 64
    assert clean("abc def", 4) == "abc"
    assert clean("👩\u200d🚀", 2) == "👩"


def test_a_text_of_several_lines_keeps_them_and_loses_what_cannot_be_seen():
    assert clean_text("  One \u202e line\x00\n\n\n\nTwo\t lines \n", 100) == "One line\n\nTwo lines"
    assert clean_text("x" * 50, 10) == "x" * 10


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("✅ You are in", "You are in"),
        ("↩️ €12.50 is on its way", "€12.50 is on its way"),
        ("👩‍🏫 Ada gives it", "Ada gives it"),
        ("¿Vienes?", "¿Vienes?"),
        ("«Джем» отменён", "«Джем» отменён"),
        ("🗓", "🗓"),
    ],
)
def test_a_sign_is_left_out_and_nothing_else(line, words):
    assert without_sign(line) == words
