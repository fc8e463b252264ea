"""Cards of sessions that live in other chats: they are remembered when they are posted, and kept current by edits.

A change only marks them stale (`services/staleness.py`). What comes close together is one edit, and a card is edited at
most once in some seconds, which keeps a group within the 20 messages a minute that Telegram allows there.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog

from db.engine import Database, Tx
from db.models import Post, Session
from db.models.posts import PostKind
from db.models.sessions import SessionStatus
from db.queries import posts as queries
from services import announcements, living, series, sessions
from services.boards import PREFIX
from services.errors import NotAllowed, NotFound
from services.living import Living
from services.ports import Delivered, Editor, Later, Outcome, Refused, Unknown
from services.stopwatch import stopwatch

GAP = timedelta(seconds=4)
"""Between two edits of a card: 15 a minute."""
LEASE = timedelta(minutes=1)
RETRY = timedelta(seconds=30)
SOON, FOLLOWS = timedelta(minutes=2), timedelta(hours=1)
"""How long a result is looked at often, and at all."""
BATCH = 25

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Claim:
    """A card that is ours to edit until its lease ends; a change meanwhile takes the lease away."""

    id: int
    until: datetime
    since: datetime | None = None
    """Since when it tells something old."""


def remember(
    tx: Tx, *, code: str, user_id: int, inline_message_id: str, language: str, time_zone: str, now: datetime
) -> None:
    """Somebody put a session, or a series (`j_<code>`), into a chat.

    It is stale at once: places may have gone since it was offered.
    """
    subject = _subject(tx, code, user_id)
    if subject is None or queries.find(tx, inline_message_id):
        return
    tx.add(
        Post(
            **subject,
            inline_message_id=inline_message_id,
            language=language,
            time_zone=time_zone,
            stale_since=now,
            created_at=now,
        )
    )
    tx.info["owed"] = True


def _subject(tx: Tx, code: str, user_id: int) -> dict[str, Any] | None:
    """What a code names, of what this person may see."""
    if code.startswith(PREFIX):
        series_id = series.find_id(tx, typed=code.removeprefix(PREFIX), viewer_id=user_id)
        return {"kind": PostKind.SERIES, "series_id": series_id} if series_id else None
    session_id = sessions.find_id(tx, typed=code, viewer_id=user_id)
    return {"session_id": session_id} if session_id else None


async def refresh(db: Database, editor: Editor, *, now: datetime) -> int:
    """Edit every stale card when its turn comes; returns how many it made. Longer pauses are for a later run."""
    passed = stopwatch()
    edited = 0
    while (rest := await db.read(pause, now=now + passed())) is not None and rest <= GAP:
        await asyncio.sleep(rest.total_seconds())
        claims = await db.write(claim_due, now=now + passed())
        if not claims and not rest:
            break  # another process is about to edit them
        edited += sum(await asyncio.gather(*(_edit(db, editor, claim, passed, now=now) for claim in claims)))
    return edited


def pause(tx: Tx, *, now: datetime) -> timedelta | None:
    """A look: how long until the turn of the next stale card; None where all are current."""
    edited_at = queries.find_longest_unedited(tx, now)
    return None if edited_at is None else max(edited_at + GAP - now, timedelta())


def claim_due(tx: Tx, *, now: datetime) -> list[Claim]:
    """Lease what is stale and may be edited: the end of a lease lies in the future, so nobody else takes it."""
    due = queries.lock_due(tx, now, now - GAP, BATCH)
    claims = [Claim(post.id, now + LEASE, post.stale_since) for post in due]
    for post in due:
        post.stale_since, post.edited_at = now + LEASE, now
    return claims


async def _edit(db: Database, editor: Editor, claim: Claim, passed: Callable[[], timedelta], *, now: datetime) -> bool:
    outcome = await _attempt(db, editor, claim, now=now + passed())
    try:
        await db.write(settle, claim=claim, outcome=outcome, now=now + passed())
    except Exception:
        # Raised, it would leave the rest of the batch to run unattended. The end of the lease brings this card back.
        log.exception("post.unsettled", post_id=claim.id)
        return False
    return isinstance(outcome, Delivered)


async def _attempt(db: Database, editor: Editor, claim: Claim, *, now: datetime) -> Outcome:
    """Whatever goes wrong with one card holds up no other."""
    try:
        post: Living = await db.read(living.post, post_id=claim.id, since=claim.since, now=now)
        return await editor.edit(post)
    except (NotFound, NotAllowed):
        return Refused("nothing to see")
    except Exception as error:
        log.exception("post.failed", post_id=claim.id)
        return Unknown(type(error).__name__)


def settle(tx: Tx, *, claim: Claim, outcome: Outcome, now: datetime) -> None:
    """Current from now on, gone for good, or once more later; what changed meanwhile stays stale."""
    post = queries.lock(tx, claim.id)
    if post.gone_at is not None:
        post.stale_since = None  # somebody went on to another screen in that message, and may wait for this
        return
    changed = post.stale_since != claim.until
    match outcome:
        case Delivered():
            # A screen that was opened anew meanwhile may have been overwritten by this edit: once more.
            post.stale_since = (post.stale_since or now) if changed else None
            if post.kind == PostKind.ANNOUNCEMENT:
                _look_again(tx, post, now=now)
            elif _is_last(tx, post):
                post.gone_at, post.stale_since = now, None
        case Refused(reason):
            log.info("post.gone", post_id=post.id, reason=reason)
            post.gone_at, post.stale_since = now, None
        case Later(_, seconds):
            _postpone(post, timedelta(seconds=seconds) if seconds else RETRY, now=now)
        case Unknown():
            _postpone(post, RETRY, now=now)


def _look_again(tx: Tx, post: Post, *, now: datetime) -> None:
    """Messages that leave mark nothing stale, for there are many: while some are owed, their result is looked at again,
    soon at first.
    """
    assert post.announcement_id
    if post.created_at + FOLLOWS <= now or not announcements.is_under_way(tx, post.announcement_id):
        post.gone_at, post.stale_since = now, None
    else:
        _postpone(post, GAP if now < post.created_at + SOON else RETRY, now=now)


def _is_last(tx: Tx, post: Post) -> bool:
    """Whether a roster has told that its session is cancelled: there is nothing more to follow."""
    if post.kind not in {PostKind.ROSTER, PostKind.CHECK_IN} or post.session_id is None or post.stale_since:
        return False
    return tx.get_one(Session, post.session_id).status == SessionStatus.CANCELLED


def _postpone(post: Post, pause: timedelta, *, now: datetime) -> None:
    """As if it had been edited so late that its next turn comes after the pause."""
    post.stale_since, post.edited_at = now, now + pause - GAP
