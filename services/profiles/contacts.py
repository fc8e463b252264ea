"""Phone numbers and emergency contacts: what somebody sent becomes what is kept, or the reason why it cannot."""

import json
import re
from dataclasses import asdict, dataclass

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

from db.models.users import NAME_LENGTH
from services.errors import ContactMissing, InvalidPhone
from services.ports import Cipher
from services.text import clean

NAME_AND_NUMBER = re.compile(r"(?P<name>.*?)[\s,;:]*(?P<phone>\+?[0-9(][0-9 ()./-]*)")
LONGEST = 200


@dataclass(frozen=True, slots=True)
class EmergencyContact:
    """Who is called when something happens."""

    name: str
    phone: str

    def encrypted(self, cipher: Cipher) -> str:
        return cipher.encrypt(json.dumps(asdict(self)))


def decrypted(kept: str | None, cipher: Cipher) -> EmergencyContact | None:
    """The contact that is kept; None where there is none, or the key that it was kept with is gone."""
    text = cipher.decrypt(kept) if kept else None
    return EmergencyContact(**json.loads(text)) if text else None


def read_phone(given: str) -> str:
    """A number as E.164: +491701234567. Raises InvalidPhone."""
    try:
        number = phonenumbers.parse(given[:LONGEST])
    except NumberParseException:
        raise InvalidPhone from None
    is_costly = phonenumbers.number_type(number) == PhoneNumberType.PREMIUM_RATE
    if is_costly or not phonenumbers.is_valid_number(number):
        raise InvalidPhone
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def shown_phone(kept: str) -> str:
    """+49 170 1234567"""
    return phonenumbers.format_number(phonenumbers.parse(kept), PhoneNumberFormat.INTERNATIONAL)


def read_contact(typed: str) -> EmergencyContact:
    """A name and a number from one line: "Maria, +49 30 1234567". Raises ContactMissing, InvalidPhone."""
    found = NAME_AND_NUMBER.fullmatch(clean(typed, LONGEST))
    if found is None:
        raise ContactMissing
    return _contact(found["name"], read_phone(found["phone"]))


def shared_contact(name: str, phone: str) -> EmergencyContact:
    """A contact as Telegram tells it. Raises ContactMissing, InvalidPhone."""
    return _contact(name, read_shared_phone(phone))


def read_shared_phone(phone: str) -> str:
    """A number as Telegram tells it, with or without the plus, as E.164. Raises InvalidPhone."""
    return read_phone(f"+{phone.lstrip('+')}")


def _contact(name: str, phone: str) -> EmergencyContact:
    shown = clean(name, NAME_LENGTH)
    if not any(char.isalpha() for char in shown):
        raise ContactMissing
    return EmergencyContact(shown, phone)
