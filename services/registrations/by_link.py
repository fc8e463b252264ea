"""Registering on a page, without Telegram: an organizer's link lets in, a link in the mail lets out again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from db.engine import Tx
from db.models import Host, Registration, Series, Session, Token, User
from db.models.registrations import Status
from db.models.series import BookingMode, Visibility
from db.models.tokens import TokenPurpose
from db.models.users import NAME_LENGTH
from db.queries import clients as client_queries
from db.queries import payments as payment_queries
from db.queries import users as user_queries
from services import access, agreements, audit, clients, coming, members, tokens
from services.access import Right
from services.errors import LinkOver, NameMissing, NotFound, PaidInChat
from services.mails import addresses
from services.money import STARS
from services.ports import Cipher
from services.registrations.booking import book
from services.registrations.cancelling import cancel, leave_waitlist
from services.sessions.cards import Card, card
from services.text import clean

KEPT = timedelta(days=1)
"""After the end of the session its links say for so long what became of it."""


@dataclass(frozen=True, slots=True)
class Applicant:
    """What somebody typed into the form."""

    name: str
    email: str
    language: str
    places: int = 1
    guests: Sequence[str] = ()
    request: str = ""


@dataclass(frozen=True, slots=True)
class Managed:
    """Somebody's own registration, as the link in their mail shows it."""

    card: Card
    name: str
    language: str
    reference: str
    status: Status
    places: int
    is_free: bool
    """Whether cancelling is within the policy now."""
    can_cancel: bool
    is_asked: bool
    """Whether it is still to be said that they come."""
    to_pay: str | None = None
    """The payment that it waits for."""


def open_link(tx: Tx, *, user_id: int, session_id: int, takes_cards: bool = False, now: datetime) -> str:
    """A link for who runs a session to hand on. Earlier links stay good; all end with the session. `takes_cards`:
    whether one can pay on a page.

    Raises NotFound, NotAllowed, PaidInChat.
    """
    session = access.session_to(tx, Right.MANAGE_PEOPLE, session_id, user_id)
    _require_payable(tx, session, takes_cards)
    lasts = session.ends_at - now
    if lasts <= timedelta():
        raise LinkOver
    data = {"session_id": session_id}
    token = tokens.issue(tx, TokenPurpose.REGISTER, user_id, lasts=lasts, data=data, now=now)
    audit.record(tx, "session.link_opened", actor_id=user_id, subject=("session", session_id), at=now)
    return token


def look(tx: Tx, *, token: str, now: datetime) -> Card:
    """A look at the session that a link lets in to. Raises LinkOver."""
    session_id = session_of(tx, token=token, now=now)
    return card(tx, session_id=session_id, viewer_id=None, now=now)


def register(
    tx: Tx,
    *,
    token: str,
    quota_id: int,
    applicant: Applicant,
    cipher: Cipher,
    takes_cards: bool = False,
    now: datetime,
) -> Registration:
    """Take a place for somebody who is reached by mail only; each mail brings them the link to cancel by. What is paid
    is kept for them until they have paid on a page.

    Raises LinkOver, NameMissing, InvalidEmail, PaidInChat, and what `book` raises.
    """
    session = tx.get_one(Session, _session_of(tokens.read_alone, tx, token, now=now))
    _require_payable(tx, session, takes_cards)
    if access.quota_to_book(tx, quota_id).id != session.id:
        raise NotFound
    address = addresses.read(applicant.email)
    user = _person(tx, session, applicant, address, now=now)
    if tx.get_one(Series, session.series_id).visibility == Visibility.PRIVATE:
        members.add(tx, series_id=session.series_id, user_id=user.id, actor_id=None, now=now)
    registration = book(
        tx,
        user_id=user.id,
        quota_id=quota_id,
        places=applicant.places,
        guests=applicant.guests,
        request=applicant.request,
        now=now,
    )
    registration.link = cipher.encrypt(_issue(tx, registration, now=now))
    return registration


def session_of(tx: Tx, *, token: str, now: datetime) -> int:
    """The session that a link lets in to. Raises LinkOver."""
    return _session_of(tokens.read, tx, token, now=now)


def _session_of(read: Callable[..., Token], tx: Tx, token: str, *, now: datetime) -> int:
    try:
        return int(read(tx, TokenPurpose.REGISTER, token, now=now).data["session_id"])
    except NotFound:
        raise LinkOver from None


def _require_payable(tx: Tx, session: Session, takes_cards: bool) -> None:
    series = tx.get_one(Series, session.series_id)
    if series.mode == BookingMode.PAID and (series.currency == STARS or not takes_cards):
        raise PaidInChat


def to_pay(tx: Tx, *, registration_id: int) -> str | None:
    """A look: the payment that a place is kept for."""
    pending = payment_queries.list_pending(tx, registration_id)
    return pending[0].reference if pending else None


def _person(tx: Tx, session: Session, applicant: Applicant, address: str, *, now: datetime) -> User:
    """Whom the host knows by this address already and who is not on Telegram, else somebody new.

    Who is on Telegram is asked there: nobody gets a place in their name by typing their address.
    """
    name = clean(applicant.name, NAME_LENGTH)
    if not any(char.isalnum() for char in name):
        raise NameMissing
    for known in client_queries.list_by_email(tx, session.host_id, address):
        user_queries.lock(tx, known.id)
        user = tx.get_one(User, known.id, populate_existing=True)
        if user.telegram_id is None and user.erased_at is None:
            user.mail_to = address
            return user
    user = User(
        telegram_id=None,
        name=name,
        mail_to=address,
        language=applicant.language,
        time_zone=tx.get_one(Host, session.host_id).time_zone,
        entered_at=now,
        created_at=now,
    )
    tx.add(user)
    tx.flush()
    audit.record(tx, "user.registered_by_link", actor_id=user.id, subject=("user", user.id), at=now)
    clients.enter(tx, session.host_id, user.id, email=address, now=now)
    return user


def _issue(tx: Tx, registration: Registration, *, now: datetime) -> str:
    lasts = registration.ends_at + KEPT - now
    of_whom = registration.user_id
    return tokens.issue(tx, TokenPurpose.CANCEL, of_whom, lasts=lasts, registration_id=registration.id, now=now)


def manage(tx: Tx, *, token: str, now: datetime) -> Managed:
    """A look at what a mail's link manages. Raises LinkOver."""
    registration = _managed(tx, token, now=now)
    user, series = tx.get_one(User, registration.user_id), access.series_of(tx, registration)
    return Managed(
        card=card(tx, session_id=registration.session_id, viewer_id=None, now=now),
        name=user.name,
        language=user.language,
        reference=registration.reference,
        status=registration.status,
        places=registration.places,
        is_free=now <= agreements.free_until(registration, series),
        to_pay=to_pay(tx, registration_id=registration.id),
        is_asked=coming.is_asked(registration, now=now),
        can_cancel=registration.status.is_live and registration.attendance is None and registration.ends_at > now,
    )


def cancel_by_link(tx: Tx, *, token: str, now: datetime) -> Registration:
    """Give the place back; the link stays good to see that. Raises LinkOver, and what `cancel` raises."""
    registration = _managed(tx, token, now=now)
    act = leave_waitlist if registration.status == Status.WAITLISTED else cancel
    return act(tx, user_id=registration.user_id, registration_id=registration.id, now=now)


def come_by_link(tx: Tx, *, token: str, now: datetime) -> Registration:
    """Say that they come. Raises LinkOver, and what `coming.answer` raises."""
    registration = _managed(tx, token, now=now)
    return coming.answer(tx, user_id=registration.user_id, registration_id=registration.id, now=now)


def _managed(tx: Tx, token: str, *, now: datetime) -> Registration:
    try:
        found = tokens.read(tx, TokenPurpose.CANCEL, token, now=now)
    except NotFound:
        raise LinkOver from None
    return tx.get_one(Registration, found.registration_id)
