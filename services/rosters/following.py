"""Rosters that are open on somebody's screen, and follow what happens.

A message is remembered when a roster is shown in it, and let go when the person goes on to another screen in it, when
they lose the right to see it, half an hour after their last tap, or an hour after the session.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import case, update

from db.engine import Tx
from db.models import Post
from db.models.posts import PostKind
from db.models.sessions import SessionStatus
from db.queries import posts as queries
from services import access
from services.access import Right
from services.errors import NotFound
from services.rosters import news, reading
from services.rosters.news import News
from services.rosters.views import CheckInList, Roster

FOLLOWS = timedelta(minutes=30)
FOLLOWS_SESSION = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class LivingRoster:
    """A roster on somebody's screen, as it is to look now, and what is new."""

    chat_id: int
    message_id: int
    language: str
    time_zone: str
    shown: Roster | CheckInList
    news: tuple[News, ...]


@dataclass(frozen=True, slots=True)
class Screen:
    """A message of the bot's in somebody's chat, and how its reader reads."""

    chat_id: int
    message_id: int
    language: str
    time_zone: str


def keep_open(tx: Tx, *, screen: Screen, kind: PostKind, session_id: int, viewer_id: int, now: datetime) -> None:
    """A message shows a roster, or is about to; what it shows is read after this. Raises NotFound, NotAllowed."""
    session = access.session_to(tx, Right.CHECK_IN, session_id, viewer_id)
    if session.ends_at + FOLLOWS_SESSION <= now or session.status == SessionStatus.CANCELLED:
        leave(tx, chat_id=screen.chat_id, message_id=screen.message_id, now=now)
        return
    post = queries.lock_message(tx, screen.chat_id, screen.message_id)
    if post is None:
        post = Post(chat_id=screen.chat_id, message_id=screen.message_id)
        tx.add(post)
    post.kind, post.session_id, post.series_id, post.viewer_id = kind, session_id, None, viewer_id
    post.language, post.time_zone = screen.language, screen.time_zone
    post.stale_since, post.edited_at, post.gone_at, post.created_at = None, now, None, now


def leave(tx: Tx, *, chat_id: int, message_id: int, now: datetime) -> None:
    """That message shows something else now. An edit that is under way keeps its lease, so it can be waited for."""
    under_way = case((Post.stale_since > now, Post.stale_since))
    tx.execute(
        update(Post)
        .where(Post.chat_id == chat_id, Post.message_id == message_id, Post.gone_at.is_(None))
        .values(gone_at=now, stale_since=under_way)
    )


def is_followed(tx: Tx, *, chat_id: int, message_id: int) -> bool:
    """A look: whether that message shows a roster that follows."""
    post = queries.find_followed(tx, chat_id, message_id)
    return post is not None and post.gone_at is None


def is_being_edited(tx: Tx, *, chat_id: int, message_id: int, now: datetime) -> bool:
    """A look: whether an edit of that message is under way."""
    post = queries.find_followed(tx, chat_id, message_id)
    return post is not None and post.stale_since is not None and bool(post.stale_since > now)


def follow(tx: Tx, post: Post, *, since: datetime | None, now: datetime) -> LivingRoster:
    """A look at what an open roster is to say now.

    Raises NotFound, also where it was left or has been open for long enough; NotAllowed.
    """
    if post.gone_at is not None:
        raise NotFound
    assert post.session_id
    assert post.viewer_id
    assert post.chat_id
    assert post.message_id
    session_id, viewer_id = post.session_id, post.viewer_id
    read = reading.check_in_list if post.kind == PostKind.CHECK_IN else reading.open_page
    shown: Roster | CheckInList = read(tx, session_id=session_id, viewer_id=viewer_id, now=now)
    head = shown.roster.head if isinstance(shown, CheckInList) else shown.head
    if post.created_at + FOLLOWS <= now or head.ends_at + FOLLOWS_SESSION <= now:
        raise NotFound
    return LivingRoster(
        chat_id=post.chat_id,
        message_id=post.message_id,
        language=post.language,
        time_zone=post.time_zone,
        shown=shown,
        news=news.since(tx, session_id=session_id, viewer_id=viewer_id, since=since) if since else (),
    )
