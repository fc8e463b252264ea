"""From a notification's row to its text, or to the reason why it is not worth sending any more."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from db.engine import Tx
from db.models import Notification, Quota, Registration, Series, Session, User
from db.models.registrations import Status
from db.queries import audit as audit_queries
from db.queries import notifications as notification_queries
from db.queries import registrations as queries
from services import outbox
from services.notices import coming, owners, transfers, waitlists
from services.notices import registrations as texts
from services.notices.subject import Subject
from services.translator import Translator

Text = Callable[[Subject, Translator], str]


def always(_tx: Tx, _notification: Notification, _registration: Registration) -> bool:
    return True


def is_same_offer(tx: Tx, notification: Notification, registration: Registration) -> bool:
    """Whether the offer that a notification tells of is the one that is open now, and not one before it."""
    offers = audit_queries.count(tx, "registration", registration.id, "registration.offered")
    return bool(notification.data["offer"] == offers - 1)


def gave_no_answer(_tx: Tx, _notification: Notification, registration: Registration) -> bool:
    return registration.coming_at is None


def place_is_free(tx: Tx, _notification: Notification, registration: Registration) -> bool:
    quota = tx.get_one(Quota, registration.quota_id)
    return quota.is_open and quota.taken < quota.capacity


@dataclass(frozen=True, slots=True)
class Kind:
    """How a kind reads, and in which statuses of the registration it is still true."""

    text: Text
    true_while: frozenset[Status]
    still: Callable[[Tx, Notification, Registration], bool] = always
    """Whatever else must be so for it to be true."""
    edits: str = ""
    """The kind whose message it takes the place of, by an edit."""
    alone: bool = True
    """Whether it is worth a message of its own where there is none to edit."""


ANY = frozenset(Status)
"""The last words of an offer are true whatever comes after."""
KINDS = {
    "registration_confirmed": Kind(texts.confirmed, frozenset({Status.CONFIRMED})),
    "registration_waitlisted": Kind(texts.waitlisted, frozenset({Status.WAITLISTED})),
    "registration_promoted": Kind(texts.promoted, frozenset({Status.CONFIRMED})),
    "registration_cancelled": Kind(texts.cancelled, frozenset({Status.CANCELLED})),
    "session_cancelled": Kind(texts.session_cancelled, frozenset({Status.CANCELLED})),
    "registration_undone": Kind(waitlists.undone, frozenset({Status.CONFIRMED})),
    "waitlist_offer": Kind(waitlists.offer, frozenset({Status.OFFERED}), still=is_same_offer),
    "waitlist_offer_claimed": Kind(waitlists.claimed, ANY, edits="waitlist_offer", alone=False),
    "waitlist_offer_passed": Kind(waitlists.passed, ANY, edits="waitlist_offer", alone=False),
    "waitlist_offer_lapsed": Kind(waitlists.lapsed, ANY, edits="waitlist_offer"),
    "waitlist_offer_moved": Kind(waitlists.moved, ANY, edits="waitlist_offer", alone=False),
    "waitlist_offer_withdrawn": Kind(waitlists.withdrawn, ANY, edits="waitlist_offer", alone=False),
    "waitlist_first_tap": Kind(waitlists.first_tap, frozenset({Status.WAITLISTED}), still=place_is_free),
    "party_shrunk": Kind(texts.party_shrunk, frozenset({Status.CONFIRMED})),
    "transfer_taken": Kind(transfers.taken, frozenset({Status.CONFIRMED})),
    "transfer_given": Kind(transfers.given, frozenset({Status.CANCELLED})),
    "coming_asked": Kind(coming.asked, frozenset({Status.CONFIRMED}), still=gave_no_answer),
    "coming_nudged": Kind(coming.nudged, frozenset({Status.CONFIRMED}), still=gave_no_answer),
    "coming_released": Kind(coming.released, frozenset({Status.CANCELLED})),
    "owner_booked": Kind(owners.booked, frozenset({Status.CONFIRMED})),
    "owner_cancelled": Kind(owners.cancelled, frozenset({Status.CANCELLED})),
    "owner_undone": Kind(owners.booked, frozenset({Status.CONFIRMED})),
    "owner_place_given": Kind(transfers.told_owner, frozenset({Status.CONFIRMED})),
    "owner_party_shrunk": Kind(owners.party_shrunk, frozenset({Status.CONFIRMED})),
}


@dataclass(frozen=True, slots=True)
class Notice:
    """A message ready to leave. `text` is Telegram's HTML; the ids are what its buttons can open or do."""

    telegram_id: int
    language: str
    text: str
    session_id: int
    kind: str
    registration_id: int
    quota_id: int
    edits: str | None = None
    """What the provider calls the message that this one takes the place of."""


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
    if not kind.still(tx, notification, registration):
        return Obsolete("is no longer so")
    if reader.telegram_id is None:
        return Obsolete("no Telegram")
    edits = _edited(tx, notification, kind.edits) if kind.edits else None
    if kind.edits and not edits and not kind.alone:
        return Obsolete("nothing to edit")
    subject = _subject(tx, registration, notification.data, now=now)
    return Notice(
        telegram_id=reader.telegram_id,
        language=reader.language,
        text=kind.text(subject, Translator(reader.language, reader.time_zone)),
        session_id=registration.session_id,
        kind=notification.kind,
        registration_id=registration.id,
        quota_id=registration.quota_id,
        edits=edits,
    )


def _edited(tx: Tx, notification: Notification, kind: str) -> str | None:
    """The message that an earlier notification of a kind went out as; None where it never arrived."""
    key = outbox.key(kind, notification.user_id, notification.registration_id or 0, notification.data["offer"])
    earlier = notification_queries.find(tx, key)
    return earlier.provider_id if earlier else None


def _subject(tx: Tx, registration: Registration, data: dict[str, Any], *, now: datetime) -> Subject:
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
        person=_name(tx, registration.user_id),
        other=_name(tx, data["other_id"]) if "other_id" in data else "",
        places=registration.places,
        price=registration.price,
        currency=registration.currency,
        request=registration.request,
        data=data,
        now=now,
    )


def _name(tx: Tx, user_id: int) -> str:
    """What others call a person."""
    user = tx.get_one(User, user_id)
    return user.called or user.name
