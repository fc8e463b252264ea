"""What a channel is handed: a notice for Telegram, a mail, an SMS; or why there is nothing to send."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class About:
    """The registration that a notice is about: what its buttons can open or do."""

    registration_id: int
    session_id: int
    quota_id: int
    host_id: int = 0


@dataclass(frozen=True, slots=True)
class Invoice:
    """What somebody is asked to pay in the chat. The amount is in minor units of the currency."""

    title: str
    description: str
    reference: str
    """Names the payment when the money comes."""
    amount: int
    currency: str


@dataclass(frozen=True, slots=True)
class Notice:
    """A message ready to leave. `text` is Telegram's HTML."""

    telegram_id: int
    language: str
    text: str
    kind: str
    about: About | None = None
    """None for what is about no registration."""
    data: Mapping[str, Any] = field(default_factory=dict)
    """What the notice was given when it was owed."""
    edits: str | None = None
    """What the provider calls the message that this one takes the place of."""
    invoice: Invoice | None = None
    """What it asks to be paid: it goes out as an invoice, and the text only where that cannot be."""


@dataclass(frozen=True, slots=True)
class Branding:
    """The host in whose name a mail is written. All are plain texts, "" where unknown."""

    name: str
    email: str = ""
    phone: str = ""
    address: str = ""
    logo: str = ""
    """Where our server has it: a path."""


@dataclass(frozen=True, slots=True)
class Mail:
    """The same for a mail, which the channel puts into its layout, or into an admin's template."""

    address: str
    language: str
    subject: str
    """The first line of the text, plain: what the mail is called where no template says better."""
    text: str
    """Telegram's HTML."""
    kind: str
    values: Mapping[str, str]
    """What a template can name, plain, in the reader's language: name, title, role, place, when, reference, host,
    person, reason. The last ones are missing for what is about no registration.
    """
    about: About | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    host: Branding | None = None
    notification_id: int = 0
    """Names the mail where a provider asks for a key that keeps it from going out twice."""
    user_id: int = 0
    """Whose wish ends such mails."""
    opens: str = ""
    """The payload of the bot's deep link that its button leads to."""
    link: str = ""
    """Encrypted: the token of the page that it leads to instead, for who is not on Telegram."""
    is_on_telegram: bool = True


@dataclass(frozen=True, slots=True)
class Sms:
    """The same for an SMS, which the channel makes short."""

    phone: str
    """E.164"""
    language: str
    text: str
    """Telegram's HTML."""
    kind: str
    values: Mapping[str, str]
    """As those of a mail; with instructor, moment (of the start, short) and until (of an offer) beside them."""
    about: About | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    notification_id: int = 0
    opens: str = ""
    """The payload of the bot's deep link to what it is about."""


@dataclass(frozen=True, slots=True)
class Obsolete:
    """Why a notification is not sent: what it says is no longer true, or it comes too late, or nobody wants it."""

    reason: str
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class NotNow:
    """The person wants quiet until then."""

    until: datetime


@dataclass(frozen=True, slots=True)
class NoAddress:
    """There is no way to the person on this channel."""

    reason: str
