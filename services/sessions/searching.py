"""Finding series and sessions by words that somebody typed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from db.engine import Facts, Tx
from db.folding import fold
from db.queries import listings as queries
from db.queries.listings import Narrowing
from services.sessions import filters
from services.sessions.browsing import Line, next_of_series
from services.sessions.cards import Card, card, find_id
from services.sessions.filters import DAYS_AHEAD
from services.text import clean

SHORTEST, LONGEST = 2, 80
"""Characters that are worth a search; what is longer is a letter."""
MOST_WORDS = 8
PAGE = 5
DATES = 2
"""How many of its next sessions a series is shown with."""
SHARED = 8


@dataclass(frozen=True, slots=True)
class FoundSeries:
    id: int
    title: str
    host_name: str
    next: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A page of what was found; `number` counts from 0."""

    words: str
    series: tuple[FoundSeries, ...]
    number: int
    has_next: bool


def is_searchable(typed: str) -> bool:
    return SHORTEST <= len(clean(typed, LONGEST + 1)) <= LONGEST


def search(tx: Tx, *, typed: str, viewer_id: int, page: int = 0, now: datetime) -> Found:
    """Series whose title or description has all the words, or whose host's name has; with their next sessions."""
    shown = clean(typed, LONGEST)
    rows = _series(tx, shown, viewer_id, now, page * PAGE, PAGE + 1)
    ahead = next_of_series(tx, [row.id for row in rows[:PAGE]], viewer_id=viewer_id, now=now, each=DATES)
    series = tuple(FoundSeries(row.id, row.title, row.host_name, tuple(ahead[row.id])) for row in rows[:PAGE])
    return Found(shown, series, page, has_next=len(rows) > PAGE)


def search_again(tx: Tx, *, viewer_id: int, page: int, today: date, now: datetime) -> Found:
    """A page of what the viewer searched for last."""
    words = filters.find(tx, user_id=viewer_id, today=today).words
    return search(tx, typed=words, viewer_id=viewer_id, page=page, now=now)


def find_to_share(tx: Tx, *, typed: str, viewer_id: int, now: datetime) -> list[Card]:
    """The session of `s_<code>`, or the next ones of what the words find; without words, simply the next ones."""
    words = clean(typed, LONGEST)
    by_code = find_id(tx, typed=words.removeprefix("s_"), viewer_id=viewer_id)
    ids = [by_code] if by_code else _next_sessions(tx, words, viewer_id, now)
    return [card(tx, session_id=session_id, viewer_id=viewer_id, now=now) for session_id in ids]


def _next_sessions(tx: Tx, words: str, viewer_id: int, now: datetime) -> list[int]:
    series = tuple(row.id for row in _series(tx, words, viewer_id, now, 0, SHARED)) if words else ()
    if words and not series:
        return []
    rows = queries.list_page(
        tx,
        viewer_id=viewer_id,
        starts_from=now,
        starts_before=now + timedelta(days=DAYS_AHEAD),
        now=now,
        narrowing=Narrowing(series_ids=series),
        limit=SHARED,
    )
    return [row.id for row in rows]


def _series(tx: Tx, words: str, viewer_id: int, now: datetime, offset: int, limit: int) -> Sequence[Facts]:
    folded = fold(words).split()[:MOST_WORDS]
    if not folded:
        return []
    until = now + timedelta(days=DAYS_AHEAD)
    return queries.list_series_by_words(
        tx, folded, viewer_id=viewer_id, now=now, until=until, offset=offset, limit=limit
    )
