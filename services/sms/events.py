"""What Twilio tells: receipts, and what people answer. Kept first, worked on after, once.

It signs with HMAC-SHA1 over the whole address and the sorted fields: https://www.twilio.com/docs/usage/security
"""

import base64
import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from db.engine import Tx
from db.models import ProviderEvent, User
from db.queries import mails as event_queries
from db.queries import sms as queries
from services.profiles import editing
from services.sms import consent, receipts, texts
from services.sms.known import Known, micros
from services.text import clean
from services.translator import Translator

PROVIDER = "twilio"
AT_ONCE = 200
PATIENCE = timedelta(minutes=15)
"""So long a receipt waits for its SMS: it may come before it is written down that the SMS left."""
LONGEST = 64
STOP = frozenset(
    {"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "OPTOUT", "REVOKE", "STOPP", "BAJA", "PARAR", "СТОП"}
)
START = frozenset({"START", "UNSTOP", "YES", "СТАРТ"})
HELP = frozenset({"HELP", "INFO", "HILFE", "AYUDA", "ПОМОЩЬ"})
PORTS = {"https": 443, "http": 80}


def is_genuine(token: str, mark: str, address: str, fields: Sequence[tuple[str, str]]) -> bool:
    """Whether Twilio sent this to the address; some of its products sign it with the usual port, some without."""
    given = mark.encode("utf-8", "surrogateescape")
    good = [hmac.compare_digest(given, signature(token, one, fields).encode()) for one in _spelled(address)]
    return any(good)


def signature(token: str, address: str, fields: Iterable[tuple[str, str]]) -> str:
    told = address + "".join(name + value for name, value in sorted(set(fields)))
    return base64.b64encode(hmac.digest(token.encode(), told.encode("utf-8", "replace"), hashlib.sha1)).decode()


def _spelled(address: str) -> set[str]:
    """An address as it is, without its port, and with the usual one."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    bare = urlunsplit(parts._replace(netloc=host))
    return {address, bare, urlunsplit(parts._replace(netloc=f"{host}:{parts.port or PORTS[parts.scheme]}"))}


def read(fields: Mapping[str, str], notification: str) -> tuple[str, dict[str, Any]] | None:
    """What is kept of a request, and what it is called: no more than is needed. None for what is neither a receipt nor
    an answer. `notification` is the number that the receipt's address carries.
    """
    sid = fields.get("MessageSid") or fields.get("SmsSid") or ""
    status = fields.get("MessageStatus") or fields.get("SmsStatus") or ""
    if not sid or len(sid) > LONGEST:
        return None
    if "Body" in fields and status in {"received", ""}:
        word = clean(fields["Body"], LONGEST).strip(" .!\"'").upper()
        known = word if word in STOP | START | HELP else ""
        is_answered = bool(fields.get("OptOutType"))
        return f"{sid}:received", {"from": fields.get("From", "")[:20], "word": known, "is_answered": is_answered}
    if not status or len(status) > LONGEST:
        return None
    number = int(notification) if notification.isascii() and notification.isdigit() and len(notification) < 19 else 0
    told = {"sid": sid, "status": status, "error": fields.get("ErrorCode", "")[:10], "notification": number}
    return f"{sid}:{status}", told | {"cost": micros(fields.get("Price", ""))}


def keep(tx: Tx, *, event_id: str, payload: dict[str, Any], now: datetime) -> int | None:
    """Keep what was told, and give its number; None where it is known already: Twilio may tell things twice."""
    if not event_queries.add_event(tx, PROVIDER, event_id, payload, now):
        return None
    return queries.find_event(tx, PROVIDER, event_id)


def list_open(tx: Tx) -> list[int]:
    """A look: what is still to be worked on, oldest first."""
    return event_queries.list_open_events(tx, AT_ONCE, PROVIDER)


def handle(tx: Tx, event_id: int, *, channels: frozenset[str] = frozenset(), now: datetime) -> str:
    """Work on one, unless it is done; what to answer to the person who wrote, "" is nothing.

    `channels` are those in use: another one stands in for an SMS that is lost.
    """
    event = event_queries.lock_event(tx, event_id)
    if event is None or event.handled_at:
        return ""
    if "word" in event.payload:
        event.handled_at = now
        said = event.payload
        event.payload = {"word": said["word"]}  # whose number it was is of no use any more
        reply = _answered(tx, said["from"], said["word"], now=now)
        return "" if said["is_answered"] else reply
    if _told(tx, event, channels, now=now) or now - event.received_at > PATIENCE:
        event.handled_at = now
    return ""


def _told(tx: Tx, event: ProviderEvent, channels: frozenset[str], *, now: datetime) -> bool:
    told = event.payload
    known = Known(told["sid"], told["status"], told["error"], told["cost"])
    return receipts.apply(tx, known, notification_id=told["notification"], channels=channels, now=now)


def _answered(tx: Tx, phone: str, word: str, *, now: datetime) -> str:
    """STOP and START hold for everybody who told us that number, from this moment on; each is confirmed once."""
    people = [editing.locked(tx, person_id) for person_id in queries.list_people(tx, phone)]
    if not people or not word:
        return ""
    t = Translator(people[0].language)
    if word in HELP:
        return texts.helping(t)
    changed = [person for person in people if (person.sms_stopped_at is None) == (word in STOP)]
    for person in changed:
        _stop(tx, person, now=now) if word in STOP else _start(tx, person, now=now)
    if not changed:
        return ""
    return texts.stopped(t) if word in STOP else texts.started(t)


def _stop(tx: Tx, person: User, *, now: datetime) -> None:
    editing.change(tx, person.id, now=now, sms_stopped_at=now)


def _start(tx: Tx, person: User, *, now: datetime) -> None:
    """As it was before; all of it where nothing was wanted. A number that somebody answers from works."""
    wishes = person.wishes if consent.is_on(person.wishes) else consent.all_on(person.wishes)
    editing.change(tx, person.id, now=now, sms_stopped_at=None, phone_failed_at=None, wishes=wishes)
