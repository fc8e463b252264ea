"""A letter: a mail in its words and its layout, as it leaves. Made without a look at the database."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.mails import layout, markup
from services.mails.layout import Link
from services.mails.wording import Wording, fill
from services.notices.messages import Branding, Mail
from services.text import clean, esc
from services.translator import Translator

LONGEST_SUBJECT_LINE = 200
HIDDEN = "***"
"""Stands for a token where a letter is kept: whoever reads the database must not be able to use it."""
NOBODY = Branding("Turnout")


@dataclass(frozen=True, slots=True)
class Attachment:
    name: str
    content: bytes
    type: str = "application/pdf"


@dataclass(frozen=True, slots=True)
class Letter:
    notification_id: int
    kind: str
    to: str
    subject: str
    html: str
    text: str
    stop: str = ""
    """The address where one click ends mails like it; empty where they have to come."""
    attachments: tuple[Attachment, ...] = ()

    def kept(self, secret: str = "") -> dict[str, Any]:
        """What the log keeps of it: all it said, but not what would let its reader in."""
        said = {"to": self.to, "subject": self.subject, "html": self.html, "text": self.text}
        return {name: text.replace(secret, HIDDEN) if secret else text for name, text in said.items()}


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where links lead."""

    bot: str
    """The bot's name on Telegram."""
    public_url: str

    def link(self, mail: Mail, token: str, t: Translator) -> Link | None:
        """What the button of a mail opens; None where its reader is on no Telegram, and it is about no place."""
        if mail.kind == "email_confirmation":
            return Link(t("Confirm this address"), f"{self.public_url}/confirm/{token}")
        if mail.kind == "registered_by_link":
            return Link(t("See or cancel it"), f"{self.public_url}/cancel/{token}")
        if mail.kind == "refused_by_link":
            return Link(t("About this session"), f"{self.public_url}/register/{token}")
        if mail.kind == "login_link":
            return Link(t("Sign in"), f"{self.public_url}/login?token={token}")
        if not mail.is_on_telegram:
            label = t("Pay") if mail.kind == "payment_invoice" else t("See or cancel it")
            return Link(label, f"{self.public_url}/cancel/{token}") if mail.link and token else None
        invites = mail.kind == "co_organizer_invitation"
        label = t("See the invitation") if invites else t("Open in Telegram")
        payload = f"i_{token}" if invites else mail.opens
        return Link(label, f"https://t.me/{self.bot}" + (f"?start={payload}" if payload else ""))


def letter(mail: Mail, wording: Wording, addresses: Addresses, *, token: str = HIDDEN, stop: str = "") -> Letter:
    """A mail as it leaves. Pure."""
    t = Translator(mail.language)
    values = {"headline": markup.headline(mail.text), **mail.values}
    plain = values | {"text": markup.as_text(mail.text)}
    subject = clean(fill(wording.subject, plain), LONGEST_SUBJECT_LINE).strip(" ·,") or mail.subject
    brand = mail.host or NOBODY
    logo = f"{addresses.public_url}{brand.logo}" if brand.logo else ""
    looks: Mapping[str, Any] = {
        "links": list(filter(None, [addresses.link(mail, token, t)])),
        "brand": brand,
        "stop": stop,
        "t": t,
    }
    return Letter(
        notification_id=mail.notification_id,
        kind=mail.kind,
        to=mail.address,
        subject=subject,
        html=layout.html(subject=subject, paragraphs=_paragraphs(mail.text, wording.body, values), logo=logo, **looks),
        text=layout.text(paragraphs=_blocks(fill(wording.body, plain)), **looks),
        stop=stop,
    )


def _paragraphs(text: str, body: str, values: Mapping[str, str]) -> list[str]:
    """The body as HTML: what an admin or anybody typed is escaped, what the chat tells keeps its few tags."""
    safe = {gap: esc(value) for gap, value in values.items()} | {"text": markup.as_html(text)}
    return [block.replace("\n", "<br>\n") for block in _blocks(fill(esc(body), safe))]


def _blocks(text: str) -> list[str]:
    """What stands between empty lines."""
    return [block.strip() for block in text.split("\n\n") if block.strip()]
