"""Phone numbers and emergency contacts, as people send them."""

import pytest

from services import profiles
from services.errors import ContactMissing, InvalidPhone
from services.profiles.contacts import decrypted, read_phone
from tests.fakes import FakeCipher


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("+491701234567", "+491701234567"),
        ("+49 (170) 123-45-67", "+491701234567"),
        ("+44 20 7946 0958", "+442079460958"),
        ("+34 612 34 56 78", "+34612345678"),
    ],
)
def test_a_number_is_kept_as_e164(given, kept):
    assert read_phone(given) == kept


@pytest.mark.parametrize(
    "given",
    [
        "",
        "+",
        "0170 1234567",
        "123",
        "+" + "4" * 30,
        "+49",
        "+49 900 1234567",
        "+1 900 555 0199",
        "phone",
        "+00 1",
        "+49\x00170",
    ],
)
def test_what_is_no_number_of_a_person_is_refused(given):
    with pytest.raises(InvalidPhone):
        read_phone(given)


@pytest.mark.parametrize("given", ["491701234567", "+491701234567"])
def test_telegram_may_leave_out_the_plus(given):
    assert profiles.read_shared_phone(given) == "+491701234567"


@pytest.mark.parametrize(
    "typed", ["Maria, +49 170 1234567", "Maria +491701234567", " Maria:  +49 (170) 1234567 ", "Maria; +49-170-1234567"]
)
def test_a_contact_is_a_name_and_a_number(typed):
    assert profiles.read_contact(typed) == profiles.EmergencyContact("Maria", "+491701234567")


@pytest.mark.parametrize("typed", ["", "Maria", "+491701234567", "12 +491701234567", "🤸 +491701234567", "\u202e"])
def test_a_contact_without_name_or_number_is_refused(typed):
    with pytest.raises(ContactMissing):
        profiles.read_contact(typed)


@pytest.mark.parametrize("typed", ["Maria, 0170 1234567", "Maria, +49", "Maria +49 900 1234567"])
def test_a_contact_with_a_wrong_number_is_refused(typed):
    with pytest.raises(InvalidPhone):
        profiles.read_contact(typed)


def test_a_name_is_cleaned():
    assert profiles.read_contact("Ma\u202eria\x00  B, +491701234567").name == "Maria B"


def test_a_contact_comes_back_with_its_key_alone():
    contact = profiles.EmergencyContact("Maria", "+491701234567")
    kept = contact.encrypted(FakeCipher())

    assert decrypted(kept, FakeCipher()) == contact
    assert decrypted(kept, FakeCipher("another")) is None
    assert decrypted(None, FakeCipher()) is None
