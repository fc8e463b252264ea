"""A session as one person sees it: what it is, how full it is, how they stand, and what they can do now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from db.engine import Facts, Tx
from db.models.registrations import Status
from db.models.sessions import SessionStatus
from db.queries import registrations as registration_queries
from db.queries import sessions as queries
from services import access, codes, cutoffs, eligibility
from services.errors import DomainError, NotFound

LONG_TEXT, LONG_LINES = 240, 5


@dataclass(frozen=True, slots=True)
class Places:
    """The places of one role."""

    quota_id: int
    name: str
    capacity: int
    taken: int
    waiting: int
    line_is_over: bool = False
    """It is past the cutoff: whoever taps first has a free place, whether they wait or not."""

    @property
    def free(self) -> int:
        """What somebody new could take: nothing while others wait for it in a line."""
        return 0 if self.waiting and not self.line_is_over else self.capacity - self.taken


@dataclass(frozen=True, slots=True)
class Mine:
    """The viewer's own registration."""

    id: int
    quota_id: int
    quota_name: str
    reference: str
    status: Status
    places: int
    position: int
    """In the queue: 1 is next; 0 where they do not wait."""
    guests: tuple[str, ...]
    sequence: int
    held_until: datetime | None
    """Until when a place is kept for them that they have not claimed."""

    @property
    def waits(self) -> bool:
        return self.status == Status.WAITLISTED

    @property
    def is_in(self) -> bool:
        return self.status == Status.CONFIRMED


@dataclass(frozen=True, slots=True)
class Card:
    """One session for one viewer. Price in minor units, instants in UTC."""

    id: int
    code: str
    series_id: int
    series_code: str
    title: str
    description: str
    host_name: str
    instructor_name: str | None
    place: str
    map_url: str | None
    photo_id: str | None
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    status: SessionStatus
    price: int
    currency: str
    free_until: datetime
    places: tuple[Places, ...]
    places_limit: int
    """How many places one registration may have."""
    mine: Mine | None
    obstacle: DomainError | None
    """Why the viewer cannot book or wait; None where they can."""
    runs_it: bool
    """The viewer may cancel the session."""
    seen_at: datetime

    @property
    def is_over(self) -> bool:
        return self.status == SessionStatus.COMPLETED or self.ends_at <= self.seen_at

    @property
    def is_cancelled(self) -> bool:
        return self.status == SessionStatus.CANCELLED

    @property
    def is_on(self) -> bool:
        return self.status == SessionStatus.SCHEDULED and not self.is_over

    @property
    def line_is_over(self) -> bool:
        return any(role.line_is_over for role in self.places)

    @property
    def first_tap(self) -> bool:
        """Whether the viewer waits, and can have a free place by being the first to tap."""
        role = self.role(self.mine.quota_id) if self.mine and self.mine.waits else None
        return role is not None and role.line_is_over and role.free > 0 and self.is_on

    @property
    def is_wordy(self) -> bool:
        """Whether the description is too long for the card, and has a screen of its own."""
        return len(self.description) > LONG_TEXT or self.description.count("\n") >= LONG_LINES

    def role(self, quota_id: int) -> Places | None:
        return next((role for role in self.places if role.quota_id == quota_id), None)

    def has_room_for(self, quota_id: int, places: int) -> bool:
        """Whether so many places are free, whoever waits for them."""
        role = self.role(quota_id)
        return role is not None and role.capacity - role.taken >= places

    @property
    def has_roles(self) -> bool:
        return len(self.places) > 1


def card(tx: Tx, *, session_id: int, viewer_id: int | None, now: datetime) -> Card:
    """A look at one session; without a viewer, as all see it. Raises NotFound."""
    rows = queries.list_card(tx, session_id)
    if not rows:
        raise NotFound
    session = rows[0]
    person = eligibility.NOBODY if viewer_id is None else eligibility.standing(tx, viewer_id, session)
    own = person.own(session_id)
    is_late = cutoffs.is_past(session, now)
    return Card(
        id=session.id,
        code=session.code,
        series_id=session.series_id,
        series_code=session.series_code,
        title=session.title,
        description=session.description,
        host_name=session.host_name,
        instructor_name=session.instructor_name,
        place=session.place,
        map_url=_safe(session.map_url),
        photo_id=session.photo_id,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        time_zone=session.time_zone,
        status=session.status,
        price=session.price,
        currency=session.currency,
        free_until=session.starts_at - timedelta(minutes=session.cancellation_notice_minutes),
        places=tuple(
            Places(row.quota_id, row.quota_name, row.capacity, row.taken, row.waiting, line_is_over=is_late)
            for row in rows
        ),
        places_limit=session.places_limit,
        mine=_mine(tx, own, rows) if own else None,
        obstacle=eligibility.refusal(session, person, now=now),
        runs_it=session.status == SessionStatus.SCHEDULED
        and session.ends_at > now
        and viewer_id is not None
        and access.may_run(tx, viewer_id, session.owner_id, is_admin=person.is_admin),
        seen_at=now,
    )


def _mine(tx: Tx, own: Facts, rows: Sequence[Facts]) -> Mine:
    waits = own.status == Status.WAITLISTED
    ahead = registration_queries.count_ahead(tx, own.quota_id, own.waitlisted_at, own.id) if waits else -1
    return Mine(
        id=own.id,
        quota_id=own.quota_id,
        quota_name=next(row.quota_name for row in rows if row.quota_id == own.quota_id),
        reference=own.reference,
        status=own.status,
        places=own.places,
        position=ahead + 1,
        guests=tuple(own.guests),
        sequence=own.sequence,
        held_until=own.hold_expires_at if own.status == Status.OFFERED else None,
    )


def find_id(tx: Tx, *, typed: str, viewer_id: int | None) -> int | None:
    """The session behind a code in a link; None where there is none for this viewer. Without a viewer, any session."""
    code = codes.read(typed)
    session = queries.find_by_code(tx, code) if code else None
    if session is None or (viewer_id is not None and not access.may_see(tx, viewer_id, session)):
        return None
    return int(session.id)


def _safe(address: str | None) -> str | None:
    """A link that may be shown: to the web, encrypted."""
    if address is None:
        return None
    parts = urlsplit(address)
    return address if parts.scheme == "https" and parts.hostname else None
