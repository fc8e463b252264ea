"""A series as a whole chat sees it: what it is called, whose it is, and its next sessions with the places left."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from db.engine import Tx
from db.queries import boards as queries
from db.queries import series as series_queries
from db.queries import sessions as session_queries
from services import access, codes, cutoffs
from services.errors import NotFound
from services.sessions.cards import Places

NEXT = 5
PREFIX = "j_"
"""Before the code of a series, in links and inline queries."""


@dataclass(frozen=True, slots=True)
class BoardLine:
    """A session to come."""

    code: str
    starts_at: datetime
    time_zone: str
    free: int
    capacity: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Board:
    code: str
    title: str
    host_name: str
    lines: tuple[BoardLine, ...]
    is_over: bool
    """Whether nothing of it can be booked any more."""


def board(tx: Tx, *, series_id: int, now: datetime) -> Board:
    """A look. Raises NotFound."""
    series = queries.find(tx, series_id)
    if series is None:
        raise NotFound
    return Board(
        code=series.code,
        title=series.title,
        host_name=series.host_name,
        lines=tuple(list_coming(tx, series_id=series_id, now=now)),
        is_over=bool(series.archived_at or series.deactivated_at),
    )


def find_to_share(tx: Tx, *, typed: str, viewer_id: int, now: datetime) -> Board | None:
    """The series of `j_<code>`; None where the words name none that the viewer may see."""
    code = codes.read(typed.removeprefix(PREFIX)) if typed.startswith(PREFIX) else None
    series = series_queries.find_by_code(tx, code) if code else None
    if series is None or not access.may_see_series(tx, viewer_id, series):
        return None
    return board(tx, series_id=series.id, now=now)


def list_coming(tx: Tx, *, series_id: int, now: datetime) -> list[BoardLine]:
    """The next sessions of a series, soonest first."""
    rows = queries.list_next(tx, series_id, now, NEXT)
    places: dict[int, list[Places]] = defaultdict(list)
    by_id = {row.id: row for row in rows}
    for quota in session_queries.list_quotas(tx, list(by_id)):
        is_past = cutoffs.is_past(by_id[quota.session_id], now)
        counted = Places(quota.id, quota.name, quota.capacity, quota.taken, quota.waiting, line_is_over=is_past)
        places[quota.session_id].append(counted)
    return [
        BoardLine(
            code=row.code,
            starts_at=row.starts_at,
            time_zone=row.time_zone,
            free=sum(one.free for one in places[row.id]),
            capacity=sum(one.capacity for one in places[row.id]),
            waiting=sum(one.waiting for one in places[row.id]),
        )
        for row in rows
    ]
