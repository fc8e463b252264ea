"""What was composed, made ready for the channel that it goes by."""

import html
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from db.models import Notification, User
from services.notices.messages import About, Branding, Invoice, Mail, Notice, Sms
from services.notices.reaching import direct_address
from services.notices.registrations import title, when
from services.notices.subject import Subject
from services.reach import mail_address
from services.text import without_sign
from services.translator import Translator

TAG = re.compile(r"<[^>]+>")
LONGEST_SUBJECT = 150
NEAR = timedelta(hours=3)
"""What is so near is told by the hours to go."""


@dataclass(frozen=True, slots=True)
class Told:
    """A notice before it has an address."""

    text: str
    """Telegram's HTML."""
    about: About | None = None
    edits: str | None = None
    subject: Subject | None = None
    host: Branding | None = None
    opens: str = ""
    """The payload of the deep link to what it is about."""
    link: str = ""
    """Encrypted: by which who is not on Telegram sees and cancels it on a page."""
    invoice: Invoice | None = None


def addressed(notification: Notification, reader: User, told: Told) -> Notice | Mail | Sms:
    """For somebody who can be reached on the notification's channel."""
    kind, data, number = notification.kind, notification.data, notification.id
    if notification.channel == "email":
        return Mail(
            address=direct_address(notification) or mail_address(reader),
            language=reader.language,
            subject=first_line(told.text),
            text=told.text,
            kind=kind,
            values=values(reader, told),
            about=told.about,
            data=data,
            host=told.host,
            notification_id=number,
            user_id=reader.id,
            opens=told.opens,
            link=told.link,
            is_on_telegram=reader.telegram_id is not None,
        )
    if notification.channel == "sms":
        phone, facts = direct_address(notification) or reader.phone or "", values(reader, told)
        return Sms(phone, reader.language, told.text, kind, facts, told.about, data, number, told.opens)
    telegram_id = reader.telegram_id or 0
    return Notice(telegram_id, reader.language, told.text, kind, told.about, data, told.edits, told.invoice)


def first_line(text: str) -> str:
    """What a mail is called: "✅ You are in: <b>Jam</b>" is about "You are in: Jam"."""
    plain = html.unescape(TAG.sub("", text.partition("\n")[0]))
    return without_sign(plain).strip()[:LONGEST_SUBJECT]


def values(reader: User, told: Told) -> dict[str, str]:
    """What templates can name, as plain text in the reader's language."""
    known = {"name": reader.called or reader.name}
    subject = told.subject
    if subject is None:
        return known
    t = Translator(reader.language, reader.time_zone)
    return known | {
        "title": subject.title,
        "role": subject.quota_name,
        "full_title": html.unescape(title(subject, t)),
        "place": subject.place,
        "when": when(subject, t).removeprefix("🗓 "),
        "instructor": subject.instructor,
        "moment": t.deadline(subject.starts_at, subject.time_zone),
        "until": _until(subject, t),
        "soon": soon(subject, t),
        "day": t.day(subject.starts_at, subject.time_zone),
        "time": t.clock(subject.starts_at, subject.time_zone),
        "reference": subject.reference,
        "host": subject.host_name,
        "person": subject.person,
        "reason": subject.reason,
    }


def soon(subject: Subject, t: Translator) -> str:
    """How soon it begins, by the clock where it takes place: in some hours, tomorrow, or on a day."""
    there = ZoneInfo(subject.time_zone)
    days = (subject.starts_at.astimezone(there).date() - subject.now.astimezone(there).date()).days
    to_go, clock = subject.starts_at - subject.now, t.clock(subject.starts_at, subject.time_zone)
    if to_go <= NEAR:
        return t("Starting soon, {in_time}", in_time=t.in_words(to_go))
    if days > 1:
        return t.moment(subject.starts_at, subject.time_zone)
    return t("Tomorrow at {time}", time=clock) if days else t("Today at {time}", time=clock)


def _until(subject: Subject, t: Translator) -> str:
    """When an offer ends, on the reader's clock."""
    until = subject.data.get("until")
    return t.moment(datetime.fromisoformat(until)) if until else ""
