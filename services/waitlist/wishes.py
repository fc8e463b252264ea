"""How somebody who waits wants to get a place: booked at once, or asked first."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from db.engine import Facts, Tx
from db.models import Registration
from db.models.registrations import Status
from db.models.series import WaitlistWay
from db.queries import registrations as queries
from services import access, audit
from services.errors import NothingToCancel


class Wish(StrEnum):
    """Book me automatically until so long before the start, and ask me after that."""

    BOOK = "book"
    BOOK_UNTIL_3_HOURS = "3h"
    BOOK_UNTIL_24_HOURS = "24h"
    ASK = "ask"


MINUTES = {
    Wish.BOOK: 0,
    Wish.BOOK_UNTIL_3_HOURS: 3 * 60,
    Wish.BOOK_UNTIL_24_HOURS: 24 * 60,
    Wish.ASK: 10 * 365 * 24 * 60,
}
"""What `Registration.asks_within_minutes` keeps; asking always is asking within more than anybody plans ahead."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """What counts for somebody who waits."""

    registration_id: int
    session_id: int
    title: str
    wish: Wish


def find_wish(tx: Tx, *, user_id: int, registration_id: int) -> Chosen:
    """A look at one's own choice. Raises NotFound, NothingToCancel where one does not wait."""
    registration = access.own_registration(tx, registration_id, user_id)
    if registration.status != Status.WAITLISTED:
        raise NothingToCancel(registration.session_id)
    series = access.series_of(tx, registration)
    wish = wish_of(registration.asks_within_minutes, series.waitlist_way)
    return Chosen(registration_id, registration.session_id, series.title, wish)


def wish_of(asks_within_minutes: int | None, way: WaitlistWay) -> Wish:
    """What somebody chose, or what their series does where they chose nothing."""
    if asks_within_minutes is None:
        return Wish.ASK if way == WaitlistWay.OFFER else Wish.BOOK
    return next(wish for wish, minutes in MINUTES.items() if asks_within_minutes <= minutes)


def is_asked(registration: Registration, session: Facts, now: datetime) -> bool:
    """Whether a place that is free now is offered to this person, and not simply theirs."""
    if registration.asks_within_minutes is None:
        return bool(session.waitlist_way == WaitlistWay.OFFER)
    return bool(session.starts_at - now < timedelta(minutes=registration.asks_within_minutes))


def wish(tx: Tx, *, user_id: int, registration_id: int, wish: Wish, now: datetime) -> Registration:
    """Say how one wants to get a place. Raises NotFound, NothingToCancel where one does not wait."""
    registration = access.own_registration(tx, registration_id, user_id)
    queries.lock(tx, registration_id)
    if registration.status != Status.WAITLISTED:
        raise NothingToCancel(registration.session_id)
    registration.asks_within_minutes = MINUTES[wish]
    subject = ("registration", registration_id)
    audit.record(tx, "waitlist.wished", actor_id=user_id, subject=subject, at=now, wish=wish)
    return registration
