"""What a card of a session tells in somebody else's chat: the card as all see it, and who comes."""

from dataclasses import dataclass
from datetime import datetime

from db.engine import Tx
from db.models import Post, Series
from db.models.posts import PostKind
from db.queries import posts as queries
from services import announcements, boards, rosters, sessions
from services.announcements import Result
from services.boards import Board
from services.errors import NotFound
from services.rosters import LivingRoster
from services.sessions import Card

MOST_NAMES = 8
"""More than these are told as a number."""


@dataclass(frozen=True, slots=True)
class Coming:
    """Who comes, as far as a chat may know: the first names of those who allow it, and how many more."""

    names: tuple[str, ...]
    more: int

    @property
    def people(self) -> int:
        return len(self.names) + self.more


@dataclass(frozen=True, slots=True)
class LivingPost:
    """A card in another chat, as it is to look now."""

    inline_message_id: str
    language: str
    time_zone: str
    card: Card
    coming: Coming | None


@dataclass(frozen=True, slots=True)
class LivingSeries:
    """A series in another chat, likewise."""

    inline_message_id: str
    language: str
    time_zone: str
    board: Board


@dataclass(frozen=True, slots=True)
class LivingResult:
    """What became of an announcement so far, on the screen of who sent it."""

    chat_id: int
    message_id: int
    language: str
    time_zone: str
    announcement_id: int
    result: Result


Living = LivingPost | LivingSeries | LivingRoster | LivingResult
"""Whatever is kept current by edits."""


def coming(tx: Tx, *, series_id: int, session_id: int) -> Coming | None:
    """A look at who comes; None where the series keeps it to itself. A guest is one more."""
    if not tx.get_one(Series, series_id).shows_names:
        return None
    rows = queries.list_coming(tx, session_id)
    people = sum(row.places for row in rows)
    names = tuple(row.name.split()[0] for row in rows if row.shows_name)
    shown = names if people <= MOST_NAMES else ()
    return Coming(shown, people - len(shown))


def post(tx: Tx, *, post_id: int, since: datetime | None = None, now: datetime) -> Living:
    """A look at what a message is to say now; `since` is when it began to tell something old.

    Raises NotFound, and for a roster NotAllowed.
    """
    row = queries.get(tx, post_id)
    if row.kind in {PostKind.ROSTER, PostKind.CHECK_IN}:
        return rosters.follow(tx, row, since=since, now=now)
    if row.kind == PostKind.ANNOUNCEMENT:
        return _result(tx, row)
    assert row.inline_message_id
    if row.kind == PostKind.SERIES:
        assert row.series_id
        board = boards.board(tx, series_id=row.series_id, now=now)
        return LivingSeries(row.inline_message_id, row.language, row.time_zone, board)
    assert row.session_id
    card = sessions.card(tx, session_id=row.session_id, viewer_id=None, now=now)
    return LivingPost(
        inline_message_id=row.inline_message_id,
        language=row.language,
        time_zone=row.time_zone,
        card=card,
        coming=coming(tx, series_id=card.series_id, session_id=card.id),
    )


def _result(tx: Tx, row: Post) -> LivingResult:
    if row.gone_at is not None:
        raise NotFound
    assert row.announcement_id
    assert row.viewer_id
    assert row.chat_id
    assert row.message_id
    result = announcements.result(tx, announcement_id=row.announcement_id, user_id=row.viewer_id)
    return LivingResult(row.chat_id, row.message_id, row.language, row.time_zone, row.announcement_id, result)
