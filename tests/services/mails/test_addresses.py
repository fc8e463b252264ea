"""Addresses as people type them."""

import pytest

from services.errors import InvalidEmail
from services.mails import addresses


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("ana@example.org", "ana@example.org"),
        ("  Ana.Ruiz+jam@Example.ORG\u200b ", "ana.ruiz+jam@example.org"),
        ("<ana@example.org>", "ana@example.org"),
        ("mailto:ana@example.org", "ana@example.org"),
        ("ana@müller.de", "ana@xn--mller-kva.de"),
        ("ana@ＥＸＡＭＰＬＥ.org", "ana@example.org"),
        ("o'hara@mail.example.co.uk", "o'hara@mail.example.co.uk"),
        ("ana@пример.рф", "ana@xn--e1afmkfd.xn--p1ai"),
    ],
)
def test_one_form_of_each_is_kept(typed, kept):
    assert addresses.read(typed) == kept


def test_a_domain_of_letters_that_look_alike_is_another_one():
    assert addresses.read("ana@exаmple.org") != "ana@example.org"  # a Cyrillic а


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "ana",
        "ana@",
        "@example.org",
        "ana@example",
        "ana@127.0.0.1",
        "ana@[127.0.0.1]",
        "a na@example.org",
        "ana@exa mple.org",
        "ana@example..org",
        ".ana@example.org",
        "ana.@example.org",
        "a..na@example.org",
        "ana@-example.org",
        "ana@example.org,bo@example.org",
        "ana@example.org\nBcc: bo@example.org",
        "ana\r\n@example.org",
        '"ana"@example.org',
        "аna@example.org",
        "ana@@example.org",
        "x" * 65 + "@example.org",
        "ana@" + "x" * 64 + ".org",
        "ana@" + ".".join(["x" * 60] * 5) + ".org",
        "ana@example.o",
    ],
)
def test_what_is_no_address_is_refused(typed):
    with pytest.raises(InvalidEmail):
        addresses.read(typed)
