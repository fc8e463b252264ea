"""Tickets: who is in shows one at the door. It is a link as a picture, and the link is a secret token."""

import io
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import segno

from db.engine import Tx
from db.models import Registration, Token
from db.models.registrations import Status
from db.models.tokens import TokenPurpose
from db.queries import audit as audit_queries
from db.queries import calendars as queries
from db.queries import sessions as session_queries
from services import access, attendance, tokens
from services.access import Right
from services.attendance import Marked
from services.errors import DomainError, NotFound, NoTicket, NotYourTicket, SessionError
from services.errors.organizing import (
    CheckInNotOpen,
    CheckInOver,
    NoPlaceToCheckIn,
    TicketElsewhere,
    TicketGivenAway,
    TicketTooEarly,
    TicketTooLate,
)

PAYLOAD = "t_"
QUIET_MODULES = 4
"""The white border that the standard asks for: without it phones do not find the code on a dark screen."""
SHORTEST_SIDE = 800
GOOD_AFTER = timedelta(days=1)
"""People are checked in while a session runs over, too."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """What stands beside the code. `token` is told here and never again."""

    token: str
    session_id: int
    title: str
    quota_name: str
    places: int
    place: str
    reference: str
    starts_at: datetime
    ends_at: datetime
    time_zone: str


@dataclass(frozen=True, slots=True)
class Scan:
    """What a ticket's link says to who opened it."""

    session_id: int
    reference: str
    is_holder: bool
    marked: Marked | None = None
    """The holder, who is here now, or was already."""
    refusal: DomainError | None = None
    """Why the ticket lets nobody in, for those at the door."""


def issue(tx: Tx, *, user_id: int, registration_id: int, now: datetime) -> Ticket:
    """A ticket for a person's own confirmed booking. Those that they were given before stay good.

    Raises NotFound, NoTicket.
    """
    registration = access.own_registration(tx, registration_id, user_id)
    row = queries.find_of_user(tx, user_id, registration_id)
    if row is None:
        raise NotFound
    if registration.status != Status.CONFIRMED or registration.ends_at + GOOD_AFTER <= now:
        raise NoTicket(registration.session_id)
    lasts = registration.ends_at + GOOD_AFTER - now
    return Ticket(
        token=tokens.issue(tx, TokenPurpose.TICKET, user_id, lasts=lasts, registration_id=row.id, now=now),
        session_id=row.session_id,
        title=row.title,
        quota_name=row.quota_name,
        places=row.places,
        place=row.place,
        reference=row.reference,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        time_zone=row.time_zone,
    )


def scan(tx: Tx, *, token: str, viewer_id: int, now: datetime) -> Scan:
    """Somebody opened a ticket. At the door it checks its holder in, once; its holder sees that it is theirs.

    Raises NotFound, also for the ticket of somebody else's registration by now; NotYourTicket.
    """
    registration = _registration(tx, token, viewer_id, now=now)
    if registration.user_id == viewer_id:
        return _about(registration, viewer_id)
    if not _may_check_in(tx, registration.session_id, viewer_id):
        raise NotYourTicket
    return _let_in(tx, registration, viewer_id, now=now)


def scan_at(tx: Tx, *, token: str, session_id: int, viewer_id: int, now: datetime) -> Scan:
    """A ticket at the door of one session: it lets in to no other, and whoever is at the door may come themselves.

    Raises NotFound, also for a ticket that the viewer may know nothing of; NotAllowed.
    """
    access.require_session_right(tx, Right.CHECK_IN, session_id, viewer_id)
    registration = _registration(tx, token, viewer_id, now=now)
    if registration.session_id == session_id:
        return _let_in(tx, registration, viewer_id, now=now)
    if not _may_check_in(tx, registration.session_id, viewer_id):
        raise NotFound
    title = access.series_of(tx, registration).title
    refusal = TicketElsewhere(registration.session_id, title, registration.starts_at)
    return replace(_about(registration, viewer_id), refusal=refusal)


def _registration(tx: Tx, token: str, viewer_id: int, *, now: datetime) -> Registration:
    """What a ticket is for, as long as it is still its holder's."""
    ticket = _read(tx, token, viewer_id, now=now)
    registration = tx.get_one(Registration, ticket.registration_id)
    if registration.user_id != ticket.user_id:
        raise NotFound
    return registration


def _about(registration: Registration, viewer_id: int) -> Scan:
    return Scan(registration.session_id, registration.reference, is_holder=registration.user_id == viewer_id)


def _let_in(tx: Tx, registration: Registration, viewer_id: int, *, now: datetime) -> Scan:
    about = _about(registration, viewer_id)
    try:
        marked = attendance.check_in(tx, registration_id=registration.id, actor_id=viewer_id, now=now)
    except SessionError as refusal:
        return replace(about, refusal=_precisely(tx, registration, refusal))
    return replace(about, marked=marked)


def _read(tx: Tx, token: str, viewer_id: int, *, now: datetime) -> Token:
    """A good ticket. At the door one that ended with its session is known for what it was; nobody else is told."""
    try:
        return tokens.read(tx, TokenPurpose.TICKET, token, now=now)
    except NotFound:
        ended = tokens.read_ended(tx, TokenPurpose.TICKET, token)
        registration = tx.get(Registration, ended.registration_id) if ended else None
        if ended is None or registration is None or not _may_check_in(tx, registration.session_id, viewer_id):
            raise
        return ended


def _precisely(tx: Tx, registration: Registration, refusal: SessionError) -> DomainError:
    """Why, as those at the door want to know it."""
    title = access.series_of(tx, registration).title
    match refusal:
        case CheckInNotOpen(session_id, opens_at):
            return TicketTooEarly(session_id, title, registration.starts_at, opens_at)
        case CheckInOver(session_id):
            return TicketTooLate(session_id, title, registration.starts_at)
        case NoPlaceToCheckIn(session_id, name):
            subject = ("registration", registration.id)
            left = audit_queries.find_latest(tx, *subject, f"registration.{Status.CANCELLED}")
            if left and left.data.get("reason") == "given":
                return TicketGivenAway(session_id, name)
    return refusal


def _may_check_in(tx: Tx, session_id: int, viewer_id: int) -> bool:
    session = session_queries.find_to_see(tx, session_id)
    return session is not None and Right.CHECK_IN in access.rights(tx, viewer_id, session)


def picture(link: str) -> bytes:
    """A PNG with the code of a link, large and light enough to be read from one phone's screen by another."""
    code = segno.make_qr(link, error="m")
    modules, _ = code.symbol_size(border=QUIET_MODULES)
    png = io.BytesIO()
    code.save(png, kind="png", scale=-(-SHORTEST_SIDE // int(modules)), border=QUIET_MODULES)
    return png.getvalue()
