"""The text of an announcement: whose message it is, about what, and the message as it was typed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from db.engine import Tx
from db.models import Announcement, Host, Series, Session
from services.notices.matters import Matter
from services.text import esc
from services.translator import Translator

MOST_NAMES = 15


@dataclass(frozen=True, slots=True)
class Message:
    """What people get. A session has its times; a series has none."""

    title: str
    host_name: str
    text: str
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    time_zone: str = "UTC"


def message(tx: Tx, *, session_id: int, series_id: int, text: str) -> Message:
    """A look at what people would get of a session or a series."""
    if not session_id:
        series = tx.get_one(Series, series_id)
        return Message(series.title, tx.get_one(Host, series.host_id).name, text)
    session = tx.get_one(Session, session_id)
    series = tx.get_one(Series, session.series_id)
    host = tx.get_one(Host, series.host_id)
    return Message(series.title, host.name, text, session.starts_at, session.ends_at, session.time_zone)


def read(about: Message, t: Translator) -> str:
    """The message as Telegram's HTML."""
    who = t("Message from {host}: <b>{title}</b>", host=esc(about.host_name), title=esc(about.title))
    when = f"\n🗓 {t.when(about.starts_at, about.ends_at, about.time_zone)}" if about.starts_at else ""
    return f"{who}{when}\n\n{esc(about.text)}"


def out_of_reach(number: int, t: Translator) -> str:
    if not number:
        return ""
    return t.plural("{count} more cannot be written to.", "{count} more cannot be written to.", number)


def progress(sent: int, queued: int, people: int, t: Translator) -> str:
    """How many have it; all of them in the end."""
    if queued:
        return t("⏳ {sent} of {people} have it. This changes by itself.", sent=t.number(sent), people=t.number(people))
    if not sent:
        return t("✖️ It reached nobody.")
    return t.plural("✅ Sent to {count} person", "✅ Sent to {count} people", sent)


def missed(names: Sequence[str], t: Translator) -> str:
    """Whom it does not reach, plain; "" where it reaches all."""
    if not names:
        return ""
    more = len(names) - MOST_NAMES
    rest = [t.plural("{count} more", "{count} more", more)] if more > 0 else []
    return t("✖️ Could not be reached: {names}", names=t.listing([*names[:MOST_NAMES], *rest]))


def announced(matter: Matter, t: Translator) -> str | None:
    """The notice of one announcement."""
    sent = matter.tx.get(Announcement, matter.data["announcement_id"])
    if sent is None:
        return None
    about = message(matter.tx, session_id=sent.session_id or 0, series_id=sent.series_id or 0, text=sent.text)
    return read(about, t)
