"""What a person booked: to come, waiting, and past."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from db.engine import Facts, Tx
from db.models.registrations import Attendance, Status
from db.models.sessions import SessionStatus
from db.queries import registrations as queries

MINE_AHEAD = timedelta(days=90)
MINE_PAGE = 8
UPCOMING = 50
PAST_PAGE = 8


@dataclass(frozen=True, slots=True)
class Mine:
    """One of a person's registrations, with what they want to know of its session."""

    id: int
    session_id: int
    session_code: str
    title: str
    quota_name: str
    reference: str
    status: Status
    session_status: SessionStatus
    is_late_cancellation: bool
    places: int
    place: str
    instructor_name: str | None
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    position: int
    """In the queue: 1 is next; 0 where they do not wait."""
    has_waited: bool = True
    attendance: Attendance | None = None

    @property
    def day(self) -> date:
        """As the place's calendar has it, like its hour."""
        return self.starts_at.astimezone(ZoneInfo(self.time_zone)).date()

    @property
    def waits(self) -> bool:
        return self.status == Status.WAITLISTED

    @property
    def is_asked_for(self) -> bool:
        return self.status == Status.PENDING_APPROVAL

    @property
    def is_to_pay(self) -> bool:
        return self.status == Status.PENDING_PAYMENT

    @property
    def is_offered(self) -> bool:
        return self.status == Status.OFFERED


@dataclass(frozen=True, slots=True)
class PastPage:
    registrations: tuple[Mine, ...]
    number: int
    has_next: bool


def list_mine(tx: Tx, *, user_id: int, now: datetime) -> list[Mine]:
    """A person's live registrations of the next 90 days, soonest first: what they have, then what they wait for."""
    rows = queries.list_upcoming(tx, user_id, now, now + MINE_AHEAD, UPCOMING)
    return sorted((_mine(row) for row in rows), key=lambda one: one.waits)


def list_past(tx: Tx, *, user_id: int, page: int, now: datetime) -> PastPage:
    """A page of what is over or cancelled, newest first."""
    rows = queries.list_past(tx, user_id, now, page * PAST_PAGE, PAST_PAGE + 1)
    return PastPage(tuple(_mine(row) for row in rows[:PAST_PAGE]), page, len(rows) > PAST_PAGE)


def _mine(row: Facts) -> Mine:
    return Mine(
        id=row.id,
        session_id=row.session_id,
        session_code=row.session_code,
        title=row.title,
        quota_name=row.quota_name,
        reference=row.reference,
        status=row.status,
        session_status=row.session_status,
        is_late_cancellation=row.is_late_cancellation,
        places=row.places,
        place=row.place,
        instructor_name=row.instructor_name,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        time_zone=row.time_zone,
        position=row.position,
        has_waited=row.waitlisted_at is not None,
        attendance=row.attendance,
    )
