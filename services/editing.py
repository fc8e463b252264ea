"""A session's fields on one form: several changes are looked at together, and made together or not at all.

Each change is the act of the chat; here they are only put in order.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from db.engine import Tx
from db.models import Quota
from db.queries import templates as queries
from services import access, series, sessions
from services.access import Right
from services.errors import DomainError
from services.errors.organizing import ChangeOutdated, FewerThanTaken, MomentPast, MomentTaken
from services.sessions import ONE, Card, Impact, MoveImpact, Outcome, PriceImpact, Reach, ResizeImpact, running
from services.sessions import reach as reaching
from services.sessions.reach import Reached

TIMES = (MomentPast, MomentTaken)


@dataclass(frozen=True, slots=True)
class Form:
    """What there is to change, as it is now."""

    card: Card
    space_id: int
    """The room; 0 is none."""
    rooms: tuple[tuple[int, str], ...]
    later: int
    edited: int
    version: str
    """Another one as soon as anything on the form is."""

    @property
    def may_describe(self) -> bool:
        """Whether title and description are theirs to change: they are those of the whole series."""
        return Right.EDIT_SERIES in self.card.rights


@dataclass(frozen=True, slots=True)
class Edits:
    """What shall be otherwise; None, or what is not named, stays as it is. A price is in minor units."""

    words: Mapping[str, str] = field(default_factory=dict)
    """Title and description of the series."""
    starts_at: datetime | None = None
    minutes: int | None = None
    venue: tuple[str, str] | None = None
    """What the place is called, and a link to a map."""
    space_id: int | None = None
    price: int | None = None
    places: Mapping[int, int] = field(default_factory=dict)
    """By the id of a role."""

    @property
    def moves(self) -> bool:
        return self.starts_at is not None or self.minutes is not None

    @property
    def affects_people(self) -> bool:
        return self.moves or self.venue is not None or self.price is not None or bool(self.places)

    @property
    def is_empty(self) -> bool:
        return not self.affects_people and self.space_id is None and not self.words


@dataclass(frozen=True, slots=True)
class Made:
    """What came of it: how many people are told and how many cannot be, how many who waited got a turn, sessions
    without a room now.
    """

    told: int
    cut_off: int
    let_in: int
    roomless: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What the changes would mean, each by itself; and what cannot be, by its field."""

    moving: MoveImpact | None
    placing: Impact | None
    pricing: PriceImpact | None
    resizing: Mapping[int, ResizeImpact]
    refused: Mapping[str, DomainError]


def open_form(tx: Tx, *, user_id: int, session_id: int, now: datetime) -> Form:
    """A look. Raises NotFound, NotAllowed, SessionCancelled, BookingClosed."""
    reached = reaching.find(tx, user_id=user_id, session_id=session_id, now=now)
    card = sessions.card(tx, session_id=session_id, viewer_id=user_id, now=now)
    space_id = reached.session.space_id or 0
    return Form(
        card=card,
        space_id=space_id,
        rooms=tuple((space.id, space.name) for space in queries.list_spaces(tx, card.host_id)),
        later=reached.later,
        edited=reached.edited,
        version=version_of(card),
    )


def version_of(card: Card) -> str:
    """Names what a session is like; who is in it is no part of that."""
    roles = [(role.quota_id, role.name, role.capacity) for role in card.places]
    words = (card.title, card.description, card.place, card.map_url, card.room)
    facts = (*words, card.starts_at.timestamp(), card.ends_at.timestamp(), card.price, str(card.status), roles)
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]


def preview(tx: Tx, *, user_id: int, session_id: int, edits: Edits, reach: Reach = ONE, now: datetime) -> Preview:
    """A look. Raises NotFound, NotAllowed, SessionCancelled, BookingClosed."""
    who: dict[str, Any] = {"user_id": user_id, "reach": reach, "now": now}
    about = {"session_id": session_id, **who}
    refused: dict[str, DomainError] = {}
    moving = None
    if edits.moves:
        try:
            moving = sessions.impact_of_moving(tx, starts_at=edits.starts_at, minutes=edits.minutes, **about)
        except TIMES as taken:
            refused["starts" if edits.starts_at else "minutes"] = taken
    resizing = {}
    for quota_id, capacity in edits.places.items():
        _require_role(tx, quota_id, session_id)
        seen = sessions.impact_of_resizing(tx, quota_id=quota_id, capacity=capacity, **who)
        resizing[quota_id] = seen
        if seen.taken > capacity:
            refused[f"places-{quota_id}"] = FewerThanTaken(session_id, seen.taken)
    return Preview(
        moving=moving,
        placing=None if edits.venue is None else sessions.impact(tx, **about),
        pricing=None if edits.price is None else sessions.impact_of_pricing(tx, price=edits.price, **about),
        resizing=resizing,
        refused=refused,
    )


def _require_role(tx: Tx, quota_id: int, session_id: int) -> None:
    """A role of this very session: the rights that were looked at are those in it."""
    quota = tx.get(Quota, quota_id)
    if quota is None or quota.session_id != session_id:
        raise ChangeOutdated(session_id)


def edit(
    tx: Tx,
    *,
    user_id: int,
    session_id: int,
    version: str,
    edits: Edits,
    language: str,
    reach: Reach = ONE,
    now: datetime,
) -> Made:
    """Make all the changes to a session that is still of the version that was looked at.

    Raises ChangeOutdated, and what each change raises; then nothing is changed. Title and description are the series'
    own, the room is the named session's; all else goes as far as it was said to.
    """
    if edits.words:
        series_id = access.session_to(tx, Right.PLAN, session_id, user_id).series_id
        access.series_to(tx, Right.EDIT_SERIES, series_id, user_id, lock=True)
    reaching.lock(tx, user_id=user_id, session_id=session_id, reach=reach, now=now)
    card = sessions.card(tx, session_id=session_id, viewer_id=user_id, now=now)
    if version_of(card) != version:
        raise ChangeOutdated(session_id)
    for name, typed in edits.words.items():
        about: dict[str, Any] = {"user_id": user_id, "series_id": card.series_id, "field": name, "now": now}
        if typed or name not in series.EMPTY:
            series.write(tx, typed=typed, language=language, **about)
        else:
            series.clear(tx, **about)
    return _made(tx, session_id, edits, {"user_id": user_id, "now": now}, reach)


def _made(tx: Tx, session_id: int, edits: Edits, who: dict[str, Any], reach: Reach) -> Made:
    """In an order in which none is in the way of the next: a room is free at a time, so the time comes first."""
    one, further = {"session_id": session_id, **who}, {"reach": reach, **who}
    moved = placed = Outcome(session_id, 1)
    if edits.moves:
        moved = sessions.move(tx, session_id=session_id, starts_at=edits.starts_at, minutes=edits.minutes, **further)
    if edits.space_id is not None:
        sessions.set_room(tx, space_id=edits.space_id or None, **one)
    if edits.venue is not None:
        place, link = edits.venue
        placed = sessions.set_place(tx, session_id=session_id, place=place, map_url=link, **further)
    if edits.price is not None:
        sessions.set_price(tx, session_id=session_id, price=edits.price, **further)
    let_in = 0
    for quota_id, capacity in edits.places.items():
        _require_role(tx, quota_id, session_id)
        lowers = {"as_far_as_possible": reach.future, **further}
        let_in += sessions.resize(tx, quota_id=quota_id, capacity=capacity, **lowers).told
    cut_off = max(len(moved.cut_off), len(placed.cut_off))
    return Made(max(moved.told, placed.told), cut_off, let_in, moved.roomless)


@dataclass(frozen=True, slots=True)
class Ending:
    """A session that somebody is about to cancel, alone or with all later ones."""

    session_id: int
    title: str
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    later: int
    edited: int
    impact: Impact
    version: str
    """Another one as soon as it is about other sessions, or about one at another time."""


def look_at_ending(tx: Tx, *, user_id: int, session_id: int, reach: Reach = ONE, now: datetime) -> Ending:
    """A look. Raises NotFound, NotAllowed, SessionCancelled, BookingClosed."""
    reached = reaching.find(tx, user_id=user_id, session_id=session_id, reach=reach, now=now)
    session = reached.session
    return Ending(
        session_id=session_id,
        title=reached.series.title,
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        time_zone=session.time_zone,
        later=reached.later,
        edited=reached.edited,
        impact=running.impact_of_ending(tx, reached),
        version=_version_of_all(reached),
    )


def call_off(
    tx: Tx, *, user_id: int, session_id: int, version: str, reason: str, reach: Reach = ONE, now: datetime
) -> Outcome:
    """Cancel what was looked at, if it is that still. Raises ChangeOutdated, and what `sessions.call_off` raises."""
    reached = reaching.lock(tx, user_id=user_id, session_id=session_id, reach=reach, now=now)
    if _version_of_all(reached) != version:
        raise ChangeOutdated(session_id)
    return sessions.call_off(tx, user_id=user_id, session_id=session_id, reason=reason, reach=reach, now=now)


def _version_of_all(reached: Reached) -> str:
    facts = [(one.id, one.starts_at.timestamp(), one.ends_at.timestamp()) for one in reached.sessions]
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]
