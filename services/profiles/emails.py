"""A person's email address: theirs only after they opened the link that was sent to it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from db.engine import Tx
from db.models import User
from db.models.tokens import TokenPurpose
from db.queries import mails as mail_queries
from db.queries import tokens as token_queries
from db.queries import users as queries
from services import audit, outbox, tokens
from services.errors import ConfirmationOver, EmailTaken, NotFound, ProfileChanged, TooManyMails
from services.mails import addresses
from services.ports import Cipher
from services.profiles.editing import change, locked

LASTS = timedelta(hours=48)
WITHIN = timedelta(hours=1)
MOST_WITHIN = 5
KIND = "email_confirmation"


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What a link would confirm."""

    address: str
    language: str


def pending(tx: Tx, user_id: int, now: datetime) -> str | None:
    """The address that waits for its confirmation."""
    found = token_queries.find_latest(tx, TokenPurpose.EMAIL, user_id, now)
    return str(found.data["address"]) if found else None


def ask(tx: Tx, *, user_id: int, typed: str, cipher: Cipher, version: int, now: datetime) -> str:
    """Send a link to an address, which is the person's once it is opened; older links are over. The address as kept.

    Raises InvalidEmail, EmailTaken, TooManyMails, ProfileChanged; then nothing has changed.
    """
    address = addresses.read(typed)
    user = locked(tx, user_id)
    if user.version != version:
        raise ProfileChanged
    if address in queries.list_emails(tx, [address]) and user.email != address:
        raise EmailTaken
    if mail_queries.count_tokens(tx, TokenPurpose.EMAIL, user_id, now - WITHIN) >= MOST_WITHIN:
        raise TooManyMails
    tokens.revoke(tx, user_id, TokenPurpose.EMAIL, now=now)
    token = tokens.issue(tx, TokenPurpose.EMAIL, user_id, lasts=LASTS, data={"address": address}, now=now)
    link_id = tokens.read(tx, TokenPurpose.EMAIL, token, now=now).id
    outbox.put_mail(
        tx,
        KIND,
        to=address,
        token=cipher.encrypt(token),
        user_id=user_id,
        subject=("token", link_id),
        due_at=now,
        useful_until=now + LASTS,
        link_id=link_id,
    )
    audit.record(tx, "user.email_asked", actor_id=user_id, subject=("user", user_id), at=now)
    return address


def look(tx: Tx, *, token: str, now: datetime) -> Confirmation:
    """A look at what a link would confirm; it uses nothing up. Raises ConfirmationOver."""
    try:
        found = tokens.read(tx, TokenPurpose.EMAIL, token, now=now)
    except NotFound:
        raise ConfirmationOver from None
    return Confirmation(str(found.data["address"]), tx.get_one(User, found.user_id).language)


def confirm(tx: Tx, *, token: str, now: datetime) -> Confirmation:
    """The address is the person's from now on, and they are told in the chat.

    Raises ConfirmationOver; EmailTaken where somebody else confirmed it first.
    """
    try:
        found = tokens.consume(tx, TokenPurpose.EMAIL, token, now=now)
    except NotFound:
        raise ConfirmationOver from None
    user, address = locked(tx, found.user_id), str(found.data["address"])
    if user.email != address and address in queries.list_emails(tx, [address]):
        raise EmailTaken
    change(tx, user.id, now=now, email=address, email_failed_at=None)
    subject = ("token", found.id)
    outbox.put_matter(tx, "email_confirmed", user_id=user.id, subject=subject, due_at=now, address=address)
    return Confirmation(address, user.language)


def forget(tx: Tx, *, user_id: int, version: int, now: datetime) -> None:
    """No address, and no link that would bring one. Raises ProfileChanged."""
    change(tx, user_id, version=version, now=now, email=None, email_failed_at=None)
    tokens.revoke(tx, user_id, TokenPurpose.EMAIL, now=now)
