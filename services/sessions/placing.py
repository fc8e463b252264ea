"""Places: where a session takes place, or all of a series; whoever is in is told, and looked at before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from db.engine import Tx
from db.models import Registration, Series, Session
from db.queries import plans as queries
from services import access
from services.access import Right
from services.errors.organizing import LinkNotUnderstood, TextTooLong
from services.sessions import reach as reaching
from services.sessions import telling
from services.sessions.capacities import touch
from services.sessions.reach import ONE, Outcome, Reach
from services.text import clean

PLACE_CHANGED = "session_place_changed"
LONGEST_PLACE, LONGEST_LINK = 200, 500
Venue = tuple[str, str | None]
"""What a place is called, and the link to a map."""


@dataclass(frozen=True, slots=True)
class PlaceImpact:
    """Whom another place of a series reaches: sessions to come that take theirs from it, and who is in or waits."""

    sessions: int
    people: int
    waiting: int


def set_place(
    tx: Tx, *, user_id: int, session_id: int, place: str, map_url: str = "", reach: Reach = ONE, now: datetime
) -> Outcome:
    """Where it takes place, and a link to a map; everybody in it is told.

    Raises NotFound, NotAllowed, SessionCancelled, BookingClosed, TextTooLong, LinkNotUnderstood.
    """
    place, link = read_place(place), read_link(map_url)
    reached = reaching.lock(tx, user_id=user_id, session_id=session_id, reach=reach, now=now)
    _, people = reaching.lock_people(tx, reached)
    was = {one.id: _venue(one, reached.series) for one in reached.sessions}
    if reach.future:
        reaching.keep_others(tx, reached, place=reached.series.place, map_url=reached.series.map_url)
        reached.series.place, reached.series.map_url = place, link
    for session in reached.sessions:
        session.place, session.map_url = (None, None) if reach.future else (place, link)
        touch(tx, session, is_own=not reach.future, now=now)
    reaching.record(tx, "session.placed", reached, actor_id=user_id, now=now, place=place)
    told = _tell(tx, people, reached.sessions, was, (place, link), actor_id=user_id, now=now)
    cut_off = tuple(row.name for row in queries.list_cut_off(tx, reached.ids)) if told else ()
    return Outcome(session_id, len(reached.sessions), max(told - len(cut_off), 0), cut_off=cut_off)


def impact_on_series(tx: Tx, *, user_id: int, series_id: int, now: datetime) -> PlaceImpact:
    """A look before the place of a series changes. Raises NotFound."""
    access.series_to(tx, Right.EDIT_SERIES, series_id, user_id)
    people = queries.list_people(tx, [one.id for one in queries.list_inheriting_place(tx, series_id, now)]).values()
    return PlaceImpact(len(people), sum(inside for inside, _ in people), sum(waiting for _, waiting in people))


def place_series(
    tx: Tx, series: Series, *, place: str | None = None, map_url: str | None, actor_id: int, now: datetime
) -> int:
    """Another place of a locked series (None keeps its name): of all that takes its place from there. Returns how many
    people are told.
    """
    inheriting = queries.list_inheriting_place(tx, series.id, now, lock=True)
    ids = [session.id for session in inheriting]
    queries.lock_quotas(tx, ids)
    people = queries.lock_live(tx, ids)
    was = {session.id: _venue(session, series) for session in inheriting}
    series.place, series.map_url = series.place if place is None else place, map_url
    venue = (series.place, series.map_url)
    return _tell(tx, people, inheriting, was, venue, actor_id=actor_id, now=now)


def _venue(session: Session, series: Series) -> Venue:
    of = series if session.place is None else session
    return of.place or "", of.map_url


def _differs(was: Venue, venue: Venue) -> bool:
    return was[0] != venue[0] or (venue[1] is not None and was[1] != venue[1])


def _tell(
    tx: Tx,
    people: Sequence[Registration],
    sessions: Sequence[Session],
    was: Mapping[int, Venue],
    venue: Venue,
    *,
    actor_id: int,
    now: datetime,
) -> int:
    """Whoever is in a session that is elsewhere now; a map of another spot is another place too."""
    moved = [one for one in people if _differs(was[one.session_id], venue)]
    before = {one.id: was[one.session_id][0] for one in moved}
    data = {one: {"was": name if name != venue[0] else ""} for one, name in before.items()}
    useful = {session.id: session.ends_at for session in sessions}
    return telling.tell(tx, moved, PLACE_CHANGED, actor_id=actor_id, useful_until=useful, data=data, now=now)


def read_place(typed: str) -> str:
    """Raises TextTooLong."""
    place = clean(typed, LONGEST_PLACE + 1)
    if len(place) > LONGEST_PLACE:
        raise TextTooLong(LONGEST_PLACE)
    return place


def read_link(typed: str) -> str | None:
    """A link to the web, encrypted; None where there is none. Raises LinkNotUnderstood."""
    link = clean(typed, LONGEST_LINK + 1)
    if not link:
        return None
    try:
        parts = urlsplit(link)
    except ValueError:
        raise LinkNotUnderstood from None
    if parts.scheme != "https" or not parts.hostname or " " in link or len(link) > LONGEST_LINK:
        raise LinkNotUnderstood
    return link
