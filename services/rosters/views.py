"""What a roster shows."""

from dataclasses import dataclass
from datetime import datetime

from db.models.registrations import Attendance, Status
from db.models.sessions import SessionStatus
from services.access import Right


@dataclass(frozen=True, slots=True)
class Role:
    """The places of one role; the name is empty where a session has no roles."""

    quota_id: int
    name: str
    capacity: int
    taken: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Tally:
    """How many there are: places where people can bring guests, registrations of those who have none."""

    confirmed: int
    here: int
    late: int
    no_shows: int
    pending: int
    """Who asks for a place: an organizer has to decide."""
    paying: int
    """For whom a place is kept while they pay: nothing is to decide."""
    waiting: int
    cancelled_late: int

    @property
    def unmarked(self) -> int:
        return self.confirmed - self.here - self.no_shows

    @property
    def rate(self) -> int:
        """Who came, of a hundred who had a place."""
        return round(100 * self.here / self.confirmed) if self.confirmed else 0


@dataclass(frozen=True, slots=True)
class Head:
    """A session, as stands above its people; `rights` are the viewer's."""

    session_id: int
    series_id: int
    title: str
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    status: SessionStatus
    note: str
    """Private; empty for a viewer who may not read it."""
    roles: tuple[Role, ...]
    tally: Tally
    rights: frozenset[Right]
    seen_at: datetime

    room: str = ""

    @property
    def has_roles(self) -> bool:
        return len(self.roles) > 1 or bool(self.roles[0].name)

    @property
    def is_over(self) -> bool:
        return self.status == SessionStatus.COMPLETED or self.ends_at <= self.seen_at

    @property
    def is_cancelled(self) -> bool:
        return self.status == SessionStatus.CANCELLED

    @property
    def is_on(self) -> bool:
        return not self.is_cancelled and not self.is_over


@dataclass(frozen=True, slots=True)
class Attendee:
    """One of the people of a session, by the name that others see."""

    registration_id: int
    name: str
    role: str
    status: Status
    places: int
    guests: tuple[str, ...]
    request: str
    reference: str
    attendance: Attendance | None
    attendance_at: datetime | None
    is_first_time: bool
    """They have not been with this host before."""
    is_reachable: bool
    """Telegram takes messages to them."""
    position: int
    """In the line: 1 is next; 0 where they do not wait."""


@dataclass(frozen=True, slots=True)
class Roster:
    """A page of a session's people; `number` counts from 0. `words` is what was searched for."""

    head: Head
    people: tuple[Attendee, ...]
    number: int = 0
    has_next: bool = False
    words: str = ""


@dataclass(frozen=True, slots=True)
class LastChecked:
    """Whom the viewer checked in last: it can be taken back on the screen."""

    registration_id: int
    name: str
    places: int
    is_late: bool


@dataclass(frozen=True, slots=True)
class CheckInList:
    """Who has a place and is not here yet, and whom the viewer checked in last."""

    roster: Roster
    last: LastChecked | None
