"""From a notification's row to its text, or to the reason why it is not worth sending any more."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from db.engine import Tx
from db.models import Notification, Quota, Registration, Series, Session, User
from db.models.registrations import Status
from db.queries import registrations as queries
from services.notices import registrations as texts
from services.notices.subject import Subject
from services.translator import Translator

Text = Callable[[Subject, Translator], str]


@dataclass(frozen=True, slots=True)
class Kind:
    """How a kind reads, and in which statuses of the registration it is still true."""

    text: Text
    true_while: frozenset[Status]


KINDS = {
    "registration_confirmed": Kind(texts.confirmed, frozenset({Status.CONFIRMED})),
    "registration_waitlisted": Kind(texts.waitlisted, frozenset({Status.WAITLISTED})),
    "registration_promoted": Kind(texts.promoted, frozenset({Status.CONFIRMED})),
    "registration_cancelled": Kind(texts.cancelled, frozenset({Status.CANCELLED})),
    "session_cancelled": Kind(texts.session_cancelled, frozenset({Status.CANCELLED})),
}


@dataclass(frozen=True, slots=True)
class Notice:
    """A message ready to leave. `text` is Telegram's HTML; `session_id` is what a button can open."""

    telegram_id: int
    language: str
    text: str
    session_id: int


@dataclass(frozen=True, slots=True)
class Obsolete:
    """Why a notification is not sent: what it says is no longer true, or it comes too late."""

    reason: str
    is_late: bool = False


def compose(tx: Tx, *, notification_id: int, now: datetime) -> Notice | Obsolete:
    """A look: the text of a notification as things are now."""
    notification = tx.get_one(Notification, notification_id)
    registration = tx.get_one(Registration, notification.registration_id)
    reader = tx.get_one(User, notification.user_id)
    kind = KINDS[notification.kind]
    if notification.useful_until and notification.useful_until <= now:
        return Obsolete("too late", is_late=True)
    if registration.status not in kind.true_while:
        return Obsolete(f"is {registration.status} now")
    if reader.telegram_id is None:
        return Obsolete("no Telegram")
    subject = _subject(tx, registration, now=now)
    return Notice(
        telegram_id=reader.telegram_id,
        language=reader.language,
        text=kind.text(subject, Translator(reader.language, reader.time_zone)),
        session_id=registration.session_id,
    )


def _subject(tx: Tx, registration: Registration, *, now: datetime) -> Subject:
    session = tx.get_one(Session, registration.session_id)
    series = tx.get_one(Series, session.series_id)
    waits = registration.waitlisted_at if registration.status == Status.WAITLISTED else None
    return Subject(
        title=series.title,
        place=session.place or series.place,
        quota_name=tx.get_one(Quota, registration.quota_id).name,
        reference=registration.reference,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        time_zone=session.time_zone,
        position=queries.count_ahead(tx, registration.quota_id, waits, registration.id) + 1 if waits else 0,
        is_late_cancellation=registration.is_late_cancellation,
        now=now,
    )
