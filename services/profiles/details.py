"""Who a person is to others: name, phone, whom to call in an emergency."""

from dataclasses import dataclass
from datetime import datetime

from db.engine import Tx
from db.models import User
from db.models.users import NAME_LENGTH
from services import staleness
from services.errors import NameMissing
from services.ports import Cipher
from services.profiles.contacts import EmergencyContact, decrypted
from services.profiles.editing import change
from services.text import clean


@dataclass(frozen=True, slots=True)
class Details:
    """What the person sees of it, and the version that an edit begins on."""

    telegram_name: str
    called: str | None
    shows_name: bool
    phone: str | None
    contact: EmergencyContact | None
    is_contact_lost: bool
    """There is one, and its key is gone: it has to be given again."""
    version: int


def details(tx: Tx, *, user_id: int, cipher: Cipher) -> Details:
    """A look."""
    user = tx.get_one(User, user_id)
    contact = decrypted(user.emergency_contact, cipher)
    return Details(
        telegram_name=user.name,
        called=user.called,
        shows_name=user.shows_name,
        phone=user.phone,
        contact=contact,
        is_contact_lost=bool(user.emergency_contact) and contact is None,
        version=user.version,
    )


def set_name(tx: Tx, *, user_id: int, typed: str, version: int, now: datetime) -> None:
    """The name that others see from now on. Raises NameMissing, ProfileChanged."""
    name = clean(typed, NAME_LENGTH)
    if not any(char.isalpha() for char in name):
        raise NameMissing
    change(tx, user_id, version=version, now=now, called=name)
    staleness.mark_of_person(tx, user_id, now=now)


def forget_name(tx: Tx, *, user_id: int, version: int, now: datetime) -> None:
    """Others see the name on Telegram again. Raises ProfileChanged."""
    change(tx, user_id, version=version, now=now, called=None)
    staleness.mark_of_person(tx, user_id, now=now)


def show_in_groups(tx: Tx, *, user_id: int, on: bool, now: datetime) -> None:
    """Whether cards in groups may tell the first name."""
    change(tx, user_id, now=now, shows_name=on)
    staleness.mark_of_person(tx, user_id, now=now)


def set_phone(tx: Tx, *, user_id: int, phone: str, version: int, now: datetime) -> None:
    """`phone` is E.164, of the person's own Telegram account. Raises ProfileChanged."""
    change(tx, user_id, version=version, now=now, phone=phone)


def forget_phone(tx: Tx, *, user_id: int, version: int, now: datetime) -> None:
    """Raises ProfileChanged."""
    change(tx, user_id, version=version, now=now, phone=None)


def set_contact(tx: Tx, *, user_id: int, encrypted: str, version: int, now: datetime) -> None:
    """Raises ProfileChanged."""
    change(tx, user_id, version=version, now=now, emergency_contact=encrypted)


def forget_contact(tx: Tx, *, user_id: int, version: int, now: datetime) -> None:
    """Raises ProfileChanged."""
    change(tx, user_id, version=version, now=now, emergency_contact=None)
