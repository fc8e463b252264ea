"""Codes that people read aloud."""

import pytest

from services import codes


def test_new_codes_are_eight_characters_that_cannot_be_misread():
    made = [codes.new() for _ in range(200)]

    assert len(set(made)) == 200
    assert {len(code) for code in made} == {8}
    assert set("".join(made)) == set(codes.ALPHABET)
    assert not set("ILOU") & set(codes.ALPHABET)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("ABCD1234", "ABCD1234"),
        (" abcd1234\n", "ABCD1234"),
        ("IlOoABCD", "1100ABCD"),
        ("ABCD123", None),
        ("ABCD12345", None),
        ("ABCDU234", None),
        ("ABCD-234", None),
        ("ABCD123\0", None),
        ("АBCD1234", None),
        ("", None),
    ],
)
def test_read_mends_what_is_misread_and_refuses_the_rest(typed, code):
    assert codes.read(typed) == code
