"""Mails: a notice in its words and layout, handed to a provider. One more provider is one class with a `deliver`."""

from dataclasses import replace
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import Protocol

from aiogram import Bot

from bot.ready import utc_now
from db import Database
from services.mails import stopping, templates
from services.mails.kinds import wish_of
from services.mails.letters import Addresses, Letter, letter
from services.notices import Mail
from services.ports import Cipher, Delivered, Outcome, Refused


class MailProvider(Protocol):
    """Takes letters to their readers. It raises nothing: whatever happens is an outcome."""

    at_once: int
    """So many letters may be on their way: all are done with long before a lease ends, even at its slowest."""

    async def deliver(self, letter: Letter) -> Outcome: ...

    async def ask(self) -> str:
        """Whether it answers, for `turnout doctor`: how it is called. Raises whatever is wrong."""
        ...

    async def close(self) -> None: ...


class EmailSender:
    def __init__(
        self, provider: MailProvider, *, db: Database, bot: Bot, public_url: str, cipher: Cipher, stop_key: bytes
    ) -> None:
        self.at_once = provider.at_once
        self._provider = provider
        self._db = db
        self._bot = bot
        self._public_url = public_url
        self._cipher = cipher
        self._stop_key = stop_key

    async def send(self, mail: Mail, /) -> Outcome:
        """In the words that hold for its kind now; with a link that ends such mails, where one may."""
        wording = await self._db.read(templates.find, kind=mail.kind, language=mail.language)
        addresses = Addresses((await self._bot.me()).username or "", self._public_url)
        token = self._token(mail)
        if token is None:
            return Refused("its link cannot be read any more: SECRET_KEY is another one")
        one = letter(mail, wording, addresses, token=token, stop=self._stop_address(mail))
        outcome = await self._provider.deliver(one)
        match outcome:
            case Delivered(provider_id):
                return Delivered(provider_id, content=one.kept(token))
            case Refused():
                return replace(outcome, address=mail.address)
        return outcome

    def _token(self, mail: Mail) -> str | None:
        """What its button needs, "" where it needs nothing; None for a mail that is nothing without it."""
        if encrypted := mail.data.get("token"):
            return self._cipher.decrypt(encrypted)
        return (self._cipher.decrypt(mail.link) if mail.link else None) or ""

    def _stop_address(self, mail: Mail) -> str:
        wish, user_id = wish_of(mail.kind), mail.user_id
        return f"{self._public_url}/mail/stop/{stopping.sign(self._stop_key, user_id, wish)}" if wish else ""


def message_id(letter: Letter, sender: str) -> str:
    """The same at each attempt, so that a server that got it twice can tell."""
    return f"<turnout-{letter.notification_id}@{domain(sender)}>"


def domain(sender: str) -> str:
    return parseaddr(sender)[1].rpartition("@")[2]


def headers(letter: Letter, sender: str) -> dict[str, str]:
    """What a mail says of itself to programs (RFC 3834, 2369 and 8058)."""
    said = {"Message-ID": message_id(letter, sender), "Auto-Submitted": "auto-generated"}
    if letter.stop:
        said |= {"List-Unsubscribe": f"<{letter.stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return said


def message(letter: Letter, sender: str) -> EmailMessage:
    """As it goes over SMTP. Raises ValueError for what cannot stand in a header: a line break above all."""
    made = EmailMessage(policy=SMTP)
    made["From"] = sender
    made["To"] = Address(addr_spec=letter.to)
    made["Subject"] = letter.subject
    made["Date"] = format_datetime(utc_now())
    for name, value in headers(letter, sender).items():
        made[name] = value
    made.set_content(letter.text, cte="quoted-printable")
    made.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    for file in letter.attachments:
        kind, _, subtype = file.type.partition("/")
        made.add_attachment(file.content, maintype=kind, subtype=subtype, filename=file.name)
    return made
