"""Who a person is to others: name, phone, whom to call in an emergency."""

from dataclasses import dataclass
from datetime import datetime

from db.engine import Tx
from db.models import User
from db.models.users import NAME_LENGTH
from services import staleness
from services.errors import NameMissing
from services.ports import Cipher
from services.profiles import emails
from services.profiles.contacts import EmergencyContact, decrypted
from services.profiles.editing import change, locked
from services.sms import consent
from services.text import clean


@dataclass(frozen=True, slots=True)
class Details:
    """What the person sees of it, and the version that an edit begins on."""

    telegram_name: str
    called: str | None
    shows_name: bool
    email: str | None
    pending_email: str | None
    """An address that waits for its confirmation."""
    is_email_failed: bool
    """Whether mail to the address comes back."""
    phone: str | None
    contact: EmergencyContact | None
    is_contact_lost: bool
    """There is one, and its key is gone: it has to be given again."""
    version: int


def details(tx: Tx, *, user_id: int, cipher: Cipher, now: datetime) -> Details:
    """A look."""
    user = tx.get_one(User, user_id)
    contact = decrypted(user.emergency_contact, cipher)
    return Details(
        telegram_name=user.name,
        called=user.called,
        shows_name=user.shows_name,
        email=user.email,
        pending_email=emails.pending(tx, user_id, now),
        is_email_failed=user.email_failed_at is not None,
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
    """`phone` is E.164, of the person's own Telegram account. Raises ProfileChanged.

    A number has its own STOP, and is told by an SMS that more will come where some are wanted.
    """
    user = locked(tx, user_id)
    is_new = user.phone != phone
    marks = _marks(user) if is_new else {"phone_failed_at": None} if user.phone_failed_at else {}
    change(tx, user_id, version=version, now=now, phone=phone, **marks)
    if is_new and consent.is_on(user.wishes):
        consent.explain(tx, user, now=now)


def forget_phone(tx: Tx, *, user_id: int, version: int, now: datetime) -> None:
    """SMS are off without one, and stay off when another comes. Raises ProfileChanged."""
    user = locked(tx, user_id)
    off = {"wishes": consent.unsaid(user.wishes)} if "sms" in user.wishes else {}
    change(tx, user_id, version=version, now=now, phone=None, **_marks(user), **off)


def _marks(user: User) -> dict[str, None]:
    """What was known of the number that goes, taken away."""
    return {mark: None for mark in ("phone_failed_at", "sms_stopped_at") if getattr(user, mark)}


def set_contact(tx: Tx, *, user_id: int, encrypted: str, version: int, now: datetime) -> None:
    """Raises ProfileChanged."""
    change(tx, user_id, version=version, now=now, emergency_contact=encrypted)


def forget_contact(tx: Tx, *, user_id: int, version: int, now: datetime) -> None:
    """Raises ProfileChanged."""
    change(tx, user_id, version=version, now=now, emergency_contact=None)
