"""A session as one person sees it: what it is, how full it is, how they stand, and what they can do now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from db.engine import Facts, Tx
from db.models.registrations import Status
from db.models.series import BookingMode
from db.models.sessions import SessionStatus
from db.queries import packages as package_queries
from db.queries import payments as payment_queries
from db.queries import promos as promo_queries
from db.queries import registrations as registration_queries
from db.queries import sessions as queries
from services import access, agreements, codes, cutoffs, eligibility, holds
from services.access import Right
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
    pays_by_credit: bool = False
    """Whether credits are taken when their turn comes."""
    pay_until: datetime | None = None
    """Until when a place is kept for them that they have not paid."""
    price: int = 0
    """Of all its places, in minor units, as it was agreed."""
    credits: int = 0
    """Of a package, that it was paid with."""
    can_have_time: bool = False
    """Whether the time to pay can be made longer."""
    has_money: bool = False
    """Whether something was paid for it."""

    @property
    def waits(self) -> bool:
        return self.status == Status.WAITLISTED

    @property
    def is_asked_for(self) -> bool:
        """Whether an organizer has yet to say yes."""
        return self.status == Status.PENDING_APPROVAL

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
    host_id: int
    title: str
    description: str
    host_name: str
    instructor_name: str | None
    place: str
    map_url: str | None
    room: str
    """Of the host's rooms; empty where it has none."""
    photo_id: str | None
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    status: SessionStatus
    price: int
    currency: str
    free_until: datetime
    """Until when the viewer cancels for nothing: as they agreed, if they have a place, else by the rule of now."""
    refund_tiers: Sequence[Mapping[str, Any]] | None
    """What comes back of a paid place, likewise; None is all until `free_until`."""
    is_paid: bool
    """Whether a place is paid before it is theirs."""
    places: tuple[Places, ...]
    places_limit: int
    """How many places one registration may have."""
    needs_approval: bool
    """Whether an organizer says yes or no to each who books."""
    credits: int
    """How many credits of a package of the host a place costs; 0 takes none."""
    credits_left: int
    """How many the viewer has, and can use at once."""
    takes_codes: bool
    """Whether the host gave out promo codes."""
    mine: Mine | None
    obstacle: DomainError | None
    """Why the viewer cannot book or wait; None where they can."""
    rights: frozenset[Right]
    """What the viewer may do as one of those who run it."""
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
    def is_full(self) -> bool:
        """Whether there is nothing to take for somebody new, in any role."""
        return all(role.free <= 0 for role in self.places)

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

    def takes_credits(self, places: int = 1) -> bool:
        """Whether the viewer can pay so many places with credits of a package."""
        return 0 < self.credits * places <= self.credits_left

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
        host_id=session.host_id,
        title=session.title,
        description=session.description,
        host_name=session.host_name,
        instructor_name=session.instructor_name,
        place=session.place,
        map_url=_safe(session.map_url),
        room=session.room or "",
        photo_id=session.photo_id,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        time_zone=session.time_zone,
        status=session.status,
        price=session.price,
        currency=session.currency,
        free_until=_free_until(session, own),
        refund_tiers=own.refund_tiers if own and own.status.takes_place else session.refund_tiers,
        is_paid=session.mode == BookingMode.PAID and session.price > 0,
        places=tuple(
            Places(row.quota_id, row.quota_name, row.capacity, row.taken, row.waiting, line_is_over=is_late)
            for row in rows
        ),
        places_limit=session.places_limit,
        needs_approval=session.mode == BookingMode.APPROVAL,
        credits=session.credits if session.mode == BookingMode.PAID else 0,
        credits_left=_credits_left(tx, session, viewer_id, now=now),
        takes_codes=session.mode == BookingMode.PAID
        and session.price > 0
        and promo_queries.has_codes(tx, session.host_id),
        mine=_mine(tx, own, rows) if own else None,
        obstacle=eligibility.refusal(session, person, now=now),
        rights=person.rights,
        seen_at=now,
    )


def _credits_left(tx: Tx, session: Facts, viewer_id: int | None, *, now: datetime) -> int:
    if viewer_id is None or not session.credits or session.mode != BookingMode.PAID:
        return 0
    return package_queries.count_left(tx, viewer_id, session.host_id, now)


def _free_until(session: Facts, own: Facts | None) -> datetime:
    agreed: datetime | None = own.free_until if own and own.status.takes_place else None
    return agreed or agreements.until(session)


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
        pay_until=own.hold_expires_at if own.status == Status.PENDING_PAYMENT else None,
        pays_by_credit=own.pays_by_credit,
        price=_own_price(tx, own, rows[0]),
        credits=own.credits,
        can_have_time=own.status == Status.PENDING_PAYMENT and own.hold_renewals < holds.RENEWALS,
        has_money=own.pays_by_credit or (rows[0].price > 0 and bool(payment_queries.list_arrived(tx, own.id))),
    )


def _own_price(tx: Tx, own: Facts, session: Facts) -> int:
    """What was agreed; while it is not paid yet, what it costs now."""
    agreed, now = int(own.price), int(session.price) * int(own.places)
    return max(0, now - payment_queries.taken_off(tx, own.id)) if own.status == Status.PENDING_PAYMENT else agreed


def find_id(tx: Tx, *, typed: str, viewer_id: int | None) -> int | None:
    """The session behind a code in a link; None where there is none for this viewer. Without a viewer, any session."""
    return next(iter(find_ids(tx, typed=[typed], viewer_id=viewer_id)), None)


def find_ids(tx: Tx, *, typed: Iterable[str], viewer_id: int | None) -> list[int]:
    """The same for several codes at once: the sessions among them that there are for this viewer."""
    wanted = {code for one in typed if (code := codes.read(one))}
    found = queries.list_by_codes(tx, wanted) if wanted else []
    seen = found if viewer_id is None else access.seen_among(tx, viewer_id, found)
    return [int(one.id) for one in seen]


def _safe(address: str | None) -> str | None:
    """A link that may be shown: to the web, encrypted."""
    if address is None:
        return None
    parts = urlsplit(address)
    return address if parts.scheme == "https" and parts.hostname else None
