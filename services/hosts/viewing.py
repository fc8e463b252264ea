"""Hosts as those who run them see them."""

from dataclasses import dataclass
from datetime import datetime

from db.engine import Tx
from db.models import Host
from db.queries import hosts as queries
from services import access, logos
from services.access import Right, Scope
from services.errors import NotFound

SERIES_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Line:
    """A host in a list of somebody's own."""

    id: int
    name: str
    bookings: int
    is_owned: bool
    is_verified: bool
    is_active: bool


@dataclass(frozen=True, slots=True)
class SeriesLine:
    id: int
    title: str
    is_archived: bool


@dataclass(frozen=True, slots=True)
class Brand:
    name: str
    logo: str
    """Where our server has it; empty where there is none."""


@dataclass(frozen=True, slots=True)
class Desk:
    """A host with all that its owner can set."""

    id: int
    code: str
    name: str
    description: str
    time_zone: str
    currency: str
    contact_email: str | None
    contact_phone: str | None
    address: str
    map_url: str | None
    category: str
    legal_name: str
    tax_line: str
    terms: str
    photo_id: str | None
    cancellation_notice_minutes: int
    grace_minutes: int
    suspends_after: int | None
    suspension_days: int
    is_verified: bool
    is_active: bool
    bookings: int
    was_booked: bool
    people_ahead: int
    series: tuple[SeriesLine, ...]
    rights: frozenset[Right]


def list_own(tx: Tx, *, user_id: int) -> tuple[Line, ...]:
    """Hosts that the person owns or manages, by name."""
    return tuple(
        Line(
            row.id,
            row.name,
            row.bookings,
            is_owned=row.owner_id == user_id,
            is_verified=row.verified_at is not None,
            is_active=row.deactivated_at is None,
        )
        for row in queries.list_run_by(tx, user_id)
    )


def brand(tx: Tx, *, user_id: int, host_id: int) -> Brand:
    """A look at what mails show, for who may change it. Raises NotFound."""
    host = access.host_to(tx, Right.EDIT_HOST, host_id, user_id)
    return Brand(host.name, logos.path(host))


def desk(tx: Tx, *, user_id: int, host_id: int, now: datetime) -> Desk:
    """Raises NotFound."""
    host = tx.get(Host, host_id)
    held = access.rights(tx, user_id, Scope(host_id, host.owner_id)) if host else frozenset()
    if host is None or Right.EDIT_SERIES not in held:
        raise NotFound
    return Desk(
        id=host.id,
        code=host.code,
        name=host.name,
        description=host.description,
        time_zone=host.time_zone,
        currency=host.currency,
        contact_email=host.contact_email,
        contact_phone=host.contact_phone,
        address=host.address,
        map_url=host.map_url,
        category=host.category,
        legal_name=host.legal_name,
        tax_line=host.tax_line,
        terms=host.terms,
        photo_id=host.photo_id,
        cancellation_notice_minutes=host.cancellation_notice_minutes,
        grace_minutes=host.grace_minutes,
        suspends_after=host.suspends_after,
        suspension_days=host.suspension_days,
        is_verified=host.verified_at is not None,
        is_active=host.deactivated_at is None,
        bookings=queries.count_bookings(tx, host_id),
        was_booked=queries.was_booked(tx, host_id=host_id),
        people_ahead=queries.count_people_ahead(tx, now=now, host_id=host_id),
        series=tuple(
            SeriesLine(row.id, row.title, row.archived_at is not None)
            for row in queries.list_series_of(tx, host_id, limit=SERIES_SHOWN)
        ),
        rights=held,
    )
