"""What a calendar tells of one booking or session."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from db.engine import Facts
from db.models.registrations import Status
from db.models.sessions import SessionStatus


class State(StrEnum):
    """As RFC 5545 calls it (STATUS of a VEVENT)."""

    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True)
class Entry:
    """One event. `uid` and `sequence` let a calendar know it again when it changes."""

    uid: str
    sequence: int
    state: State
    title: str
    place: str
    host_name: str
    instructor_name: str | None
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    reference: str = ""
    """Of the booking, and so are the fields below; empty where nobody's booking is told of."""
    quota_name: str = ""
    places: int = 0
    waits: bool = False


def booking(row: Facts) -> Entry:
    """A person's own booking."""
    stamps = (row.booked_at, row.waitlisted_at, row.confirmed_at, row.cancelled_at, row.expired_at)
    return Entry(
        uid=f"registration-{row.reference}@turnout",
        sequence=row.sequence,
        state=_state(row.status),
        title=row.title,
        place=row.place,
        host_name=row.host_name,
        instructor_name=row.instructor_name,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        changed_at=max(stamp for stamp in stamps if stamp),
        reference=row.reference,
        quota_name=row.quota_name,
        places=row.places,
        waits=row.status == Status.WAITLISTED,
    )


def session(row: Facts) -> Entry:
    """A session, whoever comes."""
    is_cancelled = row.session_status == SessionStatus.CANCELLED
    return Entry(
        uid=f"session-{row.code}@turnout",
        sequence=int(is_cancelled),
        state=State.CANCELLED if is_cancelled else State.CONFIRMED,
        title=row.title,
        place=row.place,
        host_name=row.host_name,
        instructor_name=row.instructor_name,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        changed_at=row.session_cancelled_at or row.created_at,
    )


def _state(status: Status) -> State:
    if status == Status.CONFIRMED:
        return State.CONFIRMED
    return State.TENTATIVE if status.is_live else State.CANCELLED
