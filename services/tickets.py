"""Tickets: who is in shows one at the door. It is a link as a picture, and the link is a secret token."""

import io
from dataclasses import dataclass
from datetime import datetime, timedelta

import segno

from db.engine import Tx
from db.models import Host, Registration, User
from db.models.registrations import Status
from db.models.tokens import TokenPurpose
from db.queries import calendars as queries
from services import access, tokens
from services.errors import NotFound, NoTicket, NotYourTicket

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
    quota_name: str
    holder_name: str
    is_holder: bool
    is_in: bool


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
    """A look: whose ticket somebody opened. It tells its holder and those who run the session, and nobody else.

    Raises NotFound, also for the ticket of somebody who has given the place away since; NotYourTicket.
    """
    ticket = tokens.read(tx, TokenPurpose.TICKET, token, now=now)
    registration = tx.get_one(Registration, ticket.registration_id)
    row = queries.find_of_user(tx, ticket.user_id, registration.id)
    if row is None:
        raise NotFound
    host_id = access.series_of(tx, registration).host_id
    if viewer_id != registration.user_id and not access.may_run(tx, viewer_id, tx.get_one(Host, host_id).owner_id):
        raise NotYourTicket
    holder = tx.get_one(User, registration.user_id)
    return Scan(
        session_id=row.session_id,
        reference=row.reference,
        quota_name=row.quota_name,
        holder_name=holder.called or holder.name,
        is_holder=registration.user_id == viewer_id,
        is_in=registration.status == Status.CONFIRMED,
    )


def picture(link: str) -> bytes:
    """A PNG with the code of a link, large and light enough to be read from one phone's screen by another."""
    code = segno.make_qr(link, error="m")
    modules, _ = code.symbol_size(border=QUIET_MODULES)
    png = io.BytesIO()
    code.save(png, kind="png", scale=-(-SHORTEST_SIDE // int(modules)), border=QUIET_MODULES)
    return png.getvalue()
