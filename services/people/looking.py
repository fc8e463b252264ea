"""Looks at one person of a session, and at the roles that somebody can be added to."""

from dataclasses import dataclass
from datetime import datetime

from db.engine import Tx
from db.models import Host, Quota, Series, Session, User
from db.models.registrations import Attendance, Status
from db.models.sessions import SessionStatus
from db.queries import clients as client_queries
from db.queries import registrations as queries
from db.queries import sessions as session_queries
from services import access, codes, reach
from services.access import Right
from services.errors import NotFound


@dataclass(frozen=True, slots=True)
class PersonView:
    """A registration and its person, for one who runs the session; what they have no right to is empty."""

    registration_id: int
    session_id: int
    series_id: int
    host_id: int
    user_id: int
    title: str
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    name: str
    telegram_name: str
    """Where it is another one."""
    quota_name: str
    places: int
    guests: tuple[str, ...]
    status: Status
    is_late_cancellation: bool
    reference: str
    booked_at: datetime
    added_by: str
    """Who entered them; empty where they booked themselves."""
    position: int
    """In the queue: 1 is next; 0 where they do not wait."""
    held_until: datetime | None
    request: str
    reason: str
    phone: str
    """What they told, else what the host has of them; likewise the address."""
    email: str
    note: str
    client_note: str
    suspended_until: datetime | None
    attendance: Attendance | None
    attendance_at: datetime | None
    is_on_telegram: bool
    is_reachable: bool
    """On Telegram."""
    is_told: bool
    """Whether what happens to them gets to them, on Telegram or by mail."""
    rights: frozenset[Right]
    is_on: bool
    """Whether the session is to come or goes on."""
    seen_at: datetime

    @property
    def asks(self) -> bool:
        return self.status == Status.PENDING_APPROVAL

    @property
    def waits(self) -> bool:
        return self.status == Status.WAITLISTED

    @property
    def is_in(self) -> bool:
        return self.status == Status.CONFIRMED

    @property
    def can_be_taken_out(self) -> bool:
        """Whether there is something to end; a request is rejected instead."""
        return self.is_on and self.status.is_live and not self.asks

    def may(self, right: Right) -> bool:
        return right in self.rights


@dataclass(frozen=True, slots=True)
class Room:
    """A role of a session, and how full it is."""

    session_id: int
    quota_id: int
    title: str
    code: str
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    name: str
    capacity: int
    taken: int
    waiting: int
    can_raise: bool


def look(tx: Tx, *, user_id: int, registration_id: int, now: datetime) -> PersonView:
    """A look at a registration for somebody who may see the people. Raises NotFound."""
    registration = access.registration_to(tx, Right.SEE_PEOPLE, registration_id, user_id)
    facts = session_queries.find_to_see(tx, registration.session_id)
    assert facts
    rights = access.rights(tx, user_id, facts)
    session, person = tx.get_one(Session, facts.id), tx.get_one(User, registration.user_id)
    series = tx.get_one(Series, session.series_id)
    client = client_queries.find(tx, series.host_id, person.id)
    waits = registration.waitlisted_at if registration.status == Status.WAITLISTED else None
    manages, notes = Right.MANAGE_PEOPLE in rights, Right.NOTE in rights
    suspended = client.suspended_until if client and manages else None
    return PersonView(
        registration_id=registration.id,
        session_id=session.id,
        series_id=series.id,
        host_id=series.host_id,
        user_id=person.id,
        title=series.title,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        time_zone=session.time_zone,
        name=person.called or person.name,
        telegram_name=person.name if person.called and person.called != person.name else "",
        quota_name=tx.get_one(Quota, registration.quota_id).name,
        places=registration.places,
        guests=tuple(registration.guests),
        status=registration.status,
        is_late_cancellation=registration.is_late_cancellation,
        reference=registration.reference,
        booked_at=registration.booked_at,
        added_by=_name(tx, registration.added_by_id),
        position=queries.count_ahead(tx, registration.quota_id, waits, registration.id) + 1 if waits else 0,
        held_until=registration.hold_expires_at if registration.status == Status.OFFERED else None,
        request=registration.request,
        reason=registration.reason,
        phone=(person.phone or (client and client.phone) or "") if manages else "",
        email=(person.email or (client and client.email) or "") if manages else "",
        note=registration.note if notes else "",
        client_note=client.note if client and notes else "",
        suspended_until=suspended if suspended and suspended > now else None,
        attendance=registration.attendance,
        attendance_at=registration.attendance_at,
        is_on_telegram=person.telegram_id is not None,
        is_reachable=not reach.missing_address(person, "telegram"),
        is_told=not reach.is_cut_off(person),
        rights=rights,
        is_on=session.status == SessionStatus.SCHEDULED and session.ends_at > now,
        seen_at=now,
    )


def is_told(tx: Tx, *, user_id: int, registration_id: int) -> bool:
    """A look at whether messages get to somebody, for who may see the people. Raises NotFound."""
    registration = access.registration_to(tx, Right.SEE_PEOPLE, registration_id, user_id)
    return not reach.is_cut_off(tx.get_one(User, registration.user_id))


def _name(tx: Tx, user_id: int | None) -> str:
    if user_id is None:
        return ""
    user = tx.get_one(User, user_id)
    return user.called or user.name


def find_by_reference(tx: Tx, *, user_id: int, typed: str) -> int | None:
    """A look for the registration with a reference, for who may see the people there; None for everybody else."""
    reference = codes.read(typed)
    found = queries.find_by_reference(tx, reference) if reference else None
    if found is None:
        return None
    try:
        access.registration_to(tx, Right.SEE_PEOPLE, found, user_id)
    except NotFound:
        return None
    return found


def list_rooms(tx: Tx, *, user_id: int, session_id: int) -> list[Room]:
    """A look at the roles of a session, for who may add people. Raises NotFound, NotAllowed."""
    session = access.session_to(tx, Right.MANAGE_PEOPLE, session_id, user_id)
    facts = session_queries.find_to_see(tx, session_id)
    assert facts
    series = tx.get_one(Series, session.series_id)
    can_raise = Right.PLAN in access.rights(tx, user_id, facts)
    return [
        Room(
            session_id=session_id,
            quota_id=quota.id,
            title=series.title,
            code=session.code,
            starts_at=session.starts_at,
            ends_at=session.ends_at,
            time_zone=session.time_zone,
            name=quota.name,
            capacity=quota.capacity,
            taken=quota.taken,
            waiting=quota.waiting,
            can_raise=can_raise,
        )
        for quota in session_queries.list_quotas(tx, [session_id])
    ]


def host_of(tx: Tx, session_id: int) -> Host:
    """Of a session that the person was let to."""
    return tx.get_one(Host, tx.get_one(Session, session_id).host_id)
